import assert from "node:assert/strict";
import fc from "fast-check";
import {
  clip,
  geometricMean2,
  geometricMean3,
  geometricMean4,
  orNull,
  piecewiseLinear,
  ramp,
  roundScore,
} from "../../../src/core/math/shaping.ts";
import { assertClose } from "../scan/generated_day.ts";

const unit = fc.double({ min: 0, max: 1, noNaN: true });

Deno.test("ramp() is 0 up to its start, 1 from its end, linear between", () => {
  assert.equal(ramp(2, 2, 4), 0);
  assert.equal(ramp(1.999, 2, 4), 0);
  assert.equal(ramp(3, 2, 4), 0.5);
  assert.equal(ramp(3.5, 2, 4), 0.75);
  assert.equal(ramp(4, 2, 4), 1);
  assert.equal(ramp(400, 2, 4), 1);
  assert.equal(ramp(-0.001, -0.002, 0.002), 0.25);
  assert.equal(ramp(-Infinity, 0, 1), 0);
  assert.equal(ramp(Infinity, 0, 1), 1);
});

Deno.test("ramp() of an unknown value is 0", () => {
  assert.equal(ramp(NaN, 0, 1), 0);
});

Deno.test("clip() keeps what lies between its limits, edges included", () => {
  assert.equal(clip(-1, 0, 2), 0);
  assert.equal(clip(0, 0, 2), 0);
  assert.equal(clip(1.5, 0, 2), 1.5);
  assert.equal(clip(2, 0, 2), 2);
  assert.equal(clip(3, 0, 2), 2);
});

Deno.test("the geometric means are the n-th roots of products, and 0 if any factor is", () => {
  fc.assert(fc.property(unit, unit, unit, unit, (a, b, c, d) => {
    assertClose(geometricMean2(a, b), (a * b) ** (1 / 2), 1e-12, "of two");
    assertClose(geometricMean3(a, b, c), (a * b * c) ** (1 / 3), 1e-12, "of three");
    assertClose(geometricMean4(a, b, c, d), (a * b * c * d) ** (1 / 4), 1e-12, "of four");
    assert.equal(geometricMean2(0, b), 0);
    assert.equal(geometricMean3(a, 0, c), 0);
    assert.equal(geometricMean4(a, b, c, 0), 0);
  }));
});

Deno.test("piecewiseLinear() meets its knots, is linear between them and flat outside", () => {
  const knots = [[0, 0], [0.05, 0.4], [0.1, 0.6], [0.5, 1]] as const;

  for (const [x, y] of knots) assert.equal(piecewiseLinear(x, knots), y);
  assertClose(piecewiseLinear(0.025, knots), 0.2, 1e-15, "first segment");
  assertClose(piecewiseLinear(0.075, knots), 0.5, 1e-15, "second segment");
  assertClose(piecewiseLinear(0.3, knots), 0.8, 1e-15, "third segment");
  assert.equal(piecewiseLinear(-1, knots), 0);
  assert.equal(piecewiseLinear(-Infinity, knots), 0);
  assert.equal(piecewiseLinear(2, knots), 1);
  assert.equal(piecewiseLinear(Infinity, knots), 1);
});

Deno.test("roundScore() keeps six decimals and changes nothing by more than half of the last", () => {
  assert.equal(roundScore(0.5999994), 0.599999);
  assert.equal(roundScore(0.5999996), 0.6);
  fc.assert(fc.property(unit, (score) => {
    const rounded = roundScore(score);
    assert.ok(Math.abs(rounded - score) <= 5.0000001e-7);
    assert.equal(rounded, Number(rounded.toFixed(6)));
    assert.equal(roundScore(rounded), rounded);
  }));
});

Deno.test("orNull() turns NaN into null and nothing else", () => {
  assert.equal(orNull(NaN), null);
  assert.equal(orNull(0), 0);
  assert.equal(orNull(-Infinity), -Infinity);
});
