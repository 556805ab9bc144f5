/** Row lookup over one column of ascending times: which row was the last at or before a time, in constant time. */

/** Rows a bucket holds on average; fewer make lookups faster and the index larger. */
const ROWS_PER_BUCKET = 4;
/** Rows of a bucket up to which three steps find the one. */
const MOST_STEPPED = 7;
/** Rows walked from an earlier result before the index is asked. */
const SHORT_WALK = 8;

/**
 * A bucket table over ascending times: row numbers only, no values. Its size follows the number of rows (about one byte
 * a row), not the length of the day, so that gaps cost nothing.
 *
 * Times may repeat; the last of equal times is the one that counts. Shared by any number of readers.
 */
export class TimeIndex {
  /** The indexed times, ns since local midnight. */
  readonly times: Float64Array;
  /** Rows in use. */
  readonly length: number;
  /** Rows with a time in a bucket before `b`, for each `b`; one more than buckets. */
  readonly #rowsBefore: Uint32Array;
  readonly #origin: number;
  readonly #bucketsPerNs: number;
  readonly #lastBucket: number;
  /** The time that a lookup is asked for. */
  readonly #asked = new Float64Array(1);

  /** Indexes a column of times. @param times Ascending; the first `length` are indexed. They must not change afterwards. */
  constructor(times: Float64Array, length = times.length) {
    this.times = times;
    this.length = length;
    const buckets = Math.max(1, Math.ceil(length / ROWS_PER_BUCKET));
    const first = times[0] ?? 0;
    const span = length > 0 ? times[length - 1]! - first : 0;
    this.#origin = first;
    this.#bucketsPerNs = span > 0 ? buckets / span : 0;
    this.#lastBucket = buckets - 1;
    this.#rowsBefore = new Uint32Array(buckets + 1);
    this.#fill();
  }

  #fill(): void {
    const rowsBefore = this.#rowsBefore;
    let bucket = 0;
    for (let row = 0; row < this.length; row++) {
      const next = this.#bucketAt(this.times, row);
      while (bucket < next) rowsBefore[++bucket] = row;
    }
    while (bucket <= this.#lastBucket) rowsBefore[++bucket] = this.length;
  }

  /** Never descends as `t` grows, so that rounding cannot put a row on the wrong side of a bucket. */
  #bucketAt(clock: Float64Array, at: number): number {
    const bucket = (clock[at]! - this.#origin) * this.#bucketsPerNs;
    return bucket >= this.#lastBucket ? this.#lastBucket : bucket > 0 ? bucket | 0 : 0;
  }

  /** Bytes the index takes besides the times themselves. */
  get sizeBytes(): number {
    return this.#rowsBefore.byteLength;
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
    const t = clock[at]!;
    const bucket = this.#bucketAt(clock, at);
    const times = this.times;
    let row = this.#rowsBefore[bucket]!;
    const end = this.#rowsBefore[bucket + 1]!;
    if (end - row > MOST_STEPPED || row + MOST_STEPPED >= this.length) {
      return this.#search(row, end, clock, at) - 1;
    }
    // A binary search of three steps without a branch, for a wrong guess of the processor costs more than all of it.
    // It may look into the next buckets, whose times are all later than t.
    row += 4 * Number(times[row + 3]! <= t);
    row += 2 * Number(times[row + 1]! <= t);
    row += Number(times[row]! <= t);
    return row - 1;
  }

  /** The first row of [from, to) with a time after `clock[at]`, or `to`. */
  #search(from: number, to: number, clock: Float64Array, at: number): number {
    const t = clock[at]!;
    const times = this.times;
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle]! <= t) low = middle + 1;
      else high = middle;
    }
    return low;
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
