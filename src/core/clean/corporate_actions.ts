/** Splits and dividends: how to compare prices and volumes across days, using only what was known by then. */
import type { EpochDay } from "../time/dates.ts";

/** Kinds of corporate action that move a price without trading. */
export const ACTION_KINDS = ["split", "dividend"] as const;

/** One corporate action of a symbol. */
export interface CorporateAction {
  /** Raw symbol. */
  readonly symbol: string;
  /** First trade date that trades on the new terms. */
  readonly exDate: EpochDay;
  /**
   * Multiplies earlier prices. Split a-for-b (b old become a new): b / a, so a reverse 1-for-20 is 20.
   * Dividend: 1 - amount / close of the day before.
   */
  readonly factor: number;
  /** Split or cash dividend. */
  readonly kind: (typeof ACTION_KINDS)[number];
  /** First trade date on which it was public. */
  readonly knownAt: EpochDay;
}

/** Which actions an adjustment can take into account. */
export const ADJUSTMENTS = ["none", "splits", "all"] as const;

/** Which actions an adjustment takes into account. */
export type Adjustment = typeof ADJUSTMENTS[number];

/**
 * Factor that makes prices of day `from` comparable with day `to`: the product over actions with
 * `from < exDate <= to` that were known by `to`. Volumes are divided by the split part alone.
 */
export function adjustmentFactor(
  actions: readonly CorporateAction[],
  from: EpochDay,
  to: EpochDay,
  adjustment: Adjustment = "splits",
): number {
  if (adjustment === "none") return 1;
  let factor = 1;
  for (const action of actions) {
    const applies = action.exDate > from && action.exDate <= to && action.knownAt <= to;
    if (applies && (adjustment === "all" || action.kind === "split")) factor *= action.factor;
  }
  return factor;
}

/** What prices and volumes of a day are brought to the terms of a later one with. */
export interface AdjustmentFactors {
  /** Prices are multiplied by it. */
  readonly priceFactor: number;
  /** Volumes are divided by it: a dividend leaves them as they are. */
  readonly volumeFactor: number;
}

/** Both factors between two days; see {@link adjustmentFactor}. */
export function adjustmentFactors(
  actions: readonly CorporateAction[],
  from: EpochDay,
  to: EpochDay,
  adjustment: Adjustment = "splits",
): AdjustmentFactors {
  const priceFactor = adjustmentFactor(actions, from, to, adjustment);
  const volumeFactor = adjustment === "none" ? 1 : adjustmentFactor(actions, from, to);
  return { priceFactor, volumeFactor };
}

/** What a suspected split is judged by. */
export interface OpeningGap {
  /** First trade of the day, and the previous close, in the same unit; `NaN` if unknown. */
  readonly open: number;
  readonly prevClose: number;
  /** Volume of the day over its unadjusted baseline; `null` without one. */
  readonly rvol: number | null;
}

/** Limits of {@link isSuspectSplit}. */
export interface SplitLimits {
  /** Smallest ratio of open and previous close, either way round. */
  readonly split_ratio: number;
  /** Relative volume up to which such a gap is suspicious. */
  readonly split_max_rvol: number;
}

/**
 * Whether an opening gap without a known factor looks like a split rather than news: a large price ratio on usual
 * volume. Real gaps of that size come with hundreds of times the usual volume.
 */
export function isSuspectSplit(
  { open, prevClose, rvol }: OpeningGap,
  limits: SplitLimits,
): boolean {
  const isLarge = Math.abs(Math.log(open / prevClose)) >= Math.log(limits.split_ratio);
  return isLarge && (rvol === null || rvol <= limits.split_max_rvol);
}
