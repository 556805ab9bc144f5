import assert from "node:assert/strict";
import fc from "fast-check";
import type { Cell } from "../../../src/core/columns/table.ts";
import { sortRows } from "../../../src/core/query/sort_rows.ts";

/** Order of two values that are not null. */
function compare(a: Cell, b: Cell): number {
  if (typeof a === "string" && typeof b === "string") {
    const [x, y] = [new TextEncoder().encode(a), new TextEncoder().encode(b)];
    const i = x.findIndex((byte, at) => byte !== y[at]);
    return i < 0 ? x.length - y.length : x[i]! - (y[i] ?? -1);
  }
  return a! < b! ? -1 : Number(a! > b!);
}

Deno.test("sortRows() orders rows by each key in turn, nulls last, equal rows as they were", () => {
  const text = fc.option(fc.constantFrom("", "a", "b", "ab", "\uffff", "😀"));
  const number = fc.option(fc.constantFrom(-1, 0, 2.5, Infinity));
  const time = fc.option(fc.constantFrom(0n, 1n, 2n ** 60n, 2n ** 60n + 1n, -1n));
  const rows = fc.array(fc.tuple(text, number, time), { maxLength: 20 });
  const directions = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean());
  fc.assert(fc.property(rows, directions, (list, descending) => {
    const types = ["string", "float64", "timestamp"] as const;
    const keys = types.map((type, k) => ({
      type,
      data: type === "float64"
        ? Float64Array.from(list, (row) => row[1] ?? NaN)
        : list.map((row) => row[k]!),
      isDescending: descending[k]!,
    }));

    const order = [...sortRows(keys, list.length)];

    const expected = list.map((_, i) => i).sort((a, b) => {
      for (const k of [0, 1, 2] as const) {
        const [x, y] = [list[a]![k], list[b]![k]];
        if (x === y) continue;
        if (x === null || y === null) return x === null ? 1 : -1;
        return descending[k] ? compare(y, x) : compare(x, y);
      }
      return a - b;
    });
    assert.deepEqual(order, expected);
  }));
});
