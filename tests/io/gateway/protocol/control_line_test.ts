import assert from "node:assert/strict";
import fc from "fast-check";
import {
  formatControlLine,
  LineSplitter,
  parseControlLine,
} from "../../../../src/io/gateway/protocol/control_line.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("the first equals sign of a field separates, later ones belong to the value", () => {
  assert.deepEqual([...parseControlLine("auth=a=b|dataset=X")], [["auth", "a=b"], [
    "dataset",
    "X",
  ]]);
});

Deno.test("a trailing bar, empty parts and a key alone are tolerated", () => {
  assert.deepEqual([...parseControlLine("success=1||session_id=5|")], [
    ["success", "1"],
    ["session_id", "5"],
  ]);
  assert.deepEqual([...parseControlLine("start_session")], [["start_session", ""]]);
});

Deno.test("lines come out whole, however the bytes are cut", () => {
  const line = fc.string({ unit: "grapheme-ascii", maxLength: 40 }).filter((text) =>
    !/[\r\n]/.test(text)
  );
  fc.assert(fc.property(fc.array(line, { maxLength: 8 }), fc.array(fc.nat(400)), (lines, cuts) => {
    const all = bytes(lines.map((text) => text + "\n").join(""));
    const at = [0, ...cuts.filter((cut) => cut < all.length).sort((a, b) => a - b), all.length];
    const splitter = new LineSplitter();

    const got = at.slice(1).flatMap((end, i) => splitter.push(all.subarray(at[i]!, end)));

    assert.deepEqual(got, lines);
  }));
});

Deno.test("a line that does not end is refused before it takes memory", () => {
  const splitter = new LineSplitter(1000);
  splitter.push(bytes("x".repeat(900)));

  assert.throws(() => splitter.push(bytes("x".repeat(101))), {
    code: "protocol",
    message: "Cannot read a control line: it does not end within 1000 bytes",
  });
});

Deno.test("binary bytes are refused", () => {
  assert.throws(() => new LineSplitter().push(Uint8Array.of(0x41, 0x00)), {
    message: "Cannot read a control line: byte 0x00 is no text",
  });
});

Deno.test("a value with a bar cannot be sent", () => {
  assert.throws(() => formatControlLine([["client", "a|b"]]), { code: "usage" });
});
