import assert from "node:assert/strict";
import fc from "fast-check";
import { RollingSample } from "../../../src/core/cache/rolling_sample.ts";
import {
  depthForMinutes,
  MOST_DEPTH,
  triggerPoint,
  VisitPace,
} from "../../../src/core/cache/visit_pace.ts";

const MINUTE = 60_000;

Deno.test("three days ahead below 10 minutes, two up to 20 with both edges, one above", () => {
  const minutes = [0, 9.999, 10, 15, 20, 20.001, 300];

  assert.deepEqual(minutes.map(depthForMinutes), [3, 3, 2, 2, 2, 1, 1]);
});

Deno.test("the trigger is three quarters of the reset points, rounded up, and at once for one", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 23, 24].map(triggerPoint), [0, 2, 3, 3, 4, 18, 18]);
});

Deno.test("the first visit assumes two days ahead, then the moving average counts", () => {
  const pace = new VisitPace();
  const depths = [pace.depth(1)];
  for (const minutes of [5, 60, 60]) {
    pace.addVisit(minutes * MINUTE);
    depths.push(pace.depth(1)); // of 5, 21.5 = 5 + 0.3 * 55, 33.05 minutes
  }

  assert.deepEqual(depths, [2, 3, 1, 1]);
});

Deno.test("when loading is slower than training, depth is at least their ratio, within bounds", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.integer({ min: 1, max: 2 }),
      (trainMs, loadMs, days) => {
        const pace = new VisitPace();
        pace.addVisit(trainMs);
        pace.addLoad(loadMs);
        const ratio = Math.min(Math.ceil(loadMs * days / trainMs), MOST_DEPTH);
        const byMinutes = trainMs < 10 * MINUTE ? 3 : trainMs <= 20 * MINUTE ? 2 : 1;

        assert.equal(pace.depth(days), Math.max(byMinutes, ratio));
      },
    ),
  );
});

Deno.test("a load that takes more than the last quarter of a visit is long", () => {
  const pace = new VisitPace();
  pace.addVisit(40 * MINUTE);
  pace.addLoad(4.9 * MINUTE);

  assert.equal(pace.isLoadLong(2), false);
  pace.addLoad(5.1 * MINUTE);
  assert.equal(pace.isLoadLong(2), true);
});

Deno.test("a quantile is the smallest of the latest values that enough of them do not exceed", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 12 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (values, size, share) => {
        const sample = new RollingSample(size);
        for (const value of values) sample.add(value);
        const latest = values.slice(-size);

        const quantile = sample.quantile(share);

        assert.equal(sample.length, latest.length);
        if (latest.length === 0) return assert.ok(Number.isNaN(quantile));
        const upTo = (bound: number) => latest.filter((value) => value <= bound).length;
        const enough = latest.filter((value) => upTo(value) >= share * latest.length);
        assert.equal(quantile, Math.min(...enough));
      },
    ),
  );
});
