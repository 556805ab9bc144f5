/** Row lookup by second over one symbol-day of bars: what was the last trade, and how much had traded, at any time. */
import type { Bars } from "../columns/bars.ts";
import { SECOND_NS, type SessionBounds } from "../time/sessions.ts";

/**
 * Causal lookups at whole seconds of the session. Edge `s` is `preOpen + s` seconds; it sees bars that ended by then
 * (a bar that starts at 09:30:00 and lasts one second is seen from 09:30:01 on).
 */
export interface SecondIndex {
  readonly bars: Bars;
  readonly bounds: SessionBounds;
  /** Seconds of the session; edges run from 0 to `length`. */
  readonly length: number;
  /** Row of the last bar that ended by each edge; -1 before the first. */
  readonly lastRow: Int32Array;
  /** Shares in the bars up to and with each row; row 0 is before the first bar, so that row `r + 1` is that of bar `r`. */
  readonly volumeUpTo: Float64Array;
}

/** Indexes bars by the second at which they end. */
export function secondIndex(bars: Bars, bounds: SessionBounds): SecondIndex {
  const length = bounds.postClose - bounds.preOpen;
  return {
    ...{ bars, bounds, length },
    lastRow: lastRows(bars, bounds.preOpen, length),
    volumeUpTo: runningVolume(bars),
  };
}

/** The last row that ended by each edge from 0 to `length`. */
function lastRows(bars: Bars, preOpen: number, length: number): Int32Array {
  const { start, intervalNs } = bars;
  const lastRow = new Int32Array(length + 1);
  let edge = 0; // all before it are done
  for (let row = 0; row < bars.length; row++) {
    const end = Math.ceil((start[row]! + intervalNs) / SECOND_NS) - preOpen;
    for (; edge < end && edge <= length; edge++) lastRow[edge] = row - 1;
  }
  for (; edge <= length; edge++) lastRow[edge] = bars.length - 1;
  return lastRow;
}

function runningVolume({ length, volume }: Bars): Float64Array {
  const volumeUpTo = new Float64Array(length + 1);
  for (let row = 0; row < length; row++) volumeUpTo[row + 1] = volumeUpTo[row]! + volume[row]!;
  return volumeUpTo;
}

/** Shares in all bars that ended by an edge. */
export function volumeBy({ lastRow, volumeUpTo }: SecondIndex, edge: number): number {
  return volumeUpTo[lastRow[edge]! + 1]!;
}

/** Last trade price at an edge, if it is at most `maxAgeSeconds` old; else `NaN`. Nano-dollars. */
export function priceAt(index: SecondIndex, edge: number, maxAgeSeconds = Infinity): number {
  const row = edge >= 0 ? index.lastRow[Math.min(edge, index.length)]! : -1;
  return row >= 0 && tradeAge(index, edge, row) <= maxAgeSeconds ? index.bars.close[row]! : NaN;
}

/** Age in seconds of the last trade at an edge, counted from the end of its bar; `Infinity` before the first. */
export function lastTradeAge(index: SecondIndex, edge: number): number {
  const row = edge >= 0 ? index.lastRow[Math.min(edge, index.length)]! : -1;
  return row >= 0 ? tradeAge(index, edge, row) : Infinity;
}

function tradeAge({ bars, bounds }: SecondIndex, edge: number, row: number): number {
  return bounds.preOpen + edge - (bars.start[row]! + bars.intervalNs) / SECOND_NS;
}

/** Shares in bars that ended in (edge - seconds, edge]. */
export function volumeWithin(index: SecondIndex, edge: number, seconds: number): number {
  const before = Math.max(0, edge - seconds);
  return volumeBy(index, edge) - volumeBy(index, before);
}
