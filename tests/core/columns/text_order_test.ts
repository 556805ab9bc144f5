import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { compareUtf8 } from "../../../src/core/columns/text_order.ts";

Deno.test("compareUtf8() orders strings as their UTF-8 bytes", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary", maxLength: 3 }),
  );
  fc.assert(fc.property(text, text, (a, b) => {
    const expected = Buffer.compare(Buffer.from(a), Buffer.from(b));
    assert.equal(Math.sign(compareUtf8(a, b)), expected);
  }));
  assert.ok(compareUtf8("\uffff", "😀") < 0); // UTF-16 has them the other way round
});
