/** `momo simulate --orders`: settings -> reports of orders executed on a day. */
import { type DayName, formatDayName, parseDayName } from "../core/day/day_name.ts";
import { MomoError } from "../core/error.ts";
import { marketModel } from "../core/execution/market_model.ts";
import { type MarketTape, tapeOfDay } from "../core/execution/tape.ts";
import { indexMarketDay } from "../core/market/market_day.ts";
import { inputLines, type NumberedLine, sourceName } from "../io/simulate/input_lines.ts";
import {
  logLines,
  parseLogHeader,
  parseLogLine,
  type RunHeader,
  runOrders,
} from "../io/simulate/order_run.ts";
import { writeFileAtomic } from "../io/store/atomic_file.ts";
import { refuseExisting } from "../io/store/refuse_existing.ts";
import { LineWriter } from "../io/text/line_writer.ts";
import { STANDARD_OUTPUT } from "../io/text/stdout.ts";
import { timeFormat } from "../io/text/time_text.ts";
import type { ExitCode } from "./command.ts";
import {
  executionModel,
  loadSimulated,
  onlyDay,
  type SimulateContext,
  tellMissing,
  timeOf,
  validate,
} from "./simulate_day.ts";

/** Share of the tape from which own fills make it another one. */
const NOTABLE_SHARE = 0.1;

/**
 * Executes orders and prints their reports and the closing account as NDJSON.
 *
 * @returns 1 if a line could not be read; the others were executed.
 * @throws {MomoError} If the settings make no sense, there is no such day, or a file cannot be read or written.
 */
export async function simulateOrders(context: SimulateContext): Promise<ExitCode> {
  const { settings, log } = context;
  checkSettings(settings);
  if (settings.log !== undefined && !settings.force) await refuseExisting(settings.log);
  if (settings.output !== undefined && !settings.force && settings.output !== "-") {
    await refuseExisting(settings.output);
  }
  const replayed = settings.replay === undefined ? null : await readLog(settings.replay);
  const name = replayed ? parseDayName(replayed.header.day) : onlyDay(settings.simulateDay);
  const model = replayed?.header.settings ?? executionModel(context);
  const { day } = await loadSimulated(replayed ? asIn(replayed.header, context) : context, {
    name,
  });
  if (settings.validate) validate(context, day);
  const market = indexMarketDay(day, marketModel(model));
  tellMissing(context, market);
  const tape = tapeOfDay(market, day.previous);
  tellPauses(context, tape, day.base);
  const header = replayed?.header ?? headerOf(context, { name, base: day.base });
  const source = replayed ? `"${settings.replay}"` : sourceName(settings.orders!);
  const kept: NumberedLine[] = [];
  let problems = 0;
  const texts = runOrders({
    ...{ header, source, base: day.base, tape },
    lines: keepLines(replayed?.lines ?? inputLines(settings.orders!), kept),
    formatTime: timeFormat(header.tz),
    onProblem: ({ message, hint }) => {
      problems++;
      log.warning("orders", hint === undefined ? message : `${message} (${hint})`);
    },
    onEnd: ({ participation }) => {
      if (participation <= NOTABLE_SHARE) return;
      const percent = (100 * participation).toFixed(1);
      log.warning(
        "orders",
        `Fills beyond the touch were up to ${percent} % of the tape of a minute: above 10 % the tape would have been another`,
      );
    },
  });
  await print(context, texts);
  if (settings.log !== undefined) await writeLog(settings.log, header, kept, context.signal);
  return problems > 0 ? 1 : 0;
}

/** The same, with the choice of data of another run. */
function asIn({ datasets, adjust }: RunHeader, context: SimulateContext): SimulateContext {
  return { ...context, settings: { ...context.settings, dataset: [...datasets], adjust } };
}

/** Says which pauses are taken from the tape, for want of status messages. */
function tellPauses(
  { log }: SimulateContext,
  { inferredPauses }: MarketTape,
  base: bigint,
): void {
  if (inferredPauses.length === 0) return;
  const format = timeFormat("America/New_York");
  const clock = (ns: number) => format(base + BigInt(Math.round(ns))).slice(11, 19);
  const spans = inferredPauses.map(({ start, end }) => `${clock(start)} to ${clock(end)}`);
  log.warning("day", `Pauses inferred from the tape, New York time: ${spans.join(", ")}`);
}

function checkSettings(settings: SimulateContext["settings"]): void {
  if (settings.orders !== undefined && settings.replay !== undefined) {
    throw new MomoError("usage", "Cannot use --orders and --replay: expected one of them");
  }
  const { simulateFormat } = settings;
  if (simulateFormat !== undefined && simulateFormat !== "ndjson") {
    throw new MomoError("usage", `Cannot print reports as ${simulateFormat}: expected ndjson`);
  }
  if (settings.replay === undefined && settings.simulateDay.length === 0) {
    throw new MomoError("usage", "Cannot execute orders: no day is given", {
      hint: "add --day SYMBOL:DATE, such as --day MLGO:2025-03-24",
    });
  }
}

/** What a run depends on. */
function headerOf(
  context: SimulateContext,
  { name, base }: { readonly name: DayName; readonly base: bigint },
): RunHeader {
  const { settings } = context;
  const from = timeOf("--from", settings.from, base) ?? null;
  const to = timeOf("--to", settings.to, base) ?? null;
  if (from !== null && to !== null && from >= to) {
    throw new MomoError(
      "usage",
      `Cannot execute orders from ${settings.from} to ${settings.to}: the end comes first`,
    );
  }
  return {
    type: "run",
    day: formatDayName(name),
    ...{ seed: settings.seed, explain: settings.explain, tz: settings.tz },
    ...{ from, to, datasets: settings.dataset, adjust: settings.adjust },
    settings: executionModel(context),
  };
}

async function* keepLines(
  lines: AsyncIterable<NumberedLine> | Iterable<NumberedLine>,
  kept: NumberedLine[],
): AsyncGenerator<NumberedLine> {
  for await (const line of lines) {
    kept.push(line);
    yield line;
  }
}

async function readLog(path: string): Promise<{ header: RunHeader; lines: NumberedLine[] }> {
  const texts: string[] = [];
  for await (const [, text] of inputLines(path)) texts.push(text);
  const source = sourceName(path);
  const header = parseLogHeader(texts[0] ?? "", source);
  return { header, lines: texts.slice(1).map((text) => parseLogLine(text, source)) };
}

async function writeLog(
  path: string,
  header: RunHeader,
  lines: readonly NumberedLine[],
  signal: AbortSignal,
): Promise<void> {
  await writeFileAtomic(path, async (file) => {
    const writer = new LineWriter(file);
    await writer.lines(logLines(header, lines));
    await writer.flush();
  }, signal);
}

async function print(context: SimulateContext, texts: AsyncIterable<string>): Promise<void> {
  const { output } = context.settings;
  const write = async (writer: LineWriter) => {
    for await (const text of texts) await writer.line(text);
    await writer.flush();
  };
  if (output === undefined || output === "-") return await write(new LineWriter(STANDARD_OUTPUT));
  await writeFileAtomic(output, (file) => write(new LineWriter(file)), context.signal);
}
