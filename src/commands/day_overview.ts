/** The columns of the index that fit on a terminal. */
import type { Table } from "../core/columns/table.ts";

const SHOWN = [
  "symbol",
  "trade_date",
  "eod_category",
  "eod_quality",
  "eod_risk",
  "eod_range_pct",
  "eod_rvol",
  "gap_pct",
  "eod_volume",
  "eod_n_halts",
  "eod_best_period",
  "eod_reset_points",
];

/** Symbol, date, scores and the main measures of each day. */
export function dayOverview(days: Table): Table {
  const positions = SHOWN.map((name) => days.columns.findIndex((spec) => spec.name === name));
  return {
    columns: positions.map((i) => days.columns[i]!),
    length: days.length,
    data: positions.map((i) => days.data[i]!),
  };
}
