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

/** Of a reset point: when it is, how good it is, and what happens there. */
export const SHOWN_POINT_COLUMNS: readonly string[] = [
  "symbol",
  "trade_date",
  "ts",
  "local_quality",
  "pattern",
  "phase",
  "bucket",
  "trigger",
  "price",
  "vel_px_5m",
  "rvol_t",
  "phase_age_s",
];

/** Columns that say which row it is; they stay in front. */
const KEYS: readonly string[] = ["symbol", "trade_date", "ts"];

/**
 * Puts columns that somebody asked about, to sort by or in a condition, behind the keys: what does not fit is left out
 * from the end.
 */
export function withAsked(shown: readonly string[], asked: readonly string[]): string[] {
  const keys = shown.filter((name) => KEYS.includes(name));
  return [...new Set([...keys, ...asked, ...shown])];
}
