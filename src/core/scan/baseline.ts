/** What volume is usual: medians over strictly earlier sessions, for the whole day and for each time of day. */
import { usualCumulativeShare } from "../market/volume_profile.ts";
import { insertionSort, median } from "../math/order_statistics.ts";
import { sessionsBefore } from "../time/calendar.ts";
import type { EpochDay } from "../time/dates.ts";
import { regularMinutes, sessionBounds } from "../time/sessions.ts";
import type { MinuteGrid } from "./minute_grid.ts";
import type { ScanThresholds } from "./threshold_keys.ts";

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
  const isMean = limits.baseline_statistic === "mean";
  const summarise = isMean ? mean : median;
  const full = summarise(earlier.map((session) => comparableTotal(session, day)));
  const aligned = earlier.filter((session) => session.source !== "ohlcv-1d")
    .map((session) => alignSession(session, day));
  const isIntraday = aligned.length >= limits.baseline_min_sessions;
  const usualByNow = isMean ? meanCumulative : medianCumulative;
  const cumulative = isIntraday
    ? usualByNow(aligned)
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
  const minuteOf = (seconds: number) => (seconds - own.preOpen) / 60;
  const [open, close, postClose] = [own.open, own.close, own.postClose].map(minuteOf);
  const perMinute = new Float64Array((target.postClose - target.preOpen) / 60);
  const minutes = { own: regularMinutes(session.day), target: regularMinutes(day) };
  const unscaled = { own: 1, target: 1 };
  const lay = layPart.bind(null, session, perMinute);
  return {
    pre: lay({ from: 0, to: open!, start: 0, minutes: unscaled }),
    regular: lay({ from: open!, to: close!, start: open!, minutes }),
    post: lay({
      ...{ from: close!, to: postClose!, minutes: unscaled },
      start: minuteOf(target.close),
    }),
    cumulative: accumulate(perMinute),
  };
}

/** A part of a session: its minutes [from, to), where it starts on the target day, and how long it is on both. */
interface SessionPart {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly minutes: { readonly own: number; readonly target: number };
}

/** Adds the split-adjusted, scaled shares of a part to the minutes of the target day. @returns Their sum. */
function layPart(
  { minutes, shares, splitFactor }: SessionVolume,
  perMinute: Float64Array,
  part: SessionPart,
): number {
  const { own, target } = part.minutes;
  const scale = target / own;
  const last = perMinute.length - 1;
  let sum = 0;
  let i = 0;
  while (i < minutes.length && minutes[i]! < part.from) i++;
  for (; i < minutes.length && minutes[i]! < part.to; i++) {
    const minute = minutes[i]!;
    const scaled = (shares[i]! / splitFactor) * scale;
    const offset = minute - part.from;
    const row = Math.min(
      last,
      part.start + (own === target ? offset : Math.floor((offset * target) / own)),
    );
    perMinute[row] = perMinute[row]! + scaled;
    sum += scaled;
  }
  return sum;
}

function accumulate(perMinute: Float64Array): Float64Array {
  const cumulative = new Float64Array(perMinute.length + 1);
  for (let i = 0; i < perMinute.length; i++) cumulative[i + 1] = cumulative[i]! + perMinute[i]!;
  return cumulative;
}

function meanCumulative(sessions: readonly AlignedSession[]): Float64Array {
  return sessions[0]!.cumulative.map((_, e) =>
    mean(sessions.map((session) => session.cumulative[e]!))
  );
}

/** Median over the sessions at each minute edge. Their ranks change little from one edge to the next. */
function medianCumulative(sessions: readonly AlignedSession[]): Float64Array {
  const ranked = sessions.map((session) => session.cumulative);
  const middle = ranked.length >> 1;
  const usual = new Float64Array(ranked[0]!.length);
  for (let e = 0; e < usual.length; e++) {
    rankAt(ranked, e);
    const upper = ranked[middle]![e]!;
    usual[e] = ranked.length % 2 === 1 ? upper : (ranked[middle - 1]![e]! + upper) / 2;
  }
  return usual;
}

/** Orders columns by their values at row `e`: an insertion sort, fast where they are nearly in order. */
function rankAt(columns: Float64Array[], e: number): void {
  let highest = columns[0]![e]!;
  for (let i = 1; i < columns.length; i++) {
    const column = columns[i]!;
    const value = column[e]!;
    if (value >= highest) {
      highest = value;
      continue;
    }
    let at = i;
    for (; at > 0 && columns[at - 1]![e]! > value; at--) columns[at] = columns[at - 1]!;
    columns[at] = column;
  }
}

/** Median over the sessions of each five-minute slot together with its two neighbours. */
function usualSlots(sessions: readonly AlignedSession[]): Float64Array {
  const count = sessions.length;
  const slots = (sessions[0]!.cumulative.length - 1) / SLOT_MINUTES;
  const sorted = new Float64Array(slots * count); // the sessions' shares of each slot, ascending
  const shares = new Float64Array(count);
  for (let slot = 0; slot < slots; slot++) {
    for (let k = 0; k < count; k++) {
      const { cumulative } = sessions[k]!;
      shares[k] = cumulative[(slot + 1) * SLOT_MINUTES]! - cumulative[slot * SLOT_MINUTES]!;
    }
    insertionSort(shares, count);
    sorted.set(shares, slot * count);
  }
  const usual = new Float64Array(slots);
  const heads = new Int32Array(3);
  for (let slot = 0; slot < slots; slot++) {
    const from = Math.max(0, slot - 1);
    const runs = Math.min(slots, slot + 2) - from;
    usual[slot] = medianOfRuns(sorted, from * count, runs, count, heads);
  }
  return usual;
}

/**
 * Median of ascending runs of equal length that follow one another.
 *
 * @param heads Scratch, one for each run.
 */
function medianOfRuns(
  values: Float64Array,
  from: number,
  runs: number,
  runLength: number,
  heads: Int32Array,
): number {
  for (let run = 0; run < runs; run++) heads[run] = from + run * runLength;
  const total = runs * runLength;
  let previous = NaN;
  let current = NaN;
  for (let taken = 0; taken <= total >> 1; taken++) {
    let best = -1;
    previous = current;
    current = Infinity;
    for (let run = 0; run < runs; run++) {
      const head = heads[run]!;
      if (head === from + (run + 1) * runLength) continue;
      const value = values[head]!;
      if (best >= 0 && value >= current) continue;
      best = run;
      current = value;
    }
    heads[best] = heads[best]! + 1;
  }
  return total % 2 === 1 ? current : (previous + current) / 2;
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
