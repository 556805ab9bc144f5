import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Table as ArrowTable, tableFromIPC, type Vector } from "apache-arrow";
import fc from "fast-check";
import {
  type Cell,
  type ColumnType,
  makeTable,
  type Table,
} from "../../../src/core/columns/table.ts";
import { ArrowEncoder, type ArrowFormat, encodeArrow } from "../../../src/io/arrow/encoder.ts";
import { cellsByColumn, columnSpec, randomTable } from "../parquet/random_table.ts";

const FORMATS: readonly ArrowFormat[] = ["stream", "file"];

/** A value as Arrow's own reader gives it, in the form of a cell; times are read from the raw numbers. */
function cellOf(type: ColumnType, vector: Vector, row: number): Cell {
  const value: unknown = vector.get(row);
  if (value === null) return null;
  if (type === "string[]" || type === "int32[]") return [...value as Iterable<string>];
  if (type === "timestamp" || type === "date") return rawOf(vector, row);
  return value as Cell;
}

function rawOf(vector: Vector, row: number): Cell {
  let first = 0;
  for (const { length, values } of vector.data) {
    if (row < first + length) return values[row - first];
    first += length;
  }
  throw new RangeError(`row ${row}`);
}

function readCells(table: ArrowTable, { columns }: Table): Cell[][] {
  return columns.map(({ type }, i) =>
    Array.from({ length: table.numRows }, (_, row) => cellOf(type, table.getChildAt(i)!, row))
  );
}

Deno.test("Arrow's own reader gets back every type, null and value", async () => {
  await fc.assert(
    fc.asyncProperty(randomTable(60), fc.constantFrom(...FORMATS), async (table, format) => {
      const read = tableFromIPC(await encodeArrow(table, { format }));

      assert.equal(read.numRows, table.length);
      assert.deepEqual(
        read.schema.fields.map(({ name, nullable }) => [name, nullable]),
        table.columns.map(({ name, nullable }) => [name, nullable]),
      );
      assert.deepEqual(readCells(read, table), cellsByColumn(table));
    }),
    { numRuns: 300 },
  );
});

Deno.test("columns have the Arrow types that readers expect", async () => {
  const types = {
    string: "Dictionary<Int32, Utf8>",
    bool: "Bool",
    int8: "Int8",
    uint64: "Uint64",
    float32: "Float32",
    float64: "Float64",
    date: "Date32<DAY>",
    timestamp: "Timestamp<NANOSECOND, UTC>",
    "string[]": "List<Utf8>",
    "int32[]": "List<Int32>",
  } as const satisfies Partial<Record<ColumnType, string>>;
  const names = Object.keys(types) as (keyof typeof types)[];
  const table = makeTable(names.map((type) => columnSpec(type, type)), names.map(() => []));

  const { schema } = tableFromIPC(await encodeArrow(table));

  assert.deepEqual(
    schema.fields.map((field) => [field.name, String(field.type)]),
    Object.entries(types),
  );
});

const SPECS = [
  { ...columnSpec("symbol", "string"), help: "Raw symbol" },
  { ...columnSpec("eod_rvol", "float32", true), unit: "ratio", causality: "eod" as const },
];

function batch(symbols: readonly string[], rvol: readonly number[]): Table {
  return makeTable(SPECS, [symbols, Float32Array.from(rvol)]);
}

const BATCHES = [
  batch(["MLGO", "AAPL"], [1, NaN]),
  batch([], []),
  batch(["AAPL", "TSLA", "MLGO"], [2, 3, NaN]),
];

async function encodeBatches(
  format: ArrowFormat,
  strings: Readonly<Record<string, readonly string[]>> = {},
): Promise<Uint8Array> {
  const encoder = await ArrowEncoder.create(SPECS, { format, strings });
  const pieces = [
    encoder.header(),
    ...BATCHES.map((table) => encoder.batch(table)),
    encoder.footer(),
  ];
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

for (const format of FORMATS) {
  Deno.test(`batches with new strings are read as one table from a ${format}`, async () => {
    const read = tableFromIPC(await encodeBatches(format));

    assert.deepEqual(read.getChild("symbol")?.toJSON(), ["MLGO", "AAPL", "AAPL", "TSLA", "MLGO"]);
    assert.deepEqual(read.getChild("eod_rvol")?.toJSON(), [1, null, 2, 3, null]);
  });

  Deno.test(`the same table gives the same ${format}, also in another process`, async () => {
    const sha256 = createHash("sha256").update(await encodeBatches(format)).digest("hex");

    const expected = {
      stream: "95179cb422b7f039df617e1036de2f65381ed63852826abb5a797198c828746e",
      file: "a9fea6bc9fd5e51065322cfb8ddfb8d0a6bd93fe718d759a6d93965d00a5d180",
    };
    assert.equal(sha256, expected[format]);
  });
}

Deno.test("strings known beforehand are in the dictionary from the first batch on", async () => {
  const bytes = await encodeBatches("file", { symbol: ["AAPL", "MLGO", "TSLA"] });

  const [first] = tableFromIPC(bytes).getChild("symbol")!.data;
  assert.deepEqual(first?.dictionary?.toJSON(), ["AAPL", "MLGO", "TSLA"]);
});

Deno.test("the first piece of a stream is enough to know its columns", async () => {
  const encoder = await ArrowEncoder.create(SPECS, { metadata: { "momo.schema": "1" } });

  const { schema } = tableFromIPC(encoder.header());

  assert.deepEqual([...schema.metadata], [["momo.schema", "1"]]);
  assert.deepEqual(Object.fromEntries(schema.fields[1]!.metadata), {
    unit: "ratio",
    causality: "eod",
    help: "",
  });
});

Deno.test("typed arrays are written as they are, not converted one by one", async () => {
  const prices = Float64Array.from({ length: 1000 }, (_, i) => i / 3);
  const table = makeTable([columnSpec("price", "float64")], [prices]);

  const bytes = await encodeArrow(table);

  const wanted = new Uint8Array(prices.buffer);
  const text = (part: Uint8Array) => new TextDecoder("latin1").decode(part);
  assert.ok(text(bytes).includes(text(wanted)));
});

Deno.test("values that are not of their column's type are a bug", async () => {
  const cases: readonly (readonly [ColumnType, readonly Cell[]])[] = [
    ["uint8", [256]],
    ["float32", [NaN]],
    ["string", [null]],
    ["string[]", ["a"]],
    ["int32[]", [[1.5]]],
  ];
  for (const [type, cells] of cases) {
    const table = makeTable([columnSpec("c", type)], [cells]);
    await assert.rejects(encodeArrow(table), TypeError, `${type}: ${String(cells)}`);
  }
});
