/**
 * Observing a busy made-up day of 300 000 quotes and 120 000 trades: `deno task bench market_state`, or this file alone.
 */
import { BAR_COLUMNS } from "../src/core/columns/bars.ts";
import { DayIndicators } from "../src/core/market/day_indicators.ts";
import { indexBytes, indexMarketDay, type MarketDay } from "../src/core/market/market_day.ts";
import { Observer } from "../src/core/market/observer.ts";
import { RollingWindow } from "../src/core/market/rolling_window.ts";
import type { BarIndex } from "../src/core/market/bar_index.ts";
import type { TimeIndex } from "../src/core/market/time_index.ts";
import { scanThresholds } from "../src/core/scan/thresholds.ts";
import { SECOND_NS } from "../src/core/time/sessions.ts";
import { type DaySize, madeUpDay, seededFractions } from "./made_up_day.ts";
import { type BenchSuite, formatMeasurements, type Measurement } from "./measurement.ts";

const CALLS = 1_000_000;
const RUNS = 9;
const HEAP_BATCH = 2000;
const MILLION = 1e6;

const INCREASING_TARGET = 20;
const RANDOM_TARGET = 6;
const LOOKUP_TARGET = 10;
const DAY_MB = 20;
const INDEX_SHARE = 0.05;

/** About the busiest day of a momentum symbol with a price of a few dollars. */
const WILD_DAY: DaySize = { quotes: 77_000, trades: 40_000, bars: 20_000 };

/** Random times over the whole session, gaps included. */
function randomTimes({ times }: MarketDay): Float64Array {
  const random = seededFractions(7);
  const span = times.postClose - times.preOpen;
  return Float64Array.from({ length: CALLS }, () => Math.floor(times.preOpen + random() * span));
}

/** Every second of the session. */
function seconds({ times }: MarketDay): Float64Array {
  const count = (times.postClose - times.preOpen) / SECOND_NS;
  return Float64Array.from({ length: count }, (_, i) => times.preOpen + i * SECOND_NS);
}

/** Millions of calls a second, the best of the runs: what the machine can do when nothing else runs. */
function bestRate(times: Float64Array, call: (t: number) => number): number {
  let best = 0;
  let sum = 0;
  const repeats = Math.ceil(CALLS / times.length);
  for (let run = 0; run < RUNS; run++) {
    const startMs = performance.now();
    for (let k = 0; k < repeats; k++) for (let i = 0; i < times.length; i++) sum += call(times[i]!);
    const ms = performance.now() - startMs;
    best = Math.max(best, (repeats * times.length) / ms / 1000);
  }
  if (sum === Infinity) throw new RangeError("the sum keeps the calls from being left out");
  return best;
}

function observeRates(day: MarketDay): Measurement[] {
  const random = randomTimes(day);
  const wild = indexMarketDay(madeUpDay(WILD_DAY));
  const cases: [string, MarketDay, Float64Array, number | null][] = [
    ["observe, a million increasing times", day, random.slice().sort(), INCREASING_TARGET],
    ["observe, every second in order", day, seconds(day), null],
    ["observe, random times", day, random, RANDOM_TARGET],
    ["observe, random times, 77 000 quotes", wild, random, RANDOM_TARGET],
  ];
  return cases.map(([what, observed, times, target]) => {
    const observer = new Observer(observed);
    const measured = bestRate(times, (t) => observer.observe(t).bid);
    return { what, unit: "M/s", measured, target, isAtLeast: true };
  });
}

function lookupRates(day: MarketDay): Measurement[] {
  const random = randomTimes(day);
  const indices: [string, TimeIndex | BarIndex][] = [
    ["quotes", day.quoteIndex],
    ["trades", day.tradeIndex],
    ["bars", day.barIndex],
  ];
  return indices.map(([name, index]) => ({
    what: `look up the row of ${name}, random times`,
    unit: "M/s",
    measured: bestRate(random, (t) => index.lastAtOrBefore(t)),
    target: LOOKUP_TARGET,
    isAtLeast: true,
  }));
}

/** What observations put on the heap, once they run at speed: the middle of small batches, between which nothing is collected. */
function heapGrowth(day: MarketDay): Measurement {
  const observer = new Observer(day);
  const times = randomTimes(day);
  const observeBatch = (from: number) => {
    for (let i = from; i < from + HEAP_BATCH; i++) observer.observe(times[i]!);
  };
  const grown: number[] = [];
  for (let from = 0; from < CALLS; from += HEAP_BATCH) {
    const before = Deno.memoryUsage().heapUsed;
    observeBatch(from);
    grown.push(Deno.memoryUsage().heapUsed - before);
  }
  // the first half is for the compiler
  const settled = grown.slice(grown.length / 2).sort((a, b) => a - b);
  return {
    ...{ what: "heap growth over observations at random times", unit: "B per call" },
    measured: settled[settled.length >> 1]! / HEAP_BATCH,
    ...{ target: 4, note: "a single number that is boxed takes 16" },
  };
}

function columnBytes({ quotes, trades, bars }: MarketDay): number {
  const columns = [
    ...Object.values(quotes),
    ...Object.values(trades),
    ...BAR_COLUMNS.map((name) => bars[name]),
  ];
  return columns.reduce(
    (sum: number, column: unknown) => ArrayBuffer.isView(column) ? sum + column.byteLength : sum,
    0,
  );
}

function memory(day: MarketDay): Measurement[] {
  const columns = columnBytes(day);
  const index = indexBytes(day);
  return [
    {
      ...{ what: "columns and index of the day", unit: "MB" },
      ...{ measured: (columns + index) / MILLION, target: DAY_MB },
    },
    { what: "index over columns", unit: "", measured: index / columns, target: INDEX_SHARE },
  ];
}

function others(day: MarketDay): Measurement[] {
  const times = seconds(day);
  const rolling = new RollingWindow(day, 60 * SECOND_NS);
  const startMs = performance.now();
  new DayIndicators(day, scanThresholds());
  const indicatorsMs = performance.now() - startMs;
  return [
    {
      ...{ what: "rolling window of a minute, every second in order", unit: "M/s" },
      measured: bestRate(times, (t) => rolling.moveTo(t).volume),
      ...{ target: null, isAtLeast: true },
    },
    { what: "indicators of the whole day", unit: "ms", measured: indicatorsMs, target: null },
  ];
}

/** Measures the market state. */
export function measureMarketState(): Measurement[] {
  const input = madeUpDay();
  const startMs = performance.now();
  const day = indexMarketDay(input);
  const indexMs = performance.now() - startMs;
  return [
    ...observeRates(day),
    ...lookupRates(day),
    heapGrowth(day),
    ...memory(day),
    { what: "indexing the day", unit: "ms", measured: indexMs, target: null },
    ...others(day),
  ];
}

/** Observing a busy day. */
export const MARKET_STATE: BenchSuite = { name: "market_state", run: measureMarketState };

if (import.meta.main) {
  const text = formatMeasurements(measureMarketState());
  Deno.stdout.writeSync(new TextEncoder().encode(text + "\n"));
}
