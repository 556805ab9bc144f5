/** Volume and turnover from the start of the day up to any row of the tape. */
import type { Bars } from "../columns/bars.ts";
import type { Trades } from "../columns/trades.ts";

/** 2 to the power of this are the rows between two stored sums. */
const BLOCK_BITS = 2;

/**
 * Sums over the first rows of a day's tape: its trades, or its bars where there is no tape. A sum is stored every 4
 * rows; the rest is added up when asked for, in the order of the rows, so that every way to the same row gives the same
 * bits. Rows without a price above zero count for nothing.
 */
export class TapeTotals {
  readonly #price: Float64Array;
  readonly #size: Uint32Array;
  /** Taken in place of the trades if there are none. */
  readonly #bars: Bars | null;
  /** Volume and turnover of the rows before each block. */
  readonly #stored: Float64Array;
  readonly #sums = new Float64Array(4);

  /** Adds up a day's tape. @param bars Taken in place of the trades if there are none. */
  constructor(trades: Trades, bars: Bars) {
    this.#price = trades.price;
    this.#size = trades.size;
    this.#bars = trades.length === 0 ? bars : null;
    const length = this.#bars === null ? trades.length : bars.length;
    const blocks = (length >>> BLOCK_BITS) + 1;
    const stored = new Float64Array(2 * blocks);
    this.#stored = stored;
    // each sum goes on from the one before, whose block is whole
    for (let block = 1; block < blocks; block++) {
      stored.copyWithin(2 * block, 2 * block - 2, 2 * block);
      this.#add((block - 1) << BLOCK_BITS, block << BLOCK_BITS, stored, 2 * block);
    }
  }

  /** Bytes of memory besides the columns. */
  get sizeBytes(): number {
    return this.#stored.byteLength;
  }

  /**
   * Sums over the first `rows` rows: the volume in shares goes to `into[at]`, the turnover in nano-dollars times shares
   * to the place after it.
   */
  upTo(rows: number, into: Float64Array, at: number): void {
    const block = rows >>> BLOCK_BITS;
    into[at] = this.#stored[2 * block]!;
    into[at + 1] = this.#stored[2 * block + 1]!;
    this.#add(block << BLOCK_BITS, rows, into, at);
  }

  /** The stored volume that `upTo` goes on from near a row: reading it ahead saves waiting for it then. */
  storedNear(row: number): number {
    return this.#stored[2 * (row >>> BLOCK_BITS)]!;
  }

  /** Adds rows [from, to) to the two sums. */
  #add(from: number, to: number, into: Float64Array, at: number): void {
    if (this.#bars !== null) return addBars(this.#bars, from, to, into, at);
    const price = this.#price;
    const size = this.#size;
    let volume = into[at]!;
    let turnover = into[at + 1]!;
    for (let row = from; row < to; row++) {
      const paid = price[row]!;
      if (!(paid > 0)) continue;
      volume += size[row]!;
      turnover += paid * size[row]!;
    }
    into[at] = volume;
    into[at + 1] = turnover;
  }

  /** Shares in rows [from, to). */
  volumeBetween(from: number, to: number): number {
    const sums = this.#sums;
    this.upTo(from, sums, 0);
    this.upTo(to, sums, 2);
    return sums[2]! - sums[0]!;
  }
}

function addBars(bars: Bars, from: number, to: number, into: Float64Array, at: number): void {
  for (let row = from; row < to; row++) {
    const typical = (bars.high[row]! + bars.low[row]! + bars.close[row]!) / 3;
    if (!(typical > 0)) continue;
    into[at] = into[at]! + bars.volume[row]!;
    into[at + 1] = into[at + 1]! + typical * bars.volume[row]!;
  }
}
