/** How cleanly a day moved: efficiency of its largest swings (hindsight). */
import { deviationInPlace, MAD_TO_SIGMA } from "../math/order_statistics.ts";
import { ramp } from "../math/shaping.ts";
import type { MinuteGrid } from "./minute_grid.ts";
import type { ScanThresholds } from "./threshold_keys.ts";
import { findPivots, reversalSize } from "./zigzag.ts";

/** A swing between two rows of a price series. */
interface Leg {
  readonly size: number;
  readonly efficiency: number;
  readonly minutes: number;
}

/** Usual one-minute log return of a series: 1.4826 MAD of the returns between traded minutes; `NaN` if too few. */
export function usualMinuteReturn(grid: MinuteGrid, from: number, to: number): number {
  const returns = new Float64Array(to - from);
  let n = 0;
  let previous = NaN;
  for (let i = from; i < to; i++) {
    if (grid.traded[i] === 0) continue;
    const step = Math.log(grid.close[i]! / previous);
    if (!Number.isNaN(step)) returns[n++] = step;
    previous = grid.close[i]!;
  }
  return MAD_TO_SIGMA * deviationInPlace(returns, n);
}

/**
 * Size-weighted Kaufman efficiency of the largest zigzag legs of the regular session, 0 to 1; 0 without a leg.
 *
 * Uses the day's own volatility for the reversal size: a hindsight value.
 */
export function swingEfficiency(grid: MinuteGrid, limits: ScanThresholds): number {
  const { bounds } = grid;
  const from = (bounds.open - bounds.preOpen) / 60;
  const to = (bounds.close - bounds.preOpen) / 60;
  const prices = grid.close.subarray(from, to);
  const size = reversalSize(usualMinuteReturn(grid, from, to), limits);
  const legs = swingLegs(prices, size)
    .filter((leg) => leg.minutes >= limits.clarity_leg_minutes)
    .sort((a, b) => b.size - a.size)
    .slice(0, limits.clarity_legs);
  const total = legs.reduce((sum, leg) => sum + leg.size, 0);
  return total > 0 ? legs.reduce((sum, leg) => sum + leg.size * leg.efficiency, 0) / total : 0;
}

/** The legs between pivots, and the last one up to its furthest price. */
function swingLegs(prices: Float64Array, size: number): Leg[] {
  const rows = findPivots(prices, size).map((pivot) => pivot.row);
  const last = rows.at(-1);
  if (last !== undefined) rows.push(furthestFrom(prices, last));
  return rows.slice(1).map((end, k) => measureLeg(prices, rows[k]!, end));
}

function furthestFrom(prices: Float64Array, origin: number): number {
  let best = origin;
  for (let i = origin + 1; i < prices.length; i++) {
    const distance = Math.abs(prices[i]! - prices[origin]!);
    if (distance > Math.abs(prices[best]! - prices[origin]!)) best = i;
  }
  return best;
}

function measureLeg(prices: Float64Array, start: number, end: number): Leg {
  let path = 0;
  for (let i = start + 1; i <= end; i++) path += Math.abs(Math.log(prices[i]! / prices[i - 1]!));
  const size = Math.abs(Math.log(prices[end]! / prices[start]!));
  return { size, efficiency: path > 0 ? Math.min(1, size / path) : 0, minutes: end - start };
}

/** Clarity score of a day, 0 to 1. */
export function clarityScore(efficiency: number, limits: ScanThresholds): number {
  return ramp(efficiency, limits.clarity_from, limits.clarity_to);
}
