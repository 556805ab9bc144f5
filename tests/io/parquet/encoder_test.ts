import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { parquetMetadata } from "hyparquet";
import { type Cell, type ColumnType, makeTable } from "../../../src/core/columns/table.ts";
import type { ColumnEncoding } from "../../../src/io/parquet/column_layout.ts";
import { encodeParquet, ParquetEncoder, parquetPieces } from "../../../src/io/parquet/encoder.ts";
import { openParquet } from "../../../src/io/parquet/parquet_file.ts";
import { cellsByColumn, columnSpec, randomTable } from "./random_table.ts";

const options = fc.record({
  codec: fc.constantFrom("zstd", "snappy", "none"),
  purpose: fc.constantFrom("size", "speed"),
  rowGroupRows: fc.integer({ min: 1, max: 60 }),
  encoding: fc.constantFrom<ColumnEncoding[]>("auto", "plain", "dictionary", "delta", "split"),
});

Deno.test("a table is the same after it was written and read, in every encoding and codec", () => {
  fc.assert(
    fc.property(randomTable(80), options, (table, { encoding, ...rest }) => {
      const encodings = Object.fromEntries(table.columns.map(({ name }) => [name, encoding]));

      const bytes = encodeParquet(table, { ...rest, encodings });
      using file = openParquet(bytes);
      const read = file.read();

      assert.deepEqual(read.columns, table.columns);
      assert.equal(read.length, table.length);
      assert.deepEqual(cellsByColumn(read), cellsByColumn(table));
    }),
    { numRuns: 300 },
  );
});

Deno.test("long columns are cut into pages and row groups, and come back whole", () => {
  const rows = 100_000;
  const lists = Array.from(
    { length: rows },
    (_, i): Cell => i % 5 === 0 ? null : Array.from({ length: i % 4 }, (_, k) => i + k),
  );
  const table = makeTable(
    [
      columnSpec("symbol", "string"),
      columnSpec("price", "float64", true),
      columnSpec("ts", "timestamp"),
      columnSpec("lists", "int32[]", true),
    ],
    [
      Array.from({ length: rows }, (_, i) => `S${i >> 12}`),
      Float64Array.from({ length: rows }, (_, i) => i % 7 === 0 ? NaN : i / 4),
      BigInt64Array.from({ length: rows }, (_, i) => 1_700_000_000_000_000_000n + BigInt(i * i)),
      lists,
    ],
  );

  const bytes = encodeParquet(table);
  using file = openParquet(bytes);

  assert.deepEqual(cellsByColumn(file.read()), cellsByColumn(table));
  const { row_groups } = parquetMetadata(bytes);
  assert.deepEqual(row_groups.map((group) => Number(group.num_rows)), [65_536, 34_464]);
});

const GOLDEN = makeTable(
  [
    columnSpec("symbol", "string"),
    columnSpec("date", "date"),
    columnSpec("ts", "timestamp"),
    columnSpec("score", "float32", true),
    columnSpec("count", "uint32", true),
  ],
  [
    ["MLGO", "MLGO", "AAPL"],
    Int32Array.of(20_171, 20_172, 20_171),
    BigInt64Array.of(1_742_817_600_000_000_001n, 1_742_904_000_000_000_002n, 0n),
    Float32Array.of(0.25, NaN, 0.5),
    [7, null, 4_294_967_295],
  ],
);

Deno.test("the same table gives the same bytes, also in another process", () => {
  const settings = {
    codec: "none",
    metadata: { "momo.schema": "1" },
    sortedBy: ["symbol"],
  } as const;

  const sha256 = createHash("sha256").update(encodeParquet(GOLDEN, settings)).digest("hex");

  // Of an earlier run; a difference means that every index changes, which needs a new schema version.
  assert.equal(sha256, "3ee799423d47d86bd4dcc4db7ab13d424c73c03581306163517e5c237ddf5a8a");
  fc.assert(fc.property(randomTable(40), (table) => {
    assert.deepEqual(encodeParquet(table), encodeParquet(structuredClone(table)));
  }));
});

Deno.test("writing piece by piece gives the bytes of writing at once", () => {
  const pieces = [...parquetPieces(GOLDEN.columns, [GOLDEN])].flatMap((piece) => [...piece]);

  assert.deepEqual(Uint8Array.from(pieces), new Uint8Array(encodeParquet(GOLDEN)));
});

Deno.test("tables of the same columns are joined in one file, each in row groups of its own", () => {
  const tables = [GOLDEN, makeTable(GOLDEN.columns, GOLDEN.columns.map(() => [])), GOLDEN];

  const pieces = [...parquetPieces(GOLDEN.columns, tables)].flatMap((piece) => [...piece]);
  using file = openParquet(Uint8Array.from(pieces));

  const once = cellsByColumn(GOLDEN);
  assert.deepEqual(cellsByColumn(file.read()), once.map((cells) => [...cells, ...cells]));
});

Deno.test("the file says who wrote it, its units, causality marks and its order", () => {
  const marked = makeTable(
    [
      { ...columnSpec("ts", "timestamp"), help: "When" },
      { ...columnSpec("eod_rvol", "float32", true), unit: "ratio", causality: "eod" },
      { ...columnSpec("fut_gain", "float32"), unit: "fraction", causality: "fut" },
    ],
    [BigInt64Array.of(1n), Float32Array.of(1), Float32Array.of(2)],
  );

  const bytes = encodeParquet(marked, { sortedBy: ["ts"], metadata: { "momo.config": "abc" } });

  const { created_by, row_groups } = parquetMetadata(bytes);
  assert.equal(created_by, "momo");
  assert.deepEqual(row_groups[0]?.sorting_columns, [
    { column_idx: 0, descending: false, nulls_first: false },
  ]);
  using file = openParquet(bytes);
  assert.deepEqual(file.columns, marked.columns);
  assert.equal(file.metadata.get("momo.config"), "abc");
  assert.deepEqual(JSON.parse(file.metadata.get("momo.causality") ?? ""), {
    eod: ["eod_rvol"],
    fut: ["fut_gain"],
  });
});

Deno.test("a column that may not be null is REQUIRED", () => {
  const { schema } = parquetMetadata(encodeParquet(GOLDEN));

  const repetition = new Map(schema.slice(1).map((leaf) => [leaf.name, leaf.repetition_type]));
  assert.equal(repetition.get("ts"), "REQUIRED");
  assert.equal(repetition.get("score"), "OPTIONAL");
});

Deno.test("values that are not of their column's type are a bug, not a file", () => {
  const cases: readonly (readonly [ColumnType, readonly Cell[]])[] = [
    ["uint8", [256]],
    ["int8", [-129]],
    ["int32", [1.5]],
    ["uint32", [-1]],
    ["int64", [2n ** 63n]],
    ["int64", [0.5]],
    ["uint64", [-1n]],
    ["timestamp", ["2025-03-24"]],
    ["bool", [2]],
    ["string", [7]],
    ["float64", ["1"]],
    ["string[]", ["a"]],
    ["int32[]", [["a"]]],
    ["float32", [null]],
    ["float32", [NaN]],
    ["string", [null]],
    ["int32[]", [null]],
  ];
  for (const [type, cells] of cases) {
    const table = makeTable([columnSpec("c", type)], [cells]);
    assert.throws(() => encodeParquet(table), TypeError, `${type}: ${String(cells)}`);
  }
  const flags = makeTable([columnSpec("c", "bool")], [Uint8Array.of(2)]);
  assert.throws(() => encodeParquet(flags), TypeError);
});

Deno.test("options for columns that there are not are a bug", () => {
  assert.throws(() => encodeParquet(GOLDEN, { encodings: { nope: "plain" } }), RangeError);
  assert.throws(() => encodeParquet(GOLDEN, { sortedBy: ["nope"] }), RangeError);
  assert.throws(() => encodeParquet(GOLDEN, { rowGroupRows: 0 }), RangeError);
  const other = new ParquetEncoder([columnSpec("other", "string")]);
  assert.throws(() => [...other.rowGroups(GOLDEN)], RangeError);
});
