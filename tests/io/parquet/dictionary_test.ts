import assert from "node:assert/strict";
import fc from "fast-check";
import { buildDictionary } from "../../../src/io/parquet/dictionary.ts";

/** Distinct items in order of first occurrence, found by comparing each with each. */
function distinctBySearch<T>(items: readonly T[], isEqual: (a: T, b: T) => boolean): T[] {
  return items.filter((item, i) => items.findIndex((other) => isEqual(other, item)) === i);
}

Deno.test("buildDictionary() lists the distinct values in order of first occurrence", () => {
  const few = fc.array(fc.constantFrom(0, -0, 1, 1.5, Infinity, 2 ** 31, -1), { maxLength: 200 });
  fc.assert(fc.property(few, (values) => {
    const floats = Float32Array.from(values);
    const dictionary = buildDictionary(floats, 100);
    const expected = distinctBySearch([...floats], Object.is);
    assert.deepEqual([...(dictionary?.values ?? [])], expected);
    const restored = [...(dictionary?.codes ?? [])].map((code) => expected[code]);
    assert.deepEqual(restored, [...floats]); // deepEqual of node:assert/strict tells -0 from 0
  }));
});

Deno.test("buildDictionary() compares all 64 bits of wide values", () => {
  const wide = fc.constantFrom(0n, 1n, 1n << 32n, (1n << 32n) + 1n, -1n, -(1n << 63n));
  fc.assert(fc.property(fc.array(wide, { maxLength: 100 }), (values) => {
    const dictionary = buildDictionary(BigInt64Array.from(values), 100);
    const expected = distinctBySearch(values, (a, b) => a === b);
    assert.deepEqual([...(dictionary?.values ?? [])], expected);
    assert.deepEqual([...(dictionary?.codes ?? [])].map((code) => expected[code]), values);
  }));
});

Deno.test("buildDictionary() finds thousands of values again in a crowded table", () => {
  const values = Int32Array.from({ length: 60_000 }, (_, i) => ((i * 7919) % 20_000) * 65_536);

  const dictionary = buildDictionary(values, 20_000);

  assert.equal(dictionary?.values.length, 20_000);
  for (let i = 0; i < values.length; i++) {
    assert.equal(dictionary?.values[dictionary.codes[i]!], values[i]);
  }
});

Deno.test("buildDictionary() gives up beyond the number of distinct values allowed", () => {
  assert.equal(buildDictionary(Int32Array.of(1, 2, 3), 2), undefined);
  assert.equal(buildDictionary(["a", "b", "c"], 2), undefined);
  assert.deepEqual(buildDictionary(["b", "a", "b"], 2), {
    values: ["b", "a"],
    codes: Uint32Array.of(0, 1, 0),
  });
});
