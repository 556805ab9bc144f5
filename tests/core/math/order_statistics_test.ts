import assert from "node:assert/strict";
import fc from "fast-check";
import {
  deviationInPlace,
  insertionSort,
  median,
  medianInPlace,
  SortedWindow,
} from "../../../src/core/math/order_statistics.ts";

/** The definition: sort, take the middle, or the mean of the two in the middle. */
function naiveMedian(values: readonly number[]): number {
  if (values.length === 0) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return Number.isInteger(half)
    ? (sorted[half - 1]! + sorted[half]!) / 2
    : sorted[Math.floor(half)]!;
}

function naiveDeviation(values: readonly number[]): number {
  const center = naiveMedian(values);
  return naiveMedian(values.map((value) => Math.abs(value - center)));
}

// few distinct values, so that ties are common; no zero with a sign, which a mean of tiny numbers would have too
const value = fc.oneof(
  fc.integer({ min: -4, max: 4 }),
  fc.double({ noNaN: true, min: -9, max: 9 }).map((drawn) => Math.round(drawn * 1e6) / 1e6 + 0),
);

Deno.test("median() of hand-written samples", () => {
  assert.equal(median([]), NaN);
  assert.equal(median([7]), 7);
  assert.equal(median([3, 1]), 2);
  assert.equal(median([10, -1, 3]), 3);
  assert.equal(median([4, 1, 3, 2]), 2.5);
});

Deno.test("median() agrees with sorting and leaves its input alone", () => {
  fc.assert(fc.property(fc.array(value, { maxLength: 200 }), (values) => {
    const copy = [...values];
    assert.equal(median(values), naiveMedian(values));
    assert.deepEqual(values, copy);
  }));
});

Deno.test("medianInPlace() looks at the first values only and keeps them as a set", () => {
  fc.assert(fc.property(fc.array(value, { maxLength: 80 }), fc.nat(80), (values, count) => {
    const length = Math.min(count, values.length);
    const buffer = Float64Array.from(values);

    assert.equal(medianInPlace(buffer, length), naiveMedian(values.slice(0, length)));

    const ascending = (part: Iterable<number>) => [...part].sort((a, b) => a - b).map((x) => x + 0);
    assert.deepEqual(ascending(buffer.subarray(0, length)), ascending(values.slice(0, length)));
    assert.deepEqual([...buffer.subarray(length)], values.slice(length));
  }));
});

Deno.test("deviationInPlace() is the median distance from the median of the first values", () => {
  assert.equal(deviationInPlace(new Float64Array(0)), NaN);
  fc.assert(fc.property(fc.array(value, { maxLength: 200 }), fc.nat(200), (values, count) => {
    const length = Math.min(count, values.length);
    const buffer = Float64Array.from(values);

    assert.equal(deviationInPlace(buffer, length), naiveDeviation(values.slice(0, length)));
    assert.deepEqual([...buffer.subarray(length)], values.slice(length));
  }));
});

Deno.test("insertionSort() puts the first values in order", () => {
  fc.assert(fc.property(fc.array(value, { maxLength: 60 }), fc.nat(60), (values, count) => {
    const length = Math.min(count, values.length);
    const buffer = Float64Array.from(values);

    insertionSort(buffer, length);

    const sorted = values.slice(0, length).sort((a, b) => a - b);
    assert.ok(buffer.subarray(0, length).every((held, i) => held === sorted[i]));
    assert.deepEqual([...buffer.subarray(length)], values.slice(length));
  }));
});

Deno.test("SortedWindow holds what was added and not removed", () => {
  const change = fc.record({ value, isRemoval: fc.boolean(), pick: fc.nat() });
  fc.assert(fc.property(fc.array(change, { maxLength: 120 }), (changes) => {
    const window = new SortedWindow(120);
    const held: number[] = [];
    for (const { value, isRemoval, pick } of changes) {
      if (isRemoval && held.length > 0) {
        window.remove(held.splice(pick % held.length, 1)[0]!);
      } else {
        window.add(value);
        held.push(value);
      }
      assert.equal(window.length, held.length);
      assert.equal(window.median(), naiveMedian(held));
      assert.equal(window.medianAbsoluteDeviation(), naiveDeviation(held));
    }
  }));
});

Deno.test("SortedWindow gives the median absolute deviation of hand-written samples", () => {
  const cases: [number[], number][] = [
    [[5], 0],
    [[1, 2], 0.5],
    [[1, 1, 2, 2, 4, 6, 9], 1],
    [[0, 0, 0, 100], 0],
    [[1, 2, 3, 4], 1],
  ];
  for (const [values, expected] of cases) {
    const window = new SortedWindow(values.length);
    for (const value of values) window.add(value);
    assert.equal(window.medianAbsoluteDeviation(), expected, values.join());
  }
});

Deno.test("an empty or cleared SortedWindow has neither median nor deviation", () => {
  const window = new SortedWindow(2);
  window.add(1);
  window.clear();

  assert.equal(window.length, 0);
  assert.equal(window.median(), NaN);
  assert.equal(window.medianAbsoluteDeviation(), NaN);
});

Deno.test("SortedWindow refuses more values than it can hold and values it does not hold", () => {
  const window = new SortedWindow(2);
  window.add(1);
  window.add(3);

  assert.throws(() => window.add(2), RangeError);
  assert.throws(() => window.remove(2), RangeError);
  assert.throws(() => window.remove(4), RangeError);
  assert.equal(window.median(), 2);
});
