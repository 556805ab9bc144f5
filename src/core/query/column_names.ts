/** The columns that a query can name. */
import { closest } from "../config/closest.ts";
import type { ColumnSpec } from "../columns/table.ts";

/** What precedes the name of a day's column in a query of reset points. */
export const DAY_PREFIX = "day.";

/** Beginnings that people leave out. */
const MARKS = /^(day\.)?(eod_|fut_)?/;

/** Columns by the names that a query knows them by. */
export type QueryColumns = ReadonlyMap<string, ColumnSpec>;

/** What a query of days can name. */
export function dayQueryColumns(days: readonly ColumnSpec[]): QueryColumns {
  return new Map(days.map((spec) => [spec.name, spec]));
}

/** What a query of reset points can name: their columns, and those of their days as `day.NAME`. */
export function pointQueryColumns(
  points: readonly ColumnSpec[],
  days: readonly ColumnSpec[],
): QueryColumns {
  const ofDays = days.map((spec) => ({ ...spec, name: DAY_PREFIX + spec.name }));
  return new Map([...points, ...ofDays].map((spec) => [spec.name, spec]));
}

/**
 * What an unknown name may have meant, as a question for a hint; undefined if nothing is close.
 *
 * @param others Names that the query would know if it were of the other table, and how to make it so.
 */
export function suggestName(
  name: string,
  columns: QueryColumns,
  others?: { readonly names: Iterable<string>; readonly advice: string },
): string | undefined {
  const known = [...columns.keys()];
  const bare = (text: string) => text.toLowerCase().replace(MARKS, "");
  const marked = known.find((candidate) => bare(candidate) === bare(name));
  if (marked !== undefined) return `did you mean ${marked}?`;
  if (others && [...others.names].includes(name)) return others.advice;
  const near = closest(name, known) ??
    known.find((candidate) => bare(candidate) === closest(bare(name), known.map(bare)));
  return near === undefined ? undefined : `did you mean ${near}?`;
}
