/** Row lookup over bars: at most one begins in each interval, so that a bit an interval says it all. */
import type { Bars } from "../columns/bars.ts";
import { TimeIndex } from "./time_index.ts";
import { stepOf, type TimeScale, timeScale } from "./time_scale.ts";

/** A day of bars of a tenth of a second; what spans more is no day. */
const MOST_INTERVALS = 864_000;

/**
 * Which bar was the last to begin at or before a time, exactly and in constant time.
 *
 * One bit for each interval between the first bar and the last, 1 where a bar begins in it, and with each 32 of them the
 * number of bars before: 14 kB for the seconds of a session, whatever the number of bars. Shared by any number of readers.
 */
export class BarIndex {
  /** Starts of the bars, ns since local midnight. */
  readonly times: Float64Array;
  /** Rows in use. */
  readonly length: number;
  /** By 32 intervals: the number of bars before them, and their bits. */
  readonly #words: Uint32Array;
  /** The intervals between the first bar and the last. */
  readonly #scale: TimeScale;
  /** Takes the place of the bits for bars that overlap, which no source should give. */
  readonly #fallback: TimeIndex | null;
  /** The time that a lookup is asked for. */
  readonly #asked = new Float64Array(1);

  /** Indexes the starts of bars, which must not change afterwards. */
  constructor({ start, length, intervalNs }: Bars) {
    this.times = start;
    this.length = length;
    const first = length > 0 ? start[0]! : 0;
    const last = length > 0 ? start[length - 1]! : 0;
    // each first bar stands in the middle of an interval, so that rounding moves none into the next
    const spanned = Math.floor((last - first) / intervalNs + 0.5) + 1;
    // bars that are not in order collide, so that the fallback takes them
    const intervals = Math.max(1, Math.min(spanned, MOST_INTERVALS));
    this.#scale = timeScale(first - intervalNs / 2, 1 / intervalNs, intervals);
    this.#words = new Uint32Array(2 * Math.ceil(intervals / 32));
    this.#fallback = this.#fill() ? null : new TimeIndex(start, length);
  }

  /** Sets the bits. @returns Whether each bar has one of its own. */
  #fill(): boolean {
    const words = this.#words;
    let last = -1;
    for (let row = 0; row < this.length; row++) {
      const interval = stepOf(this.#scale, this.times, row);
      if (interval === last) return false;
      words[2 * (interval >>> 5) + 1]! |= 1 << (interval & 31);
      last = interval;
    }
    for (let word = 2; word < words.length; word += 2) {
      words[word] = words[word - 2]! + bitCount(words[word - 1]!);
    }
    return true;
  }

  /** Bytes the index takes besides the starts themselves. */
  get sizeBytes(): number {
    return this.#words.byteLength + (this.#fallback?.sizeBytes ?? 0);
  }

  /** Whether the bars overlap, so that a slower index stands in. */
  get isFallback(): boolean {
    return this.#fallback !== null;
  }

  /** The last bar that starts at or before `t` (ns since local midnight); -1 before the first. */
  lastAtOrBefore(t: number): number {
    this.#asked[0] = t;
    return this.lastByClock(this.#asked, 0);
  }

  /** The same for the time `clock[at]`; see `TimeIndex.lastByClock`. */
  lastByClock(clock: Float64Array, at: number): number {
    if (this.#fallback !== null) return this.#fallback.lastByClock(clock, at);
    if (this.length === 0) return -1;
    const words = this.#words;
    const interval = stepOf(this.#scale, clock, at);
    const word = 2 * (interval >>> 5);
    const upTo = words[word + 1]! & (0xffff_ffff >>> (31 - (interval & 31)));
    const row = (words[word]! + bitCount(upTo) - 1) | 0;
    // the bar of the very interval may begin later
    return (row - Number(!(this.times[row]! <= clock[at]!))) | 0;
  }

  /** The same, from a row that an earlier lookup gave for a time at or before this one; -1 is always allowed. */
  lastByClockFrom(from: number, clock: Float64Array, at: number): number {
    const next = from + 1;
    return next < this.length && this.times[next]! <= clock[at]!
      ? this.lastByClock(clock, at)
      : from;
  }

  /** The first bar that starts after `t`; `length` if there is none. */
  firstAfter(t: number): number {
    return this.lastAtOrBefore(t) + 1;
  }
}

/** Bits of a word that are 1 (Hacker's Delight, 5-1). */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const nibbles = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
