/** The minutes of a session as they come in: what indicators look back on. */
import { MINUTE_NS, SECOND_NS, type SessionBounds } from "../time/sessions.ts";

/** A bar of a minute or less. Prices in nano-dollars, volume in shares, `start` in ns since local midnight. */
export interface BarValues {
  readonly start: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/**
 * Minutes by row, sums by edge: row `i` is the minute before edge `i + 1`. Only minutes before `edge` are whole. Highs
 * and lows are `NaN` in minutes without a trade; closes are carried.
 */
export class MinuteColumns {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly traded: Uint8Array;
  /** Shares, and typical price times shares, since pre-market opened. */
  readonly cumulative: Float64Array;
  readonly cumulativeTurnover: Float64Array;
  /** Number of minutes of the session. */
  readonly length: number;
  /** Minutes that are whole. */
  edge = 0;
  readonly #originNs: number;
  // of the minute that is under way
  #high = NaN;
  #low = NaN;
  #close = NaN;
  #volume = 0;
  #turnover = 0;

  constructor(bounds: SessionBounds) {
    this.length = (bounds.postClose - bounds.preOpen) / 60;
    this.#originNs = bounds.preOpen * SECOND_NS;
    this.high = new Float64Array(this.length).fill(NaN);
    this.low = new Float64Array(this.length).fill(NaN);
    this.close = new Float64Array(this.length).fill(NaN);
    this.traded = new Uint8Array(this.length);
    this.cumulative = new Float64Array(this.length + 1);
    this.cumulativeTurnover = new Float64Array(this.length + 1);
  }

  /** The minute a time lies in, counted from pre-market's open; not limited to the session. */
  minuteOf(t: number): number {
    return Math.floor((t - this.#originNs) / MINUTE_NS);
  }

  /** Adds a bar of the minute under way. */
  add({ high, low, close, volume }: BarValues): void {
    if (!(high <= this.#high)) this.#high = high;
    if (!(low >= this.#low)) this.#low = low;
    this.#close = close;
    this.#volume += volume;
    this.#turnover += ((high + low + close) / 3) * volume;
  }

  /** Ends the minute under way. */
  closeMinute(): void {
    const row = this.edge++;
    const isTraded = !Number.isNaN(this.#high);
    this.high[row] = this.#high;
    this.low[row] = this.#low;
    this.close[row] = isTraded ? this.#close : this.close[row - 1] ?? NaN;
    this.traded[row] = isTraded ? 1 : 0;
    this.cumulative[row + 1] = this.cumulative[row]! + this.#volume;
    this.cumulativeTurnover[row + 1] = this.cumulativeTurnover[row]! + this.#turnover;
    this.#high = this.#low = this.#close = NaN;
    this.#volume = this.#turnover = 0;
  }
}
