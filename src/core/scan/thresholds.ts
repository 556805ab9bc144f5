/**
 * Every threshold of the scanner: name, unit, default, range. The table feeds the flags of `momo scan`, the `[scan]`
 * table of `momo.toml`, the documentation, and the configuration hash that each index carries.
 */
import { defaultsOf, specsOf, type ThresholdSpec } from "../config/spec.ts";
import type { ScanNumberKey, ScanTextKey, ScanThresholds } from "./threshold_keys.ts";

type Entry = Omit<ThresholdSpec, "key" | "group" | "since">;

/** Some of the entries, each with a default of the kind that its key says. */
type Table =
  & { readonly [K in ScanNumberKey]?: Entry & { readonly default: number } }
  & { readonly [K in ScanTextKey]?: Entry & { readonly default: string } };

const FIRST_INDEX_VERSION = 1;

/** Units that are counted, not measured: only whole numbers make sense. */
const COUNTED = new Set(["minutes", "seconds", "count", "sessions", "shares"]);

function number(unit: string, value: number, min: number, max: number, help: string) {
  return { unit, default: value, min, max, help, integer: COUNTED.has(unit) };
}

const fraction = (value: number, help: string) => number("fraction", value, 0, 100, help);
const score = (value: number, help: string) => number("score", value, 0, 1, help);
const minutes = (value: number, help: string) => number("minutes", value, 1, 960, help);
const seconds = (value: number, help: string) => number("seconds", value, 1, 3600, help);
const ratio = (value: number, help: string) => number("ratio", value, 0, 1000, help);
const sigmas = (value: number, help: string) => number("sigmas", value, 0, 100, help);
const count = (value: number, help: string) => number("count", value, 0, 100_000, help);
const text = (value: string, help: string) => ({ unit: "knots", default: value, help });

const GATE = {
  gate_min_range: fraction(0.05, "Smallest (high - low) / open of a day that is kept"),
  gate_min_bars: count(100, "Fewest one-second bars of a day that is kept"),
  gate_min_minute_bars: count(50, "Fewest one-minute bars of a day without one-second bars"),
  gate_min_slots: count(12, "Fewest five-minute slots with a trade of a day that is kept"),
  max_move: fraction(0, "Largest (high - low) / open of a day that is kept; 0 is no limit"),
  min_price: number("USD", 0, 0, 1e6, "Lowest previous close of a day that is kept"),
  max_price: number(
    "USD",
    0,
    0,
    1e6,
    "Highest previous close of a day that is kept; 0 is no limit",
  ),
  min_dollar_volume: number("USD", 0, 0, 1e12, "Lowest baseline volume times previous close"),
  min_gap: fraction(0, "Smallest absolute opening gap of a day that is kept"),
  momentum_min_range: fraction(0.1, "Smallest range of a momentum day"),
  momentum_min_rvol: ratio(2, "Smallest relative volume of a momentum day"),
  prime_min_range: fraction(0.2, "Smallest range of a day in the prime quality band"),
  prime_min_rvol: ratio(3, "Smallest relative volume of a day in the prime quality band"),
} satisfies Table;

const BASELINE = {
  baseline_sessions: number("sessions", 20, 1, 250, "Earlier sessions in the volume baseline"),
  baseline_min_sessions: number("sessions", 5, 1, 250, "Fewest sessions that make a baseline"),
  baseline_statistic: {
    unit: "name",
    default: "median",
    choices: ["median", "mean"],
    help: "How the baseline sums up its sessions",
  },
  baseline_floor: fraction(0.01, "Floor of the cumulative baseline, share of a full day"),
  baseline_slot_floor: fraction(0.002, "Floor of the five-minute baseline, share of a full day"),
  baseline_floor_shares: number("shares", 100, 0, 1e9, "Floor of both baselines"),
  split_ratio: ratio(1.8, "Open over previous close (or its inverse) that looks like a split"),
  split_max_rvol: ratio(2, "Relative volume up to which such a gap is a suspect split"),
} satisfies Table;

const SQUEEZE = {
  squeeze_window: seconds(60, "Window of the squeeze return and volume"),
  squeeze_min_return: fraction(0.03, "Smallest absolute log return that opens a squeeze"),
  squeeze_sigmas: sigmas(3, "The same in multiples of the usual return"),
  squeeze_sigma_minutes: minutes(30, "History of the usual return"),
  squeeze_sigma_step: seconds(10, "Sampling step of the usual return"),
  squeeze_sigma_floor: fraction(0.002, "Floor of the usual return"),
  squeeze_volume: ratio(3, "Smallest volume over its usual value that opens a squeeze"),
  squeeze_volume_minutes: minutes(30, "History of the usual volume"),
  squeeze_volume_floor: fraction(0.01, "Floor of the usual minute, share of an average minute"),
  squeeze_stall: seconds(60, "Longest time without a new extreme"),
  squeeze_retrace: fraction(0.382, "Retracement of the leg that ends a squeeze"),
} satisfies Table;

const FEATURES = {
  sigma_minutes: number("minutes", 60, 10, 960, "History of the usual five-minute return"),
  sigma_floor: fraction(0.005, "Floor of the usual five-minute return"),
  burst_minutes: minutes(60, "History of the usual five-minute volume"),
  burst_cap: ratio(50, "Largest volume burst"),
  high_minutes: minutes(30, "Bars whose high a breakout has to pass"),
  range_minutes: minutes(10, "Window of the consolidation range"),
  range_history: minutes(120, "History of the usual consolidation range"),
  range_floor: fraction(0.004, "Floor of the usual consolidation range"),
  efficiency_minutes: minutes(15, "Window of the Kaufman efficiency ratio"),
  inactive_minutes: minutes(10, "Window in which trading minutes are counted"),
  inactive_min_traded: count(4, "Fewest trading minutes of an active stretch"),
} satisfies Table;

const PATTERNS = {
  pattern_min_score: score(0.5, "Score from which a pattern is named"),
  flush_drop_from: fraction(0.015, "Flush: drop at which the score starts"),
  flush_drop_to: fraction(0.04, "Flush: drop at which the score is full"),
  flush_sigmas_from: sigmas(1, "Flush: the start in usual returns, if larger"),
  flush_sigmas_to: sigmas(2.5, "Flush: the full drop in usual returns, if larger"),
  flush_burst_from: ratio(1, "Flush: volume burst at which the score starts"),
  flush_burst_to: ratio(2, "Flush: volume burst at which the score is full"),
  flush_position_from: fraction(0.4, "Flush: distance below the five-minute high, start"),
  flush_position_to: fraction(0.75, "Flush: distance below the five-minute high, full"),
  breakout_level_from: number(
    "log return",
    -0.002,
    -1,
    1,
    "Breakout: distance to the level, start",
  ),
  breakout_level_to: number("log return", 0.004, -1, 1, "Breakout: distance to the level, full"),
  breakout_rise_from: fraction(0.008, "Breakout: rise at which the score starts"),
  breakout_rise_to: fraction(0.025, "Breakout: rise at which the score is full"),
  breakout_sigmas_from: sigmas(0.5, "Breakout: the start in usual returns, if larger"),
  breakout_sigmas_to: sigmas(2, "Breakout: the full rise in usual returns, if larger"),
  breakout_burst_from: ratio(1, "Breakout: volume burst at which the score starts"),
  breakout_burst_to: ratio(2.5, "Breakout: volume burst at which the score is full"),
  bounce_minutes: minutes(15, "Bounce: window of the trough, and of the peak before it"),
  bounce_drop_from: fraction(0.02, "Bounce: drop from peak to trough, start"),
  bounce_drop_to: fraction(0.05, "Bounce: drop from peak to trough, full"),
  bounce_sigmas_from: sigmas(1.5, "Bounce: the start in usual returns, if larger"),
  bounce_sigmas_to: sigmas(3, "Bounce: the full drop in usual returns, if larger"),
  bounce_retrace_from: fraction(0.15, "Bounce: retracement at which the score starts"),
  bounce_retrace_to: fraction(0.35, "Bounce: retracement at which the score is full"),
  bounce_retrace_fade: fraction(0.75, "Bounce: retracement from which it fades to 1"),
  bounce_age_full: number(
    "minutes",
    2,
    0,
    960,
    "Bounce: age of the trough at which the score is full",
  ),
  bounce_age_fade: number("minutes", 10, 0, 960, "Bounce: age of the trough from which it fades"),
  bounce_age_end: number("minutes", 15, 0, 960, "Bounce: age of the trough at which it ends"),
  bounce_rise_from: fraction(0.005, "Bounce: rise from the trough, start"),
  bounce_rise_to: fraction(0.015, "Bounce: rise from the trough, full"),
  consolidation_ratio_from: ratio(0.5, "Consolidation: range over its usual value, full score"),
  consolidation_ratio_to: ratio(0.9, "Consolidation: range over its usual value, zero"),
  consolidation_range_from: fraction(0.02, "Consolidation: range, full score"),
  consolidation_range_to: fraction(0.05, "Consolidation: range, zero"),
  consolidation_drift_from: fraction(0.35, "Consolidation: drift over range, full score"),
  consolidation_drift_to: fraction(0.8, "Consolidation: drift over range, zero"),
  failed_breakout_minutes: minutes(15, "Time within which a breakout can fail"),
  failed_breakout_loss: fraction(0.03, "Fall below the level that makes it failed"),
  failed_breakout_gain: fraction(0.03, "Rise that makes it succeed first"),
} satisfies Table;

const PHASES = {
  dormant_burst: ratio(0.5, "Volume burst below which trading is dormant"),
  dormant_sigmas: sigmas(
    1.732,
    "Fifteen-minute move, in usual five-minute ones, below which it is",
  ),
  dormant_minutes: minutes(15, "How long both have to hold"),
  accumulation_vwap: fraction(0.01, "Accumulation: largest distance below VWAP"),
  accumulation_rvol5: ratio(0.5, "Accumulation: smallest five-minute relative volume"),
  accumulation_minutes: minutes(3, "Accumulation: how long it has to hold"),
  accumulation_exit: fraction(0.02, "Accumulation: distance beyond VWAP that ends it"),
  breakout_minutes: minutes(3, "Breakout: time to become momentum"),
  breakout_gain: fraction(0.03, "Breakout: gain that makes it momentum at once"),
  breakout_fail: fraction(0.5, "Breakout: share of level to base given back that fails it"),
  base_minutes: minutes(30, "Breakout: window of its base"),
  momentum_highs: count(2, "Momentum: new highs that start it without a breakout"),
  momentum_minutes: minutes(10, "Momentum: window of these highs"),
  momentum_burst: ratio(1.5, "Momentum: volume burst they need"),
  momentum_retrace: fraction(0.382, "Momentum: retracement of the leg that ends it"),
  momentum_stall: minutes(15, "Momentum: time without a new high that ends it"),
  distribution_minutes: minutes(10, "Distribution: consolidation that makes it accumulation"),
} satisfies Table;

const QUALITY = {
  quality_weight_move: score(0.35, "Weight of the move"),
  quality_weight_volume: score(0.25, "Weight of the volume"),
  quality_weight_clarity: score(0.15, "Weight of the clarity"),
  quality_weight_spread: score(0.1, "Weight of the spread"),
  quality_weight_time: score(0.15, "Weight of the time of day"),
  quality_move_knots: text("0:0 0.05:0.4 0.1:0.6 0.2:0.8 0.5:1", "Move score over range"),
  quality_volume_knots: text(
    "0.25:0 1:0.4 2:0.8 3:1 5:1 10:0.95 30:0.85 100:0.75",
    "Volume score over relative volume, linear in its logarithm",
  ),
  quality_volume_share: score(0.75, "Share of relative volume in the volume score"),
  clarity_from: score(0.3, "Efficiency at which the clarity score starts"),
  clarity_to: score(0.75, "Efficiency at which the clarity score is full"),
  clarity_legs: number("count", 3, 1, 100, "Largest legs that make the clarity score"),
  clarity_leg_minutes: minutes(3, "Shortest leg"),
  zigzag_sigmas: sigmas(3, "Reversal size in usual five-minute moves"),
  zigzag_min: fraction(0.02, "Smallest reversal size"),
  zigzag_max: fraction(0.1, "Largest reversal size"),
  spread_good: number("bps", 10, 0.1, 1e4, "Spread with full score"),
  spread_good_ticks: number("ticks", 1, 0, 1000, "The same in ticks, if larger"),
  spread_bad: number("bps", 200, 0.1, 1e5, "Spread with no score"),
  spread_bad_ticks: number("ticks", 5, 0, 1000, "The same in ticks, if larger"),
  spread_max_age: seconds(60, "Oldest quote that counts"),
  time_from: ratio(0.7, "Time-of-day average at which its score starts"),
  time_to: ratio(1.2, "Time-of-day average at which its score is full"),
  time_multipliers: text(
    "04:00:0.8 07:00:1 09:30:1.25 10:30:1.05 11:30:0.8 14:00:0.95 15:00:1.15 16:00:0.85 18:00:0.7",
    "Time-of-day multiplier from each time of a full day",
  ),
  time_multipliers_half: text(
    "04:00:0.8 07:00:1 09:30:1.25 10:30:1.05 11:30:0.8 12:00:1.15 13:00:0.85 15:00:0.7",
    "Time-of-day multiplier from each time of a half day",
  ),
  prime_quality: score(0.8, "Lower edge of the prime band"),
  secondary_quality: score(0.6, "Lower edge of the secondary band"),
  prime_points: count(3, "Good reset points a prime day needs"),
  prime_point_quality: score(0.6, "Local quality of a good reset point"),
} satisfies Table;

const RISK = {
  risk_halts: number("count", 4, 1, 100, "Halts with full risk"),
  risk_gap_from: fraction(0.05, "Gap across a halt at which risk starts"),
  risk_gap_to: fraction(0.25, "Gap across a halt with full risk"),
  risk_gap_weight: score(0.9, "Weight of the gap across a halt"),
  risk_flush_from: fraction(0.1, "Five-minute log drop at which risk starts"),
  risk_flush_to: fraction(0.3, "Five-minute log drop with full risk"),
  risk_flush_volume: fraction(0.002, "Share of the day's volume that makes the drop real"),
  risk_flush_weight: score(0.9, "Weight of the drop"),
  risk_failed: number("count", 4, 1, 100, "Failed breakouts with full risk"),
  risk_failed_weight: score(0.8, "Weight of failed breakouts"),
  risk_fade_from: fraction(0.6, "Fade from the high at which risk starts"),
  risk_fade_to: fraction(0.95, "Fade from the high with full risk"),
  risk_rise_from: fraction(0.1, "Rise from the open at which a fade counts"),
  risk_rise_to: fraction(0.3, "Rise from the open at which it counts in full"),
  risk_fade_weight: score(0.9, "Weight of the round trip"),
  risk_category: score(0.6, "Risk from which a day is a risk day"),
  risk_over_prime: score(0.85, "Risk from which that outranks prime"),
} satisfies Table;

const POINTS = {
  max_reset_points: number("count", 24, 1, 960, "Reset points kept of a day"),
  points_grid: minutes(5, "Step of the regular candidates"),
  points_end: number(
    "minutes",
    15,
    0,
    960,
    "Time before the close of post-market without candidates",
  ),
  points_max_age: seconds(30, "Oldest last trade of a reset point"),
  points_min_history: number("minutes", 20, 0, 960, "Session history a reset point needs"),
  points_min_traded: number("minutes", 12, 0, 960, "or else trading minutes"),
  points_spacing: seconds(60, "Smallest distance of two reset points"),
  points_per_bucket: count(2, "Reset points kept of each time bucket"),
  points_per_pattern: count(1, "Reset points kept of each pattern"),
  points_per_phase: count(1, "Reset points kept of each phase"),
  local_weight_activity: score(0.3, "Local quality: weight of price and volume velocity"),
  local_weight_pattern: score(0.25, "Local quality: weight of the best pattern score"),
  local_weight_efficiency: score(0.2, "Local quality: weight of the efficiency ratio"),
  local_weight_spread: score(0.15, "Local quality: weight of the spread"),
  local_weight_rvol: score(0.1, "Local quality: weight of relative volume"),
  local_velocity_from: number("bps/minute", 5, 0, 1e5, "Local quality: velocity, start"),
  local_velocity_to: number("bps/minute", 100, 0, 1e5, "Local quality: velocity, full"),
  local_volume_from: ratio(0.5, "Local quality: volume velocity over its usual value, start"),
  local_volume_to: ratio(3, "Local quality: volume velocity over its usual value, full"),
  local_efficiency_from: score(0.2, "Local quality: efficiency ratio, start"),
  local_efficiency_to: score(0.7, "Local quality: efficiency ratio, full"),
  local_rvol_to: number("ratio", 5, 1.001, 1000, "Local quality: relative volume with full score"),
} satisfies Table;

const GROUPS = {
  "Gates": GATE,
  "Volume baseline": BASELINE,
  "Squeezes": SQUEEZE,
  "Building blocks": FEATURES,
  "Patterns": PATTERNS,
  "Phases": PHASES,
  "Day quality": QUALITY,
  "Risk": RISK,
  "Reset points": POINTS,
} as const;

/** All of them by key: the compiler sees to it that none is missing. */
const ENTRIES: Readonly<Record<keyof ScanThresholds, Entry>> = {
  ...GATE,
  ...BASELINE,
  ...SQUEEZE,
  ...FEATURES,
  ...PATTERNS,
  ...PHASES,
  ...QUALITY,
  ...RISK,
  ...POINTS,
};

/** The table itself, in the order it is documented in. */
export const SCAN_THRESHOLDS: readonly ThresholdSpec[] = specsOf<ThresholdSpec>(
  GROUPS,
  FIRST_INDEX_VERSION,
);

/** Every threshold at its default, with the given values in their place. */
export function scanThresholds(changed: Partial<ScanThresholds> = {}): ScanThresholds {
  // the table has exactly these keys, and each default is of the kind that its key says
  return { ...defaultsOf(ENTRIES), ...changed } as ScanThresholds;
}
