/** Volume and turnover from the start of the day up to any row of the tape. */
import type { Bars } from "../columns/bars.ts";
import type { Trades } from "../columns/trades.ts";

/** Rows between two stored sums: a power of two. */
const BLOCK = 8;
const BLOCK_BITS = 3;

/**
 * Sums over the first rows of a day's tape: its trades, or its bars where there is no tape. A sum is stored every 8
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
    this.#stored = new Float64Array(2 * blocks);
    // each sum goes on from the one before, whose block is whole
    for (let block = 1; block < blocks; block++) {
      this.#addRows((block - 1) * BLOCK, block * BLOCK, this.#stored, 2 * block);
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
    this.#addRows((rows >>> BLOCK_BITS) << BLOCK_BITS, rows, into, at);
  }

  /** The stored sum at `from`, the start of a block, and rows [from, to). */
  #addRows(from: number, to: number, into: Float64Array, at: number): void {
    const slot = from >>> (BLOCK_BITS - 1); // two numbers a block
    let volume = this.#stored[slot]!;
    let turnover = this.#stored[slot + 1]!;
    const price = this.#price;
    const size = this.#size;
    const end = this.#bars === null ? to : from;
    for (let row = from; row < end; row++) {
      const paid = price[row]!;
      if (!(paid > 0)) continue;
      const shares = size[row]!;
      volume += shares;
      turnover += paid * shares;
    }
    into[at] = volume;
    into[at + 1] = turnover;
    if (this.#bars !== null) addBars(this.#bars, from, to, into, at);
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
