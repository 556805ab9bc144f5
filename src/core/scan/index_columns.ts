/**
 * The columns of the momentum index: one table for days, one for reset points.
 *
 * Plain columns are causal at their time: a day's at its regular open or before, a point's at its `ts`. `eod_` columns
 * need the whole day, `fut_` columns look ahead of their own time; neither may reach an observation.
 */
import type { Causality, ColumnSpec, ColumnType } from "../columns/table.ts";

function column<const N extends string, const T extends ColumnType, const B extends boolean>(
  name: N,
  type: T,
  unit: string,
  nullable: B,
  help: string,
) {
  const causality: Causality = name.startsWith("eod_")
    ? "eod"
    : name.startsWith("fut_")
    ? "fut"
    : "causal";
  return { name, type, unit, nullable, help, causality };
}

/** A column that is never null. */
function required<const N extends string, const T extends ColumnType>(
  name: N,
  type: T,
  unit: string,
  help: string,
) {
  return column(name, type, unit, false, help);
}

/** A column whose null means "not known", for the reason its help gives. */
function optional<const N extends string, const T extends ColumnType>(
  name: N,
  type: T,
  unit: string,
  help: string,
) {
  return column(name, type, unit, true, help);
}

const NO_BASELINE = "null without a volume baseline";
const NO_STATUS = "null without status data";
const NO_QUOTES = "null without quotes";
const NO_REGULAR = "null if nothing traded in the regular session";

/** Columns of `days.parquet`, sorted by symbol and trade date. */
export const DAY_COLUMNS = [
  required("symbol", "string", "", "Raw symbol"),
  required("trade_date", "date", "", "Trade date in New York"),
  required("dataset", "string", "", "Dataset of the bars"),
  required("bar_source", "string", "", "Schema the bars were taken from"),
  optional("quote_source", "string", "", `Schema of the spreads; ${NO_QUOTES}`),
  optional("status_source", "string", "", `Dataset of the status messages; ${NO_STATUS}`),
  required("files", "int32[]", "", "Ids of the source files in the manifest's file table"),
  optional(
    "condition",
    "string",
    "",
    "Condition of the bars' data by the vendor, or damaged; null if not said",
  ),
  required("eod_dq", "uint16", "bits", "Data-quality bits D0 to D10 seen in the day's bars"),
  required("is_half_day", "bool", "", "Whether the regular session ends at 13:00"),
  optional("prev_close", "float64", "dollars", "Last regular close before the day, split-adjusted"),
  optional("prev_close_source", "string", "", "Schema of that close; null if there is none"),
  optional("baseline_shares", "float64", "shares", `Volume of a usual day; ${NO_BASELINE}`),
  required("baseline_n", "uint16", "sessions", "Earlier sessions the baseline stands on"),
  optional("baseline_src", "string", "", `Coarsest schema in the baseline; ${NO_BASELINE}`),
  optional("ssr_pre", "bool", "", `Short-sale restriction at 04:00; ${NO_STATUS}`),
  required(
    "eod_suspect_split",
    "bool",
    "",
    "Opening gap that looks like a split without a known factor",
  ),
  optional("gap_pct", "float32", "fraction", "First regular trade over prev_close, minus 1"),
  optional(
    "gap_pre_pct",
    "float32",
    "fraction",
    "Last trade before 09:30 over prev_close, minus 1",
  ),
  required("eod_gate", "string", "", "pass, or the first index gate the day fails"),
  required("eod_open", "float64", "dollars", "First trade of the full session"),
  required("eod_high", "float64", "dollars", "Highest trade of the full session"),
  required("eod_low", "float64", "dollars", "Lowest trade of the full session"),
  required("eod_close", "float64", "dollars", "Last trade of the full session"),
  required("eod_volume", "int64", "shares", "Volume of the full session"),
  optional("eod_open_reg", "float64", "dollars", `First regular trade; ${NO_REGULAR}`),
  optional("eod_high_reg", "float64", "dollars", `Highest regular trade; ${NO_REGULAR}`),
  optional("eod_low_reg", "float64", "dollars", `Lowest regular trade; ${NO_REGULAR}`),
  optional("eod_close_reg", "float64", "dollars", `Last regular trade; ${NO_REGULAR}`),
  required("eod_volume_reg", "int64", "shares", "Volume of the regular session"),
  required("eod_volume_pre", "int64", "shares", "Volume before 09:30"),
  required("eod_volume_post", "int64", "shares", "Volume after the regular close"),
  required("eod_vwap", "float64", "dollars", "Volume-weighted average price of the full session"),
  required("eod_vwap_sigma", "float64", "dollars", "Standard deviation of the price around VWAP"),
  required("eod_poc", "float64", "dollars", "Price with the most volume"),
  required("eod_val", "float64", "dollars", "Lower end of the area with 70 % of the volume"),
  required("eod_vah", "float64", "dollars", "Upper end of it"),
  required("eod_vwap_reclaims", "uint16", "count", "Lasting moves from below VWAP to above it"),
  required("eod_vwap_losses", "uint16", "count", "Lasting moves from above VWAP to below it"),
  required("eod_bars", "int32", "bars", "Bars of the full session"),
  optional(
    "eod_trades",
    "int32",
    "trades",
    "Trades of the full session; null without a trade tape",
  ),
  required("eod_active_minutes", "uint16", "minutes", "Minutes with a trade"),
  required("eod_active_slots", "uint16", "slots", "Five-minute slots with a trade"),
  required("eod_range_pct", "float32", "fraction", "(high - low) / open"),
  required("eod_move_up_pct", "float32", "fraction", "(high - open) / open"),
  required("eod_move_down_pct", "float32", "fraction", "(open - low) / open"),
  required("eod_max_intraday_move", "float32", "fraction", "Largest move between two times of day"),
  required("eod_fade", "float32", "fraction", "(high - close) / (high - low); 0 if they are equal"),
  optional("eod_rvol", "float32", "ratio", `Volume over the usual volume of a day; ${NO_BASELINE}`),
  optional("eod_rvol_summary", "float32", "ratio", "The same by consolidated volume; null without"),
  required(
    "eod_is_momentum",
    "bool",
    "",
    "Whether range and relative volume pass the momentum gate",
  ),
  required("eod_squeezes", "uint16", "count", "Squeezes"),
  optional("eod_squeeze_max", "float32", "log return", "Largest squeeze, signed; null without one"),
  required("eod_failed_breakouts", "uint16", "count", "Breakouts that failed"),
  required("eod_worst_flush", "float32", "log return", "Largest five-minute drop on real volume"),
  optional("eod_n_halts", "uint16", "count", `Halts and pauses; ${NO_STATUS}`),
  optional("eod_halt_minutes", "float32", "minutes", `Time halted; ${NO_STATUS}`),
  optional("eod_halt_gap_max", "float32", "log return", `Largest move across a halt; ${NO_STATUS}`),
  optional("eod_halts_inferred", "uint16", "count", "Likely halts; null where status data exist"),
  optional("eod_ssr", "bool", "", `Short-sale restriction at any time of the day; ${NO_STATUS}`),
  required("eod_news_hint", "bool", "", "Halted for news, or an unexplained gap of 20 % or more"),
  optional("eod_quotes", "int32", "quotes", `Quote updates of the day; ${NO_QUOTES}`),
  optional(
    "eod_spread_bps",
    "float32",
    "bps",
    `Median regular spread, time-weighted; ${NO_QUOTES}`,
  ),
  required("eod_efficiency", "float32", "ratio", "Efficiency of the largest swings, 0 to 1"),
  required("eod_score_move", "float32", "score", "Move component of the quality"),
  optional("eod_score_volume", "float32", "score", `Volume component; ${NO_BASELINE}`),
  required("eod_score_clarity", "float32", "score", "Clarity component"),
  required("eod_score_spread", "float32", "score", "Spread component; 0.5 without quotes"),
  required("eod_score_time", "float32", "score", "Time-of-day component"),
  optional("eod_quality", "float64", "score", `Quality of the day, 0 to 1; ${NO_BASELINE}`),
  required("eod_risk", "float64", "score", "Risk of the day, 0 to 1"),
  required("eod_risk_partial", "bool", "", "Whether the risk lacks its halt parts"),
  required("eod_category", "string", "", "prime, secondary, risk, mixed or none"),
  required("eod_best_period", "string", "", "Time bucket with the most weighted activity"),
  required("eod_minutes_dormant", "uint16", "minutes", "Minutes in the dormant phase"),
  required("eod_minutes_accumulation", "uint16", "minutes", "Minutes in the accumulation phase"),
  required("eod_minutes_breakout", "uint16", "minutes", "Minutes in the breakout phase"),
  required("eod_minutes_momentum", "uint16", "minutes", "Minutes in the momentum phase"),
  required("eod_minutes_distribution", "uint16", "minutes", "Minutes in the distribution phase"),
  required("eod_full_cycle", "bool", "", "Whether all four phases followed one another"),
  required("eod_reset_points", "uint16", "count", "Reset points kept"),
  required("eod_good_points", "uint16", "count", "Of them with the local quality of a good one"),
] as const satisfies readonly ColumnSpec[];

/** Columns of `reset_points.parquet`, sorted by symbol, trade date and time. */
export const POINT_COLUMNS = [
  required("symbol", "string", "", "Raw symbol"),
  required("trade_date", "date", "", "Trade date in New York"),
  required("day_row", "int32", "", "Row of the day in days.parquet, from 0"),
  required(
    "ts",
    "timestamp",
    "",
    "The moment: an episode that starts here has seen what came before",
  ),
  required(
    "trigger",
    "string",
    "",
    "Event that proposed it: squeeze, resume, pattern, phase or grid",
  ),
  required("bucket", "string", "", "Time bucket: pre, open, midday, power_hour or post"),
  required("pattern", "string", "", "flush, breakout, bounce, consolidation, none or inactive"),
  required("phase", "string", "", "dormant, accumulation, breakout, momentum or distribution"),
  required("phase_age_s", "int32", "seconds", "Time since the phase began"),
  required("local_quality", "float32", "score", "How much there is to learn, 0 to 1"),
  required("score_flush", "float32", "score", "Flush score"),
  required("score_breakout", "float32", "score", "Breakout score"),
  required("score_bounce", "float32", "score", "Bounce score"),
  required("score_consolidation", "float32", "score", "Consolidation score"),
  required("price", "float64", "dollars", "Last trade"),
  optional(
    "vel_px_1m",
    "float32",
    "bps/minute",
    "Log return of the last minute; null before a price",
  ),
  optional("vel_px_5m", "float32", "bps/minute", "Log return of five minutes, per minute"),
  optional("acc_px", "float32", "bps/minute", "Change of vel_px_1m over a minute"),
  required("vel_vol_1m", "float32", "shares/s", "Volume of the last minute"),
  required("vel_vol_rel", "float32", "ratio", "The same over its usual value"),
  required("dist_hod", "float32", "fraction", "Price over the high of the day so far, minus 1"),
  required("dist_vwap", "float32", "fraction", "Price over VWAP so far, minus 1"),
  optional("rvol_t", "float32", "ratio", `Volume so far over its usual value; ${NO_BASELINE}`),
  optional(
    "spread_bps",
    "float32",
    "bps",
    "Mean spread of the last minute; null without quotes in it",
  ),
  optional(
    "halted_since",
    "float32",
    "seconds",
    "Time since the latest halt ended; null without one",
  ),
  required(
    "fut_mfe_15m",
    "float32",
    "log return",
    "Best price of the next 15 minutes over this one",
  ),
  required(
    "fut_mae_15m",
    "float32",
    "log return",
    "Worst price of the next 15 minutes over this one",
  ),
] as const satisfies readonly ColumnSpec[];

/** The values of a column of this type in a record: dates are day numbers, timestamps ns since local midnight. */
type ValueOf<T extends ColumnType> = T extends "string" ? string
  : T extends "bool" ? boolean
  : T extends "int32[]" ? readonly string[]
  : number;

type RecordOf<C extends { name: string; type: ColumnType; nullable: boolean }> = {
  readonly [K in C as K["name"]]: K["nullable"] extends true ? ValueOf<K["type"]> | null
    : ValueOf<K["type"]>;
};

/** One row of the days table. `files` holds keys of the file table (`job_id/filename`), not yet their ids. */
export type DayRecord = RecordOf<(typeof DAY_COLUMNS)[number]>;

/** One row of the reset-point table, without its reference to the day. */
export type PointRecord = Omit<
  RecordOf<(typeof POINT_COLUMNS)[number]>,
  "symbol" | "trade_date" | "day_row"
>;
