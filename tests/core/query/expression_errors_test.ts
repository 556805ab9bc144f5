import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import { dayQueryColumns, suggestName } from "../../../src/core/query/column_names.ts";
import { resolveExpression } from "../../../src/core/query/resolve_expression.ts";
import { DAY_COLUMNS } from "../../../src/core/scan/index_columns.ts";

const columns = dayQueryColumns(DAY_COLUMNS);
const others = { names: ["pattern"], advice: "add --points: it is a column of reset points" };
const NAMES = { columns, suggest: (name: string) => suggestName(name, columns, others) };

function failureOf(text: string): MomoError {
  try {
    resolveExpression(text, NAMES);
  } catch (error) {
    if (error instanceof MomoError) return error;
    throw error;
  }
  assert.fail(`${text} is accepted`);
}

/** Expression, mark under its place, what is wrong, hint. */
const CASES: readonly (readonly [string, string, string, string?])[] = [
  ["", "^", "expected a column or a value, got the end"],
  ["eod_rvol >= ", "            ^", "expected a column or a value, got the end"],
  ["eod_rvol => 3", "          ^", 'expected a column or a value, got ">"'],
  ["eod_rvol 3", "         ^", 'expected and, or, or the end, got "3"'],
  ["1 < eod_rvol < 3", "             ^", 'expected and, or, or the end, got "<"'],
  ["(eod_rvol > 1", "             ^", 'expected ")", got the end'],
  ["eod_rvol > 1)", "            ^", 'expected and, or, or the end, got ")"'],
  ["symbol in 'A'", "          ^^^", 'expected "(" after in, got the text "A"'],
  ["symbol in ()", "           ^", 'expected a column or a value, got ")"'],
  ["symbol in ('A' 'B')", "               ^^^", 'expected "," or ")", got the text "B"'],
  ["eod_rvol not 3", "             ^", 'expected in or between after not, got "3"'],
  ["eod_rvol is 3", "            ^", 'expected null or not null, got "3"'],
  [
    "eod_rvol between 1 or 3",
    "                   ^^",
    'expected and, then the upper bound, got "or"',
  ],
  ["symbol = 'MLGO", "         ^", "the text that begins here has no end"],
  ["eod_rvol & 3", "         ^", '"&" has no meaning here', "write and, or, not"],
  ["eod_rvol > 3x", "           ^^", '"3x" is neither a number nor a name'],
  [
    "eod_rvl > 3",
    "^^^^^^^",
    'there is no column "eod_rvl"',
    "did you mean eod_rvol?",
  ],
  ["quality > 0.6", "^^^^^^^", 'there is no column "quality"', "did you mean eod_quality?"],
  [
    "pattern = 'flush'",
    "^^^^^^^",
    'there is no column "pattern"',
    "add --points: it is a column of reset points",
  ],
  [
    "eod_category = prime",
    "               ^^^^^",
    'there is no column "prime"',
    "write a text in quotes: 'prime'",
  ],
  [
    "eod_category = 'pirme'",
    "               ^^^^^^^",
    '"pirme" is no value of eod_category',
    "did you mean 'prime'?",
  ],
  [
    "'Risk' != eod_category",
    "^^^^^^",
    '"Risk" is no value of eod_category',
    "did you mean 'risk'?",
  ],
  [
    "eod_best_period in ('open', 'lunch')",
    "                            ^^^^^^^",
    '"lunch" is no value of eod_best_period',
    "its values are pre, open, midday, power_hour, post",
  ],
  ["eod_quality > 'x'", "^^^^^^^^^^^^^^^^^", "cannot compare a number with a text"],
  ["symbol = 3", "^^^^^^^^^^", "cannot compare a text with a number"],
  ["is_half_day < true", "^^^^^^^^^^^^^^^^^^", 'true and false cannot be compared by "<"'],
  ["symbol + 1 = 2", "^^^^^^^^^^", "cannot calculate a text + a number"],
  ["trade_date + trade_date = 2", "^^^^^^^^^^^^^^^^^^^^^^^", "cannot calculate a date + a date"],
  ["-symbol = 1", " ^^^^^^", "expected a number, got a text"],
  ["files = 1", "^^^^^", '"files" is a list, which no condition can use'],
  [
    "not eod_rvol",
    "    ^^^^^^^^",
    "expected a condition, got a number",
    "compare it, such as `eod_rvol >= 3`",
  ],
  [
    "trade_date > 2025-02-30",
    "             ^^^^^^^^^^",
    '"2025-02-30" is no date or time that exists',
  ],
  ["trade_date = 'today'", "             ^^^^^^^", '"today" is no date, wanted YYYY-MM-DD'],
  [
    "eod_rvol = null",
    "           ^^^^",
    "nothing is equal to null, larger or smaller",
    "write `is null`",
  ],
];

for (const [text, mark, what, hint] of CASES) {
  Deno.test(`refused, with a mark under the place: ${text}`, () => {
    const failure = failureOf(text);

    const place = mark.indexOf("^") + 1;
    const message = `Cannot read the expression at character ${place}: ${what}`;
    assert.equal(failure.message, `${message}\n\n  ${text}\n  ${mark}`);
    assert.equal(failure.hint, hint);
    assert.equal(failure.code, "usage");
  });
}

Deno.test("texts of columns without a list of values, and order by text, are accepted", () => {
  for (const text of ["symbol = 'NONE'", "eod_category < 'q'", "eod_category = symbol"]) {
    assert.doesNotThrow(() => resolveExpression(text, NAMES), text);
  }
});

Deno.test("of a long expression only what is near the place is shown", () => {
  const text = `${"eod_rvol > 3 and ".repeat(20)}nothing > 3${" and eod_rvol > 3".repeat(20)}`;

  const [, , line = "", mark = ""] = failureOf(text).message.split("\n");

  assert.ok(line.length < 90 && line.startsWith("  …") && line.endsWith("…"));
  assert.equal(line.slice(mark.indexOf("^"), mark.length), "nothing");
});

Deno.test("what is nested too deep is refused, not run out of memory for", () => {
  for (const text of ["(".repeat(5000), "not ".repeat(5000), "- ".repeat(5000)]) {
    assert.match(failureOf(text).message, /more than 200 levels are nested/);
  }
  assert.match(failureOf(`${"1 + ".repeat(5000)} 1 = 1`).message, /more than 1000 operators/);
});
