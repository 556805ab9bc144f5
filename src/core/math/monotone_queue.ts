/** The largest value of a window that slides over numbered rows: constant time per row on average. */
export class MonotoneQueue {
  #rows: Float64Array = new Float64Array(64);
  #values: Float64Array = new Float64Array(64);
  #head = 0;
  #length = 0;

  /** The largest value held; `NaN` if there is none. */
  get largest(): number {
    return this.#length > 0 ? this.#values[this.#head]! : NaN;
  }

  /** Forgets all values. */
  clear(): void {
    this.#length = 0;
  }

  /** Adds the value of a row; rows ascend. */
  push(row: number, value: number): void {
    const mask = this.#rows.length - 1; // the length is a power of two
    while (this.#length > 0 && this.#values[(this.#head + this.#length - 1) & mask]! <= value) {
      this.#length--;
    }
    if (this.#length > mask) this.#grow();
    const at = (this.#head + this.#length++) & (this.#rows.length - 1);
    this.#rows[at] = row;
    this.#values[at] = value;
  }

  /** Drops the values of rows below `row`. */
  dropBefore(row: number): void {
    const mask = this.#rows.length - 1;
    while (this.#length > 0 && this.#rows[this.#head]! < row) {
      this.#head = (this.#head + 1) & mask;
      this.#length--;
    }
  }

  #grow(): void {
    const size = this.#rows.length;
    const rows = new Float64Array(2 * size);
    const values = new Float64Array(2 * size);
    for (let i = 0; i < this.#length; i++) {
      rows[i] = this.#rows[(this.#head + i) & (size - 1)]!;
      values[i] = this.#values[(this.#head + i) & (size - 1)]!;
    }
    this.#rows = rows;
    this.#values = values;
    this.#head = 0;
  }
}
