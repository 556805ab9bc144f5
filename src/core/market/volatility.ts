/** How much the price moves, per print and per root second, as of any row of the tape: causal by its rows. */
import type { Bars } from "../columns/bars.ts";
import type { Trades } from "../columns/trades.ts";
import { portableExp } from "../math/portable.ts";
import { SECOND_NS } from "../time/sessions.ts";

/** Half-life of the weights of the volatility per root second. */
const HALF_LIFE_NS = 60e9;
/** What is kept of the weights of the volatility per print from one to the next: a mean life of 25 prints. */
const KEPT_PER_PRINT = 0.96;
/** Rows between two stored states. */
const BLOCK = 32;

/** Slots of a state. */
const SQUARES = 0; // squared relative changes, weighted by age
const NS = 1; // time between prints, weighted the same
const PRINT_SQUARES = 2; // squared relative changes, weighted by how many prints ago
const PRINT_WEIGHT = 3;
const PRICE = 4; // of the last usable print; 0 before the first
const TIME = 5;
const SLOTS = 6;

/** Volatility as of a row, relative to the price; `NaN` where fewer than two usable prints came before. */
export interface Volatility {
  /** Root mean square change from print to print, the last 25 or so. */
  perPrint: number;
  /** Per root second: weighted squares over weighted time, half-life 60 s. */
  perRootSecond: number;
}

/**
 * Exponentially weighted volatility of a day's tape, a bar standing for a print where there is no tape.
 *
 * States are stored every 32 rows the first time one is asked for, since days with quotes need none; from there the rest
 * is worked out, in the order of the rows: every way to a row gives the same bits.
 */
export class VolatilityTrack {
  readonly #price: Float64Array;
  readonly #time: Float64Array;
  readonly #length: number;
  readonly #state = new Float64Array(SLOTS);
  #stored: Float64Array | undefined;

  /** Follows a day's tape. @param bars Taken in place of the trades if there are none. */
  constructor(trades: Trades, bars: Bars) {
    const isTape = trades.length > 0;
    this.#price = isTape ? trades.price : bars.close;
    this.#time = isTape ? trades.tsRecv : bars.start;
    this.#length = isTape ? trades.length : bars.length;
  }

  /** Volatility from the rows up to `row`, included; -1 is none. */
  at(row: number, into: Volatility): void {
    this.#stored ??= this.#store();
    const block = Math.floor((row + 1) / BLOCK);
    const state = this.#state;
    for (let slot = 0; slot < SLOTS; slot++) state[slot] = this.#stored[block * SLOTS + slot]!;
    this.#advance(state, block * BLOCK, row + 1);
    into.perPrint = Math.sqrt(state[PRINT_SQUARES]! / state[PRINT_WEIGHT]!);
    into.perRootSecond = Math.sqrt((state[SQUARES]! / state[NS]!) * SECOND_NS);
    // two prints at the same time and price tell nothing
    if (!(into.perRootSecond < Infinity)) into.perRootSecond = NaN;
  }

  #store(): Float64Array {
    const blocks = Math.floor(this.#length / BLOCK) + 1;
    const stored = new Float64Array(blocks * SLOTS);
    const state = new Float64Array(SLOTS);
    for (let block = 0; block < blocks; block++) {
      stored.set(state, block * SLOTS);
      this.#advance(state, block * BLOCK, Math.min(this.#length, (block + 1) * BLOCK));
    }
    return stored;
  }

  /** Takes rows [from, to) into a state. */
  #advance(state: Float64Array, from: number, to: number): void {
    for (let row = from; row < to; row++) {
      const price = this.#price[row]!;
      if (!(price > 0)) continue;
      const time = this.#time[row]!;
      if (state[PRICE]! > 0) addChange(state, price / state[PRICE]! - 1, time - state[TIME]!);
      state[PRICE] = price;
      state[TIME] = time;
    }
  }
}

function addChange(state: Float64Array, change: number, ns: number): void {
  const kept = portableExp((-Math.LN2 * ns) / HALF_LIFE_NS);
  const square = change * change;
  state[SQUARES] = state[SQUARES]! * kept + square;
  state[NS] = state[NS]! * kept + ns;
  state[PRINT_SQUARES] = state[PRINT_SQUARES]! * KEPT_PER_PRINT + square;
  state[PRINT_WEIGHT] = state[PRINT_WEIGHT]! * KEPT_PER_PRINT + 1;
}
