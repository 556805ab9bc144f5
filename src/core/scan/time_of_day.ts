/** Times of day: how much they matter for training, and the buckets reset points are spread over. */
import { MomoError } from "../error.ts";
import type { SessionBounds } from "../time/sessions.ts";
import type { ScanThresholds } from "./threshold_keys.ts";

/** Time buckets in the order of their codes. */
export const BUCKETS = ["pre", "open", "midday", "power_hour", "post"] as const;

/** Part of the day a moment lies in. */
export type Bucket = (typeof BUCKETS)[number];

const HOUR = 3600;
const FULL_CLOSE = 16 * HOUR;

/**
 * Bucket of a time of day (seconds since local midnight): pre, open (first hour), midday, power hour (last hour of the
 * regular session, 15:00 or 12:00 on half days), post.
 */
export function bucketAt(bounds: SessionBounds, seconds: number): Bucket {
  if (seconds < bounds.open) return "pre";
  if (seconds < bounds.open + HOUR) return "open";
  if (seconds < bounds.close - HOUR) return "midday";
  return seconds < bounds.close ? "power_hour" : "post";
}

/** The buckets of a day in order, each with the minutes after `preOpen` [from, to) that it covers. */
export function bucketSpans(
  bounds: SessionBounds,
): { readonly bucket: Bucket; readonly from: number; readonly to: number }[] {
  const { preOpen, open, close, postClose } = bounds;
  const edges = [preOpen, open, open + HOUR, close - HOUR, close, postClose]
    .map((seconds) => (seconds - preOpen) / 60);
  return BUCKETS.map((bucket, k) => ({ bucket, from: edges[k]!, to: edges[k + 1]! }));
}

/** A multiplier and the time of day (seconds since local midnight) from which it holds. */
interface Step {
  readonly from: number;
  readonly multiplier: number;
}

/**
 * Reads a setting like `04:00:0.8 07:00:1`: times of day in order, each with its multiplier.
 *
 * @throws {MomoError} `usage` naming the setting.
 */
function parseSteps(key: string, text: string): Step[] {
  const steps = text.trim().split(/\s+/).map((part) => {
    const match = /^(\d\d):(\d\d):(\d*\.?\d+)$/.exec(part);
    return match
      ? { from: Number(match[1]) * HOUR + Number(match[2]) * 60, multiplier: Number(match[3]) }
      : { from: NaN, multiplier: NaN };
  });
  if (steps.every((step, i) => step.from > (steps[i - 1]?.from ?? -1))) return steps;
  throw new MomoError(
    "usage",
    `Cannot read ${key} "${text}": expected ascending times with a multiplier, like 04:00:0.8 07:00:1`,
  );
}

/** The time-of-day multiplier of each minute of a session (row `i` is the minute `preOpen + i`). */
export function timeMultipliers(bounds: SessionBounds, limits: ScanThresholds): Float64Array {
  const key = bounds.close < FULL_CLOSE ? "time_multipliers_half" : "time_multipliers";
  const steps = parseSteps(key, limits[key]);
  const multipliers = new Float64Array((bounds.postClose - bounds.preOpen) / 60);
  // The first step also holds for whatever comes before it.
  for (const [k, { from, multiplier }] of steps.entries()) {
    const minute = k === 0 ? 0 : Math.ceil((from - bounds.preOpen) / 60);
    multipliers.fill(multiplier, Math.max(0, minute));
  }
  return multipliers;
}
