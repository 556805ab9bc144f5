import assert from "node:assert/strict";
import fc from "fast-check";
import { slidingMax, slidingMin } from "../../../src/core/math/sliding_extreme.ts";

/** The definition, one window at a time. */
function naive(values: Float64Array, window: number, pick: (...known: number[]) => number) {
  return Array.from(values, (_, i) => {
    const known = [...values.subarray(Math.max(0, i - window + 1), i + 1)]
      .filter((value) => !Number.isNaN(value));
    return known.length > 0 ? pick(...known) : NaN;
  });
}

const column = fc.array(
  fc.oneof(
    fc.constant(NaN),
    fc.integer({ min: 1, max: 5 }),
    fc.double({ min: -3, max: 3, noNaN: true }).map((value) => value + 0), // no negative zero
  ),
  { maxLength: 120 },
).map((values) => Float64Array.from(values));

Deno.test("slidingMax() and slidingMin() agree with a search of each window, gaps included", () => {
  fc.assert(fc.property(column, fc.integer({ min: 1, max: 140 }), (values, window) => {
    assert.deepEqual([...slidingMax(values, window)], naive(values, window, Math.max));
    const lowest = Array.from(slidingMin(values, window), (value) => value + 0);
    assert.deepEqual(lowest, naive(values, window, Math.min));
  }));
});

Deno.test("slidingMax() forgets a high once its window has passed, and knows nothing in a gap", () => {
  const values = Float64Array.of(9, NaN, 1, NaN, NaN, NaN, 2);

  assert.deepEqual([...slidingMax(values, 3)], [9, 9, 9, 1, 1, NaN, 2]);
  assert.deepEqual([...slidingMin(values, 3)], [9, 9, 1, 1, 1, NaN, 2]);
});
