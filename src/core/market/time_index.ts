/** Row lookup over one column of ascending times: which row was the last at or before a time, in constant time. */
import { PROBED_ROWS, TimeBuckets } from "./time_buckets.ts";

/** Rows walked from an earlier result before the index is asked. */
const SHORT_WALK = 8;

/** Which of the series of some buckets an index is about. */
export interface BucketColumn {
  /** The buckets. */
  readonly buckets: TimeBuckets;
  /** The position of the series among them. */
  readonly column: number;
  /** The delay of the series there. */
  readonly delayNs: number;
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
  readonly #delayNs: number;
  /** The time that a lookup is asked for. */
  readonly #asked = new Float64Array(1);

  /**
   * Indexes a column of times.
   *
   * @param times Ascending; the first `length` are indexed. They must not change afterwards.
   * @param shared Buckets that count these times already; it gets its own otherwise.
   */
  constructor(times: Float64Array, length = times.length, shared?: BucketColumn) {
    this.times = length < PROBED_ROWS ? padded(times.subarray(0, length)) : times;
    this.length = length;
    this.#buckets = shared?.buckets ?? new TimeBuckets([{ times, length, delayNs: 0 }]);
    this.#rowsBefore = this.#buckets.rowsBefore;
    this.#column = shared?.column ?? 0;
    this.#delayNs = shared?.delayNs ?? 0;
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
    const place = this.#buckets.placeOf(clock, at, this.#delayNs) + this.#column;
    return this.lastFrom(this.#rowsBefore[place]!, place, clock, at);
  }

  /**
   * The same where the bucket is known: at `place` of the buckets' `rowsBefore`, which says `first` there.
   *
   * Five of seven rows are read without a branch between them, for a wrong guess of the processor costs more than all of
   * it. The first, middle and last come at once, for the seven lie in one or two lines of memory. They may reach into
   * the next buckets, whose times are all later.
   */
  lastFrom(first: number, place: number, clock: Float64Array, at: number): number {
    const { times } = this;
    const t = clock[at]!;
    const isFirst = Number(times[first]! <= t);
    const row = first + 3 * Number(times[first + 3]! <= t);
    if (times[first + 6]! <= t) return this.#searchBucket(first + PROBED_ROWS, place, clock, at);
    return row + isFirst + Number(times[row + 1]! <= t) + Number(times[row + 2]! <= t) - 1;
  }

  /** The last row of a full bucket at or before `clock[at]`. @param from A row of it that only such rows lie before. */
  #searchBucket(from: number, place: number, clock: Float64Array, at: number): number {
    const { times } = this;
    const t = clock[at]!;
    const end = this.#rowsBefore[place + this.#buckets.width]!;
    let low = from;
    let high = end + PROBED_ROWS < this.length ? end : this.length;
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
  const rows = new Float64Array(PROBED_ROWS).fill(NaN);
  rows.set(times);
  return rows;
}
