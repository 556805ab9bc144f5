import type { Cell, ColumnData, ColumnType } from "../../core/columns/table.ts";
import type { PhysicalValues } from "./shred.ts";
import type { StoredColumn } from "./stored_columns.ts";

/** Values of some rows, and the levels that say where nulls and lists are; the opposite of a `ShreddedColumn`. */
export interface LeveledValues {
  readonly values: PhysicalValues;
  /** One level per row or list element; undefined if the column cannot be null and is no list. */
  readonly definition: Uint8Array | undefined;
  readonly repetition: Uint8Array | undefined;
}

function narrowIntegers(type: ColumnType, values: Int32Array): ColumnData {
  switch (type) {
    case "int8":
      return new Int8Array(values);
    case "int16":
      return new Int16Array(values);
    case "uint8":
      return new Uint8Array(values);
    case "uint16":
      return new Uint16Array(values);
    case "uint32":
      return new Uint32Array(values.buffer, values.byteOffset, values.length);
    default:
      return values;
  }
}

/** The values as arrays of their column type; shares the buffer where only the sign is read differently. */
function typedValues({ spec, nsPerUnit }: StoredColumn, values: PhysicalValues): ColumnData {
  if (values instanceof Int32Array) return narrowIntegers(spec.type, values);
  if (!(values instanceof BigInt64Array)) return values;
  if (spec.type === "uint64") {
    return new BigUint64Array(values.buffer, values.byteOffset, values.length);
  }
  return nsPerUnit === 1n ? values : values.map((value) => value * nsPerUnit);
}

/** A typed array's value in the form it has in a plain array: flags as booleans, `NaN` as null. */
export function toCell(type: ColumnType, value: number | bigint): Cell {
  if (type === "bool") return value === 1;
  return Number.isNaN(value) ? null : value;
}

function spreadFloats<T extends Float32Array | Float64Array>(
  values: T,
  definition: Uint8Array,
  rows: T,
): T {
  for (let i = 0, n = 0; i < definition.length; i++) {
    rows[i] = definition[i] === 1 ? values[n++]! : NaN;
  }
  return rows;
}

function spreadCells(column: StoredColumn, data: ColumnData, definition: Uint8Array): Cell[] {
  const cells = new Array<Cell>(definition.length);
  for (let i = 0, n = 0; i < definition.length; i++) {
    const value = definition[i] === 1 ? data[n++]! : null;
    const isNumber = typeof value === "number" || typeof value === "bigint";
    cells[i] = isNumber ? toCell(column.spec.type, value) : value;
  }
  return cells;
}

function countOf(levels: Uint8Array, level: number): number {
  let count = 0;
  for (let i = 0; i < levels.length; i++) if (levels[i] === level) count++;
  return count;
}

/** Puts the elements of lists together; a null inside a list is refused, since no column type allows one. */
function assembleLists(column: StoredColumn, leveled: LeveledValues): Cell[] {
  const { values, definition = new Uint8Array(0), repetition = new Uint8Array(0) } = leveled;
  const { maxDefinition, spec } = column;
  const rows: (string[] | number[] | null)[] = [];
  for (let i = 0, n = 0; i < definition.length; i++) {
    const level = definition[i]!;
    const isEmpty = level === (spec.nullable ? 1 : 0);
    if (repetition[i] === 0) rows.push(level === 0 && spec.nullable ? null : []);
    if (level < maxDefinition) {
      if (isEmpty || level === 0) continue;
      throw new RangeError("a null inside a list");
    }
    const row: unknown[] | null | undefined = rows.at(-1);
    if (!row) throw new RangeError("a list that goes on before it begins");
    row.push(values[n++]);
  }
  return rows;
}

/** The values that should be there, by the levels. */
export function presentCount(column: StoredColumn, definition: Uint8Array): number {
  return countOf(definition, column.maxDefinition);
}

/**
 * Puts the rows of a column together again.
 *
 * @returns A typed array, for `float32` and `float64` with `NaN` as null; a plain array for strings and lists, and for
 * other types if there are nulls.
 * @throws {RangeError} If a list holds a null or the levels make no sense.
 */
export function assembleColumn(column: StoredColumn, leveled: LeveledValues): ColumnData {
  const { values, definition } = leveled;
  if (column.maxRepetition === 1) return assembleLists(column, leveled);
  const data = typedValues(column, values);
  if (!definition || values.length === definition.length) return data;
  const rows = definition.length;
  if (data instanceof Float32Array) return spreadFloats(data, definition, new Float32Array(rows));
  if (data instanceof Float64Array) return spreadFloats(data, definition, new Float64Array(rows));
  return spreadCells(column, data, definition);
}
