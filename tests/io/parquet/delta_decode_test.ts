import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteWriter } from "hyparquet-writer";
import { deltaBinaryPack } from "hyparquet-writer/src/delta.js";
import { decodeDeltaInto } from "../../../src/io/parquet/delta_decode.ts";

function packed(values: Int32Array | BigInt64Array): Uint8Array {
  const writer = new ByteWriter();
  deltaBinaryPack(writer, values, values instanceof Int32Array ? "INT32" : "INT64");
  return writer.getBytes().slice();
}

/** Lists that climb, fall and jump, some longer than a block of 128. */
function lists(min: bigint, max: bigint): fc.Arbitrary<bigint[]> {
  const jump = fc.bigInt({ min, max });
  const step = fc.bigInt({ min: -5n, max: 1000n });
  return fc.tuple(
    jump,
    fc.array(fc.oneof({ weight: 9, arbitrary: step }, jump), { maxLength: 300 }),
  )
    .map(([first, steps]) => {
      const values = [first];
      for (const one of steps) {
        const next = values.at(-1)! + one;
        values.push(next < min || next > max ? one : next);
      }
      return values;
    });
}

Deno.test("decodeDeltaInto() gives back what the writer packed, in 64 bits", () => {
  fc.assert(fc.property(lists(-(2n ** 63n), 2n ** 63n - 1n), (list) => {
    const values = BigInt64Array.from(list);
    const out = new BigInt64Array(values.length);
    decodeDeltaInto(packed(values), out);
    assert.deepEqual(out, values);
  }));
});

Deno.test("decodeDeltaInto() gives back what the writer packed, in 32 bits", () => {
  fc.assert(fc.property(lists(-(2n ** 31n), 2n ** 31n - 1n), (list) => {
    const values = Int32Array.from(list, Number);
    const out = new Int32Array(values.length);
    decodeDeltaInto(packed(values), out);
    assert.deepEqual(out, values);
  }));
});

Deno.test("decodeDeltaInto() reads the format's own example", () => {
  // 7, 5, 3, 1, 2, 3, 4, 5 in one block of 128 in 4 parts: smallest difference -2, differences to it in 2 bits.
  const header = [128, 1, 4, 8, 14];
  const block = [3, 2, 0, 0, 0, 0b11000000, 0b00111111, 0, 0, 0, 0, 0, 0];
  const out = new Int32Array(8);

  decodeDeltaInto(Uint8Array.of(...header, ...block), out);

  assert.deepEqual([...out], [7, 5, 3, 1, 2, 3, 4, 5]);
});

Deno.test("decodeDeltaInto() rejects bytes that end too early, and other numbers of values", () => {
  const bytes = packed(Int32Array.from({ length: 129 }, (_, i) => i * i));

  for (let length = 0; length < bytes.length; length++) {
    assert.throws(
      () => decodeDeltaInto(bytes.subarray(0, length), new Int32Array(129)),
      RangeError,
    );
  }
  assert.throws(() => decodeDeltaInto(bytes, new Int32Array(128)), RangeError);
  assert.throws(() => decodeDeltaInto(Uint8Array.of(0, 0, 1, 0), new Int32Array(1)), RangeError);
});
