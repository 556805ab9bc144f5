/** What volume is usual: medians over strictly earlier sessions, for the whole day and for each time of day. */
import { usualCumulativeShare } from "../market/volume_profile.ts";
import { median, medianInPlace } from "../math/order_statistics.ts";
import { sessionsBefore } from "../time/calendar.ts";
import type { EpochDay } from "../time/dates.ts";
import { regularMinutes, sessionBounds } from "../time/sessions.ts";
import type { MinuteGrid } from "./minute_grid.ts";
import type { ScanThresholds } from "./thresholds.ts";

/** Where a session's bars came from, finest first. */
export const BAR_SOURCES = ["ohlcv-1s", "trades", "ohlcv-1m", "ohlcv-1d"] as const;

/** The schema a session's volume was taken from; a session known only by its daily bar has no minutes. */
export type BarSource = (typeof BAR_SOURCES)[number];

/** Volume of one earlier session. */
export interface SessionVolume {
  readonly day: EpochDay;
  readonly source: BarSource;
  /** Minutes after `preOpen` with volume, ascending, and their shares; empty for daily bars. */
  readonly minutes: Uint16Array;
  readonly shares: Float64Array;
  /** Shares of the whole day. */
  readonly total: number;
  /** Split factor from this session to the day the baseline is for; volumes are divided by it. */
  readonly splitFactor: number;
}

/** Usual volume as known before a trade date starts. */
export interface Baseline {
  /** Sessions it stands on. */
  readonly sessions: number;
  /** The coarsest source among them. */
  readonly source: BarSource;
  /** Shares of a usual day, and of its pre, regular and post sessions (`NaN` without intraday sessions). */
  readonly full: number;
  readonly pre: number;
  readonly regular: number;
  readonly post: number;
  /** Usual shares since `preOpen` at each minute edge, floored. */
  readonly cumulative: Float64Array;
  /** Usual shares of each aligned five-minute slot, floored. */
  readonly slots: Float64Array;
}

const SLOT_MINUTES = 5;

/** One session's minutes on the grid of the day the baseline is for. */
interface AlignedSession {
  readonly cumulative: Float64Array;
  readonly pre: number;
  readonly regular: number;
  readonly post: number;
}

/**
 * Sums up earlier sessions for a trade date.
 *
 * @param day The day the baseline is for; of the sessions given, only those within the configured number of calendar
 *   sessions before it are used.
 * @returns `null` if there are fewer sessions than the configured minimum.
 */
export function buildBaseline(
  day: EpochDay,
  sessions: readonly SessionVolume[],
  limits: ScanThresholds,
): Baseline | null {
  const first = sessionsBefore(day, limits.baseline_sessions).at(-1)!;
  const earlier = sessions.filter((session) => session.day >= first && session.day < day);
  if (earlier.length < limits.baseline_min_sessions) return null;
  const summarise = limits.baseline_statistic === "mean" ? mean : median;
  const full = summarise(earlier.map((session) => comparableTotal(session, day)));
  const aligned = earlier.filter((session) => session.source !== "ohlcv-1d")
    .map((session) => alignSession(session, day));
  const isIntraday = aligned.length >= limits.baseline_min_sessions;
  const cumulative = isIntraday
    ? usualCumulative(aligned, summarise)
    : usualCumulativeShare(sessionBounds(day)).map((share) => share * full);
  const slots = isIntraday ? usualSlots(aligned) : profileSlots(cumulative);
  const floorAt = (share: number) => Math.max(share * full, limits.baseline_floor_shares);
  const cumulativeFloor = floorAt(limits.baseline_floor);
  const slotFloor = floorAt(limits.baseline_slot_floor);
  return {
    sessions: earlier.length,
    source: coarsest(earlier),
    full,
    pre: summarise(aligned.map((session) => session.pre)),
    regular: summarise(aligned.map((session) => session.regular)),
    post: summarise(aligned.map((session) => session.post)),
    cumulative: cumulative.map((value) => Math.max(value, cumulativeFloor)),
    slots: slots.map((value) => Math.max(value, slotFloor)),
  };
}

function mean(values: readonly number[]): number {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : NaN;
}

/** Shares of a whole session as the day sees them: split-adjusted, the regular part scaled to the day's length. */
function comparableTotal(session: SessionVolume, day: EpochDay): number {
  const total = session.total / session.splitFactor;
  const scale = regularMinutes(day) / regularMinutes(session.day);
  return scale === 1 ? total : total + (scale - 1) * regularShares(session);
}

/** Split-adjusted shares of the regular session; a daily bar is taken to have the usual share of them. */
function regularShares(session: SessionVolume): number {
  const bounds = sessionBounds(session.day);
  const from = (bounds.open - bounds.preOpen) / 60;
  const to = (bounds.close - bounds.preOpen) / 60;
  if (session.source === "ohlcv-1d") {
    const usual = usualCumulativeShare(bounds);
    return (session.total * (usual[to]! - usual[from]!)) / session.splitFactor;
  }
  const isRegular = (minute: number) => minute >= from && minute < to;
  const shares = session.shares.filter((_, i) => isRegular(session.minutes[i]!));
  return shares.reduce((sum, value) => sum + value, 0) / session.splitFactor;
}

function coarsest(sessions: readonly SessionVolume[]): BarSource {
  const worst = Math.max(...sessions.map((session) => BAR_SOURCES.indexOf(session.source)));
  return BAR_SOURCES[worst]!;
}

/**
 * Lays a session's minutes over the target day's: regular volume is scaled by the length of the regular sessions, so
 * that half days and full days compare, and post-market minutes follow the close of their own day.
 */
function alignSession(session: SessionVolume, day: EpochDay): AlignedSession {
  const own = sessionBounds(session.day);
  const target = sessionBounds(day);
  const length = (target.postClose - target.preOpen) / 60;
  const scale = regularMinutes(day) / regularMinutes(session.day);
  const openMinute = (own.open - own.preOpen) / 60;
  const closeMinute = (own.close - own.preOpen) / 60;
  const postShift = (target.close - own.close) / 60;
  const perMinute = new Float64Array(length);
  const sums = { pre: 0, regular: 0, post: 0 };
  for (let i = 0; i < session.minutes.length; i++) {
    const minute = session.minutes[i]!;
    const shares = session.shares[i]! / session.splitFactor;
    const part = minute < openMinute ? "pre" : minute < closeMinute ? "regular" : "post";
    const scaled = part === "regular" ? shares * scale : shares;
    const position = part === "regular"
      ? openMinute + Math.floor((minute - openMinute) * scale)
      : part === "post"
      ? minute + postShift
      : minute;
    sums[part] += scaled;
    const row = Math.min(length - 1, position);
    perMinute[row] = perMinute[row]! + scaled;
  }
  return { cumulative: accumulate(perMinute), ...sums };
}

function accumulate(perMinute: Float64Array): Float64Array {
  const cumulative = new Float64Array(perMinute.length + 1);
  for (let i = 0; i < perMinute.length; i++) cumulative[i + 1] = cumulative[i]! + perMinute[i]!;
  return cumulative;
}

function usualCumulative(
  sessions: readonly AlignedSession[],
  summarise: (values: number[]) => number,
): Float64Array {
  return sessions[0]!.cumulative.map((_, e) =>
    summarise(sessions.map((session) => session.cumulative[e]!))
  );
}

/** Median over the sessions of each five-minute slot together with its two neighbours. */
function usualSlots(sessions: readonly AlignedSession[]): Float64Array {
  const slots = (sessions[0]!.cumulative.length - 1) / SLOT_MINUTES;
  const sample = new Float64Array(sessions.length * 3);
  return Float64Array.from({ length: slots }, (_, slot) => {
    let n = 0;
    for (let near = Math.max(0, slot - 1); near <= Math.min(slots - 1, slot + 1); near++) {
      for (const { cumulative } of sessions) {
        sample[n++] = cumulative[(near + 1) * SLOT_MINUTES]! - cumulative[near * SLOT_MINUTES]!;
      }
    }
    return medianInPlace(sample, n);
  });
}

function profileSlots(cumulative: Float64Array): Float64Array {
  const slots = (cumulative.length - 1) / SLOT_MINUTES;
  return Float64Array.from(
    { length: slots },
    (_, slot) => cumulative[(slot + 1) * SLOT_MINUTES]! - cumulative[slot * SLOT_MINUTES]!,
  );
}

/** Relative volume since `preOpen` at each minute edge. */
export function relativeVolume(grid: MinuteGrid, baseline: Baseline): Float64Array {
  return grid.cumulative.map((shares, e) => shares / baseline.cumulative[e]!);
}

/** Relative volume of the last five minutes at each minute edge; `NaN` in the first five. */
export function relativeVolume5(grid: MinuteGrid, baseline: Baseline): Float64Array {
  return grid.cumulative.map((shares, e) => {
    if (e < SLOT_MINUTES) return NaN;
    const slot = Math.floor((e - 1) / SLOT_MINUTES);
    return (shares - grid.cumulative[e - SLOT_MINUTES]!) / baseline.slots[slot]!;
  });
}
