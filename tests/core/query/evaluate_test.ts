import assert from "node:assert/strict";
import fc from "fast-check";
import { columnsOf } from "../../../src/core/query/condition.ts";
import { evaluate } from "../../../src/core/query/evaluate.ts";
import { resolveExpression } from "../../../src/core/query/resolve_expression.ts";
import { RowBatch } from "../../../src/core/query/row_batch.ts";
import { FALSE, TRUE, UNKNOWN } from "../../../src/core/query/truth.ts";
import { COLUMNS, CONDITION, type PlainRow, ROW, tableOf } from "./random_expression.ts";

const NAMES = {
  columns: new Map(COLUMNS.map((spec) => [spec.name, spec])),
  suggest: () => undefined,
};

/** Truths of an expression in the rows; columns it does not name are not there. */
function truths(text: string, rows: readonly PlainRow[]): (boolean | null)[] {
  const condition = resolveExpression(text, NAMES);
  const table = tableOf(rows);
  const named = new Set(columnsOf(condition));
  const batch = new RowBatch(rows.length, (name) => {
    assert.ok(named.has(name), `${name} is read but not named`);
    return table.data[COLUMNS.findIndex((spec) => spec.name === name)]!;
  });
  const meaning = new Map([[FALSE, false], [TRUE, true]]);
  return Array.from(evaluate(condition, batch), (truth) => {
    return truth === UNKNOWN ? null : meaning.get(truth)!;
  });
}

const ZERO: PlainRow = {
  ...{ amount: 2, count: 1, ratio: 0.1, volume: 0, name: null, kind: "prime" },
  ...{ day: 20_001, at: 0n, flag: null, sure: true },
};

Deno.test("a condition on columns is true, false and unknown where it is so row by row", () => {
  fc.assert(
    fc.property(CONDITION, fc.array(ROW, { maxLength: 12 }), ({ text, meaning }, rows) => {
      assert.deepEqual(truths(text, rows), rows.map(meaning));
    }),
    { numRuns: 2000 },
  );
});

/** Expressions without parentheses, and whether they hold for the row `ZERO`. */
const PRECEDENCE: readonly (readonly [string, boolean | null])[] = [
  ["amount + 1 * 3 = 5", true],
  ["(amount + 1) * 3 = 9", true],
  ["10 - amount - 3 = 5", true],
  ["16 / amount / 4 = 2", true],
  ["-amount + 3 = 1", true],
  ["- - amount = 2", true],
  ["false and false or true", true],
  ["true or true and false", true],
  ["not false and false", false],
  ["not amount = 3", true],
  ["not not sure", true],
  ["amount between 1 and 3 and count = 1", true],
  ["amount not in (1, 3) and name is null", true],
  ["day = 2024-10-05", true],
  ["day - 2024-10-01 = 4", true],
  ["day + 1 > '2024-10-05'", true],
  ["2024-10-04 + 1 = day", true],
  ["name = 'x' or sure", true],
  ["name = 'x' and sure", null],
  ["name != 'x'", null],
  ["not (name = 'x')", null],
  ["amount / 0 is null", true],
  ["flag = true", null],
  ["(amount > 1) = sure", true],
  ["ratio = 0.1", true],
  ["ratio > 0.1", false],
  ["-ratio >= -0.1", false], // calculated in float64: -0.10000000149
  ["1e3 > .5 and 1. = 1", true],
];

for (const [text, expected] of PRECEDENCE) {
  Deno.test(`${text} is ${expected}`, () => {
    assert.deepEqual(truths(text, [ZERO]), [expected]);
  });
}

Deno.test("a long chain of or and of sums is evaluated", () => {
  const text = Array.from({ length: 5000 }, (_, i) => `amount = ${i}`).join(" or ");
  assert.deepEqual(truths(text, [ZERO]), [true]);
  const sum = Array.from({ length: 900 }, () => "1").join(" + ");
  assert.deepEqual(truths(`${sum} = 900`, [ZERO]), [true]);
});
