import assert from "node:assert/strict";
import fc from "fast-check";
import { STEP_BITS, TimeBuckets } from "../../../src/core/market/time_buckets.ts";
import { TimeIndex, WINDOW } from "../../../src/core/market/time_index.ts";

const DAY_NS = 86_400_000_000_000;

/** Times with clusters, equal ones and gaps of hours; sometimes none. */
const ascendingTimes = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: DAY_NS })),
  { maxLength: 120 },
).map((times) => Float64Array.from(times).sort());

const series = fc.array(
  ascendingTimes,
  { minLength: 1, maxLength: 4 },
).map((drawn) => drawn.map((times) => ({ times, length: times.length })));

Deno.test("series that share their buckets are looked up as a scan would, each by its own times", () => {
  fc.assert(
    fc.property(series, (drawn) => {
      const buckets = new TimeBuckets(drawn);
      const moments = drawn.flatMap(({ times }) => [...times]);
      const clock = Float64Array.from(moments.flatMap((t) => [t - 1, t, t + 0.5]));
      for (const [column, { times, length }] of drawn.entries()) {
        const index = new TimeIndex(times, length, { buckets, column });
        for (const t of [...clock, -Infinity, 0, 9e13, Infinity]) {
          const expected = times.filter((time) => time <= t).length - 1;
          assert.equal(index.lastAtOrBefore(t), expected, `series ${column} at ${t}`);
        }
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("rows before a bucket are those at earlier positions", () => {
  fc.assert(
    fc.property(series, (drawn) => {
      const buckets = new TimeBuckets(drawn);
      for (const [column, { times }] of drawn.entries()) {
        for (let row = 0; row < times.length; row++) {
          const place = buckets.placeOf(buckets.positionOf(times, row), column);
          assert.ok(buckets.rowsBefore[place]! <= row);
          assert.ok(buckets.rowsBefore[place + buckets.width]! > row);
        }
      }
    }),
    { numRuns: 200 },
  );
});

Deno.test("guess() finds evenly spaced rows to within one", () => {
  const times = Float64Array.from({ length: 800 }, (_, row) => row);
  const buckets = new TimeBuckets([{ times, length: 800 }]);
  const clock = Float64Array.from({ length: 800 }, (_, t) => t + 0.5);

  for (let i = 0; i < 800; i++) {
    const row = buckets.guess(buckets.positionOf(clock, i), 0);
    assert.ok(Math.abs(row - clock[i]!) <= 1, `${row} for ${clock[i]}`);
  }
});

Deno.test("one position serves all series of a moment", () => {
  fc.assert(
    fc.property(series, (drawn) => {
      const buckets = new TimeBuckets(drawn);
      for (const t of drawn.flatMap(({ times }) => [...times])) {
        const clock = Float64Array.of(t);
        const position = buckets.positionOf(clock, 0);
        for (const [column, { times, length }] of drawn.entries()) {
          const index = new TimeIndex(times, length, { buckets, column });
          const from = index.windowAt(position);
          const expected = times.filter((time) => time <= t).length - 1;

          assert.ok(from >= 0 && from <= Math.max(0, length - WINDOW));
          const isInWindow = expected >= from && expected < from + WINDOW - 1 &&
            length > from + WINDOW - 1;
          assert.equal(index.isWithin(from, clock, 0), isInWindow);
          if (isInWindow) assert.equal(index.lastWithin(from, clock, 0), expected);
        }
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("positionOf() never descends, whatever the time", () => {
  const times = Float64Array.of(14_400e9, 14_400e9 + 1 / 64, 50_000e9, 72_000e9);
  const buckets = new TimeBuckets([{ times, length: 4 }]);
  const clock = Float64Array.from([-Infinity, -1, 0, ...times, 72_000e9 + 1, 9e13, Infinity]);

  const places = Array.from(clock, (_, i) => buckets.positionOf(clock, i));

  assert.deepEqual(places, places.toSorted((a, b) => a - b));
});

Deno.test("buckets of nothing send every lookup to the start", () => {
  const buckets = new TimeBuckets([{ times: new Float64Array(0), length: 0 }]);

  assert.deepEqual([...buckets.rowsBefore], [0, 0]);
  assert.equal(buckets.positionOf(Float64Array.of(5), 0) >> STEP_BITS, 0);
});
