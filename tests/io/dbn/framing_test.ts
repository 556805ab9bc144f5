import assert from "node:assert/strict";
import fc from "fast-check";
import { MomoError } from "../../../src/core/error.ts";
import { chunkOf, groupRecords, scanRecords } from "../../../src/io/dbn/framing.ts";
import { concat } from "../zstd/frame_builder.ts";

/** A record of a number of words and a type; the rest of it is noise that must not matter. */
function record(words: number, rtype: number): Uint8Array {
  const bytes = new Uint8Array(words * 4).fill(0xa5);
  bytes.set([words, rtype]);
  return bytes;
}

/** Walks record by record. */
function oracleScan(bytes: Uint8Array) {
  let end = 0;
  const forms: string[] = [];
  while (bytes.length - end >= 16) {
    const size = bytes[end]! * 4;
    if (size < 16) return { end, forms, isBroken: true };
    if (size > bytes.length - end) break;
    forms.push(`${bytes[end + 1]}:${size}`);
    end += size;
  }
  return { end, forms, isBroken: false };
}

const form = fc.constantFrom([12, 0], [14, 32], [20, 1], [5, 9], [4, 1], [14, 33], [255, 7])
  .map(([words, rtype]) => record(words!, rtype!));
const runs = fc.array(fc.tuple(form, fc.integer({ min: 1, max: 4 })), { maxLength: 4 })
  .map((runs) => concat(...runs.flatMap(([bytes, times]) => Array(times).fill(bytes))));
const tail = fc.oneof(
  fc.constant(new Uint8Array(0)),
  form.chain((bytes) =>
    fc.integer({ min: 1, max: bytes.length - 1 }).map((n) => bytes.slice(0, n))
  ),
  fc.constantFrom(0, 1, 3).map((words) => concat(Uint8Array.of(words, 1), new Uint8Array(30))),
);

Deno.test("scanRecords() agrees with walking record by record", () => {
  fc.assert(
    fc.property(runs, tail, (records, tail) => {
      const bytes = concat(records, tail);
      const expected = oracleScan(bytes);

      const { end, count, uniform, isBroken } = scanRecords(bytes, bytes.length);

      assert.equal(end, expected.end);
      assert.equal(count, expected.forms.length);
      assert.equal(isBroken, expected.isBroken);
      const distinct = new Set(expected.forms);
      const actual = uniform && `${uniform.rtype}:${uniform.size}`;
      assert.equal(actual, distinct.size === 1 ? [...distinct][0] : null);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("scanRecords() looks at no more bytes than it is told", () => {
  const bytes = concat(record(12, 0), record(12, 0));

  assert.equal(scanRecords(bytes, 95).end, 48);
  assert.equal(scanRecords(bytes, 47).end, 0);
  assert.equal(scanRecords(bytes, 0).count, 0);
});

Deno.test("groupRecords() gives every record to the group of its form, in order", () => {
  fc.assert(fc.property(runs, (bytes) => {
    const chunk = chunkOf(bytes);
    const seen: number[] = [];
    for (const group of groupRecords(chunk)) {
      for (let i = 0; i < group.count; i++) {
        const at = group.offsets?.[i] ?? i * group.size;
        assert.equal(bytes[at]! * 4, group.size);
        assert.equal(bytes[at + 1], group.rtype);
        seen.push(at);
      }
    }
    const all: number[] = [];
    for (let at = 0; at < bytes.length; at += bytes[at]! * 4) all.push(at);
    assert.deepEqual(seen.toSorted((a, b) => a - b), all);
  }));
});

Deno.test("chunkOf() refuses bytes that are not whole records", () => {
  assert.throws(
    () => chunkOf(concat(record(12, 0), record(12, 0)).subarray(0, 90), { name: "x" }),
    new MomoError("bad_data", 'Cannot read "x": no whole record starts at byte 48'),
  );
});
