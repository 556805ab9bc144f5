import assert from "node:assert/strict";
import fc from "fast-check";
import { boundsOf } from "../../../src/io/parquet/statistics.ts";

Deno.test("boundsOf() finds the extremes of wide values as bigints would", () => {
  const values = fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { minLength: 1 });
  fc.assert(fc.property(values, (list) => {
    const signed = list.toSorted((a, b) => a < b ? -1 : Number(a > b));
    const array = BigInt64Array.from(list);
    assert.deepEqual(boundsOf("int64", array), { min: signed[0], max: signed.at(-1) });

    const unsigned = list.map((value) => BigInt.asUintN(64, value))
      .sort((a, b) => a < b ? -1 : Number(a > b));
    assert.deepEqual(boundsOf("uint64", array), { min: unsigned[0], max: unsigned.at(-1) });
  }));
});

Deno.test("boundsOf() reads uint32 without a sign and covers both zeros", () => {
  assert.deepEqual(boundsOf("uint32", Int32Array.of(-1, 1)), { min: 1, max: 4_294_967_295 });
  assert.deepEqual(boundsOf("float64", Float64Array.of(0)), { min: -0, max: 0 });
  assert.deepEqual(boundsOf("float64", Float64Array.of(-0)), { min: -0, max: 0 });
  assert.deepEqual(boundsOf("bool", Uint8Array.of(0, 1, 0)), { min: false, max: true });
  assert.equal(boundsOf("string", []), undefined);
});
