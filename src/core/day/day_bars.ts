/** Putting the bar records of one symbol-day in order. */
import { QUALITY_BIT } from "../clean/quality_bits.ts";
import type { Bars } from "../columns/bars.ts";
import { firstLateRow, orderOf, takeRows } from "../columns/order_columns.ts";
import type { Flagged } from "./day.ts";
import type { BarColumns } from "./table_columns.ts";

/** Bars in order, and what was left out. */
export interface OrderedBars {
  readonly bars: Flagged<Bars>;
  /** Records without prices. */
  readonly undefinedCount: number;
}

/**
 * Bars in order of their start, one per interval. Records of one interval from several venues are parts of one bar; of
 * records repeated by one venue the last counts. Sets D1 where a bar came late, D2 where one was repeated, D10 where
 * prices contradict each other or nothing was traded. Records without prices are left out.
 */
export function orderBars(columns: BarColumns, intervalNs: number): OrderedBars {
  const late = firstLateRow(columns.start);
  if (late >= 0) flagLateRows(columns.start, columns.quality);
  const ordered = late < 0 ? columns : takeRows(columns, orderOf(columns.start));
  const { quality, ...values } = ordered;
  let rows = 0;
  let undefinedCount = 0;
  for (let i = 0; i < ordered.start.length; i++) {
    if (!hasPrices(ordered, i)) {
      undefinedCount++;
      continue;
    }
    const isNew = rows === 0 || values.start[rows - 1] !== values.start[i];
    if (isNew) moveBar(ordered, i, rows++);
    else mergeBar(ordered, i, rows - 1);
  }
  for (let row = 0; row < rows; row++) {
    if (!isSane(ordered, row)) quality[row]! |= QUALITY_BIT.barSanity;
  }
  return { bars: barsOf(ordered, rows, intervalNs), undefinedCount };
}

/** Sets D1 where a row comes after one of a later time. */
export function flagLateRows(times: Float64Array, quality: Uint16Array): void {
  let latest = -Infinity;
  for (let i = 0; i < times.length; i++) {
    if (times[i]! < latest) quality[i]! |= QUALITY_BIT.order;
    else latest = times[i]!;
  }
}

function hasPrices({ open, high, low, close }: BarColumns, i: number): boolean {
  return open[i]! > 0 && high[i]! > 0 && low[i]! > 0 && close[i]! > 0;
}

function isSane({ open, high, low, close, volume }: BarColumns, i: number): boolean {
  return low[i]! <= Math.min(open[i]!, close[i]!) && high[i]! >= Math.max(open[i]!, close[i]!) &&
    volume[i]! > 0;
}

function moveBar(columns: BarColumns, from: number, to: number): void {
  const { start, open, high, low, close, volume, publisherId, quality } = columns;
  start[to] = start[from]!;
  open[to] = open[from]!;
  high[to] = high[from]!;
  low[to] = low[from]!;
  close[to] = close[from]!;
  volume[to] = volume[from]!;
  publisherId[to] = publisherId[from]!;
  quality[to] = quality[from]!;
}

/** Joins a record with the bar of the same start. */
function mergeBar(columns: BarColumns, from: number, to: number): void {
  const { high, low, close, volume, publisherId, quality } = columns;
  if (publisherId[from] === publisherId[to]) {
    const bits = quality[to]! | quality[from]! | QUALITY_BIT.duplicate;
    moveBar(columns, from, to);
    quality[to] = bits;
    return;
  }
  publisherId[to] = publisherId[from]!;
  high[to] = Math.max(high[to]!, high[from]!);
  low[to] = Math.min(low[to]!, low[from]!);
  close[to] = close[from]!;
  volume[to]! += volume[from]!;
  quality[to]! |= quality[from]!;
}

function barsOf(columns: BarColumns, rows: number, intervalNs: number): Flagged<Bars> {
  const { start, open, high, low, close, volume, quality } = columns;
  return {
    ...{ intervalNs, length: rows },
    start: start.subarray(0, rows),
    open: open.subarray(0, rows),
    high: high.subarray(0, rows),
    low: low.subarray(0, rows),
    close: close.subarray(0, rows),
    volume: volume.subarray(0, rows),
    quality: quality.subarray(0, rows),
  };
}
