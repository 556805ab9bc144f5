/** When rows of a table that is ordered by receipt took effect at the venue. */
import type { TimeIndex } from "../market/time_index.ts";

/** Time columns of a table in order of receipt. */
export interface StampedRows {
  readonly tsEvent: Float64Array;
  readonly tsRecv: Float64Array;
}

/**
 * When a row took effect at the venue: at its venue time, but not before the row ahead of it in the file nor after its
 * own receipt.
 *
 * @param before When the row before it took effect; `-Infinity` if that is known to be earlier.
 */
export function effectiveTime(rows: StampedRows, row: number, before: number): number {
  const event = rows.tsEvent[row]!;
  const later = event > before ? event : before;
  const received = rows.tsRecv[row]!;
  return later < received ? later : received;
}

/** The last row in effect at `t`; -1 before the first. */
export function lastEffective(rows: StampedRows, index: TimeIndex, t: number): number {
  return walkOn(rows, index, index.lastAtOrBefore(t), t);
}

/** The same, walking on from an earlier result. */
export function lastEffectiveFrom(
  rows: StampedRows,
  index: TimeIndex,
  from: number,
  t: number,
): number {
  return walkOn(rows, index, index.lastAtOrBeforeFrom(from, t), t);
}

function walkOn(rows: StampedRows, index: TimeIndex, received: number, t: number): number {
  let row = received;
  while (row + 1 < index.length && rows.tsEvent[row + 1]! <= t) row++;
  return row;
}

/** The first row in effect at `t` or later; the length if there is none. */
export function firstEffectiveFrom(rows: StampedRows, index: TimeIndex, t: number): number {
  return lastEffective(rows, index, t - 1) + 1;
}
