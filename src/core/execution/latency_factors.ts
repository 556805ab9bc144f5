/** The factor on drawn delays, by second: it grows with the time of day and with the message rate. */
import { portableExp, portableLog } from "../math/portable.ts";
import { MINUTE_NS, SECOND_NS } from "../time/sessions.ts";
import type { SessionTimes } from "../market/market_day.ts";
import type { ExecutionSettings } from "./settings.ts";

/** Factors of a day, worked out once. */
export interface LatencyFactors {
  /** ns since local midnight of the first second. */
  readonly origin: number;
  /** One a second. */
  readonly bySecond: Float64Array;
}

/**
 * The factors of a day.
 *
 * @param activity By second from 04:00: messages of the second before over their usual number, 1 or more.
 */
export function latencyFactors(
  activity: Float32Array,
  times: SessionTimes,
  settings: ExecutionSettings,
): LatencyFactors {
  const bySecond = Float64Array.from(activity, (rate, second) => {
    const t = times.preOpen + second * SECOND_NS;
    return timeOfDayFactor(times, settings, t) * activityFactor(settings, rate);
  });
  return { origin: times.preOpen, bySecond };
}

/** The factor at `t`; 1 before 04:00 and after the close of post-market. */
export function factorAt({ origin, bySecond }: LatencyFactors, t: number): number {
  const second = Math.floor((t - origin) / SECOND_NS);
  return second >= 0 && second < bySecond.length ? bySecond[second]! : 1;
}

function activityFactor(settings: ExecutionSettings, rate: number): number {
  if (rate === 1) return 1;
  const exponent = settings.latency_activity_exponent;
  const growth = exponent === 0.25
    ? Math.sqrt(Math.sqrt(rate))
    : portableExp(exponent * portableLog(rate));
  return Math.min(settings.latency_activity_max, growth);
}

/** All bounds lie on whole seconds. */
function timeOfDayFactor(times: SessionTimes, settings: ExecutionSettings, t: number): number {
  if (t < times.open || t >= times.close) return 1;
  if (t < times.open + 5 * MINUTE_NS) return settings.latency_open_factor;
  if (t < times.open + 30 * MINUTE_NS) return settings.latency_morning_factor;
  return t >= times.close - 10 * MINUTE_NS ? settings.latency_close_factor : 1;
}
