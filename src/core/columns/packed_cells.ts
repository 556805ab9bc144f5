import type { Cell, ColumnData, ColumnSpec, ColumnType } from "./table.ts";

/** An array that carries a column without nulls, the one that `ColumnType` names first. */
export type PackedCells = Exclude<ColumnData, readonly Cell[]> | readonly string[];

const INTEGER_BOUNDS: Partial<Record<ColumnType, readonly [number, number]>> = {
  int8: [-128, 127],
  int16: [-32_768, 32_767],
  int32: [-2_147_483_648, 2_147_483_647],
  date: [-2_147_483_648, 2_147_483_647],
  uint8: [0, 255],
  uint16: [0, 65_535],
  uint32: [0, 4_294_967_295],
};

/** The bug of a value that is not of its column's type. */
export function wrongValue(
  { name, type }: Pick<ColumnSpec, "name" | "type">,
  value: unknown,
): TypeError {
  return new TypeError(`column ${name}: ${String(value)} is not a value of type ${type}`);
}

/** Whether a cell is null; `NaN` is, in every type that could hold it. */
export function isNullCell(cell: Cell): boolean {
  return cell === null || Number.isNaN(cell);
}

/** Whether the column is carried by a plain array. */
export function isCells(data: ColumnData): data is readonly Cell[] {
  return Array.isArray(data);
}

type NamedType = Pick<ColumnSpec, "name" | "type">;

function bigintOf(spec: NamedType, value: unknown): bigint {
  const whole = typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof whole !== "bigint") throw wrongValue(spec, value);
  const wrapped = spec.type === "uint64" ? BigInt.asUintN(64, whole) : BigInt.asIntN(64, whole);
  if (wrapped !== whole) throw wrongValue(spec, value);
  return whole;
}

function integerOf(spec: NamedType, value: unknown): number {
  const [least, most] = INTEGER_BOUNDS[spec.type] ?? [0, 0];
  const fits = typeof value === "number" && Number.isInteger(value) && value >= least &&
    value <= most;
  if (!fits) throw wrongValue(spec, value);
  return value;
}

function floatOf(spec: NamedType, value: unknown): number {
  if (typeof value !== "number") throw wrongValue(spec, value);
  return value;
}

function flagOf(spec: NamedType, value: unknown): number {
  if (value === true || value === 1) return 1;
  if (value === false || value === 0) return 0;
  throw wrongValue(spec, value);
}

function textOf(spec: NamedType, value: unknown): string {
  if (typeof value !== "string") throw wrongValue(spec, value);
  return value;
}

/**
 * Checks cells and packs them into the array that carries their type without nulls.
 *
 * @param spec Name and type of the column; not a list type.
 * @param cells Values, none of them null.
 * @throws {TypeError} If a value is not of the type.
 */
export function packCells(spec: NamedType, cells: readonly Cell[]): PackedCells {
  const integer = (cell: Cell) => integerOf(spec, cell);
  const wide = (cell: Cell) => bigintOf(spec, cell);
  const float = (cell: Cell) => floatOf(spec, cell);
  switch (spec.type) {
    case "bool":
      return Uint8Array.from(cells, (cell) => flagOf(spec, cell));
    case "int8":
      return Int8Array.from(cells, integer);
    case "int16":
      return Int16Array.from(cells, integer);
    case "int32":
    case "date":
      return Int32Array.from(cells, integer);
    case "uint8":
      return Uint8Array.from(cells, integer);
    case "uint16":
      return Uint16Array.from(cells, integer);
    case "uint32":
      return Uint32Array.from(cells, integer);
    case "int64":
    case "timestamp":
      return BigInt64Array.from(cells, wide);
    case "uint64":
      return BigUint64Array.from(cells, wide);
    case "float32":
      return Float32Array.from(cells, float);
    case "float64":
      return Float64Array.from(cells, float);
    default:
      return cells.map((cell) => textOf(spec, cell));
  }
}

/**
 * Whole numbers within 2^53 as 64-bit integers, without a bigint each.
 *
 * @throws {TypeError} If a number is not whole or too large.
 */
export function packWholeNumbers(spec: NamedType, data: Float64Array): BigInt64Array {
  const values = new BigInt64Array(data.length);
  const words = new Int32Array(values.buffer);
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (!Number.isSafeInteger(value)) throw wrongValue(spec, value);
    words[2 * i] = value; // modulo 2^32
    words[2 * i + 1] = Math.floor(value / 4_294_967_296);
  }
  return values;
}

/** Refuses nulls in a column that has none. */
export function checkNulls({ name, nullable }: ColumnSpec, nulls: number): void {
  if (nulls > 0 && !nullable) {
    throw new TypeError(`column ${name}: ${nulls} nulls in a column that has none`);
  }
}
