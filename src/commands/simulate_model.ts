/** `momo simulate --calibrate` and `--accuracy`: settings -> what the tape says about the model. */
import { type ColumnSpec, makeTable } from "../core/columns/table.ts";
import { type DayName, formatDayName, parseDayName } from "../core/day/day_name.ts";
import { MomoError } from "../core/error.ts";
import { type Accuracy, accuracyOf } from "../core/execution/accuracy.ts";
import { calibrate, type CalibratedValue, calibrationLines } from "../core/execution/calibrate.ts";
import { type DayEstimates, dayEstimates } from "../core/execution/calibrate_day.ts";
import {
  calibrateImpact,
  type DayFill,
  type ImpactSample,
  impactSamples,
} from "../core/execution/calibrate_impact.ts";
import { LATENCY_PROFILES } from "../core/execution/latency.ts";
import { marketModel } from "../core/execution/market_model.ts";
import type { OwnFill } from "../core/execution/own_fills.ts";
import { type MarketTape, tapeOfDay } from "../core/execution/tape.ts";
import { indexMarketDay } from "../core/market/market_day.ts";
import { sessionsBetween } from "../core/time/calendar.ts";
import { tradeDateAt } from "../core/time/sessions.ts";
import { readOwnFills } from "../io/simulate/own_fill_lines.ts";
import type { ExitCode } from "./command.ts";
import { openSources } from "./load_day.ts";
import { executionModel, loadSimulated, type SimulateContext, timeOf } from "./simulate_day.ts";
import { TableOutput } from "./table_output.ts";

const NS_PER_SECOND = 1_000_000_000n;

/**
 * Prints estimates of the model's parameters as a fragment of `momo.toml`.
 *
 * @throws {MomoError} If the settings make no sense, no day can be loaded, or the output cannot be written.
 */
export async function calibrateModel(context: SimulateContext): Promise<ExitCode> {
  const { settings } = context;
  if (settings.simulateFormat !== undefined) {
    throw new MomoError("usage", "Cannot use --format with --calibrate: it prints a settings file");
  }
  const names = wantedDays(context);
  const output = await TableOutput.plan({
    ...context,
    settings: { ...settings, format: "ndjson" },
  });
  const fills = settings.fills === undefined ? null : await readOwnFills(settings.fills);
  const model = executionModel(context);
  const days: DayEstimates[] = [];
  const samples: ImpactSample[] = [];
  const used: DayName[] = [];
  for await (const { name, base, tape } of tapesOf(context, names)) {
    used.push(name);
    days.push(dayEstimates(tape.day));
    if (fills !== null) samples.push(...impactSamples(tape, model, fillsOf(fills, name, base)));
  }
  tellOthers(context, fills, used);
  const values = [...calibrate(days), calibrateImpact(samples)];
  await output.writeLines(calibrationLines(values, aboutOf(used, values)));
  if (output.path !== undefined) {
    const kept = values.filter(({ isPrior }) => isPrior).length;
    const told = `${values.length - kept} values estimated, ${kept} kept as they were`;
    context.log.notice("simulate", `${output.path}: ${told}`);
  }
  return 0;
}

/** The days of `--day`, or of `--symbols`, `--start` and `--end`. */
function wantedDays({ settings }: SimulateContext): DayName[] {
  const { simulateDay, symbols, start, end } = settings;
  if (simulateDay.length > 0) return simulateDay.map(parseDayName);
  if (symbols.length === 0 || start === undefined || end === undefined) {
    throw new MomoError("usage", "Cannot choose the days: some of them have to be named", {
      hint: "add --day SYMBOL:DATE for each, or --symbols, --start and --end",
    });
  }
  return symbols.flatMap((symbol) =>
    sessionsBetween(start, end).map((tradeDate) => ({ symbol, tradeDate }))
  );
}

interface NamedTape {
  readonly name: DayName;
  readonly base: bigint;
  readonly tape: MarketTape;
}

/** The tapes of the days that there are, one after the other; days of a range that are missing are passed over. */
async function* tapesOf(
  context: SimulateContext,
  names: readonly DayName[],
): AsyncGenerator<NamedTape> {
  const { log, signal, settings } = context;
  const sources = await openSources(context);
  const model = marketModel(executionModel(context));
  let found = 0;
  for (const name of names) {
    signal.throwIfAborted();
    try {
      const { day } = await loadSimulated(context, {
        name,
        sources,
        isOneOfMany: names.length > 1,
      });
      found++;
      const market = indexMarketDay(day, model);
      yield { name, base: day.base, tape: tapeOfDay(market, day.previous) };
    } catch (error) {
      const isGap = error instanceof MomoError && error.code === "not_found";
      if (!isGap || settings.simulateDay.length > 0) throw error;
      log.info("day", error.message);
    }
  }
  if (found > 0) return;
  throw new MomoError("not_found", "Cannot find any of the days: the data have none of them");
}

function fillsOf(fills: readonly OwnFill[], name: DayName, base: bigint): DayFill[] {
  return fills
    .filter((fill) =>
      dateOf(fill) === name.tradeDate && (fill.symbol ?? name.symbol) === name.symbol
    )
    .map(({ time, side, shares, price, order }) => ({
      ...{ time: Number(time - base), side, shares, price, order },
    }));
}

function dateOf({ time }: OwnFill): number {
  return tradeDateAt(Number(time / NS_PER_SECOND));
}

/** Says how many fills lie on none of the days. */
function tellOthers(
  { log }: SimulateContext,
  fills: readonly OwnFill[] | null,
  days: readonly DayName[],
): void {
  const dates = new Set(days.map(({ tradeDate }) => tradeDate));
  const others = (fills ?? []).filter((fill) => !dates.has(dateOf(fill))).length;
  if (others > 0) log.warning("fills", `${others} own fills are of none of the days`);
}

function aboutOf(days: readonly DayName[], values: readonly CalibratedValue[]): string[] {
  const names = days.map(formatDayName);
  const all = names.length > 3
    ? `${names[0]} to ${names.at(-1)}, ${names.length} days`
    : names.join(", ");
  const priors = values.filter(({ isPrior }) => isPrior).length;
  return [
    `Estimated by momo simulate --calibrate from the tape of ${all}`,
    ...(priors > 0
      ? [`${priors} of ${values.length} values are priors: see the line above each`]
      : []),
    "Latency cannot be told from a tape: its parameters are not here",
  ];
}

const STEP_NS = 10e9;

/** One market order of this many shares a step. */
const SMALL_ORDER = 1;

/**
 * Prints for each day and latency profile how far simulated fills are from the prints that followed.
 *
 * @throws {MomoError} If the settings make no sense, no day can be loaded, or the output cannot be written.
 */
export async function reportAccuracy(context: SimulateContext): Promise<ExitCode> {
  const { settings, resolved } = context;
  const { simulateFormat, output, force, tz, color } = settings;
  const isStdout = output === undefined || output === "-";
  const format = simulateFormat ?? (isStdout && !context.terminals.stdout ? "ndjson" : undefined);
  const target = await TableOutput.plan({
    ...context,
    settings: { format, output, force, tz, color },
  });
  const stepNs = resolved.get("step")?.origin === "default" ? STEP_NS : settings.step;
  const model = executionModel(context);
  const rows: [string, Accuracy][] = [];
  for await (const { name, base, tape } of tapesOf(context, wantedDays(context))) {
    const { open, close } = tape.day.times;
    const from = timeOf("--from", settings.from, base) ?? open;
    const to = timeOf("--to", settings.to, base) ?? close;
    for (const latency of Object.keys(LATENCY_PROFILES)) {
      const plan = { from, to, stepNs, shares: SMALL_ORDER, seed: settings.seed };
      const accuracy = accuracyOf(tape, { ...model, latency_profile: latency }, plan);
      rows.push([formatDayName(name), accuracy]);
    }
  }
  const data = ACCURACY_COLUMNS.map((_, i) => rows.map((row) => cellsOf(row)[i]!));
  await target.write(makeTable(ACCURACY_COLUMNS, data));
  return 0;
}

function accuracyColumn(
  name: string,
  [type, unit, help]: readonly [ColumnSpec["type"], string, string],
): ColumnSpec {
  const nullable = type === "float64";
  return { name, type, unit, causality: "causal", nullable, help };
}

const ACCURACY_COLUMNS: readonly ColumnSpec[] = [
  accuracyColumn("day", ["string", "", "Symbol and trade date"]),
  accuracyColumn("latency", ["string", "", "Latency profile"]),
  accuracyColumn("orders", ["int32", "orders", "Market orders sent"]),
  accuracyColumn("fills", ["int32", "orders", "Of them filled"]),
  accuracyColumn("rejects", ["int32", "orders", "Of them refused"]),
  accuracyColumn("synthetic", ["int32", "orders", "Of them filled against a synthetic quote"]),
  accuracyColumn("compared", ["int32", "orders", "Fills that a print of their side followed"]),
  accuracyColumn("median_bps", ["float64", "bps", "Median distance to that print"]),
  accuracyColumn("p90_bps", ["float64", "bps", "90th percentile of it"]),
  accuracyColumn("bias_bps", [
    "float64",
    "bps",
    "Median with its sign; above 0 the fill was worse",
  ]),
  accuracyColumn("median_ticks", ["float64", "ticks", "Median distance"]),
  accuracyColumn("p90_ticks", ["float64", "ticks", "90th percentile"]),
  accuracyColumn("bias_ticks", ["float64", "ticks", "Median with its sign"]),
  accuracyColumn("inside_range", [
    "float64",
    "fraction",
    "Share within the range of the next prints",
  ]),
];

const DIGITS = 4;

function cellsOf([day, accuracy]: readonly [string, Accuracy]): (string | number | null)[] {
  const number = (value: number) => Number.isNaN(value) ? null : Number(value.toFixed(DIGITS));
  const { latency, orders, fills, rejects, synthetic, compared } = accuracy;
  const { medianBps, p90Bps, biasBps, medianTicks, p90Ticks, biasTicks, insideRange } = accuracy;
  return [
    ...[day, latency, orders, fills, rejects, synthetic, compared],
    ...[medianBps, p90Bps, biasBps, medianTicks, p90Ticks, biasTicks, insideRange].map(number),
  ];
}
