import assert from "node:assert/strict";
import fc from "fast-check";
import { TimeIndex } from "../../../src/core/market/time_index.ts";

function lastByScan(times: ArrayLike<number>, t: number): number {
  let last = -1;
  for (let row = 0; row < times.length; row++) if (times[row]! <= t) last = row;
  return last;
}

/** Times with clusters, equal ones and gaps of hours. */
const ascendingTimes = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 86_400_000_000_000 })),
  { maxLength: 300 },
).map((times) => Float64Array.from(times).sort());

Deno.test("lastAtOrBefore() equals a scan, before the first, after the last and at every row (property 46)", () => {
  fc.assert(
    fc.property(ascendingTimes, (times) => {
      const index = new TimeIndex(times);
      const asked = [...times].flatMap((t) => [t - 1, t, t + 1, t + 0.5]);
      for (const t of [...asked, -1, 0, 43_200_000_000_000, 9e13, -Infinity, Infinity]) {
        const expected = lastByScan(times, t);

        assert.equal(index.lastAtOrBefore(t), expected);
        assert.equal(index.firstAfter(t), expected + 1);
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("lastAtOrBeforeFrom() equals a scan from any earlier result", () => {
  fc.assert(
    fc.property(ascendingTimes, fc.nat(), fc.nat(), (times, first, second) => {
      const index = new TimeIndex(times);
      const asked = [...times, 0, 9e13];
      const [earlier, later] = [first, second]
        .map((pick) => asked[pick % asked.length]!)
        .sort((a, b) => a - b) as [number, number];
      const from = index.lastAtOrBefore(earlier);

      assert.equal(index.lastAtOrBeforeFrom(from, later), lastByScan(times, later));
      assert.equal(index.lastAtOrBeforeFrom(-1, later), lastByScan(times, later));
    }),
    { numRuns: 500 },
  );
});

Deno.test("rows crowded into a moment are found as by a scan", () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 400 }), fc.nat({ max: 2 ** 31 }), (crowd, from) => {
      // most rows within microseconds, so that a guess from even spacing is far off
      const crowded = Array.from({ length: crowd }, (_, i) => from + Math.floor(i * i / 7));
      const spread = Array.from({ length: 40 }, (_, i) => i * 60_000_000_000);
      const times = Float64Array.from([...crowded, ...spread]).sort();
      const index = new TimeIndex(times);

      for (const t of [...times].flatMap((time) => [time - 1, time, time + 1])) {
        assert.equal(index.lastAtOrBefore(t), lastByScan(times, t), `at ${t}`);
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("a TimeIndex reads only the rows in use", () => {
  const index = new TimeIndex(Float64Array.of(10, 20, 15), 2);

  assert.equal(index.lastAtOrBefore(100), 1);
  assert.equal(index.lastAtOrBeforeFrom(0, 100), 1);
});

Deno.test("the index of an empty table finds nothing", () => {
  assert.equal(new TimeIndex(new Float64Array(0)).lastAtOrBefore(5), -1);
});

Deno.test("a TimeIndex takes half a byte a row, whatever the gaps", () => {
  const times = Float64Array.from({ length: 100_000 }, (_, row) => row * row);

  assert.ok(new TimeIndex(times).sizeBytes <= 50_004);
});
