/** Row lookup over one column of ascending times: which row was the last at or before a time, in constant time. */
import { TimeBuckets } from "./time_buckets.ts";

/** Rows among which a lookup expects to find its own, and half of them. */
export const WINDOW = 16;
const HALF_WINDOW = WINDOW / 2;

/** Rows walked from an earlier result before the index is asked. */
const SHORT_WALK = 8;

/** Which of the series of some buckets an index is about. */
export interface BucketColumn {
  /** The buckets. */
  readonly buckets: TimeBuckets;
  /** The position of the series among them. */
  readonly column: number;
}

/**
 * Ascending times and the buckets they lie in.
 *
 * Times may repeat; the last of equal times is the one that counts. Shared by any number of readers.
 */
export class TimeIndex {
  /** The indexed times, ns since local midnight; a few of them are followed by `NaN`. */
  readonly times: Float64Array;
  /** Rows in use. */
  readonly length: number;
  readonly #buckets: TimeBuckets;
  readonly #rowsBefore: Int32Array;
  readonly #column: number;
  /** The last row at which a window may begin. */
  readonly #lastWindow: number;
  /** The time that a lookup is asked for. */
  readonly #asked = new Float64Array(1);

  /**
   * Indexes a column of times.
   *
   * @param times Ascending; the first `length` are indexed. They must not change afterwards.
   * @param shared Buckets that count these times already; it gets its own otherwise.
   */
  constructor(times: Float64Array, length = times.length, shared?: BucketColumn) {
    this.times = length < WINDOW ? padded(times.subarray(0, length)) : times;
    this.length = length;
    this.#buckets = shared?.buckets ?? new TimeBuckets([{ times, length }]);
    this.#rowsBefore = this.#buckets.rowsBefore;
    this.#column = shared?.column ?? 0;
    this.#lastWindow = Math.max(0, length - WINDOW);
  }

  /** Bytes the index takes besides the times themselves. */
  get sizeBytes(): number {
    return this.#rowsBefore.byteLength / this.#buckets.width;
  }

  /** The last row with a time at or before `t` (ns since local midnight); -1 before the first. */
  lastAtOrBefore(t: number): number {
    this.#asked[0] = t;
    return this.lastByClock(this.#asked, 0);
  }

  /**
   * The same for the time `clock[at]`. A time that is an argument takes memory on the heap wherever the call is not
   * inlined, so the hottest callers keep theirs in an array.
   */
  lastByClock(clock: Float64Array, at: number): number {
    const position = this.#buckets.positionOf(clock, at);
    const from = this.windowAt(position);
    return this.isWithin(from, clock, at)
      ? this.lastWithin(from, clock, at)
      : this.#search(position, clock, at);
  }

  /** The first of the `WINDOW` rows around the one that is likely at a position of the buckets. */
  windowAt(position: number): number {
    const from = (this.#buckets.guess(position, this.#column) - HALF_WINDOW) | 0;
    return from < 0 ? 0 : from > this.#lastWindow ? this.#lastWindow : from;
  }

  /** Whether the last row at or before `clock[at]` is in a window: in all of it but the last row. */
  isWithin(from: number, clock: Float64Array, at: number): boolean {
    const { times } = this;
    const t = clock[at]!;
    return (Number(times[from]! <= t) & Number(times[(from + WINDOW - 1) | 0]! > t)) === 1;
  }

  /** That row, in four steps as the window has 16. It is found without a branch, for a wrong guess of the processor costs more than all of it. */
  lastWithin(from: number, clock: Float64Array, at: number): number {
    const { times } = this;
    const t = clock[at]!;
    let row = (from + 8 * Number(times[(from + 8) | 0]! <= t)) | 0;
    row = (row + 4 * Number(times[(row + 4) | 0]! <= t)) | 0;
    row = (row + 2 * Number(times[(row + 2) | 0]! <= t)) | 0;
    return (row + Number(times[(row + 1) | 0]! <= t)) | 0;
  }

  /** The last row at or before `clock[at]`, searched for in the bucket of its position. */
  #search(position: number, clock: Float64Array, at: number): number {
    const { times } = this;
    const t = clock[at]!;
    const place = this.#buckets.placeOf(position, this.#column);
    let low = this.#rowsBefore[place]!;
    let high = this.#rowsBefore[place + this.#buckets.width]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle]! <= t) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /**
   * The same, found by walking on from a row that an earlier lookup gave: fastest if `t` is a little later than then.
   *
   * @param from A result for a time at or before `t`; -1 is always allowed.
   */
  lastAtOrBeforeFrom(from: number, t: number): number {
    this.#asked[0] = t;
    return this.lastByClockFrom(from, this.#asked, 0);
  }

  /** The same for the time `clock[at]`. */
  lastByClockFrom(from: number, clock: Float64Array, at: number): number {
    const t = clock[at]!;
    const times = this.times;
    const end = Math.min(this.length, from + 1 + SHORT_WALK);
    let row = from + 1;
    while (row < end && times[row]! <= t) row++;
    return row < end || row === this.length ? row - 1 : this.lastByClock(clock, at);
  }

  /** The first row with a time after `t`; `length` if there is none. */
  firstAfter(t: number): number {
    return this.lastAtOrBefore(t) + 1;
  }
}

/** Followed by `NaN`, which is never at or before any time. */
function padded(times: Float64Array): Float64Array {
  const rows = new Float64Array(WINDOW).fill(NaN);
  rows.set(times);
  return rows;
}
