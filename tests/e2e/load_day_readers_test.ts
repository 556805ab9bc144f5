/** Tables of loaded days, and files of the day store, as DuckDB and Arrow's own reader see them. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { type Table, tableFromIPC } from "apache-arrow";
import { Sandbox } from "../commands/run_momo.ts";

const SAMPLE = fileURLToPath(new URL("../../testdata/sample", import.meta.url));
const DAY = ["--data", SAMPLE, "--day", "QZAF:2024-11-25", "--lookback"];

/** DuckDB's name of each of Arrow's types. */
const DUCKDB_TYPES: Readonly<Record<string, string>> = {
  "Dictionary<Int32, Utf8>": "VARCHAR",
  "Date32<DAY>": "DATE",
  Bool: "BOOLEAN",
  "Timestamp<NANOSECOND, UTC>": "TIMESTAMP WITH TIME ZONE",
  Float64: "DOUBLE",
  Int64: "BIGINT",
  Uint32: "UINTEGER",
  Uint16: "USMALLINT",
  Uint8: "UTINYINT",
};

async function load(sandbox: Sandbox, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await sandbox.momo(["load", "--no-config", ...args]);
  assert.equal(code, 0, stderr);
  return stdout;
}

async function withDuckDb(use: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await use(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRowsJson();
}

/** Count and sum of a column's defined values, as DuckDB would print them. */
function sumIn(table: Table, name: string): [number: number, sum: number] {
  const values = [...table.getChild(name)!].filter((value) => value !== null).map(Number);
  return [values.length, values.reduce((sum, value) => sum + value, 0)];
}

/** Columns to sum up, by table. */
const SUMMED: Readonly<Record<string, readonly string[]>> = {
  "ohlcv-1s": ["open", "high", "low", "close", "volume", "quality"],
  trades: ["price", "size", "flags", "sequence", "quality"],
  "mbp-1": ["bid_px_00", "ask_px_00", "bid_sz_00", "ask_sz_00", "quality"],
  status: ["action", "reason", "quality"],
};

Deno.test("DuckDB and Arrow's own reader agree on a day's types, counts and sums", async () => {
  await using sandbox = await Sandbox.make();
  await load(sandbox, ...DAY, "--format", "parquet", "-o", "day/", "-q");
  await load(sandbox, ...DAY, "--format", "arrow", "-o", "day/", "-q");
  const lines = (await load(sandbox, ...DAY, "-q")).trimEnd().split("\n");
  const printed = Map.groupBy(lines, (line) => JSON.parse(line).schema as string);

  await withDuckDb(async (connection) => {
    assert.deepEqual([...printed.keys()].sort(), Object.keys(SUMMED).sort());
    for (const [name, columns] of Object.entries(SUMMED)) {
      const parquet = `'${sandbox.work}/day/${name}.parquet'`;
      const table = tableFromIPC(await Deno.readFile(`${sandbox.work}/day/${name}.arrow`));
      const types = await rowsOf(connection, `describe select * from ${parquet}`);

      assert.equal(table.numRows, printed.get(name)!.length);
      assert.deepEqual(
        types.map(([column, type]) => [column, type]),
        table.schema.fields.map(({ name, type }) => [name, DUCKDB_TYPES[`${type}`]]),
      );
      for (const column of columns) {
        const sql = `select count(${column}), sum(${column}::double) from ${parquet}`;
        const [[count, sum]] = await rowsOf(connection, sql) as [[string, number]];
        const [expectedCount, expectedSum] = sumIn(table, column);
        assert.equal(Number(count), expectedCount, `${name}.${column}`);
        const difference = Math.abs(Number(sum) - expectedSum);
        assert.ok(difference <= 1e-9 * Math.abs(expectedSum), `${name}.${column}`);
      }
    }
  });
});

Deno.test("DuckDB reads the day store: as many trades and shares as the day has", async () => {
  await using sandbox = await Sandbox.make();
  await load(sandbox, "--data", SAMPLE, "--to-store", "--symbols", "QZAF", "--schema", "trades");
  const day = ["--data", SAMPLE, "--day", "QZAF:2024-11-25", "--schema", "trades", "--no-config"];
  const trades = (await load(sandbox, ...day)).trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  );

  await withDuckDb(async (connection) => {
    const path = "momo-store/symbols/QZAF/EQUS.MINI/trades/2024-11-25.parquet";
    const sql = `select count(*), sum(size), max(price) from '${sandbox.work}/${path}'`;
    const [[count, shares, highest]] = await rowsOf(connection, sql) as [string[]];

    assert.equal(Number(count), trades.length);
    assert.equal(Number(shares), trades.reduce((sum, { size }) => sum + size, 0));
    assert.equal(Number(highest) / 1e9, Math.max(...trades.map(({ price }) => price)));
  });
});
