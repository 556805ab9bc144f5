/** Plain statistics of one symbol-day. Everything here needs the whole day, unless it says otherwise. */
import { type Bars, barsBefore } from "../columns/bars.ts";
import { MINUTE_NS, SECOND_NS, type SessionBounds } from "../time/sessions.ts";
import type { MinuteGrid } from "./minute_grid.ts";

/** Open, high, low, close in nano-dollars and shares; `NaN` prices where nothing traded. */
export interface Ohlcv {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** OHLCV of the bars in rows [from, to). */
export function ohlcvOf(bars: Bars, from = 0, to = bars.length): Ohlcv {
  if (from >= to) return { open: NaN, high: NaN, low: NaN, close: NaN, volume: 0 };
  let high = -Infinity;
  let low = Infinity;
  let volume = 0;
  for (let i = from; i < to; i++) {
    if (bars.high[i]! > high) high = bars.high[i]!;
    if (bars.low[i]! < low) low = bars.low[i]!;
    volume += bars.volume[i]!;
  }
  return { open: bars.open[from]!, high, low, close: bars.close[to - 1]!, volume };
}

/** OHLCV of the regular session. */
export function regularOhlcv(bars: Bars, bounds: SessionBounds): Ohlcv {
  const from = barsBefore(bars, bounds.open * SECOND_NS);
  return ohlcvOf(bars, from, barsBefore(bars, bounds.close * SECOND_NS));
}

/** OHLCV of the minutes [from, to) of a grid and the bars it was made of: as {@link ohlcvOf}, without going over all bars. */
export function ohlcvOfMinutes(bars: Bars, grid: MinuteGrid, from: number, to: number): Ohlcv {
  const startNs = grid.bounds.preOpen * SECOND_NS;
  const firstRow = barsBefore(bars, startNs + from * MINUTE_NS);
  const endRow = barsBefore(bars, startNs + to * MINUTE_NS);
  if (firstRow >= endRow) return { open: NaN, high: NaN, low: NaN, close: NaN, volume: 0 };
  let high = -Infinity;
  let low = Infinity;
  for (let i = from; i < to; i++) {
    if (grid.high[i]! > high) high = grid.high[i]!;
    if (grid.low[i]! < low) low = grid.low[i]!;
  }
  const volume = grid.cumulative[to]! - grid.cumulative[from]!;
  return { open: bars.open[firstRow]!, high, low, close: bars.close[endRow - 1]!, volume };
}

/** Largest relative move between two times of the day, in either direction, on one-minute closes. */
export function maxIntradayMove(grid: MinuteGrid): number {
  let lowest = NaN;
  let highest = NaN;
  let best = 0;
  for (let i = 0; i < grid.length; i++) {
    const price = grid.close[i]!;
    if (Number.isNaN(price)) continue;
    if (!(price >= lowest)) lowest = price;
    if (!(price <= highest)) highest = price;
    best = Math.max(best, price / lowest - 1, 1 - price / highest);
  }
  return best;
}

/** Number of aligned slots of `minutes` minutes in which something traded. */
export function activeSlots(grid: MinuteGrid, minutes: number): number {
  let slots = 0;
  let last = -1;
  for (let i = 0; i < grid.length; i++) {
    const slot = Math.floor(i / minutes);
    if (grid.traded[i] === 0 || slot === last) continue;
    last = slot;
    slots++;
  }
  return slots;
}

/** Share of the regular session's five-minute slots with at least the given number of shares. */
export function busySlotShare(grid: MinuteGrid, slotShares: number): number {
  const { bounds, cumulative } = grid;
  const from = (bounds.open - bounds.preOpen) / 60;
  const to = (bounds.close - bounds.preOpen) / 60;
  let busy = 0;
  for (let e = from; e < to; e += 5) {
    if (cumulative[e + 5]! - cumulative[e]! >= slotShares) busy++;
  }
  return busy / ((to - from) / 5);
}

/** How much of the day's action lies in each minute: dollar volume times absolute log return, in dollars. */
export function minuteActivity(grid: MinuteGrid): Float64Array {
  const activity = new Float64Array(grid.length);
  for (let i = 1; i < grid.length; i++) {
    if (grid.traded[i] === 0) continue;
    const step = Math.abs(Math.log(grid.close[i]! / grid.close[i - 1]!));
    if (step > 0) activity[i] = (grid.turnover[i]! / 1e9) * step;
  }
  return activity;
}

/** Largest five-minute log drop on real volume: at least `share` of the day's volume within those five minutes. */
export function worstFlush(r5: Float64Array, grid: MinuteGrid, share: number): number {
  const needed = share * grid.cumulative[grid.length]!;
  let worst = 0;
  for (let e = 5; e <= grid.length; e++) {
    const volume = grid.cumulative[e]! - grid.cumulative[e - 5]!;
    if (volume >= needed && volume > 0 && -r5[e]! > worst) worst = -r5[e]!;
  }
  return worst;
}
