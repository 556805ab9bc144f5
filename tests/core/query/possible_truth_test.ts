import assert from "node:assert/strict";
import fc from "fast-check";
import type { Cell } from "../../../src/core/columns/table.ts";
import type { ColumnBounds } from "../../../src/core/query/possible_truth.ts";
import { mayBeTrue } from "../../../src/core/query/possible_truth.ts";
import { resolveExpression } from "../../../src/core/query/resolve_expression.ts";
import { COLUMNS, CONDITION, type PlainRow, ROW } from "./random_expression.ts";

const NAMES = {
  columns: new Map(COLUMNS.map((spec) => [spec.name, spec])),
  suggest: () => undefined,
};

/** Order of code points, as files order texts. */
function compare(a: Cell, b: Cell): number {
  if (typeof a !== "string" || typeof b !== "string") return a! < b! ? -1 : Number(a! > b!);
  const [left, right] = [Array.from(a), Array.from(b)];
  const i = left.findIndex((char, at) => char !== right[at]);
  if (i < 0) return left.length - right.length;
  return left[i]!.codePointAt(0)! - (right[i]?.codePointAt(0) ?? -1);
}

/** What statistics would say of the rows. */
function boundsOf(rows: readonly PlainRow[], name: string): ColumnBounds {
  const isNarrow = name === "ratio";
  const cells = rows.map((row): Cell => Reflect.get(row, name));
  const values = cells.filter((cell) => cell !== null)
    .map((cell) => isNarrow ? Math.fround(Number(cell)) : cell).sort(compare);
  return {
    ...{ min: values[0], max: values.at(-1) },
    hasNulls: values.length < cells.length,
    isAllNull: values.length === 0,
  };
}

Deno.test("bounds never rule out a row that fulfils the condition", () => {
  const rows = fc.array(ROW, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(CONDITION, rows, ({ text, meaning }, list) => {
      const condition = resolveExpression(text, NAMES);
      const may = mayBeTrue(condition, (name) => boundsOf(list, name));
      if (list.some((row) => meaning(row) === true)) assert.ok(may, text);
    }),
    { numRuns: 5000 },
  );
});

/** Bounds of every column: two rows' values, and no nulls. */
const BOUNDS: Readonly<Record<string, readonly [Cell, Cell]>> = {
  ...{ amount: [1, 2], count: [-1, 1], ratio: [0, 0.5], volume: [10n, 20n] },
  ...{ name: ["b", "d"], kind: ["risk", "risk"], day: [20_000, 20_009], at: [5n, 9n] },
  ...{ flag: [false, true], sure: [true, true] },
};

/** Conditions that no row of these bounds can fulfil. */
const IMPOSSIBLE = [
  "amount > 2",
  "amount + volume < 11",
  "amount * volume > 40",
  "volume / amount > 20",
  "-amount < -2",
  "name = 'a'",
  "name > 'd'",
  "name in ('a', 'e', 'bb') and name in ('a')",
  "kind != 'risk'",
  "not kind = 'risk'",
  "not (sure or amount = 3)",
  "not sure",
  "day < 2024-10-04",
  "at >= 1970-01-01T00:00:00.00000001Z",
  "amount > 2 or kind = 'prime'",
  "amount > 1 and kind = 'prime'",
  "amount between 3 and 4",
  "name is null",
];

for (const text of IMPOSSIBLE) {
  Deno.test(`bounds rule out ${text}`, () => {
    const condition = resolveExpression(text, NAMES);
    const may = mayBeTrue(condition, (name) => {
      const [min, max] = BOUNDS[name]!;
      return { min, max, hasNulls: false, isAllNull: false };
    });
    assert.equal(may, false);
  });
}

Deno.test("without bounds nothing is ruled out but what no row can fulfil", () => {
  const unknown = { min: undefined, max: undefined, hasNulls: true, isAllNull: false };

  assert.ok(mayBeTrue(resolveExpression("amount > 2 and not sure", NAMES), () => unknown));
  assert.ok(!mayBeTrue(resolveExpression("amount > 2 and false", NAMES), () => unknown));
});

Deno.test("a column of nulls alone fulfils nothing but the null test", () => {
  const nulls = { min: undefined, max: undefined, hasNulls: true, isAllNull: true };
  const may = (text: string) => mayBeTrue(resolveExpression(text, NAMES), () => nulls);

  assert.equal(may("amount > 2"), false);
  assert.equal(may("not (amount > 2)"), false);
  assert.equal(may("name in ('a')"), false);
  assert.equal(may("amount is null"), true);
  assert.equal(may("amount is not null"), false);
});
