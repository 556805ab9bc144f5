/** Data-quality bits of trades (rules D0, D2, D5, D6, D7 and D9). */
import { QUALITY_BIT } from "../clean/quality_bits.ts";
import type { Quotes } from "../columns/quotes.ts";
import type { Trades } from "../columns/trades.ts";
import type { Halt } from "../market/halts.ts";
import { tickSize } from "../market/tick_size.ts";
import { deviationInPlace, MAD_TO_SIGMA, medianInPlace } from "../math/order_statistics.ts";
import { MINUTE_NS, SECOND_NS } from "../time/sessions.ts";
import type { Flagged } from "./day.ts";
import { badFlagBit } from "./flag_quotes.ts";

/** Trades that a price is compared with, and how far back they may lie. */
const WINDOW = 50;
const WINDOW_NS = 5 * MINUTE_NS;
/** With fewer trades to compare with, nothing is judged. */
const MINIMUM = 10;
/** A spike is farther from the median than this many deviations, this log move and this many ticks. */
const DEVIATIONS = 10;
const SMALLEST_MOVE = 0.05;
const SMALLEST_TICKS = 3;
const NEAR_BELOW = Math.exp(-SMALLEST_MOVE);
const NEAR_ABOVE = Math.exp(SMALLEST_MOVE);
/** Age up to which a quote can tell whether a price is plausible. */
const QUOTE_AGE_NS = 2 * SECOND_NS;
/** Trades after a spike that have to be back within half of the move. */
const RETURNING = 5;

/**
 * Sets the bits of trades: D0 for an undefined price or size 0, D2 for one that repeats the one before it, D5 for a price far from the 50 trades of the last five
 * minutes and outside the quote, D6 for one that is also far from the trades around and after it, and followed by a
 * return, D7 for a trade in a halt, D9 by the vendor's flags.
 *
 * All but D6 are known when the trade is. A price counts as outside the quote only if there is a quote at most two seconds
 * old that says so: the size of a move alone condemns nothing. After a halt the comparison starts anew.
 *
 * @param quotes In order of `tsRecv`; those without two sides are not looked at.
 * @param halts In order of time.
 */
export function flagTrades(
  trades: Flagged<Trades>,
  quotes: Pick<Quotes, "length" | "tsRecv" | "bid" | "ask">,
  halts: readonly Halt[],
): void {
  const { length, tsRecv, tsEvent, price, size, flags, quality } = trades;
  const windows = new TradeWindows(trades, halts);
  let quote = -1; // the last two-sided one up to the trade
  let nextQuote = 0;
  let nextHalt = 0;
  for (let i = 0; i < length; i++) {
    while (nextQuote < quotes.length && quotes.tsRecv[nextQuote]! <= tsRecv[i]!) {
      if (quotes.bid[nextQuote]! > 0 && quotes.ask[nextQuote]! > 0) quote = nextQuote;
      nextQuote++;
    }
    while (nextHalt < halts.length && halts[nextHalt]!.end <= tsEvent[i]!) nextHalt++;
    let bits = badFlagBit(flags[i]!);
    if (isRepeated(trades, i)) bits |= QUALITY_BIT.duplicate;
    if (nextHalt < halts.length && halts[nextHalt]!.start <= tsEvent[i]!) {
      bits |= QUALITY_BIT.halted;
    }
    if (!(price[i]! > 0) || size[i] === 0) bits |= QUALITY_BIT.undefined;
    else if (quote >= 0 && isOutside(quotes, quote, tsRecv[i]!, price[i]!)) {
      bits |= windows.spikeBits(i);
    }
    quality[i]! |= bits;
  }
}

/**
 * Whether a trade is the one before it once more: venues number their messages, so that what differs in nothing has come
 * twice. Trades without a number are taken for what they are.
 */
function isRepeated(trades: Trades, row: number): boolean {
  const { tsRecv, tsEvent, price, size, side, flags, sequence } = trades;
  const before = row - 1;
  return tsRecv[row] === tsRecv[before] && sequence[row] === sequence[before] &&
    sequence[row] !== 0 && tsEvent[row] === tsEvent[before] && price[row] === price[before] &&
    size[row] === size[before] && side[row] === side[before] && flags[row] === flags[before];
}

/** Whether a price lies more than a spread outside a fresh quote. */
function isOutside(
  quotes: Pick<Quotes, "tsRecv" | "bid" | "ask">,
  row: number,
  now: number,
  price: number,
): boolean {
  if (now - quotes.tsRecv[row]! > QUOTE_AGE_NS) return false;
  const bid = quotes.bid[row]!;
  const ask = quotes.ask[row]!;
  const spread = Math.max(ask - bid, 0);
  return price < bid - spread || price > ask + spread;
}

/** Median and deviation of the prices around a trade. */
class TradeWindows {
  readonly #trades: Flagged<Trades>;
  readonly #halts: readonly Halt[];
  readonly #prices = new Float64Array(WINDOW);
  /** End of the last halt before the trade under way, and the number of the next one. */
  #resumed = -Infinity;
  #nextHalt = 0;
  #median = NaN;
  #deviation = NaN;

  constructor(trades: Flagged<Trades>, halts: readonly Halt[]) {
    this.#trades = trades;
    this.#halts = halts;
  }

  /** D5 and D6 of a trade that lies outside the quote. To be asked in order. */
  spikeBits(row: number): number {
    const { tsEvent } = this.#trades;
    while (
      this.#nextHalt < this.#halts.length && this.#halts[this.#nextHalt]!.end <= tsEvent[row]!
    ) {
      this.#resumed = this.#halts[this.#nextHalt++]!.end;
    }
    const from = this.#startOf(row);
    if (from < 0 || !this.#isFar(row, from, row)) return 0;
    return this.#isSingular(row, from)
      ? QUALITY_BIT.spike | QUALITY_BIT.spikeOffline
      : QUALITY_BIT.spike;
  }

  /** Whether the trade is also far from the nearest of the medians before, around and after it, and prices return. */
  #isSingular(row: number, from: number): boolean {
    const { price, length } = this.#trades;
    const end = this.#endOf(row);
    const half = WINDOW / 2;
    const references = [
      [from, row],
      [Math.max(from, row - half), Math.min(end, row + 1 + half)],
      [row + 1, end],
    ] as const;
    let move = Infinity;
    let nearest = NaN;
    for (const [first, last] of references) {
      if (!this.#isFar(row, first, last)) return false;
      const distance = Math.abs(Math.log(price[row]! / this.#median));
      if (distance < move) [move, nearest] = [distance, this.#median];
    }
    if (row + RETURNING >= length) return false;
    for (let next = row + 1; next <= row + RETURNING; next++) {
      if (!(Math.abs(Math.log(price[next]! / nearest)) < move / 2)) return false;
    }
    return true;
  }

  /** Whether the price of `row` is far from those of [first, last), its own left out. */
  #isFar(row: number, first: number, last: number): boolean {
    if (!this.#measure(row, first, last)) return false;
    const price = this.#trades.price[row]!;
    const limit = Math.max(
      DEVIATIONS * this.#deviation,
      SMALLEST_MOVE,
      SMALLEST_TICKS * tickSize(this.#median) / this.#median,
    );
    return Math.abs(Math.log(price / this.#median)) > limit;
  }

  /** Takes the median and the deviation as a fraction of it, which for prices near it is that of logs; false if too few. */
  #measure(row: number, first: number, last: number): boolean {
    const { price, size } = this.#trades;
    let count = 0;
    for (let i = first; i < last && count < WINDOW; i++) {
      if (i !== row && price[i]! > 0 && size[i]! > 0) this.#prices[count++] = price[i]!;
    }
    if (count < MINIMUM) return false;
    const prices = this.#prices.subarray(0, count);
    this.#median = medianInPlace(prices, count);
    this.#deviation = MAD_TO_SIGMA * deviationInPlace(prices, count) / this.#median;
    return true;
  }

  /**
   * First row that a trade is compared with: of the last 50, within five minutes, not before the last halt's end.
   *
   * @returns -1 if none of them is far, so that their median cannot be: that spares most trades the median.
   */
  #startOf(row: number): number {
    const { tsRecv, tsEvent, price } = this.#trades;
    const resumed = this.#resumed;
    const earliest = tsRecv[row]! - WINDOW_NS;
    const lowest = price[row]! * NEAR_BELOW;
    const highest = price[row]! * NEAR_ABOVE;
    const last = Math.max(row - WINDOW, 0);
    let isNear = true;
    let first = row;
    while (first > last && tsRecv[first - 1]! >= earliest && tsEvent[first - 1]! >= resumed) {
      first--;
      if (price[first]! < lowest || price[first]! > highest) isNear = false;
    }
    return isNear ? -1 : first;
  }

  /** Row after the last one that a trade is compared with looking ahead. */
  #endOf(row: number): number {
    const { tsRecv, tsEvent, length } = this.#trades;
    const halted = this.#halts.find((halt) => halt.start > tsEvent[row]!)?.start ?? Infinity;
    let end = row + 1;
    while (
      end < length && end - row <= WINDOW && tsRecv[end]! <= tsRecv[row]! + WINDOW_NS &&
      tsEvent[end]! < halted
    ) end++;
    return end;
  }
}
