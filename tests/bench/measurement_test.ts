import assert from "node:assert/strict";
import { formatMeasurements, isWithinTarget, targetRatio } from "../../bench/measurement.ts";

const FAST = { what: "steps", unit: "M/s", measured: 30, target: 20, isAtLeast: true };
const LARGE = { what: "memory", unit: "MB", measured: 500, target: 400, note: "of a day" };
const TOLD = { what: "size", unit: "bytes", measured: 1_234_567, target: null };

Deno.test("a measurement passes at its bound, from the side that the bound is on", () => {
  assert.equal(isWithinTarget(FAST), true);
  assert.equal(isWithinTarget({ ...FAST, measured: 20 }), true);
  assert.equal(isWithinTarget({ ...FAST, measured: 19.9 }), false);
  assert.equal(isWithinTarget(LARGE), false);
  assert.equal(isWithinTarget({ ...LARGE, measured: 400 }), true);
  assert.equal(isWithinTarget(TOLD), null);
  assert.deepEqual([FAST, LARGE, TOLD].map(targetRatio), [1.5, 1.25, null]);
});

Deno.test("formatMeasurements() has target, measured, ratio and verdict in one table", () => {
  assert.deepEqual(formatMeasurements([FAST, LARGE, TOLD]).split("\n"), [
    "what    measured   unit   target  ratio               note",
    "steps   30         M/s    >= 20   1.5x   pass",
    "memory  500        MB     <= 400  1.25x  FALLS SHORT  of a day",
    "size    1,234,567  bytes",
  ]);
});
