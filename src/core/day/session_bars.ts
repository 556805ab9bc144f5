/** Longer bars made of a trade date's bars. */
import { QUALITY_BIT } from "../clean/quality_bits.ts";
import { type Bars, barsBefore, concatBars, resampleBars, sliceBars } from "../columns/bars.ts";
import { SECOND_NS, type SessionBounds } from "../time/sessions.ts";
import type { Flagged, SingleDay } from "./day.ts";

/** Lengths that bars can be resampled to, in seconds; a day is the whole trade date, a session each part of it. */
export const BAR_LENGTHS = {
  "1m": 60,
  "5m": 300,
  "1h": 3600,
  session: Infinity,
  "1d": Infinity,
} as const;

/** The name of one of `BAR_LENGTHS`. */
export type BarLength = keyof typeof BAR_LENGTHS;

/** Bars of one length. Their last ones may end with their session, before the length is over. */
export interface SessionBars {
  /** The bars, in order. */
  readonly bars: Bars;
  /** End of each bar, from which on it is available: ns since local midnight. */
  readonly end: Float64Array;
  /** The quality bits of all bars that one was made of. */
  readonly quality: Uint16Array;
}

/**
 * Resamples the bars of a trade date. No bar spans two sessions: buckets are counted from the start of the pre-market, of
 * the regular session and of the post-market each, so that an hour of the regular session starts at 09:30; the last one
 * ends with its session. Bars of sessions are one each; one bar of a day is made of the whole trade date, from 04:00 to the
 * close of post.
 *
 * @param source Bars that are not longer than the wanted ones, within the sessions.
 */
export function resampleSession(
  source: Flagged<Bars>,
  length: BarLength,
  bounds: SessionBounds,
): SessionBars {
  const parts = length === "1d" ? [[bounds.preOpen, bounds.postClose] as const] : [
    [bounds.preOpen, bounds.open] as const,
    [bounds.open, bounds.close] as const,
    [bounds.close, bounds.postClose] as const,
  ];
  const longest = Math.max(...parts.map(([from, to]) => to - from));
  const intervalNs = Math.min(BAR_LENGTHS[length], longest) * SECOND_NS;
  const pieces = parts.map(([from, to]) => {
    const first = barsBefore(source, from * SECOND_NS);
    const last = barsBefore(source, to * SECOND_NS);
    return resampleBars(sliceBars(source, first, last), intervalNs, from * SECOND_NS);
  });
  const bars = concatBars(intervalNs, pieces);
  const end = Float64Array.from(bars.start, (start) => {
    const [, sessionEnd] = parts.find(([, to]) => start < to * SECOND_NS)!;
    return Math.min(start + intervalNs, sessionEnd * SECOND_NS);
  });
  return { bars, end, quality: joinedBits(source, bars, end) };
}

/** The bits of the source bars within each bar. */
function joinedBits(source: Flagged<Bars>, bars: Bars, end: Float64Array): Uint16Array {
  const bits = new Uint16Array(bars.length);
  for (let i = 0, row = 0; i < source.length; i++) {
    while (row < bars.length && end[row]! <= source.start[i]!) row++;
    if (row < bars.length) bits[row]! |= source.quality[i]!;
  }
  return bits;
}

const UNUSABLE = QUALITY_BIT.undefined | QUALITY_BIT.spike;

/** A close and the time from which it was known, ns since local midnight of the day; negative in the session before. */
export interface LastClose {
  /** Nano-dollars, on the day's terms. */
  readonly price: number;
  /** ns since local midnight of the day. */
  readonly availableAt: number;
}

/**
 * The close of the last bar that was complete at a time: what a price is carried forward from over halts, nights and
 * weekends. Bars with a spike in them are passed over.
 *
 * @param ns Time, ns since local midnight of the day.
 * @returns `null` if there was none, in the session before neither.
 */
export function lastCloseAt(
  day: Pick<SingleDay, "bars1s" | "base"> & {
    readonly previous?: { readonly day: Pick<SingleDay, "bars1s" | "base"> };
  },
  ns: number,
): LastClose | null {
  const own = lastUsable(day.bars1s, ns);
  if (own !== null || day.previous === undefined) return own;
  const offset = Number(day.previous.day.base - day.base);
  const before = lastUsable(day.previous.day.bars1s, Infinity);
  return before && { price: before.price, availableAt: before.availableAt + offset };
}

function lastUsable(bars: Flagged<Bars>, ns: number): LastClose | null {
  for (let row = barsBefore(bars, ns - bars.intervalNs + 1) - 1; row >= 0; row--) {
    if ((bars.quality[row]! & UNUSABLE) !== 0) continue;
    return { price: bars.close[row]!, availableAt: bars.start[row]! + bars.intervalNs };
  }
  return null;
}
