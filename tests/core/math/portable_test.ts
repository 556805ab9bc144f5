import assert from "node:assert/strict";
import fc from "fast-check";
import { normalQuantile, portableExp, portableLog } from "../../../src/core/math/portable.ts";

const near = (a: number, b: number, tolerance: number) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

Deno.test("portableExp() agrees with Math.exp to 4e-15 relative", () => {
  fc.assert(fc.property(fc.double({ min: -690, max: 690, noNaN: true }), (x) => {
    near(portableExp(x) / Math.exp(x), 1, 4e-15);
  }));
  assert.deepEqual([portableExp(0), portableExp(-1e6), portableExp(1e6)], [1, 0, Infinity]);
});

Deno.test("portableLog() agrees with Math.log to 1e-15", () => {
  fc.assert(fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
    near(portableLog(x), Math.log(x), 1e-15);
  }));
  assert.deepEqual([portableLog(1), portableLog(0), portableLog(-1)], [0, -Infinity, NaN]);
});

Deno.test("normalQuantile() has the published values and is odd about one half", () => {
  // two-sided 90, 95, 99 and 99.9 % of the standard normal distribution
  const published = [[0.95, 1.6448536], [0.975, 1.959964], [0.995, 2.5758293], [0.9995, 3.2905267]];
  for (const [p, z] of published) {
    near(normalQuantile(p!), z!, 1e-7);
    near(normalQuantile(1 - p!), -z!, 1e-7);
  }
  assert.equal(normalQuantile(0.5), 0);
});
