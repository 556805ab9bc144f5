import assert from "node:assert/strict";
import fc from "fast-check";
import { makeTable } from "../../../src/core/columns/table.ts";
import { tableLines, type TableStyle } from "../../../src/io/text/terminal_table.ts";
import { formatUtc } from "../../../src/io/text/time_text.ts";
import { column, tables } from "./sample_tables.ts";

const PIPE: TableStyle = { width: undefined, formatTime: formatUtc, emphasise: (text) => text };

const DAYS = makeTable(
  [
    column("symbol", "string"),
    column("trade_date", "date"),
    column("close", "float64", "dollars"),
    column("rvol", "float32"),
    column("volume", "int64"),
    column("first_trade", "timestamp"),
    column("note", "string"),
  ],
  [
    ["MLGO", "A"],
    Int32Array.of(20_171, 20_172),
    [3.5, null],
    Float32Array.of(0.6, 12),
    Float64Array.of(1_234_567, 8),
    [1_742_823_000_000_000_000n, 1_742_823_000_250_000_000n],
    ["a squeeze, then a long fade", null],
  ],
);

Deno.test("tableLines() lines texts up on their left and numbers on their right", () => {
  assert.deepEqual([...tableLines(DAYS, PIPE)], [
    "symbol  trade_date  close  rvol   volume  first_trade               note",
    "MLGO    2025-03-24   3.50   0.6  1234567  2025-03-24T13:30:00.000Z  a squeeze, then a long fade",
    "A       2025-03-25      -  12.0        8  2025-03-24T13:30:00.250Z  -",
  ]);
});

Deno.test("tableLines() cuts long texts where the terminal is narrow", () => {
  const lines = [...tableLines(DAYS, { ...PIPE, width: 84 })];

  assert.equal(
    lines[1],
    "MLGO    2025-03-24   3.50   0.6  1234567  2025-03-24T13:30:00.000Z  a squeeze, then…",
  );
});

Deno.test("tableLines() leaves out the last columns where cutting is not enough, and says so", () => {
  const lines = [...tableLines(DAYS, { ...PIPE, width: 42 })];

  assert.deepEqual(lines, [
    "symbol  trade_date  close  rvol   volume",
    "MLGO    2025-03-24   3.50   0.6  1234567",
    "A       2025-03-25      -  12.0        8",
    "2 more columns do not fit: first_trade, n…",
  ]);
});

Deno.test("tableLines() emphasises the header alone", () => {
  const style = { ...PIPE, emphasise: (text: string) => `<${text}>` };
  const table = makeTable([column("n", "int32")], [Int32Array.of(1)]);

  assert.deepEqual([...tableLines(table, style)], ["<n>", "1"]);
});

Deno.test("tableLines() of no rows is the header", () => {
  const table = makeTable([column("symbol", "string")], [[]]);

  assert.deepEqual([...tableLines(table, PIPE)], ["symbol"]);
});

Deno.test("tableLines() lets no control character of the data through", () => {
  const table = makeTable([column("symbol", "string")], [["\x1b[2Jgone\n"]]);

  assert.deepEqual([...tableLines(table, PIPE)], ["symbol", "\\u001b[2Jgone\\u000a"]);
});

Deno.test("tableLines() has one line per row and keeps to the width, whatever the table", () => {
  fc.assert(fc.property(tables, fc.integer({ min: 30, max: 200 }), (table, width) => {
    const lines = [...tableLines(table, { ...PIPE, width })];

    const isCut = lines.length === table.length + 2;
    assert.ok(isCut || lines.length === table.length + 1);
    for (const line of lines) assert.ok([...line].length <= width);
  }));
});
