import assert from "node:assert/strict";
import { type Row, TableBuilder } from "../../../src/core/columns/table_builder.ts";
import { pointCounts, reportColumns, roundMantissa } from "../../../src/core/report/report_days.ts";
import { DAY_COLUMNS, POINT_COLUMNS } from "../../../src/core/scan/index_columns.ts";
import type { ColumnSpec } from "../../../src/core/columns/table.ts";

/** A row with a value in every column that may not be null. */
function plainRow(columns: readonly ColumnSpec[], values: Row): Row {
  const plain = columns.map(({ name, type, nullable }): [string, Row[string]] => {
    if (nullable) return [name, null];
    if (type === "string") return [name, "x"];
    if (type === "bool") return [name, false];
    if (type === "int32[]") return [name, []];
    return [name, type === "timestamp" ? 0n : 0];
  });
  return { ...Object.fromEntries(plain), ...values };
}

function tableOf(columns: readonly ColumnSpec[], rows: readonly Row[]) {
  const builder = new TableBuilder(columns);
  for (const row of rows) builder.add(plainRow(columns, row));
  return builder.take(Uint32Array.from(rows, (_, i) => i));
}

const DAYS = tableOf(DAY_COLUMNS, [
  { symbol: "B", trade_date: 20_000, eod_category: "risk", eod_quality: 0.7999999, eod_ssr: true },
  {
    symbol: "A",
    trade_date: 20_001,
    eod_category: "prime",
    eod_quality: null,
    eod_volume: 1234567,
  },
  { symbol: "B", trade_date: 20_002, eod_category: "mixed", eod_quality: 0.25, eod_n_halts: 3 },
]);

Deno.test("reportColumns() takes the chosen rows, with names as numbers and nulls as NaN", () => {
  const columns = new Map(reportColumns(DAYS, [0, 1]).map((column) => [column.name, column]));

  assert.deepEqual(columns.get("symbol")!.names, ["A", "B"]);
  assert.deepEqual([...columns.get("symbol")!.values], [1, 0]);
  assert.deepEqual([...columns.get("trade_date")!.values], [20_000, 20_001]);
  assert.deepEqual([...columns.get("eod_quality")!.values], [Math.fround(0.7999999), NaN]);
  assert.deepEqual(columns.get("eod_ssr")!.names, ["true", null]);
  assert.deepEqual([...columns.get("eod_n_halts")!.values], [NaN, NaN]);
});

Deno.test("reportColumns() keeps categories in their own order, whichever occur", () => {
  const category = reportColumns(DAYS, [0, 2]).find(({ name }) => name === "eod_category")!;

  assert.deepEqual(category.names, ["prime", "secondary", "risk", "mixed", "none"]);
  assert.deepEqual([...category.values], [2, 3]);
});

Deno.test("reportColumns() of no day are columns without rows", () => {
  assert.ok(reportColumns(DAYS, []).every(({ values }) => values.length === 0));
});

Deno.test("pointCounts() counts the points of each chosen day by pattern, phase and bucket", () => {
  const flush = { pattern: "flush", phase: "momentum", bucket: "open" };
  const points = tableOf(POINT_COLUMNS, [
    { day_row: 0, ...flush },
    { day_row: 2, ...flush },
    { day_row: 2, ...flush, bucket: "pre" },
    { day_row: 2, ...flush, pattern: "bounce" },
  ]);

  const counts = new Map(
    pointCounts(points, [1, 2]).map(({ name, values }) => [name, [...values]]),
  );

  assert.deepEqual(counts.get("pattern:flush"), [0, 2]);
  assert.deepEqual(counts.get("pattern:bounce"), [0, 1]);
  assert.deepEqual(counts.get("phase:momentum"), [0, 3]);
  assert.deepEqual(counts.get("bucket:open"), [0, 2]);
  assert.deepEqual(counts.get("bucket:pre"), [0, 1]);
  assert.deepEqual(counts.get("bucket:post"), [0, 0]);
});

Deno.test("roundMantissa() keeps a number to within one part in ten thousand", () => {
  for (const value of [1, -3.14159, 123456.789, 1e-9, 0.05]) {
    assert.ok(Math.abs(roundMantissa(value) / value - 1) < 1e-4, String(value));
  }
  assert.equal(roundMantissa(0), 0);
  assert.equal(roundMantissa(Infinity), Infinity);
  assert.ok(Number.isNaN(roundMantissa(NaN)));
});
