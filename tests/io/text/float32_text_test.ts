import assert from "node:assert/strict";
import fc from "fast-check";
import { shortestFloat32 } from "../../../src/io/text/float32_text.ts";

Deno.test("shortestFloat32() prints the decimal that was meant", () => {
  for (const decimal of [0, 0.6, -0.1, 1, 123.456, 16777216, 3.4028235e38, 1.1754944e-38, 1e-45]) {
    assert.equal(shortestFloat32(Math.fround(decimal)), decimal);
  }
});

Deno.test("shortestFloat32() of any float32 reads back as the same float32", () => {
  fc.assert(fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
    const zeroWithoutSign = value + 0;
    assert.equal(Math.fround(shortestFloat32(value)), zeroWithoutSign);
  }));
});

Deno.test("shortestFloat32() gives back any decimal of up to six digits", () => {
  const decimals = fc.tuple(
    fc.integer({ min: -999_999, max: 999_999 }),
    fc.integer({ min: -30, max: 30 }),
  );
  fc.assert(fc.property(decimals, ([digits, exponent]) => {
    const decimal = Number(`${digits}e${exponent}`);

    const printed = shortestFloat32(Math.fround(decimal));

    assert.equal(String(printed + 0), String(decimal + 0)); // + 0: minus zero is zero
  }));
});
