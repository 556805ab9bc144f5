/** The plug-in point of `momo scan --strategy FILE.ts`: replace how moments and days are scored. */
import type { Moment } from "./moments.ts";
import type { Category } from "./risk.ts";

/** What a strategy may base a day's score on: the day's own measures, with the built-in scores beside them. */
export interface DayMeasures {
  readonly symbol: string;
  /** `YYYY-MM-DD`. */
  readonly tradeDate: string;
  /** (high - low) / open, and the largest move between two times of day. */
  readonly range: number;
  readonly maxIntradayMove: number;
  /** First regular trade over the previous close, minus 1; `null` if either is missing. */
  readonly gap: number | null;
  /** Volume over its baseline; `null` without one. */
  readonly rvol: number | null;
  readonly volume: number;
  /** Component scores, 0 to 1; `volume` is `null` without a baseline. */
  readonly components: {
    readonly move: number;
    readonly volume: number | null;
    readonly clarity: number;
    readonly spread: number;
    readonly time: number;
  };
  /** Halts of the day; `null` without status data. */
  readonly halts: number | null;
  readonly squeezes: number;
  readonly failedBreakouts: number;
  /** The built-in result. */
  readonly quality: number | null;
  readonly risk: number;
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
