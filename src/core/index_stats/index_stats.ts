/** What an index holds, counted: coverage, quality, categories, patterns, phases, halts. */
import { PATTERNS } from "../scan/patterns.ts";
import { PHASES } from "../scan/phases.ts";
import { CATEGORIES } from "../scan/risk.ts";
import { BUCKETS } from "../scan/time_of_day.ts";
import { type MonthCoverage, monthlyCoverage } from "./coverage.ts";
import { type Histogram, histogramOf } from "./histogram.ts";

/** Days in columns of equal length. */
export interface StatsDays {
  /** Raw symbols. */
  readonly symbol: ArrayLike<string>;
  /** Trade dates as `EpochDay`. */
  readonly tradeDate: ArrayLike<number>;
  readonly category: ArrayLike<string>;
  /** 0 to 1; `NaN` without a volume baseline. */
  readonly quality: Float64Array;
  /** Halts and pauses; `NaN` without status data. */
  readonly halts: Float64Array;
  /** Minutes halted; `NaN` without status data. */
  readonly haltMinutes: Float64Array;
  /** Likely halts of days without status data; `NaN` of the others. */
  readonly inferredHalts: Float64Array;
}

/** Reset points in columns of equal length. */
export interface StatsPoints {
  readonly pattern: ArrayLike<string>;
  readonly phase: ArrayLike<string>;
  readonly bucket: ArrayLike<string>;
  /** 0 to 1. */
  readonly quality: ArrayLike<number>;
}

/** How often a name occurs. */
export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

/** Halts of the days. */
export interface HaltCounts {
  /** Days whose status is known. */
  readonly daysWithStatus: number;
  /** Of them, those with a halt. */
  readonly daysWithHalts: number;
  readonly halts: number;
  readonly minutes: number;
  /** Days without status data that look as if they had been halted. */
  readonly daysWithInferredHalts: number;
}

/** What an index holds. */
export interface IndexStats {
  readonly days: number;
  readonly points: number;
  readonly symbols: number;
  /** First and last trade date as `EpochDay`; undefined without days. */
  readonly dates: readonly [number, number] | undefined;
  /** By symbol and month, in order; months without a day are left out. */
  readonly coverage: readonly MonthCoverage[];
  /** Quality of the days. */
  readonly quality: Histogram;
  /** Days by category, in the order of `CATEGORIES`. */
  readonly categories: readonly NamedCount[];
  /** Local quality of the reset points. */
  readonly localQuality: Histogram;
  /** Reset points by pattern, in the order of `PATTERNS`. */
  readonly patterns: readonly NamedCount[];
  /** Reset points by phase, in the order of `PHASES`. */
  readonly phases: readonly NamedCount[];
  /** Reset points by part of the day, in the order of `BUCKETS`. */
  readonly buckets: readonly NamedCount[];
  readonly halts: HaltCounts;
}

/** Counts an index. Names that are not known are counted nowhere. */
export function indexStats(days: StatsDays, points: StatsPoints): IndexStats {
  const { symbol, tradeDate } = days;
  const coverage = monthlyCoverage(symbol, tradeDate);
  return {
    days: symbol.length,
    points: points.pattern.length,
    symbols: new Set(coverage.map((month) => month.symbol)).size,
    dates: extremes(tradeDate),
    coverage,
    quality: histogramOf(days.quality),
    categories: countNames(days.category, CATEGORIES),
    localQuality: histogramOf(points.quality),
    patterns: countNames(points.pattern, PATTERNS),
    phases: countNames(points.phase, PHASES),
    buckets: countNames(points.bucket, BUCKETS),
    halts: countHalts(days),
  };
}

function extremes(values: ArrayLike<number>): readonly [number, number] | undefined {
  if (values.length === 0) return undefined;
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    min = Math.min(min, values[i]!);
    max = Math.max(max, values[i]!);
  }
  return [min, max];
}

/** How often each name occurs, in the order of the names. */
export function countNames(values: ArrayLike<string>, names: readonly string[]): NamedCount[] {
  const counts = new Map(names.map((name) => [name, 0]));
  for (let i = 0; i < values.length; i++) {
    const count = counts.get(values[i]!);
    if (count !== undefined) counts.set(values[i]!, count + 1);
  }
  return [...counts].map(([name, count]) => ({ name, count }));
}

function countHalts({ halts, haltMinutes, inferredHalts }: StatsDays): HaltCounts {
  const known = halts.filter((count) => !Number.isNaN(count));
  const sum = (values: Float64Array) =>
    values.reduce((total, value) => Number.isNaN(value) ? total : total + value, 0);
  return {
    daysWithStatus: known.length,
    daysWithHalts: known.filter((count) => count > 0).length,
    halts: sum(halts),
    minutes: sum(haltMinutes),
    daysWithInferredHalts: inferredHalts.filter((count) => count > 0).length,
  };
}
