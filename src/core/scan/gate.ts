/** Which days are worth a row in the index at all. */
import type { BarSource } from "./baseline.ts";
import type { ScanThresholds } from "./threshold_keys.ts";

/** What the index gate looks at: hindsight measures of the day, and its previous close. */
export interface GateInputs {
  readonly barSource: BarSource;
  readonly bars: number;
  /** Five-minute slots with a trade. */
  readonly activeSlots: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  /** Nano-dollars; `NaN` if unknown. */
  readonly prevClose: number;
  /** First regular trade over the previous close, minus 1; `NaN` if unknown. */
  readonly gap: number;
  /** Shares of a usual day; `null` without a baseline. */
  readonly baselineShares: number | null;
  readonly isSuspectSplit: boolean;
}

/** `pass`, or the name of the first gate a day fails. */
export type Gate =
  | "pass"
  | "range"
  | "bars"
  | "slots"
  | "max_move"
  | "prev_close"
  | "split"
  | "baseline"
  | "price"
  | "dollar_volume"
  | "gap";

const DOLLAR = 1e9;

/** Applies the gates a day can fail on its own, then those that need earlier days. */
export function gateOf(inputs: GateInputs, limits: ScanThresholds): Gate {
  const own = ownGate(inputs, limits);
  if (own !== "pass") return own;
  if (Number.isNaN(inputs.prevClose)) return "prev_close";
  if (inputs.isSuspectSplit) return "split";
  if (inputs.baselineShares === null) return "baseline";
  const price = inputs.prevClose / DOLLAR;
  if (price < limits.min_price) return "price";
  if (limits.max_price > 0 && price > limits.max_price) return "price";
  if (price * inputs.baselineShares < limits.min_dollar_volume) return "dollar_volume";
  return Math.abs(inputs.gap) >= limits.min_gap || limits.min_gap === 0 ? "pass" : "gap";
}

/** The gates that need nothing but the day itself: what a first pass can decide. */
export function ownGate(
  inputs: Pick<GateInputs, "barSource" | "bars" | "activeSlots" | "open" | "high" | "low">,
  limits: ScanThresholds,
): Gate {
  const range = (inputs.high - inputs.low) / inputs.open;
  const minBars = inputs.barSource === "ohlcv-1m"
    ? limits.gate_min_minute_bars
    : limits.gate_min_bars;
  if (!(range >= limits.gate_min_range)) return "range";
  if (inputs.bars < minBars) return "bars";
  if (inputs.activeSlots < limits.gate_min_slots) return "slots";
  return limits.max_move > 0 && range > limits.max_move ? "max_move" : "pass";
}
