/** `momo load FILE...`: settings -> conversion -> exit code. */
import { type ColumnSpec, makeTable, type Table } from "../core/columns/table.ts";
import { MomoError } from "../core/error.ts";
import { convertRecords, type ConvertReport } from "../io/convert/convert_records.ts";
import type { ConvertRequest, RecordStyle } from "../io/convert/convert_request.ts";
import { checkRequest } from "../io/convert/convert_request.ts";
import {
  planRecordOutput,
  type RecordFormat,
  type RecordOutputForm,
} from "../io/convert/record_format.ts";
import { checkInputs, STANDARD_INPUT } from "../io/convert/record_input.ts";
import type { DbnVersion } from "../io/dbn/version.ts";
import { isDbnVersion } from "../io/dbn/version.ts";
import { painter, usesColour } from "../io/text/colour.ts";
import { formatUtc } from "../io/text/time_text.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { TableOutput } from "./table_output.ts";

type LoadContext = CommandContext<"load">;

/**
 * Converts DBN files as the settings say.
 *
 * @throws {MomoError} If the settings exclude each other or the conversion fails; also if an input is damaged, after its
 * readable part was written.
 */
export async function loadFiles(context: LoadContext): Promise<ExitCode> {
  const request = requestOf(context);
  if (context.settings.dryRun) return await dryRun(context, request);
  const { clock, log, progress, signal, terminals } = context;
  const startMs = clock.monotonicMs();
  const { path } = request.output;
  // a progress line would break into records on the same terminal
  const isShown = path !== undefined || !terminals.stdout;
  if (isShown) progress.start({ label: "load", total: undefined, unit: "records" });
  const report = await convertRecords(request, {
    signal,
    onRecords: (count) => isShown ? progress.advance(count) : undefined,
  });
  progress.stop();
  count(context, report);
  if (path !== undefined) {
    log.notice("load", closingLine(report, (clock.monotonicMs() - startMs) / 1000));
  }
  return conclude(context, report);
}

function requestOf({ settings, operands, terminals, readVariable }: LoadContext): ConvertRequest {
  const inputs = operands.map((name) => name === "/dev/stdin" ? STANDARD_INPUT : name);
  checkInputs(inputs, terminals.stdin);
  if (settings.inputFragment && settings.inputZstdFragment) {
    throw excluded("--input-fragment", "--input-zstd-fragment");
  }
  const output = outputOf(settings, terminals.stdout);
  return {
    inputs,
    fragment: {
      all: settings.inputFragment || settings.inputZstdFragment,
      version: versionOf(settings.inputDbnVersion),
    },
    output,
    force: settings.force,
    strict: settings.loadStrict,
    split: settings.splitBy ?? null,
    upgrade: settings.upgrade,
    choice: {
      schemas: settings.schema,
      period: { start: settings.loadStart, end: settings.loadEnd },
      symbols: settings.loadSymbols,
    },
    limit: settings.limit ?? null,
    metadataOnly: settings.metadata,
    style: styleOf({ settings, terminals, readVariable }, output),
    threads: settings.workers ?? navigator.hardwareConcurrency,
  };
}

function outputOf(settings: LoadContext["settings"], isTerminal: boolean): RecordOutputForm {
  const { splitBy, outputPattern, output } = settings;
  if (outputPattern !== undefined && output !== undefined) {
    throw excluded("--output-pattern", "--output");
  }
  if (splitBy !== undefined && outputPattern === undefined) {
    throw new MomoError("usage", "Cannot use --split-by: nothing says where the outputs go", {
      hint: "add --output-pattern PATH",
    });
  }
  if (splitBy === undefined && outputPattern !== undefined) {
    throw new MomoError("usage", "Cannot use --output-pattern: nothing says what to split by", {
      hint: "add --split-by KEY",
    });
  }
  return planRecordOutput({
    format: formatOf(settings),
    output: outputPattern ?? output,
    zstd: settings.zstd,
    isTerminal,
  });
}

/** The format as one flag says it; a second one is too many. */
function formatOf(settings: LoadContext["settings"]): RecordFormat | undefined {
  const said: [flag: string, format: RecordFormat][] = [];
  if (settings.loadFormat !== undefined) said.push(["--format", settings.loadFormat]);
  if (settings.asJson) said.push(["--json", "json"]);
  if (settings.asCsv) said.push(["--csv", "csv"]);
  if (settings.asTsv) said.push(["--tsv", "tsv"]);
  if (settings.asDbn) said.push(["--dbn", "dbn"]);
  if (settings.asFragment) said.push(["--fragment", "fragment"]);
  if (settings.asParquet) said.push(["--parquet", "parquet"]);
  if (settings.asArrow) said.push(["--arrow", "arrow"]);
  const [first, second] = said;
  if (first && second) throw excluded(first[0], second[0]);
  return first?.[1];
}

function excluded(flag: string, other: string): MomoError {
  return new MomoError("usage", `Cannot use ${flag} with ${other}: they exclude each other`, {
    hint: "leave one of them out",
  });
}

function versionOf(version: number | undefined): DbnVersion | undefined {
  return version !== undefined && isDbnVersion(version) ? version : undefined;
}

function styleOf(
  { settings, terminals, readVariable }: Pick<
    LoadContext,
    "settings" | "terminals" | "readVariable"
  >,
  { path }: RecordOutputForm,
): RecordStyle {
  const { pretty, prettyPx, prettyTs, mapSymbols, omitHeader, prices, color } = settings;
  const isTerminal = terminals.stdout && path === undefined;
  const paint = painter(usesColour(color, isTerminal, readVariable));
  return {
    prettyPrices: pretty || prettyPx,
    prettyTimes: pretty || prettyTs,
    indent: pretty,
    mapSymbols,
    writeHeader: !omitHeader,
    prices,
    table: {
      width: isTerminal ? terminals.width : undefined,
      formatTime: formatUtc,
      emphasise: (text) => paint("bold", text),
    },
  };
}

/** Tells what kept inputs from being read to their end; the last thing told ends the run. */
function conclude({ log }: LoadContext, { problems }: ConvertReport): ExitCode {
  for (const { message } of problems.slice(0, -1)) log.warning("input", message);
  const last = problems.at(-1);
  if (last !== undefined) throw last;
  return 0;
}

function closingLine({ records, outputs }: ConvertReport, seconds: number): string {
  const size = outputs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const [first, ...others] = outputs;
  const where = first === undefined
    ? "nothing written"
    : `${first.path}${others.length === 0 ? "" : ` and ${others.length} more`}`;
  return `${where}: ${records.toLocaleString("en-US")} record${records === 1 ? "" : "s"} ` +
    `(${(size / 1e6).toFixed(2)} MB) in ${seconds.toFixed(1)} s`;
}

function count({ metrics }: LoadContext, { records, outputs, problems }: ConvertReport): void {
  const size = outputs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  metrics.counter("momo_load_records_total", "Records written").add(records);
  metrics.counter("momo_load_written_bytes_total", "Bytes written").add(size);
  metrics.counter("momo_load_damaged_inputs_total", "Inputs not read to their end")
    .add(problems.length);
}

const PLAN_COLUMNS: readonly ColumnSpec[] = [
  planColumn("action", "string", false, "read or write"),
  planColumn("path", "string", false, "File, or - for standard input or output"),
  planColumn("format", "string", true, "Format that is written; null for inputs"),
  planColumn("size_bytes", "int64", true, "Stored size; null if it is not known"),
];

function planColumn(
  name: string,
  type: ColumnSpec["type"],
  nullable: boolean,
  help: string,
): ColumnSpec {
  return { name, type, unit: type === "int64" ? "bytes" : "", causality: "causal", nullable, help };
}

/** Lists inputs and output as rows. */
async function dryRun(context: LoadContext, request: ConvertRequest): Promise<ExitCode> {
  checkRequest(request);
  const { settings: { color }, terminals, readVariable, signal } = context;
  const output = await TableOutput.plan({
    settings: { format: undefined, output: undefined, force: false, tz: "UTC", color },
    ...{ terminals, readVariable, signal },
  });
  await output.write(await planTable(request));
  return 0;
}

async function planTable({ inputs, output }: ConvertRequest): Promise<Table> {
  const sizes = await Promise.all(inputs.map(sizeOf));
  return makeTable(PLAN_COLUMNS, [
    [...inputs.map(() => "read"), "write"],
    [...inputs, output.path ?? "-"],
    [...inputs.map(() => null), output.format],
    [...sizes, null],
  ]);
}

async function sizeOf(name: string): Promise<number | null> {
  if (name === STANDARD_INPUT) return null;
  try {
    const { isFile, size } = await Deno.stat(name);
    return isFile ? size : null;
  } catch (error) {
    const { ioError } = await import("../io/store/io_error.ts");
    throw ioError("open", name, error);
  }
}
