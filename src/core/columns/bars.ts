/** OHLCV bars of one symbol and trade date, as columns. */

/**
 * Bars in ascending order of `start`, at most one per interval; an interval without a trade has no bar.
 *
 * All arrays have `length` elements (they may be longer; the rest is unused).
 */
export interface Bars {
  /** Length of each bar in ns: 1e9 for one-second bars. */
  readonly intervalNs: number;
  /** Number of bars. */
  readonly length: number;
  /** Start of the bar, ns since local midnight of the trade date in New York. */
  readonly start: Float64Array;
  /** Prices in nano-dollars (1e-9 USD), exact integers. */
  readonly open: Float64Array;
  /** Highest prices, nano-dollars. */
  readonly high: Float64Array;
  /** Lowest prices, nano-dollars. */
  readonly low: Float64Array;
  /** Last prices, nano-dollars. */
  readonly close: Float64Array;
  /** Shares traded in the bar. */
  readonly volume: Float64Array;
}

/** The columns of `Bars` that hold one number per bar. */
export const BAR_COLUMNS = ["start", "open", "high", "low", "close", "volume"] as const;

/** Bars with room for `capacity` rows, all zero. */
export function createBars(intervalNs: number, capacity: number): Bars {
  const column = () => new Float64Array(capacity);
  return {
    intervalNs,
    length: capacity,
    start: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
}

/** Rows [from, to) as views on the same memory. */
export function sliceBars(bars: Bars, from: number, to: number): Bars {
  return {
    intervalNs: bars.intervalNs,
    length: to - from,
    start: bars.start.subarray(from, to),
    open: bars.open.subarray(from, to),
    high: bars.high.subarray(from, to),
    low: bars.low.subarray(from, to),
    close: bars.close.subarray(from, to),
    volume: bars.volume.subarray(from, to),
  };
}

/** The number of bars that start before `ns` (ns since local midnight). */
export function barsBefore(bars: Bars, ns: number): number {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bars.start[middle]! < ns) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows of `bars` in the given order, copied. */
export function takeBars(bars: Bars, rows: ArrayLike<number>): Bars {
  const taken = createBars(bars.intervalNs, rows.length);
  for (const column of BAR_COLUMNS) {
    const source = bars[column];
    const target = taken[column];
    for (let i = 0; i < rows.length; i++) target[i] = source[rows[i]!]!;
  }
  return taken;
}

/** A copy with memory of its own, of exactly the rows in use. */
export function copyBars(bars: Bars): Bars {
  const copied = createBars(bars.intervalNs, bars.length);
  for (const column of BAR_COLUMNS) copied[column].set(bars[column].subarray(0, bars.length));
  return copied;
}

/** All rows of the parts, one after another, copied. @param parts Bars of one interval length. */
export function concatBars(intervalNs: number, parts: readonly Bars[]): Bars {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = createBars(intervalNs, length);
  let at = 0;
  for (const part of parts) {
    for (const column of BAR_COLUMNS) {
      whole[column].set(part[column].subarray(0, part.length), at);
    }
    at += part.length;
  }
  return whole;
}

/**
 * Merges bars into longer ones: open of the first, highest high, lowest low, close of the last, sum of volume.
 *
 * @param intervalNs A multiple of the bars' own interval. Buckets are aligned to `originNs`.
 * @param originNs Start of a bucket, ns since local midnight.
 */
export function resampleBars(bars: Bars, intervalNs: number, originNs = 0): Bars {
  const merged = createBars(intervalNs, bars.length);
  let rows = 0;
  let bucket = NaN;
  for (let i = 0; i < bars.length; i++) {
    const start = originNs + Math.floor((bars.start[i]! - originNs) / intervalNs) * intervalNs;
    if (start !== bucket) {
      bucket = start;
      merged.start[rows] = start;
      merged.open[rows] = bars.open[i]!;
      merged.high[rows] = bars.high[i]!;
      merged.low[rows] = bars.low[i]!;
      rows++;
    }
    const row = rows - 1;
    if (bars.high[i]! > merged.high[row]!) merged.high[row] = bars.high[i]!;
    if (bars.low[i]! < merged.low[row]!) merged.low[row] = bars.low[i]!;
    merged.close[row] = bars.close[i]!;
    merged.volume[row] = merged.volume[row]! + bars.volume[i]!;
  }
  return sliceBars(merged, 0, rows);
}
