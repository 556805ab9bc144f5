import {
  checkNulls,
  isCells,
  isNullCell,
  packCells,
  type PackedCells,
  packWholeNumbers,
  wrongValue,
} from "../../core/columns/packed_cells.ts";
import type { Cell, ColumnData, ColumnSpec } from "../../core/columns/table.ts";
import { isListType } from "./file_schema.ts";

/** Values of one physical type, without nulls: `Uint8Array` are booleans as 0 and 1, unsigned integers keep their bits. */
export type PhysicalValues =
  | Uint8Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array
  | readonly string[];

/** Whether the values are strings. */
export function isText(values: PhysicalValues): values is readonly string[] {
  return Array.isArray(values);
}

/** The values `from` to `to` (exclusive). */
export function partOf(values: PhysicalValues, from: number, to: number): PhysicalValues {
  return isText(values) ? values.slice(from, to) : values.subarray(from, to);
}

/** A column taken apart the way data pages store it. */
export interface ShreddedColumn {
  /** The values that are there, in order. */
  readonly values: PhysicalValues;
  readonly rows: number;
  /** One definition level per row or list element; undefined if all rows are values. */
  readonly definition: Uint8Array | undefined;
  /** For lists: 0 for the first element of a row (also of an empty or null one), 1 for the others. */
  readonly repetition: Uint8Array | undefined;
}

function flagsOf(spec: ColumnSpec, flags: Uint8Array): Uint8Array {
  const wrong = flags.find((flag) => flag > 1);
  if (wrong !== undefined) throw wrongValue(spec, wrong);
  return flags;
}

/** The values in their physical type; shares the buffer where only the sign is read differently. */
function physicalOf(spec: ColumnSpec, data: PackedCells): PhysicalValues {
  if (data instanceof BigUint64Array) {
    return new BigInt64Array(data.buffer, data.byteOffset, data.length);
  }
  if (data instanceof Uint32Array) return new Int32Array(data.buffer, data.byteOffset, data.length);
  if (data instanceof Float64Array && spec.type === "int64") return packWholeNumbers(spec, data);
  if (data instanceof Uint8Array && spec.type === "bool") return flagsOf(spec, data);
  const isNarrow = data instanceof Uint8Array || data instanceof Int8Array ||
    data instanceof Uint16Array || data instanceof Int16Array;
  return isNarrow ? new Int32Array(data) : data;
}

function shredCells(spec: ColumnSpec, cells: readonly Cell[]): ShreddedColumn {
  const present = cells.filter((cell) => !isNullCell(cell));
  const rows = cells.length;
  const nulls = rows - present.length;
  checkNulls(spec, nulls);
  const definition = nulls === 0
    ? undefined
    : Uint8Array.from(cells, (cell) => isNullCell(cell) ? 0 : 1);
  const values = physicalOf(spec, packCells(spec, present));
  return { values, rows, definition, repetition: undefined };
}

/** Takes lists apart: a null list has level 0, an empty one the next, an element the highest level. */
function shredLists(spec: ColumnSpec, cells: readonly Cell[]): ShreddedColumn {
  const empty = spec.nullable ? 1 : 0;
  const elements: Cell[] = [];
  const definition: number[] = [];
  const repetition: number[] = [];
  checkNulls(spec, cells.filter(isNullCell).length);
  for (const cell of cells) {
    if (!isNullCell(cell) && !Array.isArray(cell)) throw wrongValue(spec, cell);
    const list: readonly Cell[] = Array.isArray(cell) ? cell : [];
    if (list.length === 0) {
      definition.push(isNullCell(cell) ? 0 : empty);
      repetition.push(0);
    }
    for (const [i, element] of list.entries()) {
      elements.push(element);
      definition.push(empty + 1);
      repetition.push(i === 0 ? 0 : 1);
    }
  }
  const type = spec.type === "int32[]" ? "int32" : "string";
  return {
    values: physicalOf(spec, packCells({ name: spec.name, type }, elements)),
    rows: cells.length,
    definition: Uint8Array.from(definition),
    repetition: Uint8Array.from(repetition),
  };
}

function shredFloats(spec: ColumnSpec, data: Float32Array | Float64Array): ShreddedColumn {
  const rows = data.length;
  let nulls = 0;
  for (let i = 0; i < rows; i++) if (data[i] !== data[i]) nulls++; // NaN alone differs from itself
  if (nulls === 0) return { values: data, rows, definition: undefined, repetition: undefined };
  checkNulls(spec, nulls);
  const definition = new Uint8Array(rows);
  const values = data.slice(0, rows - nulls);
  for (let i = 0, n = 0; i < rows; i++) {
    const value = data[i]!;
    if (value !== value) continue;
    definition[i] = 1;
    values[n++] = value;
  }
  return { values, rows, definition, repetition: undefined };
}

/**
 * Takes a column apart. Arrays are shared with `data` where that is possible.
 *
 * @throws {TypeError} If a cell is not of the column's type, or null where the column has no nulls.
 */
export function shredColumn(spec: ColumnSpec, data: ColumnData): ShreddedColumn {
  if (isCells(data)) return isListType(spec.type) ? shredLists(spec, data) : shredCells(spec, data);
  if (data instanceof Float32Array) return shredFloats(spec, data);
  if (data instanceof Float64Array && spec.type === "float64") return shredFloats(spec, data);
  const values = physicalOf(spec, data);
  return { values, rows: data.length, definition: undefined, repetition: undefined };
}
