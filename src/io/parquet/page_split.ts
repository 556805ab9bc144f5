import type { ShreddedColumn } from "./shred.ts";

/** The part of a column chunk that goes into one page: rows, their levels, and where their values lie. */
export interface PagePart {
  readonly rows: number;
  /** Entries: rows, or for lists their elements, with one for each empty or null list. */
  readonly entries: number;
  /** First value and the one after the last, among the values of the chunk. */
  readonly from: number;
  readonly to: number;
  readonly definition: Uint8Array | undefined;
  readonly repetition: Uint8Array | undefined;
}

/** Position of the entry where row `row` begins, searching from the entry `entry`, where row `at` begins. */
function entryOfRow(repetition: Uint8Array, entry: number, at: number, row: number): number {
  while (at < row || repetition[entry] === 1) {
    entry++;
    if (repetition[entry] !== 1) at++;
    if (entry >= repetition.length) return repetition.length;
  }
  return entry;
}

/** Number of levels that stand for a value: the highest level that the column has. */
function valuesAmong(definition: Uint8Array, highest: number): number {
  let count = 0;
  for (let i = 0; i < definition.length; i++) if (definition[i] === highest) count++;
  return count;
}

/**
 * Cuts a column chunk into pages of `pageRows` rows; the last has what is left. Rows are never cut.
 *
 * @param highest Definition level of a value.
 */
export function splitPages(column: ShreddedColumn, pageRows: number, highest: number): PagePart[] {
  const { rows: total, definition, repetition } = column;
  const parts: PagePart[] = [];
  let entry = 0;
  let from = 0;
  for (let row = 0; row < total; row += pageRows) {
    const rows = Math.min(pageRows, total - row);
    const end = repetition ? entryOfRow(repetition, entry, row, row + rows) : row + rows;
    const levels = definition?.subarray(entry, end);
    const to = from + (levels ? valuesAmong(levels, highest) : end - entry);
    parts.push({
      rows,
      entries: end - entry,
      from,
      to,
      definition: levels,
      repetition: repetition?.subarray(entry, end),
    });
    entry = end;
    from = to;
  }
  return parts;
}
