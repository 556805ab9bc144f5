/** Medians, plain and rolling. */

/** Scale that makes the median absolute deviation estimate the standard deviation of a normal sample. */
export const MAD_TO_SIGMA = 1.4826;

/**
 * Median of the first `length` values; the mean of the middle two when even. Reorders `values`.
 *
 * @returns `NaN` for an empty input. `NaN` values are not allowed in the input.
 */
export function medianInPlace(values: Float64Array, length = values.length): number {
  if (length === 0) return NaN;
  const sorted = values.subarray(0, length).sort();
  const middle = length >> 1;
  return length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Median of `values`, which are left as they are. @returns `NaN` for an empty input. */
export function median(values: ArrayLike<number>): number {
  return medianInPlace(Float64Array.from(values));
}

/**
 * A multiset of numbers kept in order, for medians over a sliding window: O(window) moves per change, no allocation.
 */
export class SortedWindow {
  readonly #values: Float64Array;
  #length = 0;

  /** @param capacity Largest number of values held at once. */
  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
  }

  /** How many values are held. */
  get length(): number {
    return this.#length;
  }

  /** Removes all values. */
  clear(): void {
    this.#length = 0;
  }

  /** Adds one value. @throws {RangeError} if the window is full. */
  add(value: number): void {
    if (this.#length === this.#values.length) throw new RangeError("SortedWindow is full");
    const at = this.#lowerBound(value);
    this.#values.copyWithin(at + 1, at, this.#length);
    this.#values[at] = value;
    this.#length++;
  }

  /** Removes one value equal to `value`. @throws {RangeError} if there is none. */
  remove(value: number): void {
    const at = this.#lowerBound(value);
    if (at === this.#length || this.#values[at] !== value) {
      throw new RangeError(`SortedWindow holds no ${value}`);
    }
    this.#values.copyWithin(at, at + 1, this.#length);
    this.#length--;
  }

  /** Median of the held values, `NaN` if there are none. */
  median(): number {
    const n = this.#length;
    if (n === 0) return NaN;
    const middle = n >> 1;
    const upper = this.#values[middle]!;
    return n % 2 === 1 ? upper : (this.#values[middle - 1]! + upper) / 2;
  }

  /** Median absolute deviation from the median, `NaN` if there are no values. */
  medianAbsoluteDeviation(): number {
    const n = this.#length;
    if (n === 0) return NaN;
    const center = this.median();
    const values = this.#values;
    // Deviations grow outwards from the centre on both sides: merge the two sides up to the middle.
    let below = (n - 1) >> 1;
    let above = below + 1;
    let previous = 0;
    let current = 0;
    for (let taken = 0; taken <= n >> 1; taken++) {
      previous = current;
      const left = below >= 0 ? center - values[below]! : Infinity;
      const right = above < n ? values[above]! - center : Infinity;
      if (left <= right) {
        current = left;
        below--;
      } else {
        current = right;
        above++;
      }
    }
    return n % 2 === 1 ? current : (previous + current) / 2;
  }

  #lowerBound(value: number): number {
    const values = this.#values;
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
