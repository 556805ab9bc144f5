/** Sliding-window maxima over columns with gaps. */

/**
 * For each `i`, the largest of `values[i - window + 1 .. i]` that is not `NaN`; `NaN` where the window has none.
 *
 * Monotone queue: O(n) for any window. Negate the input (and the result) for minima.
 */
export function slidingMax(values: Float64Array, window: number): Float64Array {
  const n = values.length;
  const result = new Float64Array(n);
  const queue = new Int32Array(n); // rows of candidates, values descending
  let head = 0;
  let tail = 0;
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    if (value === value) { // not NaN
      while (tail > head && values[queue[tail - 1]!]! <= value) tail--;
      queue[tail++] = i;
    }
    if (tail > head && queue[head]! <= i - window) head++;
    result[i] = tail > head ? values[queue[head]!]! : NaN;
  }
  return result;
}

/** As {@link slidingMax}, for the smallest value. */
export function slidingMin(values: Float64Array, window: number): Float64Array {
  const negated = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) negated[i] = -values[i]!;
  const result = slidingMax(negated, window);
  for (let i = 0; i < result.length; i++) result[i] = -result[i]!;
  return result;
}
