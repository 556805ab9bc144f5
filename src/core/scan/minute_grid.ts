/** One symbol-day on a grid of minutes, the raster on which the scanner's features stand. */
import type { Bars } from "../columns/bars.ts";
import { MINUTE_NS, SECOND_NS, type SessionBounds } from "../time/sessions.ts";

/**
 * Minutes of a trade date from `preOpen` to `postClose`, one row a minute.
 *
 * Row `i` covers [preOpen + i min, preOpen + (i + 1) min). It is known from the minute edge `i + 1` on, never before.
 */
export interface MinuteGrid {
  readonly bounds: SessionBounds;
  /** Number of minutes: 960, or 780 on half days. */
  readonly length: number;
  /** Highest and lowest trade of the minute in nano-dollars; `NaN` where nothing traded. */
  readonly high: Float64Array;
  readonly low: Float64Array;
  /** Last trade of the minute, else carried from before; `NaN` before the first trade. */
  readonly close: Float64Array;
  /** Shares, 0 where nothing traded. */
  readonly volume: Float64Array;
  /** Sum of typical price times shares, in nano-dollars. */
  readonly turnover: Float64Array;
  /** 1 where the minute has a trade. */
  readonly traded: Uint8Array;
  /** Shares since `preOpen` at each minute edge: `cumulative[e]` sums the first `e` minutes (length + 1 values). */
  readonly cumulative: Float64Array;
  /** Turnover since `preOpen` at each minute edge. */
  readonly cumulativeTurnover: Float64Array;
}

/** Puts bars (of a minute or less, in order, within the session) on the minute grid. */
export function minuteGrid(bars: Bars, bounds: SessionBounds): MinuteGrid {
  const length = (bounds.postClose - bounds.preOpen) / 60;
  const grid: MinuteGrid = {
    bounds,
    length,
    high: new Float64Array(length).fill(NaN),
    low: new Float64Array(length).fill(NaN),
    close: new Float64Array(length).fill(NaN),
    volume: new Float64Array(length),
    turnover: new Float64Array(length),
    traded: new Uint8Array(length),
    cumulative: new Float64Array(length + 1),
    cumulativeTurnover: new Float64Array(length + 1),
  };
  addBars(grid, bars);
  for (let i = 0; i < length; i++) {
    if (grid.traded[i] === 0 && i > 0) grid.close[i] = grid.close[i - 1]!;
    grid.cumulative[i + 1] = grid.cumulative[i]! + grid.volume[i]!;
    grid.cumulativeTurnover[i + 1] = grid.cumulativeTurnover[i]! + grid.turnover[i]!;
  }
  return grid;
}

/** Sums up the bars of each minute; bars are in order. */
function addBars(grid: MinuteGrid, bars: Bars): void {
  const { start, high, low, close, volume } = bars;
  const originNs = grid.bounds.preOpen * SECOND_NS;
  for (let i = 0; i < bars.length;) {
    const minute = Math.floor((start[i]! - originNs) / MINUTE_NS);
    const endNs = originNs + (minute + 1) * MINUTE_NS;
    let highest = high[i]!;
    let lowest = low[i]!;
    let shares = 0;
    let turnover = 0;
    for (; i < bars.length && start[i]! < endNs; i++) {
      if (high[i]! > highest) highest = high[i]!;
      if (low[i]! < lowest) lowest = low[i]!;
      shares += volume[i]!;
      turnover += ((high[i]! + low[i]! + close[i]!) / 3) * volume[i]!;
    }
    grid.traded[minute] = 1;
    grid.high[minute] = highest;
    grid.low[minute] = lowest;
    grid.close[minute] = close[i - 1]!;
    grid.volume[minute] = shares;
    grid.turnover[minute] = turnover;
  }
}

/** The minute a time of day (seconds since local midnight) lies in, as a row of the grid. */
export function minuteAt(bounds: SessionBounds, seconds: number): number {
  return Math.floor((seconds - bounds.preOpen) / 60);
}
