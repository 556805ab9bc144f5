/** The usual spread of a day's volume over its minutes: the prior used where a symbol's own history is missing. */
import { clip } from "../math/shaping.ts";
import { FULL_REGULAR_MINUTES, type SessionBounds } from "../time/sessions.ts";

/** How a day's volume is usually spread. */
export interface VolumeProfile {
  /** Share of regular-session volume in each half hour from 09:30 to 16:00, closing prints included, in percent. */
  readonly regular: readonly number[];
  /** Pre- and post-market volume relative to the regular session's. */
  readonly preShare: number;
  /** Volume after the close over regular volume. */
  readonly postShare: number;
}

/** U-shaped prior: front-loaded open, a last hour of 30 % (Russell 2000 figures, ITG 2016; Cowen 2018). */
export const VOLUME_PROFILE: VolumeProfile = {
  regular: [13.5, 8.5, 7, 6, 5.5, 5, 4.5, 4.5, 4.5, 5, 6, 8, 22],
  ...{ preShare: 0.08, postShare: 0.04 },
};

/** Hours over which pre-market volume grows, and post-market volume falls, by a factor of e. */
const PRE_SCALE_HOURS = 1;
const POST_SCALE_HOURS = 0.5;

/**
 * Cumulative share of the day's volume at each minute edge: value `e` is the share traded in the first `e` minutes
 * after `preOpen`; ascending from 0 to 1. Half days squeeze the regular profile into their shorter session.
 */
export function usualCumulativeShare(
  bounds: SessionBounds,
  profile: VolumeProfile = VOLUME_PROFILE,
): Float64Array {
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
  exponential(
    0,
    openMinute,
    profile.preShare,
    (i) => (openMinute - i - 0.5) / 60 / PRE_SCALE_HOURS,
  );
  exponential(
    closeMinute,
    minutes,
    profile.postShare,
    (i) => (i + 0.5 - closeMinute) / 60 / POST_SCALE_HOURS,
  );
  for (let i = openMinute; i < closeMinute; i++) {
    const minute = i - openMinute;
    weights[i] = regularShareBy(profile, (minute + 1) * stretch) -
      regularShareBy(profile, minute * stretch);
  }
  return accumulate(weights);
}

/** Share of regular volume in the first `minutes` minutes of a full session. */
function regularShareBy({ regular }: VolumeProfile, minutes: number): number {
  const percent = regular.reduce(
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
