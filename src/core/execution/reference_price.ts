/**
 * The reference price of the limit up-limit down bands, kept print by print: the mean of five minutes, published when it
 * has moved by 1 % and the one before has stood for 30 s. The opening price is the first, after a pause the price of the
 * reopening starts it anew, and while prints are at a band (the limit state) it stands still.
 *
 * @see Plan to Address Extraordinary Market Volatility, section V
 */
import type { Trades } from "../columns/trades.ts";
import { SECOND_NS } from "../time/sessions.ts";
import { type BandRule, edgeAround } from "./band_width.ts";

const WINDOW_NS = 300 * SECOND_NS;
const MIN_LIFE_NS = 30 * SECOND_NS;
const MIN_CHANGE = 0.01;

/** Reference prices as published so far. Prints are taken in their order. */
export class ReferencePrices {
  /** When each was published, ns since local midnight, ascending. */
  readonly times: number[] = [];
  /** Nano-dollars. */
  readonly references: number[] = [];
  readonly #prints: Trades;
  /** Row of the first print of the five minutes; prints without a price are no part of them. */
  #tail: number;
  #count = 0;
  #sum = 0;

  #rule: BandRule;

  /**
   * @param first Row of the first print that counts.
   * @param rule Where the previous close is not known, the first reference stands in for it.
   */
  constructor(prints: Trades, first: number, rule: BandRule) {
    this.#prints = prints;
    this.#rule = rule;
    this.#tail = first;
  }

  /** What the width of the bands depends on. */
  get rule(): BandRule {
    return this.#rule;
  }

  /** The reference in force; `NaN` before the first. */
  get latest(): number {
    return this.references.at(-1) ?? NaN;
  }

  /** Prints of the last five minutes, as of the last one taken. */
  get recentPrints(): number {
    return this.#count;
  }

  /**
   * Takes a print that has a price.
   *
   * @param row After that of the one before.
   * @param time When it took effect.
   * @param reopening Price of the reopening if it is the first one after a pause, or the first at all; else `NaN`.
   */
  add(row: number, time: number, reopening: number): void {
    const { tsRecv, price } = this.#prints;
    const isReopening = reopening === reopening;
    if (isReopening) {
      this.#tail = row;
      this.#sum = this.#count = 0;
    }
    this.#move(row, 1);
    while (tsRecv[this.#tail]! <= time - WINDOW_NS) this.#move(this.#tail++, -1);
    const mean = this.#sum / this.#count;
    if (isReopening) this.#publish(time, reopening);
    else if (this.#isDue(time, mean) && !this.#isAtBand(time, price[row]!)) {
      this.#publish(time, mean);
    }
  }

  /** Takes a print into the five minutes, or out of them. */
  #move(row: number, sign: 1 | -1): void {
    const price = this.#prints.price[row]!;
    if (!(price > 0)) return;
    this.#sum += sign * price;
    this.#count += sign;
  }

  #publish(time: number, reference: number): void {
    if (!(this.#rule.previousClose > 0)) this.#rule = { ...this.#rule, previousClose: reference };
    this.times.push(time);
    this.references.push(reference);
  }

  #isAtBand(time: number, price: number): boolean {
    const side = price > this.latest ? 1 : -1;
    return (price - edgeAround(this.#rule, this.latest, time, side)) * side >= 0;
  }

  #isDue(time: number, mean: number): boolean {
    if (time - this.times.at(-1)! < MIN_LIFE_NS) return false;
    return Math.abs(mean / this.latest - 1) >= MIN_CHANGE;
  }
}
