/** Columns of some rows in the forms that conditions are evaluated in. */
import { isCells } from "../columns/packed_cells.ts";
import type { Cell, ColumnData } from "../columns/table.ts";
import { FALSE, TRUE, UNKNOWN } from "./truth.ts";

/** Numbers as float64, `NaN` for null. 64-bit integers beyond 2^53 are rounded. */
export function toNumbers(data: ColumnData): Float64Array {
  if (data instanceof Float64Array) return data;
  if (isCells(data)) return Float64Array.from(data, (cell) => cell === null ? NaN : Number(cell));
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return wideNumbers(data);
  return new Float64Array(data);
}

/** Without a bigint for each. */
function wideNumbers(data: BigInt64Array | BigUint64Array): Float64Array {
  const low = new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
  const high = data instanceof BigInt64Array
    ? new Int32Array(low.buffer, low.byteOffset, low.length)
    : low;
  const numbers = new Float64Array(data.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = high[2 * i + 1]! * 2 ** 32 + low[2 * i]!;
  return numbers;
}

/** Flags as truths. */
export function toTruths(data: ColumnData): Uint8Array {
  const truths = new Uint8Array(data.length);
  for (let i = 0; i < truths.length; i++) {
    const value = data[i]!;
    truths[i] = value === null ? UNKNOWN : value ? TRUE : FALSE;
  }
  return truths;
}

/** Rows to evaluate a condition on; each column is converted once. */
export class RowBatch {
  /** Number of rows. */
  readonly length: number;
  readonly #column: (name: string) => ColumnData;
  readonly #numbers = new Map<string, Float64Array>();

  /** @param column The values of a column by its name, `length` of them. */
  constructor(length: number, column: (name: string) => ColumnData) {
    this.length = length;
    this.#column = column;
  }

  /** A numeric or date column. */
  numbers(name: string): Float64Array {
    let numbers = this.#numbers.get(name);
    if (numbers === undefined) {
      numbers = toNumbers(this.#column(name));
      this.#numbers.set(name, numbers);
    }
    return numbers;
  }

  /** A column of flags. */
  truths(name: string): Uint8Array {
    return toTruths(this.#column(name));
  }

  /** A text or time column, null where there is no value. */
  cells(name: string): ArrayLike<Cell> {
    return this.#column(name);
  }
}
