/** Sets of symbol-days. */
import type { EpochDay } from "../../core/time/dates.ts";

/** Symbol-days, one byte for each symbol and date: millions of them are no burden. */
export class DaySet {
  readonly #symbols: number;
  readonly #dates = new Map<EpochDay, Uint8Array>();
  readonly #any: Uint8Array;
  #size = 0;

  /** @param symbols How many there are; each has a number below that. */
  constructor(symbols: number) {
    this.#symbols = symbols;
    this.#any = new Uint8Array(symbols);
  }

  /** Number of symbol-days. */
  get size(): number {
    return this.#size;
  }

  /** The dates of which any symbol is in the set, ascending. */
  get dates(): EpochDay[] {
    return [...this.#dates.keys()].sort((a, b) => a - b);
  }

  /** Puts a symbol-day in. */
  add(symbol: number, date: EpochDay): void {
    let flags = this.#dates.get(date);
    if (flags === undefined) {
      flags = new Uint8Array(this.#symbols);
      this.#dates.set(date, flags);
    }
    this.#size += 1 - flags[symbol]!;
    flags[symbol] = 1;
    this.#any[symbol] = 1;
  }

  /** Whether any date of a symbol is in the set. */
  hasSymbol(symbol: number): boolean {
    return this.#any[symbol] === 1;
  }

  /** A date's symbols: 1 at the number of each that is in the set; `undefined` if there is none. */
  flagsOf(date: EpochDay): Uint8Array | undefined {
    return this.#dates.get(date);
  }

  /** Numbers of a date's symbols, ascending. */
  symbolsOf(date: EpochDay): number[] {
    const symbols: number[] = [];
    const flags = this.#dates.get(date) ?? new Uint8Array(0);
    for (let i = flags.indexOf(1); i >= 0; i = flags.indexOf(1, i + 1)) symbols.push(i);
    return symbols;
  }
}
