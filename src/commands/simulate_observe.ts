/** `momo simulate --day`: settings -> observations of a day, one after the other. */
import type { Day } from "../core/day/day.ts";
import { formatDayName } from "../core/day/day_name.ts";
import { MomoError } from "../core/error.ts";
import { marketModel } from "../core/execution/market_model.ts";
import { indexMarketDay, type MarketDay } from "../core/market/market_day.ts";
import type { Observation } from "../core/market/observation.ts";
import { Observer } from "../core/market/observer.ts";
import { ObservedLines, ObservedTable } from "../io/simulate/observed_columns.ts";
import { csvRows } from "../io/text/csv.ts";
import { timeFormat } from "../io/text/time_text.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import {
  executionModel,
  loadSimulated,
  onlyDay,
  tellMissing,
  timeOf,
  validate,
} from "./simulate_day.ts";
import { TableOutput } from "./table_output.ts";

type SimulateContext = CommandContext<"simulate">;

/** Rows that are turned into text at a time. */
const BATCH_ROWS = 1024;
/** Rows that fit in memory as a table. */
const MOST_TABLE_ROWS = 5_000_000;

/** The times that are observed: [from, to), ns since local midnight. */
interface Steps {
  readonly from: number;
  readonly to: number;
  readonly stepNs: number;
}

/**
 * Prints what could be observed of a day.
 *
 * @throws {MomoError} If the settings make no sense, there is no such day, its data cannot be used, or the output cannot
 * be written.
 */
export async function observeDay(context: SimulateContext): Promise<ExitCode> {
  const { settings, log } = context;
  if (settings.step === 0) {
    throw new MomoError("usage", 'Cannot use --step "0s": expected a time above 0');
  }
  const output = await planOutput(context);
  const name = onlyDay(settings.simulateDay);
  const { day, problems } = await loadSimulated(context, { name });
  const market = indexMarketDay(day, marketModel(executionModel(context)));
  if (settings.validate) validate(context, day);
  tellMissing(context, market);
  const steps = stepsOf(settings, day, market);
  const observer = new Observer(market, settings.feedLatency);
  await print(context, { output, day, observer, steps });
  if (output.path !== undefined) {
    const rows = Math.ceil((steps.to - steps.from) / steps.stepNs);
    log.notice("simulate", `${output.path}: ${formatDayName(name)}, ${rows} observations`);
  }
  for (const { message } of problems.slice(0, -1)) log.warning("input", message);
  const last = problems.at(-1);
  if (last !== undefined) throw new MomoError("bad_data", last.message);
  return 0;
}

async function planOutput({ settings, ...context }: SimulateContext): Promise<TableOutput> {
  const { simulateFormat, output, force, tz, color } = settings;
  const isStdout = output === undefined || output === "-";
  const format = simulateFormat ?? (isStdout ? "ndjson" : undefined);
  return await TableOutput.plan({ ...context, settings: { format, output, force, tz, color } });
}

function stepsOf(
  settings: SimulateContext["settings"],
  { base }: Day,
  { times }: MarketDay,
): Steps {
  const from = timeOf("--from", settings.from, base) ?? times.preOpen;
  const to = timeOf("--to", settings.to, base) ?? times.postClose;
  if (from >= to) {
    const [first, end] = [settings.from ?? "the start of pre-market", settings.to ?? "the close"];
    throw new MomoError("usage", `Cannot simulate from ${first} to ${end}: the end comes first`);
  }
  return { from, to, stepNs: settings.step };
}

/** What is printed, and where to. */
interface Printing {
  readonly output: TableOutput;
  readonly day: Day;
  readonly observer: Observer;
  readonly steps: Steps;
}

async function print(context: SimulateContext, printing: Printing): Promise<void> {
  const { output, day, steps } = printing;
  const formatTime = timeFormat(context.settings.tz);
  if (output.format === "ndjson") {
    const lines = new ObservedLines(day.base, formatTime);
    return await output.writeLines(mapped(observed(context, printing), (at) => lines.line(at)));
  }
  if (output.format === "csv") return await output.writeLines(csvLines(context, printing));
  const rows = Math.ceil((steps.to - steps.from) / steps.stepNs);
  if (rows > MOST_TABLE_ROWS) {
    throw new MomoError(
      "usage",
      `Cannot write ${rows} observations as ${output.format}: expected ${MOST_TABLE_ROWS} at most`,
      { hint: "add --format ndjson or csv, or a larger --step" },
    );
  }
  const table = new ObservedTable(day.base);
  for (const observation of observed(context, printing)) table.add(observation);
  await output.write(table.take(), { "momo.day": formatDayName(day) });
}

/** The observations of a day, each overwritten by the next. */
function* observed(
  { signal }: SimulateContext,
  { observer, steps: { from, to, stepNs } }: Printing,
): Generator<Observation> {
  for (let i = 0;; i++) {
    const t = from + i * stepNs;
    if (t >= to) return;
    if (i % BATCH_ROWS === 0) signal.throwIfAborted();
    yield observer.observe(t);
  }
}

function* mapped<From, To>(values: Iterable<From>, map: (value: From) => To): Generator<To> {
  for (const value of values) yield map(value);
}

/** CSV in batches, so that a day need not be in memory as a table; the header comes once. */
function* csvLines(context: SimulateContext, printing: Printing): Generator<string> {
  const formatTime = timeFormat(context.settings.tz);
  const table = new ObservedTable(printing.day.base);
  let rows = 0;
  let isFirst = true;
  const flush = function* () {
    const lines = csvRows(table.take(), formatTime);
    if (!isFirst) lines.next();
    isFirst = false;
    yield* lines;
  };
  for (const observation of observed(context, printing)) {
    table.add(observation);
    if (++rows % BATCH_ROWS === 0) yield* flush();
  }
  if (isFirst || rows % BATCH_ROWS !== 0) yield* flush();
}
