import { type ColumnSpec, makeTable } from "../core/columns/table.ts";
import { MomoError } from "../core/error.ts";
import { openCatalog } from "../io/catalog/catalog.ts";
import { recordedInputs } from "../io/scan/recorded_data.ts";
import { verifyIndex } from "../io/scan/verify_index.ts";
import type { InputCheck } from "../io/scan/verify_inputs.ts";
import { tableLines } from "../io/text/terminal_table.ts";
import { timeFormat } from "../io/text/time_text.ts";
import type { CommandContext, CommandDefinition, ExitCode } from "./command.ts";
import { TableOutput } from "./table_output.ts";

const SPEC: Omit<ColumnSpec, "name" | "help"> = {
  type: "string",
  unit: "",
  causality: "causal",
  nullable: false,
};

const COLUMNS: readonly ColumnSpec[] = [
  { ...SPEC, name: "severity", help: "ok, warning or error" },
  { ...SPEC, name: "check", help: "schema, hashes, order, references or inputs" },
  { ...SPEC, name: "message", help: "What was found" },
];

type VerifyContext = CommandContext<"index verify">;

/** `momo index verify`. */
export const INDEX_VERIFY: CommandDefinition<"index verify"> = {
  name: "index verify",
  examples: [
    { says: "Check the index of ./momo-store", line: "momo index verify" },
    {
      says: "Check another store, and its inputs where they are now",
      line: "momo index verify --store merged --data testdata/sample",
    },
    { says: "Read all inputs and compare their hashes", line: "momo index verify --hash" },
  ],
  notes: [
    "Inputs are compared by size and by the hash that their delivery states. The content is read " +
    "of those that were written since the scan, and of all with --hash.",
  ],
  resolves: "own",

  async run(context): Promise<ExitCode> {
    const { settings, progress } = context;
    const output = await TableOutput.plan(context);
    const findings = await verifyIndex(settings.store, await openInputs(context));
    progress.stop();
    const table = makeTable(COLUMNS, [
      findings.map((finding) => finding.severity),
      findings.map((finding) => finding.check),
      findings.map((finding) => finding.message),
    ]);
    if (output.format === "table") {
      // Whatever the width: what is wrong with a file stands behind its name.
      const style = { width: undefined, formatTime: timeFormat(settings.tz) };
      await output.writeLines(tableLines(table, { ...style, emphasise: output.emphasise }));
    } else {
      await output.write(table);
    }
    return findings.some((finding) => finding.severity === "error") ? 1 : 0;
  },
};

/** The data as they are now; a recorded directory may be gone, which the index outlives. */
async function openInputs(
  { settings, signal, progress }: VerifyContext,
): Promise<InputCheck | string | null> {
  const isGiven = settings.data.length > 0;
  const recorded = await recordedInputs(settings.store);
  const data = isGiven ? settings.data : recorded.data;
  if (data.length === 0) return null;
  try {
    return {
      catalog: openCatalog(data),
      writtenMs: isGiven ? new Map() : recorded.writtenMs,
      isHashed: settings.hash,
      signal,
      onPlan: (total) => progress.start({ label: "verify", total, unit: "bytes" }),
      onRead: (sizeBytes, key) => progress.advance(sizeBytes, key),
    };
  } catch (error) {
    if (isGiven || !(error instanceof MomoError)) throw error;
    return error.message;
  }
}
