import assert from "node:assert/strict";
import fc from "fast-check";
import { MomoError } from "../../../src/core/error.ts";
import { type QualityInputs, scoreQuality } from "../../../src/core/scan/quality.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { assertClose } from "./generated_day.ts";

const LIMITS = scanThresholds();
const quality = (inputs: QualityInputs) => scoreQuality(inputs, LIMITS).quality;

const PERFECT: QualityInputs = {
  ...{ range: 0.5, rvol: 4, busyShare: 1, clarity: 1, spread: 1, timeAverage: 1.2 },
};

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const inputs: fc.Arbitrary<QualityInputs> = fc.record({
  range: fc.oneof(fc.double({ min: 0, max: 3, noNaN: true }), fc.constantFrom(0.05, 0.1, 0.2, 0.5)),
  rvol: fc.oneof(fc.double({ min: 0, max: 200, noNaN: true }), fc.constantFrom(1, 2, 3, 5)),
  busyShare: unit,
  clarity: unit,
  spread: unit,
  timeAverage: fc.double({ min: 0.6, max: 1.3, noNaN: true }),
});

/** The score before the cap, straight from the formulas. */
function uncapped({ range, rvol, busyShare, clarity, spread, timeAverage }: QualityInputs): number {
  const table = (x: number, knots: [number, number][]) => {
    const after = knots.findIndex(([knot]) => knot >= x);
    if (after === 0) return knots[0]![1];
    if (after < 0) return knots.at(-1)![1];
    const [[x0, y0], [x1, y1]] = [knots[after - 1]!, knots[after]!];
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
  };
  const M = table(range, [[0, 0], [0.05, 0.4], [0.1, 0.6], [0.2, 0.8], [0.5, 1]]);
  const ratios: [number, number][] = [
    ...[[0.25, 0], [1, 0.4], [2, 0.8], [3, 1]] as [number, number][],
    ...[[5, 1], [10, 0.95], [30, 0.85], [100, 0.75]] as [number, number][],
  ];
  const V = 0.75 * table(Math.log(rvol), ratios.map(([x, y]) => [Math.log(x), y])) +
    0.25 * busyShare;
  const T = Math.min(1, Math.max(0, (timeAverage - 0.7) / 0.5));
  return 0.35 * M + 0.25 * V + 0.15 * clarity + 0.1 * spread + 0.15 * T;
}

Deno.test("quality is the weighted sum of its components under the soft cap", () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const q0 = uncapped(given);
      const { range, rvol } = given;
      const cap = range < 0.1 || rvol < 2 ? 0.599 : range < 0.2 || rvol < 3 ? 0.799 : 1;
      const expected = cap === 1 || q0 <= cap - 0.05 ? q0 : cap - 0.0025 / (q0 - cap + 0.1);

      assertClose(quality(given), expected, 6e-7, JSON.stringify(given));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("the components of a hand-made day", () => {
  const scores = scoreQuality(
    { range: 0.15, rvol: 2, busyShare: 0.5, clarity: 0.3, spread: 0.6, timeAverage: 0.95 },
    LIMITS,
  );

  assertClose(scores.move, 0.7, 1e-12, "move");
  assertClose(scores.volume, 0.75 * 0.8 + 0.25 * 0.5, 1e-12, "volume");
  assertClose(scores.time, 0.5, 1e-12, "time");
  assert.deepEqual([scores.clarity, scores.spread], [0.3, 0.6]);
  assertClose(scores.quality, 0.35 * 0.7 + 0.25 * 0.725 + 0.045 + 0.06 + 0.075, 5e-7, "quality");
});

Deno.test("quality stays between 0 and 1 and has six decimals", () => {
  fc.assert(fc.property(inputs, (given) => {
    const score = quality(given);
    assert.ok(score >= 0 && score <= 1);
    assert.equal(score, Number(score.toFixed(6)));
  }));
  assert.equal(quality(PERFECT), 1);
  assert.equal(
    quality({ range: 0, rvol: 0, busyShare: 0, clarity: 0, spread: 0, timeAverage: 0 }),
    0,
  );
});

Deno.test("quality does not fall as range, efficiency, time, tightness or relative volume up to 5 rise", () => {
  const step = fc.double({ min: 0, max: 1, noNaN: true });
  const raised: ((given: QualityInputs, by: number) => QualityInputs)[] = [
    (given, by) => ({ ...given, range: given.range + by }),
    (given, by) => ({ ...given, clarity: Math.min(1, given.clarity + by) }),
    (given, by) => ({ ...given, timeAverage: given.timeAverage + by }),
    (given, by) => ({ ...given, spread: Math.min(1, given.spread + by) }),
    (given, by) => ({ ...given, busyShare: Math.min(1, given.busyShare + by) }),
    (given, by) => ({ ...given, rvol: given.rvol < 5 ? Math.min(5, given.rvol + by) : given.rvol }),
  ];
  fc.assert(
    fc.property(inputs, step, (given, by) => {
      for (const raise of raised) assert.ok(quality(raise(given, by)) >= quality(given));
    }),
    { numRuns: 500 },
  );
});

Deno.test("relative volume beyond 5 is no better, but 30 times the volume still counts for much", () => {
  const at = (rvol: number) => scoreQuality({ ...PERFECT, rvol }, LIMITS).volume;

  assert.equal(at(3), 1);
  assert.equal(at(5), 1);
  assertClose(at(10), 0.75 * 0.95 + 0.25, 1e-12, "10");
  assertClose(at(30), 0.75 * 0.85 + 0.25, 1e-12, "30");
  assertClose(at(1000), 0.75 * 0.75 + 0.25, 1e-12, "1000");
});

Deno.test("a day below 10 % range or twice the volume stays below .6, however good it is", () => {
  const below = 1 - 2 ** -40;
  assert.ok(quality({ ...PERFECT, range: 0.1 * below }) < 0.6);
  assert.ok(quality({ ...PERFECT, rvol: 2 * below }) < 0.6);
  assert.ok(quality({ ...PERFECT, range: 0.1 }) >= 0.6, "exactly 10 %");
  assert.ok(quality({ ...PERFECT, rvol: 2 }) >= 0.6, "exactly twice");
});

Deno.test("a day below 20 % range or three times the volume stays below .8, however good it is", () => {
  const below = 1 - 2 ** -40;
  assert.ok(quality({ ...PERFECT, range: 0.2 * below }) < 0.8);
  assert.ok(quality({ ...PERFECT, rvol: 3 * below }) < 0.8);
  assert.ok(quality({ ...PERFECT, range: 0.2 }) >= 0.8, "exactly 20 %");
  assert.ok(quality({ ...PERFECT, rvol: 3 }) >= 0.8, "exactly three times");
});

Deno.test("quality of .8 and .6 means the range and volume of their bands, for any day", () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const score = quality(given);
      if (score >= 0.8) assert.ok(given.range >= 0.2 && given.rvol >= 3);
      if (score >= 0.6) assert.ok(given.range >= 0.1 && given.rvol >= 2);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("capped days keep their order", () => {
  const capped = (clarity: number) => quality({ ...PERFECT, range: 0.15, clarity });
  let previous = -1;
  for (let clarity = 0; clarity <= 1; clarity += 0.01) {
    assert.ok(capped(clarity) > previous);
    previous = capped(clarity);
  }
});

Deno.test("unreadable knots are a usage error that names the setting", () => {
  for (const text of ["", "0:0", "0:0 0:1", "1:0 0:1", "0:0 x:1", "0:0 1:2:3", "0:0 1"]) {
    assert.throws(
      () => scoreQuality(PERFECT, scanThresholds({ quality_move_knots: text })),
      (error) =>
        error instanceof MomoError && error.code === "usage" &&
        error.message.startsWith(`Cannot read quality_move_knots "${text}"`),
      text,
    );
  }
});
