/** The columns of the index that fit on a terminal. */
import type { Table } from "../core/columns/table.ts";
import { SHOWN_DAY_COLUMNS } from "./shown_columns.ts";

/** Symbol, date, scores and the main measures of each day. */
export function dayOverview(days: Table): Table {
  const positions = SHOWN_DAY_COLUMNS.map((name) =>
    days.columns.findIndex((spec) => spec.name === name)
  );
  return {
    columns: positions.map((i) => days.columns[i]!),
    length: days.length,
    data: positions.map((i) => days.data[i]!),
  };
}
