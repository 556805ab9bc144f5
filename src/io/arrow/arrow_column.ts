import type { Data, DataType, Int32, Utf8, Vector } from "apache-arrow";
import {
  checkNulls,
  isCells,
  isNullCell,
  packCells,
  type PackedCells,
  packWholeNumbers,
  wrongValue,
} from "../../core/columns/packed_cells.ts";
import type { Cell, ColumnData, ColumnSpec, ColumnType } from "../../core/columns/table.ts";
import type { Arrow } from "./arrow_schema.ts";

/** Validity of rows: a bit per row, set where there is a value, lowest bit first. */
interface Validity {
  readonly nulls: number;
  /** Empty if there are no nulls. */
  readonly bits: Uint8Array;
}

function packBits(count: number, isSet: (i: number) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(count / 8));
  for (let i = 0; i < count; i++) if (isSet(i)) bits[i >>> 3]! |= 1 << (i & 7);
  return bits;
}

function validityOf(spec: ColumnSpec, data: ColumnData): Validity {
  const isFloat = data instanceof Float32Array || data instanceof Float64Array;
  if (!isCells(data) && !isFloat) return { nulls: 0, bits: new Uint8Array(0) };
  let nulls = 0;
  for (let i = 0; i < data.length; i++) if (isNullCell(data[i]!)) nulls++;
  checkNulls(spec, nulls);
  const bits = packBits(nulls === 0 ? 0 : data.length, (i) => !isNullCell(data[i]!));
  return { nulls, bits };
}

/** What stands in the place of a null, which readers do not look at. */
function placeholder(type: ColumnType): Cell {
  switch (type) {
    case "string":
      return "";
    case "int64":
    case "uint64":
    case "timestamp":
      return 0n;
    default:
      return 0;
  }
}

/** The values as a full array, with something in the place of nulls. */
function fullValues(spec: ColumnSpec, data: ColumnData): PackedCells {
  if (!isCells(data)) {
    return data instanceof Float64Array && spec.type === "int64"
      ? packWholeNumbers(spec, data)
      : data;
  }
  const filler = placeholder(spec.type);
  return packCells(spec, data.map((cell) => isNullCell(cell) ? filler : cell));
}

function utf8Data(arrow: Arrow, strings: readonly string[]): Data<Utf8> {
  const encoder = new TextEncoder();
  const encoded = strings.map((text) => encoder.encode(text));
  const valueOffsets = new Int32Array(strings.length + 1);
  for (const [i, bytes] of encoded.entries()) valueOffsets[i + 1] = valueOffsets[i]! + bytes.length;
  const data = new Uint8Array(valueOffsets.at(-1)!);
  for (const [i, bytes] of encoded.entries()) data.set(bytes, valueOffsets[i]);
  const type = new arrow.Utf8();
  return arrow.makeData({ type, length: strings.length, nullCount: 0, valueOffsets, data });
}

/**
 * The distinct strings of a column so far. New ones are appended, so codes of earlier batches stay what they are.
 *
 * In a file the additions are written, since a dictionary cannot be replaced there; in a stream the whole dictionary is
 * written anew, since fewer readers know additions.
 */
export class GrowingDictionary {
  readonly #arrow: Arrow;
  readonly #addsOnly: boolean;
  readonly #codes = new Map<string, number>();
  #chunks: Data<Utf8>[] = [];

  constructor(arrow: Arrow, addsOnly: boolean, known: readonly string[] = []) {
    this.#arrow = arrow;
    this.#addsOnly = addsOnly;
    this.encode(known);
  }

  /** The strings' positions in the dictionary, to which strings that are new are appended. */
  encode(strings: readonly string[]): Int32Array {
    const before = this.#codes.size;
    const codes = new Int32Array(strings.length);
    for (let i = 0; i < strings.length; i++) {
      let code = this.#codes.get(strings[i]!);
      if (code === undefined) {
        code = this.#codes.size;
        this.#codes.set(strings[i]!, code);
      }
      codes[i] = code;
    }
    if (this.#codes.size > before) this.#grow(before);
    return codes;
  }

  #grow(before: number): void {
    const all = [...this.#codes.keys()];
    const kept = this.#addsOnly ? this.#chunks : [];
    this.#chunks = [...kept, utf8Data(this.#arrow, this.#addsOnly ? all.slice(before) : all)];
  }

  /** The dictionary as Arrow sees it: one chunk, or one for each call of `encode` that added strings. */
  vector(): Vector<Utf8> {
    if (this.#chunks.length === 0) this.#chunks = [utf8Data(this.#arrow, [])];
    return new this.#arrow.Vector(this.#chunks);
  }
}

/** The elements of all lists, and where each list ends among them. */
function listElements(spec: ColumnSpec, data: ColumnData): { cells: Cell[]; offsets: Int32Array } {
  const cells: Cell[] = [];
  const offsets = new Int32Array(data.length + 1);
  for (let row = 0; row < data.length; row++) {
    const list: Cell = data[row]!;
    if (Array.isArray(list)) { for (const cell of list) cells.push(cell); }
    else if (!isNullCell(list)) throw wrongValue(spec, list);
    offsets[row + 1] = cells.length;
  }
  return { cells, offsets };
}

function elementData(arrow: Arrow, spec: ColumnSpec, cells: readonly Cell[]): Data<Utf8 | Int32> {
  const type = spec.type === "int32[]" ? "int32" : "string";
  const values = packCells({ name: spec.name, type }, cells);
  if (!(values instanceof Int32Array)) return utf8Data(arrow, cells.map(String));
  const { length } = values;
  return arrow.makeData({ type: new arrow.Int32(), length, nullCount: 0, data: values });
}

/** A column of the output: its contract, its Arrow type and what its strings are encoded with. */
export interface ArrowColumn {
  readonly spec: ColumnSpec;
  readonly type: DataType;
  readonly dictionary: GrowingDictionary;
}

function listData(arrow: Arrow, { spec, type }: ArrowColumn, data: ColumnData): Data {
  const { nulls, bits } = validityOf(spec, data);
  const { cells, offsets } = listElements(spec, data);
  const elements = elementData(arrow, spec, cells);
  const buffers = { [arrow.BufferType.OFFSET]: offsets, [arrow.BufferType.VALIDITY]: bits };
  return new arrow.Data(type, 0, data.length, nulls, buffers, [elements]);
}

/**
 * Rows of a column as Arrow data. Typed arrays are not copied, booleans are packed into bits.
 *
 * @throws {TypeError} If a cell is not of the column's type, or null where the column has no nulls.
 */
export function columnData(arrow: Arrow, column: ArrowColumn, data: ColumnData): Data {
  const { spec, type, dictionary } = column;
  if (spec.type === "string[]" || spec.type === "int32[]") return listData(arrow, column, data);
  const { DATA, VALIDITY } = arrow.BufferType;
  const { nulls, bits } = validityOf(spec, data);
  const values = fullValues(spec, data);
  const { length } = data;
  if (isStrings(values)) {
    const buffers = { [DATA]: dictionary.encode(values), [VALIDITY]: bits };
    return new arrow.Data(type, 0, length, nulls, buffers, [], dictionary.vector());
  }
  const stored = spec.type === "bool" ? packBits(length, (i) => values[i] === 1) : values;
  return new arrow.Data(type, 0, length, nulls, { [DATA]: stored, [VALIDITY]: bits });
}

function isStrings(values: PackedCells): values is readonly string[] {
  return Array.isArray(values);
}
