/** The quality of a day as training material: five components, a soft cap, one number between 0 and 1 (hindsight). */
import { MomoError } from "../error.ts";
import { type Knot, piecewiseLinear, ramp, roundScore } from "../math/shaping.ts";
import type { ScanThresholds } from "./threshold_keys.ts";

/** What the quality of a day is made from. */
export interface QualityInputs {
  /** (high - low) / open of the full session. */
  readonly range: number;
  /** Volume of the day over its baseline. */
  readonly rvol: number;
  /** Share of regular five-minute slots with at least usual volume, 0 to 1. */
  readonly busyShare: number;
  /** Clarity and spread scores, 0 to 1. */
  readonly clarity: number;
  readonly spread: number;
  /** Activity-weighted mean of the time-of-day multiplier. */
  readonly timeAverage: number;
}

/** The components of a day's quality, each 0 to 1, and the result. */
export interface Quality {
  readonly move: number;
  readonly volume: number;
  readonly clarity: number;
  readonly spread: number;
  readonly time: number;
  readonly quality: number;
}

/** Width of the range below a cap into which better days are squeezed without losing their order. */
const CAP_SOFTNESS = 0.05;
/** The caps themselves: just below the edges of the secondary and the prime band. */
const CAP_MARGIN = 0.001;

/**
 * Reads a setting like `0:0 0.05:0.4`: ascending x with their y.
 *
 * @throws {MomoError} `usage` naming the setting.
 */
function parseKnots(key: string, text: string): Knot[] {
  const knots = text.trim().split(/\s+/).map((part): Knot => {
    const [x, y, ...rest] = part.split(":").map(Number);
    return rest.length === 0 ? [x ?? NaN, y ?? NaN] : [NaN, NaN];
  });
  const isValid = knots.every(([x, y], i) =>
    x > (knots[i - 1]?.[0] ?? -Infinity) && !Number.isNaN(y)
  );
  if (isValid && knots.length >= 2) return knots;
  throw new MomoError(
    "usage",
    `Cannot read ${key} "${text}": expected at least two x:y pairs with ascending x, like 0:0 0.05:0.4`,
  );
}

/** Combines the components of a day. */
export function scoreQuality(inputs: QualityInputs, limits: ScanThresholds): Quality {
  const move = piecewiseLinear(
    inputs.range,
    parseKnots("quality_move_knots", limits.quality_move_knots),
  );
  const volume = volumeScore(inputs, limits);
  const time = ramp(inputs.timeAverage, limits.time_from, limits.time_to);
  const raw = limits.quality_weight_move * move +
    limits.quality_weight_volume * volume +
    limits.quality_weight_clarity * inputs.clarity +
    limits.quality_weight_spread * inputs.spread +
    limits.quality_weight_time * time;
  return {
    ...{ move, volume, time, clarity: inputs.clarity, spread: inputs.spread },
    quality: roundScore(softCap(raw, qualityCap(inputs, limits))),
  };
}

/** Piecewise linear in the logarithm of relative volume, mixed with how much of the session was busy. */
function volumeScore({ rvol, busyShare }: QualityInputs, limits: ScanThresholds): number {
  const knots = parseKnots("quality_volume_knots", limits.quality_volume_knots)
    .map(([x, y]): Knot => [Math.log(x), y]);
  const share = limits.quality_volume_share;
  return share * piecewiseLinear(Math.log(rvol), knots) + (1 - share) * busyShare;
}

/** Days that miss the range or volume of a band may come close to it but not enter it. */
function qualityCap({ range, rvol }: QualityInputs, limits: ScanThresholds): number {
  if (range < limits.momentum_min_range || rvol < limits.momentum_min_rvol) {
    return limits.secondary_quality - CAP_MARGIN;
  }
  if (range < limits.prime_min_range || rvol < limits.prime_min_rvol) {
    return limits.prime_quality - CAP_MARGIN;
  }
  return 1;
}

/** Strictly increasing in `raw`, below `cap`, and `raw` itself up to `cap - 0.05`. */
function softCap(raw: number, cap: number): number {
  if (cap === 1 || raw <= cap - CAP_SOFTNESS) return Math.min(1, Math.max(0, raw));
  return cap - CAP_SOFTNESS ** 2 / (raw - cap + 2 * CAP_SOFTNESS);
}
