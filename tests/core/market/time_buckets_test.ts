import assert from "node:assert/strict";
import fc from "fast-check";
import { PROBED_ROWS, TimeBuckets } from "../../../src/core/market/time_buckets.ts";
import { TimeIndex } from "../../../src/core/market/time_index.ts";

const DAY_NS = 86_400_000_000_000;

/** Times with clusters, equal ones and gaps of hours; sometimes none. */
const ascendingTimes = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: DAY_NS })),
  { maxLength: 120 },
).map((times) => Float64Array.from(times).sort());

const series = fc.array(
  fc.record({ times: ascendingTimes, delayNs: fc.constantFrom(0, 7, 1e9) }),
  { minLength: 1, maxLength: 4 },
).map((drawn) => drawn.map((one) => ({ ...one, length: one.times.length })));

Deno.test("series that share their buckets are looked up as a scan would, each by its own times", () => {
  fc.assert(
    fc.property(series, (drawn) => {
      const buckets = new TimeBuckets(drawn);
      const moments = drawn.flatMap(({ times, delayNs }) => [...times].map((t) => t + delayNs));
      const clock = Float64Array.from(moments.flatMap((t) => [t - 1, t, t + 0.5]));
      for (const [column, { times, length, delayNs }] of drawn.entries()) {
        const index = new TimeIndex(times, length, { buckets, column, delayNs });
        for (const t of [...clock, -Infinity, 0, 9e13, Infinity]) {
          const expected = times.filter((time) => time <= t - delayNs).length - 1;
          assert.equal(index.lastAtOrBefore(t - delayNs), expected, `series ${column} at ${t}`);
        }
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("one place serves all series of a moment", () => {
  fc.assert(
    fc.property(series, (drawn) => {
      const buckets = new TimeBuckets(drawn);
      const { rowsBefore } = buckets;
      for (const t of drawn.flatMap(({ times }) => [...times])) {
        const place = buckets.placeOf(Float64Array.of(t), 0, 0);
        for (const [column, { times, length, delayNs }] of drawn.entries()) {
          const index = new TimeIndex(times, length, { buckets, column, delayNs });
          const at = place + column;
          const clock = Float64Array.of(t - delayNs);

          const row = index.lastFrom(rowsBefore[at]!, at, clock, 0);

          assert.equal(row, times.filter((time) => time <= t - delayNs).length - 1);
        }
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("a lookup never starts so late that it would read beyond the rows in use", () => {
  fc.assert(
    fc.property(series, (drawn) => {
      const { rowsBefore, width } = new TimeBuckets(drawn);
      for (const [place, row] of rowsBefore.entries()) {
        const { length } = drawn[place % width]!;
        assert.ok(row >= 0 && row <= Math.max(0, length - PROBED_ROWS), `${row} of ${length}`);
      }
    }),
    { numRuns: 200 },
  );
});

Deno.test("placeOf() never descends, whatever the time", () => {
  const times = Float64Array.of(14_400e9, 14_400e9 + 1 / 64, 50_000e9, 72_000e9);
  const buckets = new TimeBuckets([{ times, length: 4, delayNs: 0 }]);
  const clock = Float64Array.from([-Infinity, -1, 0, ...times, 72_000e9 + 1, 9e13, Infinity]);

  const places = Array.from(clock, (_, i) => buckets.placeOf(clock, i, 0));

  assert.deepEqual(places, places.toSorted((a, b) => a - b));
});

Deno.test("buckets of nothing send every lookup to the start", () => {
  const buckets = new TimeBuckets([{ times: new Float64Array(0), length: 0, delayNs: 0 }]);

  assert.deepEqual([...buckets.rowsBefore], [0, 0]);
  assert.equal(buckets.placeOf(Float64Array.of(5), 0, 0), 0);
});
