/** The plug-in point of `momo scan --strategy FILE.ts`: replace how moments and days are scored. */
import type { Moment } from "./moments.ts";
import type { Category } from "./risk.ts";

/** Component scores of a day's quality, each 0 to 1. */
export interface QualityComponents {
  /** Size of the move. */
  readonly move: number;
  /** Volume over its usual value; `null` without a baseline. */
  readonly volume: number | null;
  /** Efficiency of the largest swings. */
  readonly clarity: number;
  /** Tightness of the spread; 0.5 without quotes. */
  readonly spread: number;
  /** How much happened at times of day that matter. */
  readonly time: number;
}

/** What a strategy may base a day's score on: the day's own measures, with the built-in scores beside them. */
export interface DayMeasures {
  /** Raw symbol. */
  readonly symbol: string;
  /** `YYYY-MM-DD`. */
  readonly tradeDate: string;
  /** (high - low) / open. */
  readonly range: number;
  /** Largest relative move between two times of day. */
  readonly maxIntradayMove: number;
  /** First regular trade over the previous close, minus 1; `null` if either is missing. */
  readonly gap: number | null;
  /** Volume over its baseline; `null` without one. */
  readonly rvol: number | null;
  /** Shares of the full session. */
  readonly volume: number;
  /** Component scores of the quality. */
  readonly components: QualityComponents;
  /** Halts of the day; `null` without status data. */
  readonly halts: number | null;
  /** Number of squeezes. */
  readonly squeezes: number;
  /** Number of breakouts that failed. */
  readonly failedBreakouts: number;
  /** The built-in quality, 0 to 1; `null` without a baseline. */
  readonly quality: number | null;
  /** The built-in risk, 0 to 1. */
  readonly risk: number;
  /** The built-in category. */
  readonly category: Category;
  /** Local quality of the reset points that were kept, in order of time. */
  readonly pointQualities: readonly number[];
}

/** What a strategy returns for a day. */
export interface DayScore {
  /** 0 to 1, or `null` for "cannot tell". */
  readonly quality: number | null;
  /** 0 to 1. */
  readonly risk: number;
  /** What the day is good for in training. */
  readonly category: Category;
}

/**
 * A custom scorer: the default export of a strategy file.
 *
 * Both functions must be pure: same input, same output, on any host.
 */
export interface ScanStrategy {
  /** Shown in reports and part of the index's configuration hash, together with the file's content. */
  readonly name: string;
  /** Replaces the local quality of a moment; 0 to 1. Sees only what was known at the moment. */
  readonly scorePoint?: (moment: Moment) => number;
  /** Replaces quality, risk and category of a day. Sees the whole day. */
  readonly scoreDay?: (day: DayMeasures) => DayScore;
}
