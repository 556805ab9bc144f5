/** How dangerous a day was to trade, and the category it trains (hindsight). */
import { ramp, roundScore } from "../math/shaping.ts";
import type { ScanThresholds } from "./threshold_keys.ts";

/** Day categories in the order of their codes: each indexed day has exactly one. */
export const CATEGORIES = ["prime", "secondary", "risk", "mixed", "none"] as const;

/** What a day is good for in training. */
export type Category = (typeof CATEGORIES)[number];

/** What the risk of a day is made from; `null` where no status data exist. */
export interface RiskInputs {
  readonly halts: number | null;
  /** Largest log move across a halt, 0 without a halt. */
  readonly haltGap: number | null;
  /** Largest five-minute log drop on real volume. */
  readonly worstFlush: number;
  readonly failedBreakouts: number;
  /** (high - close) / (high - low). */
  readonly fade: number;
  /** (high - open) / open. */
  readonly moveUp: number;
}

/** The worst of the risk parts, 0 to 1. Parts without data are left out, not counted as zero risk. */
export function riskScore(inputs: RiskInputs, limits: ScanThresholds): number {
  const parts = [
    limits.risk_flush_weight *
    ramp(inputs.worstFlush, limits.risk_flush_from, limits.risk_flush_to),
    limits.risk_failed_weight * ramp(inputs.failedBreakouts, 0, limits.risk_failed),
    limits.risk_fade_weight * ramp(inputs.fade, limits.risk_fade_from, limits.risk_fade_to) *
    ramp(inputs.moveUp, limits.risk_rise_from, limits.risk_rise_to),
  ];
  if (inputs.halts !== null) parts.push(ramp(inputs.halts, 0, limits.risk_halts));
  if (inputs.haltGap !== null) {
    parts.push(
      limits.risk_gap_weight * ramp(inputs.haltGap, limits.risk_gap_from, limits.risk_gap_to),
    );
  }
  return roundScore(Math.max(...parts));
}

/** What the category of a day depends on. */
export interface CategoryInputs {
  /** `null` without a volume baseline. */
  readonly quality: number | null;
  readonly risk: number;
  readonly range: number;
  /** Reset points at or above the local quality of a good one. */
  readonly goodPoints: number;
}

/** The category of a day: the first rule that holds. Lower edges are closed. */
export function categoryOf(inputs: CategoryInputs, limits: ScanThresholds): Category {
  const { quality, risk, range } = inputs;
  if (quality === null) return "none";
  const isPrime = quality >= limits.prime_quality && risk < limits.risk_over_prime &&
    inputs.goodPoints >= limits.prime_points;
  if (isPrime) return "prime";
  if (risk >= limits.risk_category) return "risk";
  if (quality >= limits.secondary_quality) return "secondary";
  return range >= limits.gate_min_range ? "mixed" : "none";
}
