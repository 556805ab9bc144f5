import assert from "node:assert/strict";
import fc from "fast-check";
import { bitWidthOf, decodeHybridInto, encodeHybrid } from "../../../src/io/parquet/rle_hybrid.ts";

function decoded(bytes: Uint8Array, bitWidth: number, count: number): number[] {
  const out = new Uint32Array(count);
  decodeHybridInto(bytes, bitWidth, out);
  return [...out];
}

Deno.test("encodeHybrid() packs 0 to 7 in 3 bits as the format's own example does", () => {
  const bytes = encodeHybrid(Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7), 3);

  assert.deepEqual([...bytes], [0b11, 0b10001000, 0b11000110, 0b11111010]);
});

Deno.test("encodeHybrid() writes a repetition as its count and one value", () => {
  const bytes = encodeHybrid(new Uint32Array(1000).fill(300), 9);

  assert.deepEqual([...bytes], [0b11010000, 0b1111, 300 & 255, 300 >> 8]); // 1000 << 1 as a varint
});

Deno.test("decodeHybridInto() gives back what encodeHybrid() took, at every width", () => {
  const codes = fc.integer({ min: 0, max: 24 }).chain((bitWidth) => {
    const value = fc.integer({ min: 0, max: 2 ** bitWidth - 1 });
    const run = fc.tuple(value, fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })));
    return fc.tuple(fc.constant(bitWidth), fc.array(run, { maxLength: 30 }));
  });

  fc.assert(fc.property(codes, ([bitWidth, runs]) => {
    const values = runs.flatMap(([value, count]) => Array<number>(count).fill(value));
    const bytes = encodeHybrid(Uint32Array.from(values), bitWidth);
    assert.deepEqual(decoded(bytes, bitWidth, values.length), values);
  }));
});

Deno.test("decodeHybridInto() reads packed values of up to 32 bits", () => {
  fc.assert(fc.property(
    fc.integer({ min: 25, max: 32 }),
    fc.array(fc.nat(2 ** 25 - 1), { minLength: 8, maxLength: 8 }),
    (bitWidth, values) => {
      const bits = values.map((value) => value.toString(2).padStart(bitWidth, "0")).reverse();
      const packed = BigInt(`0b${bits.join("")}`); // the first value is lowest
      const bytes = Uint8Array.from(
        { length: bitWidth },
        (_, i) => Number((packed >> BigInt(8 * i)) & 255n),
      );
      assert.deepEqual(decoded(Uint8Array.of(0b11, ...bytes), bitWidth, 8), values);
    },
  ));
});

Deno.test("decodeHybridInto() rejects bytes that end too early", () => {
  const bytes = encodeHybrid(Uint32Array.from({ length: 104 }, (_, i) => i), 7);

  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => decoded(bytes.subarray(0, length), 7, 104), RangeError);
  }
});

Deno.test("decodeHybridInto() rejects a run of no values, which would never end", () => {
  assert.throws(() => decoded(Uint8Array.of(0, 0), 1, 1), RangeError);
});

Deno.test("bitWidthOf() is the number of binary digits", () => {
  for (const value of [1, 2, 3, 255, 256, 65_535, 2 ** 32 - 1]) {
    assert.equal(bitWidthOf(value), value.toString(2).length);
  }
  assert.equal(bitWidthOf(0), 0);
});
