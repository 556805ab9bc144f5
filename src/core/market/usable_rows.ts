const WORD = 32;

/** Which rows of a table can be used, and the last usable one up to a row, in constant time and a quarter byte a row. */
export class UsableRows {
  readonly #bits: Uint32Array;
  /** The last usable row before the first row of each word; -1 if there is none. */
  readonly #before: Int32Array;
  /** How many rows are usable. */
  readonly count: number;

  /** Goes over a table once. @param isUsable Asked once for each row from 0 to `length`, exclusive. */
  constructor(length: number, isUsable: (row: number) => boolean) {
    const words = Math.ceil(length / WORD);
    this.#bits = new Uint32Array(words);
    this.#before = new Int32Array(words);
    let last = -1;
    let count = 0;
    for (let row = 0; row < length; row++) {
      const word = row >>> 5;
      if (row % WORD === 0) this.#before[word] = last;
      if (!isUsable(row)) continue;
      this.#bits[word] = this.#bits[word]! | (1 << (row & 31));
      last = row;
      count++;
    }
    this.count = count;
  }

  /** Bytes of memory. */
  get sizeBytes(): number {
    return this.#bits.byteLength + this.#before.byteLength;
  }

  /** The last usable row at or before `row`; -1 if there is none, and for -1. */
  lastUsable(row: number): number {
    if (row < 0) return -1;
    const word = row >>> 5;
    // the bits of the word up to the row's own
    const bits = this.#bits[word]! & (0xffff_ffff >>> (31 - (row & 31)));
    return bits === 0 ? this.#before[word]! : (row | 31) - Math.clz32(bits);
  }
}
