import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CATEGORIES,
  type CategoryInputs,
  categoryOf,
  type RiskInputs,
  riskScore,
} from "../../../src/core/scan/risk.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { assertClose } from "./generated_day.ts";

const LIMITS = scanThresholds();
const CALM: RiskInputs = {
  ...{ halts: 0, haltGap: 0, worstFlush: 0, failedBreakouts: 0, fade: 0, moveUp: 0 },
};
const risk = (changed: Partial<RiskInputs>) => riskScore({ ...CALM, ...changed }, LIMITS);

Deno.test("a calm day has no risk", () => {
  assert.equal(risk({}), 0);
});

Deno.test("halts are full risk from four on", () => {
  assert.deepEqual([1, 2, 4, 8].map((halts) => risk({ halts })), [0.25, 0.5, 1, 1]);
});

Deno.test("the gap across a halt weighs .9, from 5 to 25 percent", () => {
  assert.equal(risk({ haltGap: 0.05 }), 0);
  assertClose(risk({ haltGap: 0.15 }), 0.45, 1e-6, "half way");
  assert.equal(risk({ haltGap: 0.4 }), 0.9);
});

Deno.test("a five-minute drop weighs .9, from .10 to .30", () => {
  assert.equal(risk({ worstFlush: 0.1 }), 0);
  assertClose(risk({ worstFlush: 0.2 }), 0.45, 1e-6, "half way");
  assert.equal(risk({ worstFlush: 0.3 }), 0.9);
});

Deno.test("failed breakouts weigh .8, in full from four on", () => {
  assert.deepEqual([1, 3, 4, 9].map((n) => risk({ failedBreakouts: n })), [0.2, 0.6, 0.8, 0.8]);
});

Deno.test("a round trip weighs .9: a fade counts only after a rise", () => {
  assert.equal(risk({ fade: 1, moveUp: 0.1 }), 0);
  assert.equal(risk({ fade: 0.6, moveUp: 1 }), 0);
  assertClose(risk({ fade: 0.775, moveUp: 0.2 }), 0.9 / 4, 1e-6, "half way both");
  assert.equal(risk({ fade: 0.95, moveUp: 0.3 }), 0.9);
});

const fraction = fc.double({ min: 0, max: 1.2, noNaN: true });
const riskInputs: fc.Arbitrary<RiskInputs> = fc.record({
  halts: fc.option(fc.nat(9)),
  haltGap: fc.option(fraction),
  worstFlush: fraction,
  failedBreakouts: fc.nat(9),
  fade: fraction,
  moveUp: fraction,
});

Deno.test("risk is the worst of its parts, and parts without status data are left out", () => {
  const ramp = (x: number, a: number, b: number) => Math.min(1, Math.max(0, (x - a) / (b - a)));
  fc.assert(fc.property(riskInputs, (given) => {
    const parts = [
      given.halts === null ? [] : [ramp(given.halts, 0, 4)],
      given.haltGap === null ? [] : [0.9 * ramp(given.haltGap, 0.05, 0.25)],
      [0.9 * ramp(given.worstFlush, 0.1, 0.3), 0.8 * ramp(given.failedBreakouts, 0, 4)],
      [0.9 * ramp(given.fade, 0.6, 0.95) * ramp(given.moveUp, 0.1, 0.3)],
    ].flat();
    const score = riskScore(given, LIMITS);

    assertClose(score, Math.max(...parts), 6e-7, JSON.stringify(given));
    assert.equal(score, Number(score.toFixed(6)));
    assert.ok(riskScore({ ...given, halts: null, haltGap: null }, LIMITS) <= score);
  }));
});

const GOOD: CategoryInputs = { quality: 0.9, risk: 0, range: 0.3, goodPoints: 3 };
const category = (changed: Partial<CategoryInputs>) => categoryOf({ ...GOOD, ...changed }, LIMITS);

Deno.test("the bands are closed below: exactly .8 is prime, exactly .6 secondary", () => {
  assert.equal(category({ quality: 0.8 }), "prime");
  assert.equal(category({ quality: 0.799999 }), "secondary");
  assert.equal(category({ quality: 0.6 }), "secondary");
  assert.equal(category({ quality: 0.599999 }), "mixed");
});

Deno.test("prime needs three good reset points", () => {
  assert.equal(category({ goodPoints: 2 }), "secondary");
  assert.equal(category({ goodPoints: 2, risk: 0.7 }), "risk");
});

Deno.test("risk outranks secondary from .6 and prime from .85", () => {
  assert.equal(category({ risk: 0.849999 }), "prime");
  assert.equal(category({ risk: 0.85 }), "risk");
  assert.equal(category({ quality: 0.7, risk: 0.6 }), "risk");
  assert.equal(category({ quality: 0.7, risk: 0.599999 }), "secondary");
  assert.equal(category({ quality: 0.2, risk: 0.6 }), "risk");
});

Deno.test("a day with little quality is mixed from 5 % range on, and none below", () => {
  assert.equal(category({ quality: 0.3, range: 0.05 }), "mixed");
  assert.equal(category({ quality: 0.3, range: 0.0499 }), "none");
});

Deno.test("a day without a volume baseline has no category, whatever else it has", () => {
  assert.equal(category({ quality: null }), "none");
  assert.equal(category({ quality: null, risk: 1 }), "none");
});

Deno.test("each day has exactly one category, that of the first rule that holds", () => {
  const score = fc.oneof(fraction, fc.constantFrom(0.6, 0.8, 0.85, 0.05));
  const any = fc.record({
    quality: fc.option(score),
    risk: score,
    range: score,
    goodPoints: fc.nat(5),
  });
  const seen = new Set<string>();
  fc.assert(
    fc.property(any, (given) => {
      const q = given.quality ?? NaN; // every comparison with NaN fails
      const hasQuality = given.quality !== null;
      const rules = {
        prime: q >= 0.8 && given.risk < 0.85 && given.goodPoints >= 3,
        risk: hasQuality && given.risk >= 0.6,
        secondary: q >= 0.6,
        mixed: hasQuality && given.range >= 0.05,
        none: true,
      };
      const first = Object.entries(rules).find(([, holds]) => holds)![0];
      assert.equal(categoryOf(given, LIMITS), first);
      seen.add(first);
    }),
    { numRuns: 1000 },
  );
  assert.deepEqual([...seen].sort(), [...CATEGORIES].sort());
});
