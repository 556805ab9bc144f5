/** Columns that grow while rows are added. */

type NumberArray = Float64Array | Uint32Array | Uint16Array | Uint8Array;

/** A set of typed arrays of equal length. */
export type NumberColumns = { readonly [name: string]: NumberArray };

/** Rows of several typed arrays, added in blocks; the arrays are replaced by larger ones when they are full. */
export class GrowingColumns<Columns extends NumberColumns> {
  #columns: Columns;
  #capacity: number;
  #length = 0;

  /**
   * @param columns Arrays of the wanted kinds, whose content does not matter.
   * @param capacity Rows to make room for from the start.
   */
  constructor(columns: Columns, capacity: number) {
    this.#columns = mapColumns(columns, (column) => emptyLike(column, capacity));
    this.#capacity = capacity;
  }

  /** Number of rows. */
  get length(): number {
    return this.#length;
  }

  /** Makes room for `rows` more. @returns Arrays to write them to, from row `length` on; call `added` afterwards. */
  reserve(rows: number): Columns {
    const needed = this.#length + rows;
    if (needed > this.#capacity) this.#resize(Math.max(needed, 2 * this.#capacity));
    return this.#columns;
  }

  /** Notes that rows were written. */
  added(rows: number): void {
    this.#length += rows;
  }

  /** Drops the rows from a number on. */
  truncate(length: number): void {
    this.#length = Math.min(length, this.#length);
  }

  /** The rows, in memory of about their size. */
  finish(): Columns {
    // a copy costs more than a little unused memory
    if (this.#capacity > this.#length * 1.05) this.#resize(this.#length);
    return mapColumns(this.#columns, (column) => column.subarray(0, this.#length));
  }

  #resize(capacity: number): void {
    this.#columns = mapColumns(this.#columns, (column) => {
      const resized = emptyLike(column, capacity);
      resized.set(column.subarray(0, this.#length));
      return resized;
    });
    this.#capacity = capacity;
  }
}

function mapColumns<Columns extends NumberColumns>(
  columns: Columns,
  change: (column: NumberArray) => NumberArray,
): Columns {
  const entries = Object.entries(columns).map(([name, column]) => [name, change(column)]);
  return Object.fromEntries(entries) as Columns; // each array is replaced by one of its own kind
}

function emptyLike(column: NumberArray, length: number): NumberArray {
  if (column instanceof Float64Array) return new Float64Array(length);
  if (column instanceof Uint32Array) return new Uint32Array(length);
  if (column instanceof Uint16Array) return new Uint16Array(length);
  return new Uint8Array(length);
}
