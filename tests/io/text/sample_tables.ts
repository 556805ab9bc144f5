/** Random tables of all column types, for property tests of the row formats. */
import fc from "fast-check";
import {
  type Cell,
  type ColumnSpec,
  type ColumnType,
  makeTable,
  type Table,
} from "../../../src/core/columns/table.ts";

const float32 = fc.float({ noNaN: true, noDefaultInfinity: true });

const CELLS: Readonly<Record<ColumnType, fc.Arbitrary<Cell>>> = {
  string: fc.string({ unit: "binary", maxLength: 12 }),
  bool: fc.boolean(),
  int8: fc.integer({ min: -128, max: 127 }),
  int16: fc.integer({ min: -32_768, max: 32_767 }),
  uint64: fc.bigInt({ min: 0n, max: 2n ** 53n }),
  uint8: fc.integer({ min: 0, max: 255 }),
  uint16: fc.integer({ min: 0, max: 65_535 }),
  uint32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  int32: fc.integer(),
  int64: fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }),
  float32,
  float64: fc.double({ noNaN: true, noDefaultInfinity: true }),
  date: fc.integer({ min: -100_000, max: 2_000_000 }),
  timestamp: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  "string[]": fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 }),
  "int32[]": fc.array(fc.integer(), { maxLength: 3 }),
};

export const COLUMN_TYPES = Object.keys(CELLS) as ColumnType[];

/** A causal column without unit. */
export function column(name: string, type: ColumnType, unit = ""): ColumnSpec {
  return { name, type, unit, causality: "causal", nullable: true, help: "A test column" };
}

const COLUMNS = COLUMN_TYPES.map((type) => column(`a "${type}", of course`, type));

/** Up to ten rows, one column per type, a fifth of the cells null. */
export const tables: fc.Arbitrary<Table> = fc
  .array(
    fc.tuple(...COLUMN_TYPES.map((type) => fc.option(CELLS[type], { freq: 4 }))),
    { maxLength: 10 },
  )
  .map((rows) => makeTable(COLUMNS, COLUMNS.map((_, i) => rows.map((row) => row[i]!))));

/** What a value should read back as, written without the code under test. */
export function expectedValue(type: ColumnType, cell: Cell | undefined): unknown {
  if (cell === null || cell === undefined) return null;
  if (type === "date") {
    return Temporal.PlainDate.from("1970-01-01").add({ days: Number(cell) }).toString();
  }
  if (type === "timestamp" && typeof cell === "bigint") {
    return new Temporal.Instant(cell).toString({ fractionalSecondDigits: 9 });
  }
  if (typeof cell === "bigint") return Number(cell);
  return Object.is(cell, -0) ? 0 : cell;
}
