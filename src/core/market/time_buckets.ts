/** How many rows of each of several series lie before a moment: where a lookup of its row starts. */
import { stepOf, type TimeScale, timeScale } from "./time_scale.ts";

/** Rows that a bucket holds of each series on average: few enough to guess well, so many that the table stays in cache. */
const ROWS_PER_BUCKET = 8;

/** 2 to the power of this are the steps that a position divides a bucket into. */
export const STEP_BITS = 8;

const STEPS = 1 << STEP_BITS;

/** Ascending times; equal ones may repeat. */
export interface TimeSeries {
  /** ns since local midnight. */
  readonly times: Float64Array;
  /** Rows in use. */
  readonly length: number;
}

/**
 * Buckets of equal length and the rows of each series before each of them, side by side: what lookups at one moment start
 * from comes out of memory at once. Row numbers only, no values. The size follows the number of rows (about half a
 * byte a row), not the length of the day, so that gaps cost nothing.
 */
export class TimeBuckets {
  /** Rows of series `s` in the buckets before `b`, at `b * width + s`; one bucket more than there are. */
  readonly rowsBefore: Int32Array;
  /** Number of series. */
  readonly width: number;
  /** Steps of 1/256 of a bucket. */
  readonly scale: TimeScale;

  /** Counts the rows of all series, which must not change afterwards. */
  constructor(series: readonly TimeSeries[]) {
    const used = series.filter(({ length }) => length > 0);
    const rows = used.reduce((sum, { length }) => sum + length, 0);
    const buckets = Math.max(1, Math.ceil(rows / (ROWS_PER_BUCKET * series.length)));
    const first = Math.min(...used.map(({ times }) => times[0]!));
    const last = Math.max(...used.map(({ times, length }) => times[length - 1]!));
    this.width = series.length;
    this.rowsBefore = new Int32Array(this.width * (buckets + 1));
    const perNs = last > first ? STEPS * (buckets / (last - first)) : 0;
    this.scale = timeScale(rows > 0 ? first : 0, perNs, STEPS * buckets);
    series.forEach((one, column) => this.#count(one, column));
  }

  #count({ times, length }: TimeSeries, column: number): void {
    const { rowsBefore, width } = this;
    let place = column;
    for (let row = 0; row < length; row++) {
      const next = width * (this.positionOf(times, row) >> STEP_BITS) + column;
      while (place < next) rowsBefore[place += width] = row;
    }
    while (place + width < rowsBefore.length) rowsBefore[place += width] = length;
  }

  /** Where the time `clock[at]` lies, in steps of 1/256 of a bucket; see {@link stepOf}. */
  positionOf(clock: Float64Array, at: number): number {
    return stepOf(this.scale, clock, at);
  }

  /** Where the bucket of a position stands in `rowsBefore`, for a series. */
  placeOf(position: number, column: number): number {
    return (this.width * (position >> STEP_BITS) + column) | 0;
  }

  /** The row of a series that a position would come to if the rows of its bucket were evenly spaced. */
  guess(position: number, column: number): number {
    const { rowsBefore } = this;
    const place = this.placeOf(position, column);
    const first = rowsBefore[place]!;
    const count = (rowsBefore[(place + this.width) | 0]! - first) | 0;
    return (first + (Math.imul(count, position & (STEPS - 1)) >> STEP_BITS)) | 0;
  }
}
