import assert from "node:assert/strict";
import fc from "fast-check";
import { type Cell, makeTable, type Table } from "../../../src/core/columns/table.ts";
import { MomoError } from "../../../src/core/error.ts";
import { encodeParquet } from "../../../src/io/parquet/encoder.ts";
import { openParquet } from "../../../src/io/parquet/parquet_file.ts";
import type { Operand, Predicate } from "../../../src/io/parquet/predicate.ts";
import { CountingSource } from "./counting_source.ts";
import { cellsByColumn, columnSpec, randomTable } from "./random_table.ts";

const OPS = ["=", "!=", "<", "<=", ">", ">="] as const;

/** Order of two values as UTF-8 text or numbers, written down a second time. */
function order(a: Operand, b: Operand): number {
  if (typeof a !== "string" || typeof b !== "string") return Number(a > b) - Number(a < b);
  const [left, right] = [[...a], [...b]].map((text) => text.map((char) => char.codePointAt(0)!));
  for (const [i, codePoint] of left!.entries()) {
    if (codePoint !== right![i]) return codePoint - (right![i] ?? -1);
  }
  return left!.length - right!.length;
}

function fulfils(predicate: Predicate, cell: Cell): boolean {
  if (cell === null || typeof cell === "object") return false;
  if (predicate.op === "in") return predicate.values.some((value) => order(cell, value) === 0);
  const difference = order(cell, predicate.value);
  switch (predicate.op) {
    case "=":
      return difference === 0;
    case "!=":
      return difference !== 0;
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
  }
}

/** A condition on a column of the table, mostly with a value that occurs in it. */
function predicateOn(table: Table): fc.Arbitrary<Predicate | undefined> {
  const cells = cellsByColumn(table);
  const operands = table.columns.flatMap(({ name }, i) =>
    cells[i]!.flatMap((cell) =>
      cell === null || typeof cell === "object" ? [] : [[name, cell] as const]
    )
  );
  if (operands.length === 0) return fc.constant(undefined);
  const operand = fc.constantFrom(...operands);
  return fc.tuple(operand, fc.constantFrom(...OPS, "in" as const)).map(([[column, value], op]) =>
    op === "in" ? { column, op, values: [value] } : { column, op, value }
  );
}

Deno.test("read() with conditions gives the rows that a search through all rows finds", () => {
  const cases = randomTable(60).chain((table) =>
    fc.tuple(
      fc.constant(table),
      fc.array(predicateOn(table), { maxLength: 2 }),
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom("size", "speed"),
    )
  );
  fc.assert(
    fc.property(cases, ([table, drawn, rowGroupRows, purpose]) => {
      const where = drawn.filter((predicate) => predicate !== undefined);
      using file = openParquet(encodeParquet(table, { rowGroupRows, purpose }));

      const read = cellsByColumn(file.read({ where }));

      const cells = cellsByColumn(table);
      const column = (name: string) =>
        cells[table.columns.findIndex((spec) => spec.name === name)]!;
      const rows = Array.from({ length: table.length }, (_, row) => row)
        .filter((row) => where.every((one) => fulfils(one, column(one.column)[row]!)));
      assert.deepEqual(read, cells.map((all) => rows.map((row) => all[row]!)));
    }),
    { numRuns: 500 },
  );
});

/** 64 row groups of 1000 rows; one symbol per row group. */
const SYMBOLS = 64;
const ROWS = 1000;
const SORTED = makeTable(
  [
    columnSpec("symbol", "string"),
    columnSpec("date", "date"),
    columnSpec("ts", "timestamp"),
    columnSpec("price", "float64"),
  ],
  [
    Array.from({ length: SYMBOLS * ROWS }, (_, i) => `S${100 + Math.floor(i / ROWS)}`),
    Int32Array.from({ length: SYMBOLS * ROWS }, (_, i) => 20_000 + (i % ROWS)),
    BigInt64Array.from({ length: SYMBOLS * ROWS }, (_, i) => BigInt(i) * 1_000_003n),
    Float64Array.from({ length: SYMBOLS * ROWS }, (_, i) => Math.sin(i)),
  ],
);
const SORTED_BYTES = encodeParquet(SORTED, { rowGroupRows: ROWS, codec: "none", purpose: "speed" });

Deno.test("opening a file reads its end only", () => {
  const source = new CountingSource(SORTED_BYTES);

  using file = openParquet(source);

  assert.equal(file.length, SYMBOLS * ROWS);
  assert.ok(source.bytesRead <= 64 * 1024, `${source.bytesRead} of ${source.size} bytes`);
});

Deno.test("row groups that the statistics rule out are not read", () => {
  const cases: readonly (readonly [Predicate, number])[] = [
    [{ column: "symbol", op: "=", value: "S110" }, 1],
    [{ column: "symbol", op: "in", values: ["S100", "S163", "S999"] }, 2],
    [{ column: "symbol", op: "<", value: "S102" }, 2],
    [{ column: "symbol", op: ">=", value: "S162" }, 2],
    [{ column: "symbol", op: "=", value: "T" }, 0],
    [{ column: "ts", op: "<=", value: 1000n * 1_000_003n }, 2],
    [{ column: "date", op: ">", value: 20_999 }, 0],
  ];
  for (const [predicate, groups] of cases) {
    const source = new CountingSource(SORTED_BYTES);
    using file = openParquet(source);
    const before = source.bytesRead;

    file.read({ where: [predicate] });

    const groupBytes = ROWS * (4 + 8 + 8 + 8) + 200; // one column may be read twice, as a gap
    const read = source.bytesRead - before;
    assert.ok(read <= groups * groupBytes, `${JSON.stringify(predicate.column)}: ${read} bytes`);
    assert.equal(read > 0, groups > 0);
  }
});

Deno.test("columns that are not wanted are not read, nor others where no row is left", () => {
  const source = new CountingSource(SORTED_BYTES);
  using file = openParquet(source);
  const start = source.bytesRead;
  const gap = 32 * 1024; // of other columns, at most, rather than another read

  const dates = file.read({ columns: ["date"] });
  const dateBytes = source.bytesRead - start;
  file.read({
    where: [{ column: "date", op: "=", value: 20_500 }, { column: "price", op: "=", value: 7 }],
  });

  assert.equal(dates.columns.length, 1);
  assert.ok(dateBytes < SYMBOLS * (ROWS * 4 + 100), `${dateBytes}`);
  assert.ok(source.bytesRead - start - dateBytes < SYMBOLS * (ROWS * 4 + ROWS * 8 + gap));
  assert.deepEqual(file.read({ columns: ["price", "date"] }).columns.map(({ name }) => name), [
    "price",
    "date",
  ]);
});

Deno.test("read() names the columns that there are when asked for another one", () => {
  using file = openParquet(SORTED_BYTES);

  assert.throws(() => file.read({ columns: ["rvol"] }), {
    code: "not_found",
    message: 'Cannot read column "rvol" of "(memory)": wanted one of symbol, date, ts, price',
  });
});

Deno.test("a table without rows keeps its columns", () => {
  const empty = makeTable(SORTED.columns, SORTED.columns.map(() => []));
  using file = openParquet(encodeParquet(empty));

  const read = file.read({ where: [{ column: "symbol", op: "=", value: "MLGO" }] });

  assert.equal(read.length, 0);
  assert.deepEqual(read.columns, SORTED.columns);
});

Deno.test("closing the file closes its source", () => {
  const source = new CountingSource(SORTED_BYTES);

  openParquet(source)[Symbol.dispose]();

  assert.ok(source.isClosed);
});

const SMALL = encodeParquet(
  makeTable(
    [
      columnSpec("symbol", "string", true),
      columnSpec("price", "float32", true),
      columnSpec("ts", "timestamp"),
      columnSpec("lists", "int32[]"),
    ],
    [
      Array.from({ length: 400 }, (_, i) => i % 3 === 0 ? null : `S${i % 10}`),
      Float32Array.from({ length: 400 }, (_, i) => i % 4 === 0 ? NaN : i),
      BigInt64Array.from({ length: 400 }, (_, i) => BigInt(i ** 3)),
      Array.from({ length: 400 }, (_, i) => Array.from({ length: i % 3 }, (_, k) => k)),
    ],
  ),
  { rowGroupRows: 128 },
);

/** Reads everything; the only error that damage may cause is an expected one. */
function readDamaged(bytes: Uint8Array): "read" | "refused" {
  try {
    using file = openParquet(bytes);
    file.read();
    return "read";
  } catch (error) {
    assert.ok(error instanceof MomoError, `${error}`);
    assert.ok(error.code === "bad_data" || error.code === "io", error.message);
    return "refused";
  }
}

Deno.test("a file cut off anywhere is refused in one sentence", () => {
  for (let length = 0; length < SMALL.length; length++) {
    assert.equal(readDamaged(SMALL.slice(0, length)), "refused");
  }
  assert.throws(() => openParquet(SMALL.slice(0, 1000)), {
    code: "bad_data",
    message:
      'Cannot read Parquet file "(memory)": it does not end with "PAR1"; it is cut off or no Parquet file',
  });
  assert.throws(() => openParquet(new Uint8Array(3)), {
    message: 'Cannot read Parquet file "(memory)": it has 3 bytes, wanted at least 12',
  });
});

Deno.test("a damaged file never leads to anything but a refusal or other values", () => {
  const damage = fc.array(fc.tuple(fc.nat(SMALL.length - 1), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });
  let refused = 0;
  fc.assert(
    fc.property(damage, (changes) => {
      const bytes = SMALL.slice();
      for (const [at, flip] of changes) bytes[at]! ^= flip;
      if (readDamaged(bytes) === "refused") refused++;
    }),
    { numRuns: 3000 },
  );
  assert.ok(refused > 100, `${refused}`);
});

Deno.test("damage inside a column is told with column and row group", () => {
  using file = openParquet(SMALL);
  const bytes = SMALL.slice();
  bytes.fill(0xff, 4, 60); // the first pages of the first column

  using damaged = openParquet(bytes);

  assert.throws(() => damaged.read(), {
    code: "bad_data",
    message: /^Cannot read Parquet file "\(memory\)": column "symbol" of row group 0 is damaged: /,
  });
  assert.deepEqual(damaged.read({ columns: ["ts"] }), file.read({ columns: ["ts"] }));
});

Deno.test("a missing file, a directory and a text file are told apart", async () => {
  const directory = await Deno.makeTempDir();
  const text = `${directory}/days.parquet`;
  await Deno.writeTextFile(text, "symbol,date\nMLGO,2025-03-24\n");

  assert.throws(() => openParquet(`${directory}/none`), { code: "not_found" });
  assert.throws(() => openParquet(directory), { code: "io" });
  assert.throws(() => openParquet(text), { code: "bad_data" });
  await Deno.remove(directory, { recursive: true });
});
