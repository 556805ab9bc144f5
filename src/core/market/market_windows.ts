/** The records of the last seconds, copied out for feature extraction: only what is visible, and nothing to leak from. */
import type { MarketDay } from "./market_day.ts";
import { FEED_LATENCY_NS } from "./observer.ts";
import { BOUGHT, SOLD } from "./window_statistics.ts";

/** Values of a bar in a dense window, in order. */
export const BAR_WINDOW_COLUMNS = ["open", "high", "low", "close", "volume"] as const;
const COLUMNS = BAR_WINDOW_COLUMNS.length;

/** Trades of a window. Arrays may be longer than `length`; prices in nano-dollars, times in ns since local midnight. */
export interface TradeWindow {
  /** How many there are. */
  length: number;
  /** When each was at the venue. */
  time: Float64Array;
  /** Nano-dollars. */
  price: Float64Array;
  /** Shares. */
  size: Float64Array;
  /** 1 bought, -1 sold, 0 unknown. */
  aggressor: Float64Array;
}

/** Quotes of a window, as recorded; `NaN` where a side is empty. */
export interface QuoteWindow {
  /** How many there are. */
  length: number;
  /** When each was at the venue. */
  time: Float64Array;
  /** Nano-dollars. */
  bid: Float64Array;
  /** Nano-dollars. */
  ask: Float64Array;
  /** Shares. */
  bidSize: Float64Array;
  /** Shares. */
  askSize: Float64Array;
}

/** Windows that end at any time, in buffers that are used again: copy what has to last. */
export class MarketWindows {
  /** Time from capture to the agent. */
  readonly feedLatencyNs: number;
  readonly #day: MarketDay;
  readonly #trades: TradeWindow;
  readonly #quotes: QuoteWindow;

  /** Windows of what is visible of a day. */
  constructor(day: MarketDay, feedLatencyNs: number = FEED_LATENCY_NS) {
    this.#day = day;
    this.feedLatencyNs = feedLatencyNs;
    const empty = () => new Float64Array(0);
    this.#trades = { length: 0, time: empty(), price: empty(), size: empty(), aggressor: empty() };
    this.#quotes = {
      ...{ length: 0, time: empty(), bid: empty(), ask: empty() },
      ...{ bidSize: empty(), askSize: empty() },
    };
  }

  /**
   * The last `count` intervals (seconds, for bars of a second) that had ended and become visible by `t`, one row each,
   * oldest first. An interval without a trade carries the close and has no volume; before the first bar all is `NaN`.
   *
   * @param into `count` rows of `BAR_WINDOW_COLUMNS`.
   * @returns Start of the first interval, ns since local midnight.
   */
  barsInto(t: number, count: number, into: Float64Array): number {
    const { bars, barIndex } = this.#day;
    const { intervalNs } = bars;
    const end = Math.floor((t - this.feedLatencyNs) / intervalNs) * intervalNs;
    const origin = end - count * intervalNs;
    let row = barIndex.firstAfter(origin - 1); // times are whole ns
    let close = row > 0 ? bars.close[row - 1]! : NaN;
    for (let i = 0; i < count; i++) {
      const until = origin + (i + 1) * intervalNs;
      const at = i * COLUMNS;
      const isTraded = row < bars.length && bars.start[row]! + intervalNs <= until;
      into[at] = isTraded ? bars.open[row]! : close;
      into[at + 1] = isTraded ? bars.high[row]! : close;
      into[at + 2] = isTraded ? bars.low[row]! : close;
      if (isTraded) close = bars.close[row]!;
      into[at + 3] = close;
      into[at + 4] = isTraded ? bars.volume[row]! : Number.isNaN(close) ? NaN : 0;
      if (isTraded) row++;
    }
    return origin;
  }

  /** Trades that became visible in (t - windowNs, t]. */
  trades(t: number, windowNs: number): TradeWindow {
    const { trades, tradeIndex } = this.#day;
    const visible = t - this.feedLatencyNs;
    const from = tradeIndex.firstAfter(visible - windowNs);
    const window = this.#trades;
    window.length = tradeIndex.firstAfter(visible) - from;
    window.time = copied(trades.tsRecv, from, window.length, window.time);
    window.price = copied(trades.price, from, window.length, window.price);
    window.size = copied(trades.size, from, window.length, window.size);
    window.aggressor = copied(trades.side, from, window.length, window.aggressor);
    for (let i = 0; i < window.length; i++) {
      const side = window.aggressor[i]!;
      window.aggressor[i] = side === BOUGHT ? 1 : side === SOLD ? -1 : 0;
    }
    return window;
  }

  /** Quotes that became visible in (t - windowNs, t]. */
  quotes(t: number, windowNs: number): QuoteWindow {
    const { quotes, quoteIndex } = this.#day;
    const visible = t - this.feedLatencyNs;
    const from = quoteIndex.firstAfter(visible - windowNs);
    const window = this.#quotes;
    window.length = quoteIndex.firstAfter(visible) - from;
    window.time = copied(quotes.tsRecv, from, window.length, window.time);
    window.bid = copied(quotes.bid, from, window.length, window.bid);
    window.ask = copied(quotes.ask, from, window.length, window.ask);
    window.bidSize = copied(quotes.bidSize, from, window.length, window.bidSize);
    window.askSize = copied(quotes.askSize, from, window.length, window.askSize);
    return window;
  }
}

/** `length` values from row `from` on in `buffer`, or in a larger one if it is too small. */
function copied(
  column: ArrayLike<number>,
  from: number,
  length: number,
  buffer: Float64Array,
): Float64Array {
  const target = buffer.length >= length ? buffer : new Float64Array(2 * length);
  for (let i = 0; i < length; i++) target[i] = column[from + i]!;
  return target.fill(0, length); // nothing of another time is left behind
}
