/** Parquet and Arrow files of `momo load` as DuckDB and Arrow's own reader see them, against an independent reading. */
import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import { tableFromIPC } from "apache-arrow";
import { readRange } from "../../../src/io/bytes/byte_source.ts";
import { openFileSource } from "../../../src/io/bytes/file_source.ts";
import { decodeFrame } from "../../../src/io/zstd/decode_frame.ts";
import { walkFrames } from "../../../src/io/zstd/frames.ts";
import { fieldsOf } from "../dbn/oracle.ts";
import { type OracleReading, oracleReadings } from "../dbn/oracle_records.ts";
import { namesIn } from "../dbn/shared_data.ts";
import { TemporaryDirectory } from "../store/temporary_directory.ts";
import { loadBytes } from "./run_load.ts";

const SAMPLE = "testdata/sample";
const REFERENCE = "../shared/data/dbn";

/** The content of a file piece by piece: frames of batch deliveries end with whole records, but for those of two files. */
function contentOf(path: string): Uint8Array {
  using source = openFileSource(path);
  if (!path.endsWith(".zst")) return readRange(source, 0, source.size);
  const parts = [...walkFrames(source)].map((frame) => decodeFrame(source, frame));
  const content = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    content.set(part, at);
    at += part.length;
  }
  return content;
}

function readingsOf(path: string): OracleReading[] {
  const content = contentOf(path);
  const start = 8 + new DataView(content.buffer).getUint32(4, true);
  return oracleReadings(content.subarray(start));
}

/** Rows of SQL over `FILE`, 64-bit integers as strings. */
async function query(bytes: Uint8Array, sql: string): Promise<unknown[][]> {
  await using directory = await TemporaryDirectory.create();
  const path = directory.file("x.parquet");
  await Deno.writeFile(path, bytes);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(sql.replaceAll("FILE", `'${path}'`));
    return reader.getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** DuckDB's type of each of the oracle's. */
const DUCKDB_TYPES: Readonly<Record<string, string>> = {
  px: "BIGINT",
  ts: "TIMESTAMP WITH TIME ZONE", // which in DuckDB counts microseconds
  u64: "UBIGINT",
  i64: "BIGINT",
  u32: "UINTEGER",
  i32: "INTEGER",
  u16: "USMALLINT",
  i16: "SMALLINT",
  u8: "UTINYINT",
  i8: "TINYINT",
  char: "VARCHAR",
  "char!": "VARCHAR",
  s: "VARCHAR",
};

/** The largest value of a type, which stands for an undefined one in fields that may have none. */
const LARGEST: Readonly<Record<string, bigint>> = {
  px: 2n ** 63n - 1n,
  ts: 2n ** 64n - 1n,
  i64: 2n ** 63n - 1n,
  u32: 2n ** 32n - 1n,
  i32: 2n ** 31n - 1n,
  u16: 2n ** 16n - 1n,
  i16: 2n ** 15n - 1n,
  u8: 2n ** 8n - 1n,
  i8: 2n ** 7n - 1n,
};

/** A time as precise as DuckDB's type for times with a zone. */
function wholeMicroseconds(epochNs: bigint): bigint {
  return epochNs - epochNs % 1000n;
}

/** Sum of the values of a field and their number, with or without those that are the largest of its type. */
function sumOf(
  readings: readonly OracleReading[],
  { name, type }: { readonly name: string; readonly type: string },
  hasNulls: boolean,
): [string, string] {
  const all = readings.map(({ record }) => BigInt(record[name] as bigint | number));
  const defined = hasNulls ? all.filter((value) => value !== LARGEST[type]) : all;
  const units = type === "ts" ? defined.map(wholeMicroseconds) : defined;
  return [String(units.reduce((sum, value) => sum + value, 0n)), String(defined.length)];
}

const SAMPLE_FILES = [
  "EQUS-20250106-EEF9QY68T8/equs-summary-20241031-20241227.ohlcv-1d.dbn.zst",
  "EQUS-20250106-N68MD56SMT/equs-mini-20241129.trades.dbn.zst",
  "EQUS-20250106-DRSYDZNRUW/equs-mini-20241126.mbp-1.dbn.zst",
  "EQUS-20250106-X6KUHKSMLZ/equs-mini-20241206.bbo-1s.dbn.zst",
  "XNAS-20250106-ADTUAENMXR/xnas-itch-20241105.status.dbn.zst",
  "XNAS-20250106-6UW3UPMKSF/xnas-itch-20241223-20241227.definition.dbn",
];

for (const name of SAMPLE_FILES) {
  const path = `${SAMPLE}/${name}`;

  Deno.test(`DuckDB agrees on types, counts and sums of ${name}`, async () => {
    const readings = readingsOf(path);
    const fields = fieldsOf(readings[0]!.layout);
    const bytes = await loadBytes([path], "x.parquet");

    const types = await query(bytes, "SELECT column_name, column_type FROM (DESCRIBE FROM FILE)");
    const numbers = fields.filter(({ type }) => !["s", "char", "char!"].includes(type));
    const sums = numbers.map(({ name, type }) => {
      const value = type === "ts" ? `epoch_ns("${name}")` : `"${name}"`;
      return `sum(${value}::HUGEINT)::VARCHAR, count("${name}")`;
    });
    const [row] = await query(bytes, `SELECT count(*), ${sums.join(", ")} FROM FILE`);

    const typeOf = new Map(types.map(([column, type]) => [column, type]));
    for (const { name, type } of fields) assert.equal(typeOf.get(name), DUCKDB_TYPES[type], name);
    assert.equal(typeOf.get("symbol"), "VARCHAR");
    assert.equal(typeOf.size, fields.length + 1);
    assert.equal(row![0], String(readings.length));
    for (const [i, field] of numbers.entries()) {
      const [sum, count] = [row![1 + 2 * i] ?? "0", row![2 + 2 * i]];
      assert.deepEqual([sum, count], sumOf(readings, field, count !== row![0]), field.name);
    }
  });

  Deno.test(`Arrow's own reader agrees with DuckDB on every value of ${name}`, async () => {
    const parquet = await loadBytes([path], "x.parquet");
    const arrow = tableFromIPC(await loadBytes([path], "x.arrow"));
    const stream = tableFromIPC(await loadBytes([path], "x.arrows"));
    const names = arrow.schema.fields.map((field) => field.name);
    const columns = arrow.schema.fields.map(({ name, type }) =>
      String(type).startsWith("Timestamp") ? `epoch_ns("${name}")::VARCHAR` : `"${name}"::VARCHAR`
    );

    const rows = await query(parquet, `SELECT ${columns.join(", ")} FROM FILE`);

    for (const table of [arrow, stream]) {
      assert.equal(table.numRows, rows.length);
      for (const [i, name] of names.entries()) {
        const vector = table.getChild(name)!;
        for (let row = 0; row < rows.length; row += 7) {
          const isTime = String(vector.type).startsWith("Timestamp");
          const isNull = !vector.isValid(row);
          const raw = isTime ? wholeMicroseconds(vector.data[0]!.values[row]) : vector.get(row);
          const value = isNull ? null : raw;
          assert.equal(value === null ? null : String(value), rows[row]![i], `${name} ${row}`);
        }
      }
    }
  });
}

Deno.test("Arrow's types are those of the fields, times with their zone, characters and symbols as dictionaries", async () => {
  const path = `${SAMPLE}/${SAMPLE_FILES[1]}`;
  const ints = tableFromIPC(await loadBytes([path], "x.arrow"));
  const floats = tableFromIPC(await loadBytes([path, "--prices", "float"], "x.arrow"));

  const types = Object.fromEntries(
    ints.schema.fields.map(({ name, type }) => [name, String(type)]),
  );
  assert.equal(types.ts_recv, "Timestamp<NANOSECOND, UTC>");
  assert.equal(types.price, "Int64");
  assert.equal(types.action, "Dictionary<Int32, Utf8>");
  assert.equal(types.symbol, "Dictionary<Int32, Utf8>");
  assert.equal(types.flags, "Uint8");
  assert.equal(String(floats.schema.fields.find(({ name }) => name === "price")!.type), "Float64");
  assert.equal(ints.schema.metadata.get("momo.schema"), "trades");
  assert.equal(ints.schema.metadata.get("momo.price_unit"), "1e-9");
  assert.equal(floats.schema.metadata.get("momo.price_unit"), "1");
});

Deno.test("Parquet says what its records are", async () => {
  const path = `${SAMPLE}/${SAMPLE_FILES[1]}`;
  const bytes = await loadBytes([path], "x.parquet");

  const rows = await query(
    bytes,
    "SELECT decode(key), decode(value) FROM parquet_kv_metadata(FILE)",
  );

  const entries = new Map(rows as [string, string][]);
  assert.equal(entries.get("momo.dataset"), "EQUS.MINI");
  assert.equal(entries.get("momo.schema"), "trades");
  assert.equal(entries.get("momo.dbn_version"), "1");
  assert.equal(entries.get("momo.time_unit"), "ns since 1970-01-01 UTC");
  assert.equal(JSON.parse(entries.get("momo.dbn_metadata")!).dataset, "EQUS.MINI");
});

Deno.test("prices as float64 are the exact decimals' nearest doubles", async () => {
  const path = `${SAMPLE}/${SAMPLE_FILES[1]}`;
  const ints = await query(await loadBytes([path], "x.parquet"), "SELECT price FROM FILE");
  const floats = await query(
    await loadBytes([path, "--prices", "float"], "x.parquet"),
    "SELECT price FROM FILE",
  );

  assert.deepEqual(floats, ints.map(([price]) => [Number(price) / 1e9]));
});

Deno.test("--pretty means prices as float64, unless --prices says otherwise", async () => {
  const path = `${SAMPLE}/${SAMPLE_FILES[1]}`;
  const type = async (...flags: string[]) => {
    const table = tableFromIPC(await loadBytes([path, ...flags], "x.feather"));
    return String(table.schema.fields.find(({ name }) => name === "price")!.type);
  };

  assert.equal(await type("--pretty"), "Float64");
  assert.equal(await type("--pretty-px"), "Float64");
  assert.equal(await type("--pretty-ts"), "Int64");
  assert.equal(await type("--pretty", "--prices", "int"), "Int64");
});

Deno.test("symbols of Parquet are those of the delivery", async () => {
  const bytes = await loadBytes([`${SAMPLE}/${SAMPLE_FILES[2]}`], "x.parquet");

  const rows = await query(
    bytes,
    "SELECT symbol, count(DISTINCT instrument_id), count(*) FROM FILE GROUP BY ALL ORDER BY ALL",
  );

  assert.deepEqual(rows.map(([symbol]) => symbol), ["QZAF", "XUVO"]);
});

Deno.test("every reference file becomes Parquet and Arrow with as many rows as it has records", async () => {
  const names = namesIn(REFERENCE, "the reference files").filter((name) =>
    /\.dbn(\.zst)?$/.test(name)
  );
  for (const name of names) {
    const path = `${REFERENCE}/${name}`;
    const readings = readingsOf(path);

    const [[count]] = await query(
      await loadBytes([path], "x.parquet"),
      "SELECT count(*) FROM FILE",
    ) as [
      [string],
    ];
    const arrow = tableFromIPC(await loadBytes([path], "x.arrow"));

    assert.equal(Number(count), readings.length, name);
    assert.equal(arrow.numRows, readings.length, name);
  }
});
