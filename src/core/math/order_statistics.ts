/** Medians, plain and rolling. */

/** Scale that makes the median absolute deviation estimate the standard deviation of a normal sample. */
export const MAD_TO_SIGMA = 1.4826;

/**
 * Median of the first `length` values; the mean of the middle two when even. Reorders them.
 *
 * @returns `NaN` for an empty input. `NaN` values are not allowed in the input.
 */
export function medianInPlace(values: Float64Array, length = values.length): number {
  if (length === 0) return NaN;
  const middle = length >> 1;
  select(values, length, middle);
  const upper = values[middle]!;
  if (length % 2 === 1) return upper;
  let lower = values[0]!;
  for (let i = 1; i < middle; i++) if (values[i]! > lower) lower = values[i]!;
  return (lower + upper) / 2;
}

/**
 * Median absolute deviation from the median of the first `length` values, which are replaced by their deviations.
 *
 * @returns `NaN` for an empty input.
 */
export function deviationInPlace(values: Float64Array, length = values.length): number {
  const center = medianInPlace(values, length);
  for (let i = 0; i < length; i++) values[i] = Math.abs(values[i]! - center);
  return medianInPlace(values, length);
}

/** Brings the k-th smallest of the first `length` values to row `k`, nothing larger before it (Hoare's quickselect). */
function select(values: Float64Array, length: number, k: number): void {
  let from = 0;
  let to = length - 1;
  while (from < to) {
    const pivot = values[(from + to) >> 1]!;
    let low = from;
    let high = to;
    while (low <= high) {
      while (values[low]! < pivot) low++;
      while (values[high]! > pivot) high--;
      if (low > high) break;
      const swapped = values[low]!;
      values[low++] = values[high]!;
      values[high--] = swapped;
    }
    if (k <= high) to = high;
    else if (k >= low) from = low;
    else return;
  }
}

/** Sorts the first `length` values; fast if they are few or nearly in order. */
export function insertionSort(values: Float64Array, length: number): void {
  for (let i = 1; i < length; i++) {
    const value = values[i]!;
    let at = i;
    while (at > 0 && values[at - 1]! > value) {
      values[at] = values[at - 1]!;
      at--;
    }
    values[at] = value;
  }
}

/** Median of `values`, which are left as they are. @returns `NaN` for an empty input. */
export function median(values: ArrayLike<number>): number {
  return medianInPlace(Float64Array.from(values));
}

/** Median of the first `length` values, which are in ascending order; `NaN` if there are none. */
function medianOfSorted(values: Float64Array, length: number): number {
  if (length === 0) return NaN;
  const middle = length >> 1;
  return length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
}

/** Median absolute deviation of the first `length` values, which are in ascending order; `NaN` if there are none. */
function deviationOfSorted(values: Float64Array, length: number): number {
  if (length === 0) return NaN;
  const center = medianOfSorted(values, length);
  const upper = nearestOfSorted(values, length, center, (length >> 1) + 1);
  if (length % 2 === 1) return upper;
  return (nearestOfSorted(values, length, center, length >> 1) + upper) / 2;
}

/**
 * The k-th smallest distance to `center`: the k nearest values are neighbours in order, so that the distance is the
 * larger one at the two ends of the tightest run of k values.
 */
function nearestOfSorted(values: Float64Array, length: number, center: number, k: number): number {
  let low = 0;
  let high = length - k;
  while (low < high) {
    const middle = (low + high) >> 1;
    // one further up the run loses its lowest value: good if that is farther off than the one it gains
    if (center - values[middle]! > values[middle + k]! - center) low = middle + 1;
    else high = middle;
  }
  const below = center - values[low]!;
  const above = values[low + k - 1]! - center;
  return below > above ? below : above;
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
    const values = this.#values;
    let at = this.#length++;
    while (at > 0 && values[at - 1]! > value) {
      values[at] = values[at - 1]!;
      at--;
    }
    values[at] = value;
  }

  /** Removes one value equal to `value`. @throws {RangeError} if there is none. */
  remove(value: number): void {
    const at = this.#lowerBound(value);
    if (at === this.#length || this.#values[at] !== value) {
      throw new RangeError(`SortedWindow holds no ${value}`);
    }
    this.#length--;
    for (let i = at; i < this.#length; i++) this.#values[i] = this.#values[i + 1]!;
  }

  /** Median of the held values, `NaN` if there are none. */
  median(): number {
    return medianOfSorted(this.#values, this.#length);
  }

  /** Median absolute deviation from the median, `NaN` if there are no values. */
  medianAbsoluteDeviation(): number {
    return deviationOfSorted(this.#values, this.#length);
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
