/** The usual spread of a day's volume over its minutes: the prior used where a symbol's own history is missing. */
import { clip } from "../math/shaping.ts";
import { FULL_REGULAR_MINUTES, type SessionBounds } from "../time/sessions.ts";

/**
 * Share of regular-session volume in each half hour from 09:30 to 16:00, closing prints included, in percent.
 * U-shaped prior: front-loaded open, a last hour of 30 % (Russell 2000 figures, ITG 2016; Cowen 2018).
 */
const REGULAR_HALF_HOURS = [13.5, 8.5, 7, 6, 5.5, 5, 4.5, 4.5, 4.5, 5, 6, 8, 22] as const;

/** Pre- and post-market volume relative to the regular session's. */
const PRE_SHARE = 0.08;
const POST_SHARE = 0.04;
/** Hours over which pre-market volume grows, and post-market volume falls, by a factor of e. */
const PRE_SCALE_HOURS = 1;
const POST_SCALE_HOURS = 0.5;

/**
 * Cumulative share of the day's volume at each minute edge: value `e` is the share traded in the first `e` minutes
 * after `preOpen`; ascending from 0 to 1. Half days squeeze the regular profile into their shorter session.
 */
export function usualCumulativeShare(bounds: SessionBounds): Float64Array {
  const minutes = (bounds.postClose - bounds.preOpen) / 60;
  const weights = new Float64Array(minutes);
  const openMinute = (bounds.open - bounds.preOpen) / 60;
  const closeMinute = (bounds.close - bounds.preOpen) / 60;
  const stretch = FULL_REGULAR_MINUTES / (closeMinute - openMinute);
  const exponential = (
    from: number,
    to: number,
    share: number,
    hoursAway: (i: number) => number,
  ) => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += weights[i] = Math.exp(-hoursAway(i));
    for (let i = from; i < to; i++) weights[i] = (weights[i]! / sum) * share;
  };
  exponential(0, openMinute, PRE_SHARE, (i) => (openMinute - i - 0.5) / 60 / PRE_SCALE_HOURS);
  exponential(
    closeMinute,
    minutes,
    POST_SHARE,
    (i) => (i + 0.5 - closeMinute) / 60 / POST_SCALE_HOURS,
  );
  for (let i = openMinute; i < closeMinute; i++) {
    const minute = i - openMinute;
    weights[i] = regularShareBy((minute + 1) * stretch) - regularShareBy(minute * stretch);
  }
  return accumulate(weights);
}

/** Share of regular volume in the first `minutes` minutes of a full session. */
function regularShareBy(minutes: number): number {
  const percent = REGULAR_HALF_HOURS.reduce(
    (sum, share, i) => sum + share * clip(minutes / 30 - i, 0, 1),
    0,
  );
  return percent / 100;
}

function accumulate(weights: Float64Array): Float64Array {
  const cumulative = new Float64Array(weights.length + 1);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) cumulative[i + 1] = sum += weights[i]!;
  for (let i = 1; i <= weights.length; i++) cumulative[i] = cumulative[i]! / sum;
  return cumulative;
}
