/** Putting the bars of one symbol-day in order before anything is computed from them. */
import { type Bars, sliceBars, takeBars } from "../columns/bars.ts";
import { SECOND_NS, type SessionBounds } from "../time/sessions.ts";
import { QUALITY_BIT } from "./quality_bits.ts";

/** Bars ready for use, and the quality bits of everything that was seen on the way. */
export interface CleanedBars {
  /** Ascending, one bar per interval, within the session, with defined prices. */
  readonly bars: Bars;
  /** Union of the bits of all records, those left out included. */
  readonly qualityBits: number;
}

/**
 * Sorts bars by start, keeps one per start (the last given), and leaves out undefined prices (D0) and records outside
 * [preOpen, postClose) (D8). Records out of order (D1), repeated (D2) or with contradicting prices (D10) are flagged.
 */
export function cleanBars(bars: Bars, bounds: SessionBounds): CleanedBars {
  const rows = new Int32Array(bars.length);
  const { kept, qualityBits, isOrdered } = usableRows(bars, bounds, rows);
  if (isOrdered) {
    return { bars: kept === bars.length ? bars : takeRows(bars, rows, kept), qualityBits };
  }
  const ordered = orderRows(bars, rows.subarray(0, kept));
  return { bars: takeBars(bars, ordered.rows), qualityBits: qualityBits | ordered.bits };
}

/** Writes the rows with a defined price within the session into `rows`, and looks whether they ascend. */
function usableRows(bars: Bars, bounds: SessionBounds, rows: Int32Array) {
  let kept = 0;
  let qualityBits = 0;
  let isOrdered = true;
  let last = -Infinity;
  for (let i = 0; i < bars.length; i++) {
    const bits = barBits(bars, i, bounds);
    qualityBits |= bits;
    if (bits & (QUALITY_BIT.undefined | QUALITY_BIT.outsideSession)) continue;
    const start = bars.start[i]!;
    if (start <= last) isOrdered = false;
    last = start;
    rows[kept++] = i;
  }
  return { kept, qualityBits, isOrdered };
}

function barBits(bars: Bars, i: number, bounds: SessionBounds): number {
  const start = bars.start[i]!;
  const open = bars.open[i]!;
  const high = bars.high[i]!;
  const low = bars.low[i]!;
  const close = bars.close[i]!;
  let bits = 0;
  if (start < bounds.preOpen * SECOND_NS || start >= bounds.postClose * SECOND_NS) {
    bits |= QUALITY_BIT.outsideSession;
  }
  if (!(isPrice(open) && isPrice(high) && isPrice(low) && isPrice(close))) {
    return bits | QUALITY_BIT.undefined;
  }
  const isSane = low <= open && low <= close && high >= open && high >= close &&
    bars.volume[i]! > 0;
  return isSane ? bits : bits | QUALITY_BIT.barSanity;
}

/** `NaN`, 2^63 - 1 (rounded up in a float64), zero and negative values are not prices. */
function isPrice(value: number): boolean {
  return value > 0 && value < 2 ** 63;
}

function takeRows(bars: Bars, rows: Int32Array, count: number): Bars {
  const isContiguous = count === 0 || rows[count - 1]! - rows[0]! === count - 1;
  return isContiguous
    ? sliceBars(bars, rows[0] ?? 0, (rows[0] ?? 0) + count)
    : takeBars(bars, rows.subarray(0, count));
}

/** Stable order by start; of equal starts the last row stays. */
function orderRows(bars: Bars, rows: Int32Array): { rows: number[]; bits: number } {
  let bits = 0;
  for (let k = 1; k < rows.length; k++) {
    if (bars.start[rows[k]!]! < bars.start[rows[k - 1]!]!) bits |= QUALITY_BIT.order;
  }
  const sorted = [...rows].sort((a, b) => bars.start[a]! - bars.start[b]! || a - b);
  const unique = sorted.filter((row, k) => bars.start[row] !== bars.start[sorted[k + 1] ?? -1]);
  if (unique.length < sorted.length) bits |= QUALITY_BIT.duplicate;
  return { rows: unique, bits };
}
