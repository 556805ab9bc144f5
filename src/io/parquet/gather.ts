import { isCells } from "../../core/columns/packed_cells.ts";
import type { Cell, ColumnData } from "../../core/columns/table.ts";
import type { PhysicalValues } from "./shred.ts";

type TypedColumn = Exclude<ColumnData, readonly Cell[]>;

/** A typed array of zeros, of the kind that is given. */
function zerosLike(data: TypedColumn, length: number): TypedColumn {
  if (data instanceof Uint8Array) return new Uint8Array(length); // covers subclasses
  if (data instanceof Int8Array) return new Int8Array(length);
  if (data instanceof Int16Array) return new Int16Array(length);
  if (data instanceof Uint16Array) return new Uint16Array(length);
  if (data instanceof Int32Array) return new Int32Array(length);
  if (data instanceof Uint32Array) return new Uint32Array(length);
  if (data instanceof Float32Array) return new Float32Array(length);
  if (data instanceof Float64Array) return new Float64Array(length);
  if (data instanceof BigInt64Array) return new BigInt64Array(length);
  return new BigUint64Array(length);
}

// One loop per width, on integers: bits are kept, no bigint is made, and each loop sees one kind of array.

function gatherBytes(from: Uint8Array, rows: Uint32Array, to: Uint8Array): void {
  for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]!]!;
}

function gatherHalves(from: Uint16Array, rows: Uint32Array, to: Uint16Array): void {
  for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]!]!;
}

function gatherWords(from: Int32Array, rows: Uint32Array, to: Int32Array): void {
  for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]!]!;
}

function gatherPairs(from: Int32Array, rows: Uint32Array, to: Int32Array): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    to[2 * i] = from[2 * row]!;
    to[2 * i + 1] = from[2 * row + 1]!;
  }
}

function gatherTyped(from: TypedColumn, rows: Uint32Array): TypedColumn {
  const to = zerosLike(from, rows.length);
  const { buffer, byteOffset, byteLength } = from;
  switch (from.BYTES_PER_ELEMENT) {
    case 1:
      gatherBytes(new Uint8Array(buffer, byteOffset, byteLength), rows, new Uint8Array(to.buffer));
      break;
    case 2: {
      const halves = new Uint16Array(buffer, byteOffset, byteLength / 2);
      gatherHalves(halves, rows, new Uint16Array(to.buffer));
      break;
    }
    case 4: {
      const words = new Int32Array(buffer, byteOffset, byteLength / 4);
      gatherWords(words, rows, new Int32Array(to.buffer));
      break;
    }
    default: {
      const words = new Int32Array(buffer, byteOffset, byteLength / 4);
      gatherPairs(words, rows, new Int32Array(to.buffer));
    }
  }
  return to;
}

/**
 * The values at the given positions, in their order, as an array of the same kind.
 *
 * @param rows Positions in `data`, each below its length.
 */
export function gather(data: PhysicalValues, rows: Uint32Array): PhysicalValues;
export function gather(data: ColumnData, rows: Uint32Array): ColumnData;
export function gather(data: ColumnData, rows: Uint32Array): ColumnData {
  if (!isCells(data)) return gatherTyped(data, rows);
  const cells = new Array<Cell>(rows.length);
  for (let i = 0; i < rows.length; i++) cells[i] = data[rows[i]!]!;
  return cells;
}

function concatTyped(parts: readonly TypedColumn[]): TypedColumn {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = zerosLike(parts[0]!, length);
  const bytes = new Uint8Array(whole.buffer);
  let offset = 0;
  for (const { buffer, byteOffset, byteLength } of parts) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), offset);
    offset += byteLength;
  }
  return whole;
}

function isTyped(data: ColumnData): data is TypedColumn {
  return !isCells(data);
}

/**
 * Joins parts of one column, at least one. The result is a typed array if all parts are.
 *
 * @param toCell Form of a typed array's value in a plain array.
 */
export function concatColumns(
  parts: readonly ColumnData[],
  toCell: (value: number | bigint) => Cell,
): ColumnData {
  if (parts.length === 1) return parts[0]!;
  if (parts.every(isTyped)) return concatTyped(parts);
  const none: Cell[] = [];
  return none.concat(
    ...parts.map((part) => isCells(part) ? part : Array.from<number | bigint, Cell>(part, toCell)),
  );
}
