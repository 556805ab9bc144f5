/** The columns of the index that a table on a terminal has room for. */

/** Of a day: symbol, date, scores and the main measures. */
export const SHOWN_DAY_COLUMNS: readonly string[] = [
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

/** Of a reset point: when it is, what happens there, and how good it is. */
export const SHOWN_POINT_COLUMNS: readonly string[] = [
  "symbol",
  "trade_date",
  "ts",
  "bucket",
  "trigger",
  "pattern",
  "phase",
  "phase_age_s",
  "local_quality",
  "price",
  "vel_px_5m",
  "rvol_t",
];
