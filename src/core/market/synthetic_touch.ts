/** The synthetic quote of a day at a time, from what is known by then. */
import type { MarketDay } from "./market_day.ts";
import { quoteAround, type SpreadSituation, syntheticHalfSpread } from "./synthetic_quote.ts";
import type { Volatility } from "./volatility.ts";

/** Makes synthetic quotes for one reader; remembers the volatility of the row it was asked for last. */
export class SyntheticTouch {
  readonly #day: MarketDay;
  readonly #volatility: Volatility = { perPrint: NaN, perRootSecond: NaN };
  readonly #situation: SpreadSituation = {
    ...{ price: NaN, perPrint: NaN, perRootSecond: NaN },
    ...{ isRegular: false, ageNs: 0, sinceResumeNs: Infinity },
  };
  #row = NaN;
  /** Nano-dollars; `NaN` if no price is known. */
  readonly quote: { bid: number; ask: number } = { bid: NaN, ask: NaN };

  constructor(day: MarketDay) {
    this.#day = day;
  }

  /**
   * Sets `quote` to that around the last print.
   *
   * @param row Last usable row of the tape (of the bars, if there is no tape) that is known; -1 falls back on the
   * previous close.
   * @param t Time of the quote, ns since local midnight.
   * @param sinceResumeNs Time since trading last resumed; infinite without a halt.
   */
  update(row: number, t: number, sinceResumeNs: number): void {
    const { hasTape, trades, bars, times, previousClose } = this.#day;
    const situation = this.#situation;
    if (row !== this.#row) {
      this.#day.volatility.at(row, this.#volatility);
      this.#row = row;
    }
    const price = row < 0 ? previousClose : hasTape ? trades.price[row]! : bars.close[row]!;
    if (!(price > 0)) {
      this.quote.bid = this.quote.ask = NaN;
      return;
    }
    const since = row < 0
      ? times.preOpen
      : hasTape
      ? trades.tsRecv[row]!
      : bars.start[row]! + bars.intervalNs;
    situation.price = price;
    situation.perPrint = this.#volatility.perPrint;
    situation.perRootSecond = this.#volatility.perRootSecond;
    situation.isRegular = t >= times.open && t < times.close;
    situation.ageNs = t - since;
    situation.sinceResumeNs = sinceResumeNs;
    quoteAround(price, syntheticHalfSpread(situation, this.#day.model.spread), this.quote);
  }
}
