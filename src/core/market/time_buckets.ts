/** How many rows of each of several series lie before a moment: where a lookup of its row starts. */

/** Rows that a bucket holds of each series on average; fewer make lookups faster and the table larger. */
const ROWS_PER_BUCKET = 4;

/** Rows that a lookup reads from where it starts, whatever it finds. */
export const PROBED_ROWS = 7;

/** Ascending times; equal ones may repeat. */
export interface TimeSeries {
  /** ns since local midnight. */
  readonly times: Float64Array;
  /** Rows in use. */
  readonly length: number;
  /** Added to each time to get the one that counts: a bar is known at its end, not at its start. */
  readonly delayNs: number;
}

/** Positions in `TimeBuckets.#scale`. */
const ORIGIN = 0;
const PER_NS = 1;
const LAST = 2;

/**
 * Buckets of equal length and the rows of each series before each of them, side by side: what lookups at one moment start
 * from comes out of memory at once. Row numbers only, no values. The size follows the number of rows (about one byte a
 * row), not the length of the day, so that gaps cost nothing.
 */
export class TimeBuckets {
  /**
   * Rows of series `s` in the buckets before `b`, at place `b * width + s`; one bucket more than there are. Not above
   * the last start from which `PROBED_ROWS` are in use.
   */
  readonly rowsBefore: Int32Array;
  /** Number of series. */
  readonly width: number;
  /** In an array, because a number in a field is one more step away. */
  readonly #scale = new Float64Array(3);

  /** Counts the rows of all series, which must not change afterwards. */
  constructor(series: readonly TimeSeries[]) {
    const used = series.filter(({ length }) => length > 0);
    const rows = used.reduce((sum, { length }) => sum + length, 0);
    const buckets = Math.max(1, Math.ceil(rows / (ROWS_PER_BUCKET * series.length)));
    const first = Math.min(...used.map(({ times, delayNs }) => times[0]! + delayNs));
    const last = Math.max(...used.map((one) => one.times[one.length - 1]! + one.delayNs));
    this.width = series.length;
    this.rowsBefore = new Int32Array(this.width * (buckets + 1));
    this.#scale[ORIGIN] = rows > 0 ? first : 0;
    this.#scale[PER_NS] = last > first ? buckets / (last - first) : 0;
    this.#scale[LAST] = buckets - 1;
    series.forEach((one, column) => this.#count(one, column));
  }

  #count({ times, length, delayNs }: TimeSeries, column: number): void {
    const { rowsBefore, width } = this;
    const lastStart = Math.max(0, length - PROBED_ROWS);
    let place = column;
    for (let row = 0; row < length; row++) {
      const next = this.placeOf(times, row, delayNs) + column;
      while (place < next) rowsBefore[place += width] = Math.min(row, lastStart);
    }
    while (place + width < rowsBefore.length) rowsBefore[place += width] = lastStart;
  }

  /**
   * Place of the first series in the bucket that holds the time `clock[at] + delayNs`; times before the first and after the
   * last bucket count to these.
   *
   * Never descends as the time grows, so that rounding cannot put a row on the wrong side of a bucket.
   */
  placeOf(clock: Float64Array, at: number, delayNs: number): number {
    const scale = this.#scale;
    const bucket = (clock[at]! + delayNs - scale[ORIGIN]!) * scale[PER_NS]!;
    const last = scale[LAST]!;
    return this.width * ((bucket >= last ? last : bucket > 0 ? bucket : 0) | 0);
  }
}
