import assert from "node:assert/strict";
import fc from "fast-check";
import type { Bars } from "../../../src/core/columns/bars.ts";
import { BarIndex } from "../../../src/core/market/bar_index.ts";

const SECOND = 1e9;

function barsAt(starts: readonly number[], intervalNs: number): Bars {
  const start = Float64Array.from(starts).sort();
  const none = new Float64Array(starts.length);
  const prices = { open: none, high: none, low: none, close: none };
  return { intervalNs, length: starts.length, start, ...prices, volume: none };
}

function lastByScan(times: ArrayLike<number>, t: number): number {
  let last = -1;
  for (let row = 0; row < times.length; row++) if (times[row]! <= t) last = row;
  return last;
}

function assertAsByScan(bars: Bars): void {
  const index = new BarIndex(bars);
  const { start, intervalNs } = bars;
  const near = [...start].flatMap((t) => [t - 1, t, t + 0.5, t + intervalNs - 1, t + intervalNs]);
  for (const t of [...near, -1, 0, 43_200e9, 9e13, -Infinity, Infinity]) {
    const expected = lastByScan(start, t);
    assert.equal(index.lastAtOrBefore(t), expected, `at ${t}`);
    assert.equal(index.firstAfter(t), expected + 1);
    for (const from of [-1, expected, Math.max(-1, expected - 3)]) {
      assert.equal(index.lastByClockFrom(from, Float64Array.of(t), 0), expected);
    }
  }
}

/** Numbers of intervals with clusters and gaps, each at most once. */
const intervals = fc.uniqueArray(
  fc.oneof(fc.integer({ min: 14_400, max: 14_600 }), fc.integer({ min: 0, max: 86_399 })),
  { maxLength: 200 },
);

Deno.test("bars of any length are found as by a scan, before the first and after the last too", () => {
  fc.assert(
    fc.property(
      intervals,
      fc.constantFrom(1, 7, SECOND / 3, SECOND, 60 * SECOND),
      fc.integer({ min: 0, max: SECOND }),
      (numbers, intervalNs, offset) => {
        const bars = barsAt(numbers.map((n) => n * intervalNs + offset), intervalNs);
        assertAsByScan(bars);
        assert.equal(new BarIndex(bars).isFallback, false);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("bars that begin anywhere, but an interval apart, are found as by a scan", () => {
  const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 5 * SECOND })), { maxLength: 150 });
  fc.assert(
    fc.property(gaps, fc.nat({ max: 72_000 }), (drawn, second) => {
      let start = second * SECOND;
      assertAsByScan(barsAt(drawn.map((gap) => start += SECOND + gap), SECOND));
    }),
    { numRuns: 200 },
  );
});

Deno.test("bars that overlap are found too", () => {
  const starts = fc.array(fc.integer({ min: 0, max: 20 * SECOND }), { maxLength: 60 });
  fc.assert(fc.property(starts, (drawn) => assertAsByScan(barsAt(drawn, SECOND))));

  assert.equal(new BarIndex(barsAt([5, 5], SECOND)).isFallback, true);
});

Deno.test("bars that span more than a day has, or are out of order, are looked up in another way", () => {
  assertAsByScan(barsAt([0, 1e6, 2e6], 1));
  const { start, ...rest } = barsAt([9 * 3600e9, 10 * 3600e9], SECOND);

  assert.equal(new BarIndex({ ...rest, start: start.reverse() }).isFallback, true);
});

Deno.test("no bars: nothing is found", () => {
  assert.equal(new BarIndex(barsAt([], SECOND)).lastAtOrBefore(5), -1);
});

Deno.test("only the rows in use count", () => {
  const bars = { ...barsAt([10 * SECOND, 20 * SECOND, 30 * SECOND], SECOND), length: 2 };

  assert.equal(new BarIndex(bars).lastAtOrBefore(40 * SECOND), 1);
});

Deno.test("the index of a session's seconds takes 14 kB, however many bars there are", () => {
  const all = barsAt(Array.from({ length: 57_600 }, (_, i) => (14_400 + i) * SECOND), SECOND);

  assert.equal(new BarIndex(all).sizeBytes, 14_400);
  assert.equal(new BarIndex(barsAt([14_400e9, 71_999e9], SECOND)).sizeBytes, 14_400);
});
