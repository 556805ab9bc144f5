import assert from "node:assert/strict";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import {
  type Cell,
  type ColumnType,
  makeTable,
  type Table,
} from "../../../src/core/columns/table.ts";
import type { Codec } from "../../../src/io/parquet/codec.ts";
import { encodeParquet, type ParquetOptions } from "../../../src/io/parquet/encoder.ts";
import { openParquet } from "../../../src/io/parquet/parquet_file.ts";
import { cellsByColumn, COLUMN_TYPES, columnSpec } from "./random_table.ts";

/** A connection and a directory for one test; both gone afterwards. */
class Bench implements AsyncDisposable {
  private constructor(
    readonly directory: string,
    readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
  ) {}

  static async open(): Promise<Bench> {
    const instance = await DuckDBInstance.create(":memory:");
    return new Bench(await Deno.makeTempDir(), instance, await instance.connect());
  }

  /** Rows as DuckDB's JSON forms: 64-bit integers as strings, dates and times as text. */
  async rows(sql: string): Promise<unknown[][]> {
    return (await this.connection.runAndReadAll(sql)).getRowsJson();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.connection.closeSync();
    this.instance.closeSync();
    await Deno.remove(this.directory, { recursive: true });
  }
}

const ROWS = 10_000;

/** A value of each type in row `i`; the same that `SQL` below computes from the row's number. */
function cellOf(type: ColumnType, i: number): Cell {
  switch (type) {
    case "string":
      return `S${i % 100}é`;
    case "bool":
      return i % 3 === 0;
    case "int8":
      return (i % 256) - 128;
    case "int16":
      return (i * 5) % 65_536 - 32_768;
    case "int32":
      return i * 100_003 - 500_000_000;
    case "int64":
      return BigInt(i) * 900_000_000_000_007n - 4_500_000_000_000_000_000n;
    case "uint8":
      return i % 256;
    case "uint16":
      return (i * 7) % 65_536;
    case "uint32":
      return i * 400_009;
    case "uint64":
      return BigInt(i) * 1_800_000_000_000_001n;
    case "float32":
    case "float64":
      return (i - 5000) / 8;
    case "date":
      return i - 3000;
    case "timestamp":
      return BigInt(i) * 86_399_000_001_000n;
    case "string[]":
      return Array.from({ length: i % 4 }, (_, k) => `x${k}`);
    case "int32[]":
      return Array.from({ length: i % 3 }, (_, k) => i + k);
  }
}

const SQL: Readonly<Record<ColumnType, readonly [type: string, value: string]>> = {
  string: ["VARCHAR", "'S' || (i % 100) || 'é'"],
  bool: ["BOOLEAN", "i % 3 = 0"],
  int8: ["TINYINT", "i % 256 - 128"],
  int16: ["SMALLINT", "(i * 5) % 65536 - 32768"],
  int32: ["INTEGER", "i * 100003 - 500000000"],
  int64: ["BIGINT", "i * 900000000000007 - 4500000000000000000"],
  uint8: ["UTINYINT", "i % 256"],
  uint16: ["USMALLINT", "(i * 7) % 65536"],
  uint32: ["UINTEGER", "i * 400009"],
  uint64: ["UBIGINT", "i::UBIGINT * 1800000000000001"],
  float32: ["FLOAT", "(i - 5000) / 8"],
  float64: ["DOUBLE", "(i - 5000) / 8"],
  date: ["DATE", "DATE '1970-01-01' + (i - 3000)::INTEGER"],
  timestamp: ["TIMESTAMP WITH TIME ZONE", "make_timestamp(i * 86399000001) AT TIME ZONE 'UTC'"],
  "string[]": ["VARCHAR[]", "[('x' || k) FOR k IN range(i % 4)]"],
  "int32[]": ["INTEGER[]", "[i + k FOR k IN range(i % 3)]"],
};

function tableOfAllTypes(nullable: boolean): Table {
  const columns = COLUMN_TYPES.map((type) => columnSpec(type, type, nullable));
  const data = COLUMN_TYPES.map((type) =>
    Array.from({ length: ROWS }, (_, i) => nullable && i % 7 === 0 ? null : cellOf(type, i))
  );
  return makeTable(columns, data);
}

/** The same table, computed by DuckDB. */
function expectedSql(nullable: boolean): string {
  const columns = COLUMN_TYPES.map((type) => {
    const value = nullable ? `CASE WHEN i % 7 <> 0 THEN ${SQL[type][1]} END` : SQL[type][1];
    return `(${value})::${SQL[type][0]} AS "${type}"`;
  });
  return `SELECT ${columns.join(", ")} FROM range(${ROWS}) AS numbers(i)`;
}

const WAYS: readonly ParquetOptions[] = [
  {},
  { codec: "snappy", purpose: "speed" },
  { codec: "none", rowGroupRows: 777 },
  { encodings: Object.fromEntries(COLUMN_TYPES.map((type) => [type, "delta"])) },
  { encodings: Object.fromEntries(COLUMN_TYPES.map((type) => [type, "split"])) },
  { encodings: Object.fromEntries(COLUMN_TYPES.map((type) => [type, "dictionary"])) },
];

for (const nullable of [false, true]) {
  const name = nullable ? "with nulls" : "without nulls";
  Deno.test(`DuckDB reads every column type ${name} with the right type and value`, async () => {
    await using bench = await Bench.open();
    await bench.connection.run(`CREATE TABLE expected AS ${expectedSql(nullable)}`);
    for (const [i, options] of WAYS.entries()) {
      const path = `${bench.directory}/${i}.parquet`;
      await Deno.writeFile(path, encodeParquet(tableOfAllTypes(nullable), options));

      const types = await bench.rows(
        `SELECT column_name, column_type FROM (DESCRIBE FROM '${path}')`,
      );
      const missing = await bench.rows(`FROM expected EXCEPT ALL FROM '${path}'`);
      const [[count]] = await bench.rows(`SELECT count(*) FROM '${path}'`) as [[unknown]];

      assert.deepEqual(types, COLUMN_TYPES.map((type) => [type, SQL[type][0]]));
      assert.deepEqual(missing, [], JSON.stringify(options));
      assert.equal(count, String(ROWS));
    }
  });
}

Deno.test("DuckDB finds the same bounds, sums and nulls, and no bounds that lie", async () => {
  await using bench = await Bench.open();
  const path = `${bench.directory}/t.parquet`;
  await Deno.writeFile(path, encodeParquet(tableOfAllTypes(true), { rowGroupRows: 1000 }));
  const numeric = ["int8", "int32", "int64", "uint8", "uint32", "uint64", "float32", "float64"];
  const ordered = [...numeric, "string", "date", "timestamp", "bool"];
  const aggregates = [
    ...numeric.map((type) => `sum("${type}")`),
    ...ordered.flatMap((type) => [`min("${type}")`, `max("${type}")`, `count("${type}")`]),
  ];

  const [found] = await bench.rows(`SELECT ${aggregates.join(", ")} FROM '${path}'`);
  const [expected] = await bench.rows(
    `SELECT ${aggregates.join(", ")} FROM (${expectedSql(true)})`,
  );
  const nulls = await bench.rows(
    `SELECT DISTINCT stats_null_count FROM parquet_metadata('${path}') WHERE path_in_schema = 'int8'`,
  );
  const [[rows]] = await bench.rows(
    `SELECT count(*) FROM '${path}' WHERE "timestamp" BETWEEN '1970-01-10' AND '1970-01-20'`,
  ) as [[unknown]];

  assert.deepEqual(found, expected);
  assert.deepEqual(nulls.flat().sort(), ["142", "143"]); // of 1000 rows, every seventh
  assert.equal(rows, "9"); // a row a day less one second, from the 10th to the 19th; one of them null
});

Deno.test("DuckDB opens a file without rows and finds its columns", async () => {
  await using bench = await Bench.open();
  const path = `${bench.directory}/empty.parquet`;
  const { columns } = tableOfAllTypes(false);
  await Deno.writeFile(path, encodeParquet(makeTable(columns, columns.map(() => []))));

  assert.deepEqual(await bench.rows(`SELECT count(*) FROM '${path}'`), [["0"]]);
  assert.equal((await bench.rows(`DESCRIBE FROM '${path}'`)).length, columns.length);
});

Deno.test("DuckDB shows momo's key-value metadata", async () => {
  await using bench = await Bench.open();
  const path = `${bench.directory}/t.parquet`;
  const table = tableOfAllTypes(false);
  await Deno.writeFile(path, encodeParquet(table, { metadata: { "momo.schema": "3" } }));

  const keys = await bench.rows(
    `SELECT key::VARCHAR, value::VARCHAR FROM parquet_kv_metadata('${path}') ORDER BY ALL`,
  );

  assert.deepEqual(keys.map(([key]) => key), ["momo.causality", "momo.columns", "momo.schema"]);
  assert.equal(keys[2]?.[1], "3");
});

const CODECS: readonly (Codec | "gzip" | "brotli")[] = ["none", "snappy", "zstd", "gzip", "brotli"];

Deno.test("momo reads what DuckDB writes, in its pages, encodings and codecs", async () => {
  await using bench = await Bench.open();
  const table = tableOfAllTypes(true);
  for (const codec of CODECS) {
    for (const version of ["V1", "V2"]) {
      const path = `${bench.directory}/${codec}-${version}.parquet`;
      await bench.connection.run(
        `COPY (${expectedSql(true)}) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 4096,
         CODEC ${codec === "none" ? "uncompressed" : codec}, PARQUET_VERSION ${version})`,
      );

      using file = openParquet(path);
      const readable = file.read({ where: [{ column: "uint32", op: "<", value: 2 ** 40 }] });
      const present = Array.from({ length: ROWS }, (_, i) => i).filter((i) => i % 7 !== 0);

      const expected = cellsByColumn(table).map((cells) => present.map((i) => cells[i]!));
      assert.deepEqual(cellsByColumn(readable), expected, path);
      assert.deepEqual(cellsByColumn(file.read()), cellsByColumn(table), path);
    }
  }
});

Deno.test("timestamps of other units become nanoseconds, types that momo has not are left out", async () => {
  await using bench = await Bench.open();
  const path = `${bench.directory}/foreign.parquet`;
  await bench.connection.run(
    `COPY (SELECT TIMESTAMP_MS '2025-03-24 13:30:00.125' AS ms, TIMESTAMP '2025-03-24 13:30:00.000001' AS us,
     1.5::DECIMAL(9, 2) AS exact, {'a': 1} AS record, 7 AS n) TO '${path}'`,
  );

  using file = openParquet(path);
  const read = file.read();

  assert.deepEqual(read.columns.map(({ name, type }) => [name, type]), [
    ["ms", "timestamp"],
    ["us", "timestamp"],
    ["n", "int32"],
  ]);
  assert.deepEqual(cellsByColumn(read), [
    [1_742_823_000_125_000_000n],
    [1_742_823_000_000_001_000n],
    [7],
  ]);
});
