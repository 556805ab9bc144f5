/** Putting the rows of columns in order of a time. */
import type { NumberColumns } from "./growing_columns.ts";

/** The first row whose time is less than that of a row before it, or -1 if the times ascend. `NaN` is not compared. */
export function firstLateRow(times: Float64Array): number {
  let latest = -Infinity;
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!;
    if (time < latest) return i;
    if (time > latest) latest = time;
  }
  return -1;
}

/** Row numbers in ascending order of their times; rows of equal times keep their order. */
export function orderOf(times: Float64Array): Uint32Array {
  const rows = Uint32Array.from(times, (_, row) => row);
  return rows.sort((a, b) => times[a]! - times[b]! || a - b);
}

/** The given rows of columns, copied. */
export function takeRows<Columns extends NumberColumns>(
  columns: Columns,
  rows: Uint32Array,
): Columns {
  const taken = Object.entries(columns).map(([name, column]) => {
    const target = column.slice(0, rows.length);
    for (let i = 0; i < rows.length; i++) target[i] = column[rows[i]!]!;
    return [name, target];
  });
  return Object.fromEntries(taken) as Columns; // each array is replaced by one of its own kind
}
