import assert from "node:assert/strict";
import fc from "fast-check";
import { type LineSource, TextPart } from "../../../src/io/history/text_part.ts";

/** Lines named after their source and row. */
function sourceOf(name: number, times: readonly number[]): LineSource {
  const lines = times.map((_, row) => `${name}.${row}`);
  return {
    available: Float64Array.from(times),
    linesFrom: (row) => lines.slice(row).values(),
  };
}

function taken(part: TextPart, limit: number): string[] {
  return new TextDecoder().decode(part.take(limit).bytes).split("\n").slice(0, -1);
}

const times = fc.array(fc.nat(20), { maxLength: 12 }).map((list) => list.sort((a, b) => a - b));

Deno.test("lines come in order of time, of equal times in order of the sources, from any place on", () => {
  fc.assert(
    fc.property(fc.array(times, { maxLength: 4 }), fc.nat(21), fc.nat(21), (lists, from, limit) => {
      const part = new TextPart(0n, lists.map((list, name) => sourceOf(name, list)));
      part.take(from + 3); // wherever it was before
      part.seek(from);

      const lines = taken(part, limit);
      const next = part.nextTime();

      const all = lists.flatMap((list, name) => list.map((time, row) => ({ time, name, row })))
        .filter(({ time }) => time >= from)
        .sort((a, b) => a.time - b.time || a.name - b.name || a.row - b.row);
      const due = all.filter(({ time }) => time <= limit);
      assert.deepEqual(lines, due.map(({ name, row }) => `${name}.${row}`));
      assert.equal(next, all[due.length]?.time ?? Infinity);
    }),
  );
});
