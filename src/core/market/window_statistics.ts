/** What was traded in a stretch of the tape. */
import type { MarketDay } from "./market_day.ts";

/** Codes of `Trades.side`: the aggressor bought or sold. */
export const BOUGHT: number = "B".charCodeAt(0);
export const SOLD: number = "A".charCodeAt(0);

/** Statistics of a stretch of prints (without a tape: of bars). Prices in nano-dollars, `NaN` without a print. */
export interface WindowStatistics {
  /** How many. */
  prints: number;
  /** Shares. */
  volume: number;
  /** Shares that aggressors bought; 0 for bars. */
  boughtVolume: number;
  /** Shares that aggressors sold; 0 for bars. */
  soldVolume: number;
  /** Volume-weighted mean price. */
  vwap: number;
  /** Highest price. */
  high: number;
  /** Lowest price. */
  low: number;
  /** Price of the first print. */
  first: number;
  /** Price of the last print. */
  last: number;
}

/** Statistics of nothing. */
export function emptyStatistics(): WindowStatistics {
  return {
    ...{ prints: 0, volume: 0, boughtVolume: 0, soldVolume: 0 },
    ...{ vwap: NaN, high: NaN, low: NaN, first: NaN, last: NaN },
  };
}

/** One print, or a bar in its place. */
export interface Print {
  shares: number;
  bought: number;
  sold: number;
  high: number;
  low: number;
  open: number;
  close: number;
  /** Price that the shares count with, times three: a whole number for bars as well. */
  triplePrice: number;
}

/** A print to be filled by `readPrint`. */
export function createPrint(): Print {
  return {
    ...{ shares: 0, bought: 0, sold: 0, triplePrice: 0 },
    ...{ high: 0, low: 0, open: 0, close: 0 },
  };
}

/** Reads a row of the tape. @returns Whether it has a price. */
export function readPrint(day: MarketDay, row: number, into: Print): boolean {
  return day.hasTape ? readTrade(day, row, into) : readBar(day, row, into);
}

function readTrade({ trades }: MarketDay, row: number, into: Print): boolean {
  const price = trades.price[row]!;
  const size = trades.size[row]!;
  const side = trades.side[row]!;
  into.shares = size;
  into.bought = side === BOUGHT ? size : 0;
  into.sold = side === SOLD ? size : 0;
  into.open =
    into.high =
    into.low =
    into.close =
      price;
  into.triplePrice = 3 * price;
  return price > 0 && size > 0;
}

function readBar({ bars }: MarketDay, row: number, into: Print): boolean {
  into.shares = bars.volume[row]!;
  into.bought = into.sold = 0;
  into.open = bars.open[row]!;
  into.high = bars.high[row]!;
  into.low = bars.low[row]!;
  into.close = bars.close[row]!;
  into.triplePrice = into.high + into.low + into.close;
  return into.triplePrice > 0;
}

/** Prices times shares summed without rounding, so that what is taken out again leaves nothing behind. */
export class ExactTurnover {
  #upper = 0;
  #lower = 0;

  /** Adds, or with negative shares takes out, `shares` at a price. */
  add(triplePrice: number, shares: number): void {
    const upper = Math.floor(triplePrice / SPLIT);
    // each part stays a whole number below 2^53 for any day's volume
    this.#upper += upper * shares;
    this.#lower += (triplePrice - upper * SPLIT) * shares;
  }

  /** Starts again at nothing. */
  clear(): void {
    this.#upper = this.#lower = 0;
  }

  /** Volume-weighted price; `NaN` without volume. */
  priceOf(volume: number): number {
    return volume > 0 ? (this.#upper / volume * SPLIT + this.#lower / volume) / 3 : NaN;
  }
}

const SPLIT = 2 ** 20;

/** Statistics of rows [from, to) of the tape, worked out from all of them. */
export function windowStatistics(day: MarketDay, from: number, to: number): WindowStatistics {
  const statistics = emptyStatistics();
  const turnover = new ExactTurnover();
  const print = createPrint();
  for (let row = from; row < to; row++) {
    if (!readPrint(day, row, print)) continue;
    if (statistics.prints++ === 0) statistics.first = print.open;
    statistics.last = print.close;
    statistics.volume += print.shares;
    statistics.boughtVolume += print.bought;
    statistics.soldVolume += print.sold;
    if (!(print.high <= statistics.high)) statistics.high = print.high;
    if (!(print.low >= statistics.low)) statistics.low = print.low;
    turnover.add(print.triplePrice, print.shares);
  }
  statistics.vwap = turnover.priceOf(statistics.volume);
  return statistics;
}
