import fc from "fast-check";
import {
  type Cell,
  cellAt,
  type ColumnData,
  type ColumnSpec,
  type ColumnType,
  makeTable,
  type Table,
} from "../../../src/core/columns/table.ts";

/** All column types. */
export const COLUMN_TYPES = [
  "string",
  "bool",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "float32",
  "float64",
  "date",
  "timestamp",
  "string[]",
  "int32[]",
] as const satisfies readonly ColumnType[];

/** A column contract with nothing to say. */
export function columnSpec(name: string, type: ColumnType, nullable = false): ColumnSpec {
  return { name, type, unit: "", causality: "causal", nullable, help: "" };
}

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const text = fc.oneof(
  fc.constantFrom("", "MLGO", "é", "😀\uffff"),
  fc.string({ unit: "grapheme" }),
);
const float = { noNaN: true, noDefaultInfinity: false };

const CELLS: Readonly<Record<ColumnType, fc.Arbitrary<Exclude<Cell, null>>>> = {
  string: text,
  bool: fc.boolean(),
  int8: fc.integer({ min: -128, max: 127 }),
  int16: fc.integer({ min: -32_768, max: 32_767 }),
  int32,
  int64,
  uint8: fc.integer({ min: 0, max: 255 }),
  uint16: fc.integer({ min: 0, max: 65_535 }),
  uint32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  uint64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  float32: fc.float(float),
  float64: fc.double(float),
  date: int32,
  timestamp: int64,
  "string[]": fc.array(text, { maxLength: 4 }),
  "int32[]": fc.array(int32, { maxLength: 4 }),
};

/** Cells of one column: often the same few, now and then a long repetition, so that every kind of run occurs. */
function cellsOf(type: ColumnType, nullable: boolean, rows: number): fc.Arbitrary<Cell[]> {
  const value: fc.Arbitrary<Cell> = CELLS[type];
  const cell: fc.Arbitrary<Cell> = nullable
    ? fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) })
    : value;
  const run = fc.tuple(cell, fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 30 })));
  return fc.array(run, { minLength: rows, maxLength: rows }).map((runs) =>
    runs.flatMap(([repeated, count]) => Array<Cell>(count).fill(repeated)).slice(0, rows)
  );
}

function numbers(cells: readonly Cell[]): number[] {
  return cells.map(Number);
}

function bigints(cells: readonly Cell[]): bigint[] {
  return cells.map((cell) => typeof cell === "bigint" ? cell : 0n);
}

/** The typed array that carries the cells, where there is one and no null in the way. */
function typedArray(type: ColumnType, cells: readonly Cell[]): ColumnData {
  const isFloat = type === "float32" || type === "float64";
  if (cells.includes(null) && !isFloat) return cells;
  const floats = cells.map((cell) => cell === null ? NaN : Number(cell));
  switch (type) {
    case "bool":
      return Uint8Array.from(numbers(cells));
    case "int8":
      return Int8Array.from(numbers(cells));
    case "int16":
      return Int16Array.from(numbers(cells));
    case "int32":
    case "date":
      return Int32Array.from(numbers(cells));
    case "uint8":
      return Uint8Array.from(numbers(cells));
    case "uint16":
      return Uint16Array.from(numbers(cells));
    case "uint32":
      return Uint32Array.from(numbers(cells));
    case "int64":
    case "timestamp":
      return BigInt64Array.from(bigints(cells));
    case "uint64":
      return BigUint64Array.from(bigints(cells));
    case "float32":
      return Float32Array.from(floats);
    case "float64":
      return Float64Array.from(floats);
    default:
      return cells;
  }
}

function column(rows: number, name: string): fc.Arbitrary<readonly [ColumnSpec, ColumnData]> {
  return fc.tuple(fc.constantFrom(...COLUMN_TYPES), fc.boolean(), fc.boolean())
    .chain(([type, nullable, isTyped]) =>
      cellsOf(type, nullable, rows).map((cells) => [
        columnSpec(name, type, nullable),
        isTyped ? typedArray(type, cells) : cells,
      ])
    );
}

/** Tables of up to `maxRows` rows and 1 to 4 columns of any type, as typed or plain arrays. */
export function randomTable(maxRows: number): fc.Arbitrary<Table> {
  return fc.tuple(fc.nat(maxRows), fc.integer({ min: 1, max: 4 })).chain(([rows, columns]) =>
    fc.tuple(...Array.from({ length: columns }, (_, i) => column(rows, `c${i}`)))
      .map((made) => makeTable(made.map(([spec]) => spec), made.map(([, data]) => data)))
  );
}

/** The table's cells, column by column, in the one form that each value has. */
export function cellsByColumn({ columns, data, length }: Table): Cell[][] {
  return columns.map((spec, i) =>
    Array.from({ length }, (_, row) => {
      const cell = cellAt(spec, data[i]!, row);
      return spec.type === "int64" && typeof cell === "number" ? BigInt(cell) : cell;
    })
  );
}
