import assert from "node:assert/strict";
import fc from "fast-check";
import { makeTable } from "../../../src/core/columns/table.ts";
import { ndjsonRows } from "../../../src/io/text/ndjson.ts";
import { formatUtc, timeFormat } from "../../../src/io/text/time_text.ts";
import { column, COLUMN_TYPES, expectedValue, tables } from "./sample_tables.ts";

Deno.test("ndjsonRows() writes prices as numbers, times with nine decimals, nothing as null", () => {
  const table = makeTable(
    [
      column("symbol", "string"),
      column("trade_date", "date"),
      column("ts", "timestamp"),
      column("open", "float64"),
      column("eod_quality", "float32"),
      column("volume", "int64"),
      column("is_half_day", "bool"),
      column("files", "int32[]"),
    ],
    [
      ["MLGO", 'A"B\u2028'],
      Int32Array.of(20_171, 20_172),
      BigInt64Array.of(1_742_823_000_000_000_001n, 0n),
      Float64Array.of(3.05, NaN),
      Float32Array.of(0.6, NaN),
      Float64Array.of(9_007_199_254_740_991, 0),
      Uint8Array.of(1, 0),
      [[1, 2], null],
    ],
  );

  assert.deepEqual([...ndjsonRows(table, formatUtc)], [
    '{"symbol":"MLGO","trade_date":"2025-03-24","ts":"2025-03-24T13:30:00.000000001Z","open":3.05,' +
    '"eod_quality":0.6,"volume":9007199254740991,"is_half_day":true,"files":[1,2]}',
    '{"symbol":"A\\"B\u2028","trade_date":"2025-03-25","ts":"1970-01-01T00:00:00.000000000Z","open":null,' +
    '"eod_quality":null,"volume":0,"is_half_day":false,"files":null}',
  ]);
});

Deno.test("ndjsonRows() writes times of another zone with their offset", () => {
  const table = makeTable([column("ts", "timestamp")], [[1_742_823_000_000_000_000n]]);

  const rows = [...ndjsonRows(table, timeFormat("America/New_York"))];

  assert.deepEqual(rows, ['{"ts":"2025-03-24T09:30:00.000000000-04:00"}']);
});

Deno.test("ndjsonRows() of any table reads back with JSON.parse", () => {
  fc.assert(fc.property(tables, (table) => {
    const rows = [...ndjsonRows(table, formatUtc)].map((line) => JSON.parse(line));

    assert.equal(rows.length, table.length);
    for (const [row, parsed] of rows.entries()) {
      assert.deepEqual(Object.keys(parsed), table.columns.map((spec) => spec.name));
      for (const [i, type] of COLUMN_TYPES.entries()) {
        const expected = expectedValue(type, table.data[i]![row]);
        const value = parsed[table.columns[i]!.name];
        if (type === "float32" && value !== null) assert.equal(Math.fround(value) + 0, expected);
        else assert.deepEqual(value, expected);
      }
    }
  }));
});

Deno.test("ndjsonRows() never breaks a line inside a record", () => {
  fc.assert(fc.property(tables, (table) => {
    for (const line of ndjsonRows(table, formatUtc)) assert.doesNotMatch(line, /[\r\n]/);
  }));
});
