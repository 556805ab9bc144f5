/** Swings of a price series: pivots that exist only once a reversal has confirmed them. */
import { clip } from "../math/shaping.ts";
import type { ScanThresholds } from "./threshold_keys.ts";

/** A turning point. */
export interface Pivot {
  /** Row of the extreme, and the row from which it is known to be one. */
  readonly row: number;
  readonly confirmed: number;
  readonly price: number;
  /** 1 for a high, -1 for a low. */
  readonly side: 1 | -1;
}

/**
 * Reversal size as a fraction of price: `clip(3 * sigma1m * sqrt(5), 0.02, 0.10)` with the default settings.
 *
 * @param sigma1m Usual one-minute log return.
 */
export function reversalSize(sigma1m: number, limits: ScanThresholds): number {
  const size = limits.zigzag_sigmas * sigma1m * Math.sqrt(5);
  return clip(Number.isNaN(size) ? 0 : size, limits.zigzag_min, limits.zigzag_max);
}

/**
 * Finds the pivots of a series: a high is confirmed once the price has fallen `size` below it, a low once it has risen
 * `size` above it. The first pivot is the opposite extreme before the first confirmed one.
 *
 * @param prices Rows in time order; `NaN` rows are skipped.
 */
export function findPivots(prices: Float64Array, size: number): Pivot[] {
  const pivots: Pivot[] = [];
  let high = -1;
  let low = -1;
  let side: 0 | 1 | -1 = 0; // direction of the leg under way
  for (let row = 0; row < prices.length; row++) {
    const price = prices[row]!;
    if (Number.isNaN(price)) continue;
    if (high < 0 || price > prices[high]!) high = row;
    if (low < 0 || price < prices[low]!) low = row;
    if (side !== -1 && price <= prices[high]! * (1 - size)) {
      pivots.push({ row: high, confirmed: row, price: prices[high]!, side: 1 });
      [side, low] = [-1, row];
      high = row;
    } else if (side !== 1 && price >= prices[low]! * (1 + size)) {
      pivots.push({ row: low, confirmed: row, price: prices[low]!, side: -1 });
      [side, high] = [1, row];
      low = row;
    } else if (side === 1) low = row;
    else if (side === -1) high = row;
  }
  return pivots;
}
