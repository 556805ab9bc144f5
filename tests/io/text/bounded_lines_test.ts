import assert from "node:assert/strict";
import fc from "fast-check";
import { type BoundedLine, boundedLines } from "../../../src/io/text/bounded_lines.ts";

/** The bytes in pieces that end at the given places; the memory of the pieces is used again, as a reader's is. */
async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const memory = new Uint8Array(bytes.length);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    memory.set(bytes.subarray(from, end));
    yield memory.subarray(0, end - from);
    await Promise.resolve();
    from = end;
  }
}

async function linesOf(text: string, cuts: readonly number[], most: number) {
  return await Array.fromAsync(boundedLines(pieces(new TextEncoder().encode(text), cuts), most));
}

Deno.test("lines are those of the text, wherever its bytes are cut, and long ones are dropped", async () => {
  const text = fc.array(fc.constantFrom("a", "é", "漢", " ", "\n", "{}"), { maxLength: 60 })
    .map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(300), { maxLength: 8 }), async (whole, cuts) => {
      const most = 9;

      const lines = await linesOf(whole, cuts, most);

      const expected = whole.split("\n").map((own, i): BoundedLine => {
        const isTooLong = new TextEncoder().encode(own).length > most;
        return { line: i + 1, text: isTooLong ? null : own };
      }).filter(({ text: own }) => own === null || own.trim() !== "");
      assert.deepEqual(lines, expected);
    }),
  );
});

Deno.test("an endless line is not gathered", async () => {
  let given = 0;
  async function* endless() {
    const chunk = new Uint8Array(1 << 20).fill(97);
    for (; given < 200; given++) yield chunk;
    yield new TextEncoder().encode("\nnext\n");
    await Promise.resolve();
  }
  const before = Deno.memoryUsage().external;

  const lines = await Array.fromAsync(boundedLines(endless(), 1 << 16));

  assert.deepEqual(lines, [{ line: 1, text: null }, { line: 2, text: "next" }]);
  assert.ok(Deno.memoryUsage().external - before < 100e6);
});
