/** Reading all of a day's tables at any time, as fast as it goes, where nothing is out of the ordinary. */
import type { BarIndex } from "./bar_index.ts";
import type { MarketDay } from "./market_day.ts";
import { OBSERVED } from "./observation.ts";
import { KEPT, ROWS } from "./observer_slots.ts";
import type { TapeTotals } from "./tape_totals.ts";
import { rateObservation } from "./rate_observation.ts";
import { STEP_BITS as BITS } from "./time_buckets.ts";
import { WINDOW as PROBED } from "./time_index.ts";
import { stepOf, type TimeScale } from "./time_scale.ts";

// Positions as constants of this module: the compiler knows their values, those of an import it would have to load.
const { isSynthetic: IS_SYNTHETIC, bid: BID, ask: ASK, bidSize: BID_SIZE } = OBSERVED;
const { askSize: ASK_SIZE, spread: SPREAD, last: LAST, lastSize: LAST_SIZE } = OBSERVED;
const { volume: VOLUME, prints: PRINTS, vwap: VWAP, bars: BARS, barStart: BAR_START } = OBSERVED;
const { barOpen: BAR_OPEN, barHigh: BAR_HIGH, barLow: BAR_LOW, barClose: BAR_CLOSE } = OBSERVED;
const { barVolume: BAR_VOLUME } = OBSERVED;
const { visible: VISIBLE, visibleBar: VISIBLE_BAR, quoteTime: QUOTE_TIME } = KEPT;
const { lastTime: LAST_TIME, sums: SUMS, ahead: AHEAD } = KEPT;
const { quote: QUOTE_ROW, tape: TAPE_ROW, bar: BAR_ROW } = ROWS;
const { shownQuote: SHOWN_ROW, lastPrint: LAST_ROW } = ROWS;
const STEP_BITS = BITS;
const STEP_MASK = (1 << STEP_BITS) - 1;
const WINDOW = PROBED;
const HALF = WINDOW >> 1;
// The code counts on a window of 16 rows, which four steps search, and on two series in the buckets.

/**
 * What an observer does, for the usual case alone: a day with quotes, a tape and bars, rows close to where they are likely
 * to be, a quote with two sides and a last print that counts.
 *
 * A lookup at a random time waits for memory most of all. The fewer instructions it takes, the sooner the processor is on
 * its way to the next one while it waits for this one; so the columns are fields, and all of it is one function.
 */
export class UsualReader {
  readonly #scale: TimeScale;
  readonly #rowsBefore: Int32Array;
  readonly #barIndex: BarIndex;
  readonly #totals: TapeTotals;
  readonly #quoteTimes: Float64Array;
  readonly #bid: Float64Array;
  readonly #ask: Float64Array;
  readonly #bidSize: Uint32Array;
  readonly #askSize: Uint32Array;
  readonly #tradeTimes: Float64Array;
  readonly #price: Float64Array;
  readonly #size: Uint32Array;
  readonly #start: Float64Array;
  readonly #open: Float64Array;
  readonly #high: Float64Array;
  readonly #low: Float64Array;
  readonly #close: Float64Array;
  readonly #volume: Float64Array;
  /** The last rows at which a window may begin. */
  readonly #lastQuoteWindow: number;
  readonly #lastTradeWindow: number;

  /** Whether a day has enough of everything. */
  static canRead({ quotes, trades, bars }: MarketDay): boolean {
    return quotes.length >= WINDOW && trades.length >= WINDOW && bars.length > 0;
  }

  /** Takes a day that it can read. */
  constructor({ quotes, trades, bars, buckets, barIndex, totals }: MarketDay) {
    this.#scale = buckets.scale;
    this.#rowsBefore = buckets.rowsBefore;
    this.#barIndex = barIndex;
    this.#totals = totals;
    this.#quoteTimes = quotes.tsRecv;
    this.#bid = quotes.bid;
    this.#ask = quotes.ask;
    this.#bidSize = quotes.bidSize;
    this.#askSize = quotes.askSize;
    this.#tradeTimes = trades.tsRecv;
    this.#price = trades.price;
    this.#size = trades.size;
    this.#start = bars.start;
    this.#open = bars.open;
    this.#high = bars.high;
    this.#low = bars.low;
    this.#close = bars.close;
    this.#volume = bars.volume;
    this.#lastQuoteWindow = quotes.length - WINDOW;
    this.#lastTradeWindow = trades.length - WINDOW;
  }

  /**
   * Reads what is visible into `values`, all but the state of trading, and the rows it was read from into `rows`.
   *
   * @returns False, with no row written, if the case is not the usual one. The bar's values may be there by then, so
   * that all rows have to be looked up.
   */
  read(values: Float64Array, rows: Int32Array): boolean {
    const visible = values[VISIBLE]!;
    const bids = this.#bid;
    const asks = this.#ask;
    const bidSizes = this.#bidSize;
    const askSizes = this.#askSize;
    const quoteTimes = this.#quoteTimes;
    const prices = this.#price;
    const sizes = this.#size;
    const tradeTimes = this.#tradeTimes;

    // `TimeBuckets.positionOf()` and `TimeIndex.windowAt()` for both series
    const position = stepOf(this.#scale, values, VISIBLE);
    const place = (position >> STEP_BITS) << 1;
    const steps = position & STEP_MASK;
    const rowsBefore = this.#rowsBefore;
    const firstQuote = rowsBefore[place]!;
    const firstTrade = rowsBefore[(place + 1) | 0]!;
    const quotesInBucket = (rowsBefore[(place + 2) | 0]! - firstQuote) | 0;
    const tradesInBucket = (rowsBefore[(place + 3) | 0]! - firstTrade) | 0;
    let fromQuote = (firstQuote + (Math.imul(quotesInBucket, steps) >> STEP_BITS) - HALF) | 0;
    let fromTrade = (firstTrade + (Math.imul(tradesInBucket, steps) >> STEP_BITS) - HALF) | 0;
    if (fromQuote < 0) fromQuote = 0;
    if (fromTrade < 0) fromTrade = 0;
    if (fromQuote > this.#lastQuoteWindow) fromQuote = this.#lastQuoteWindow;
    if (fromTrade > this.#lastTradeWindow) fromTrade = this.#lastTradeWindow;

    // the rows to be found are near: their memory is on its way while they are searched for
    const nearQuote = (fromQuote + HALF) | 0;
    const nearTrade = (fromTrade + HALF) | 0;
    values[AHEAD] = bids[nearQuote]!;
    values[AHEAD] = asks[nearQuote]!;
    values[AHEAD] = bidSizes[nearQuote]!;
    values[AHEAD] = askSizes[nearQuote]!;
    values[AHEAD] = prices[nearTrade]!;
    values[AHEAD] = sizes[nearTrade]!;
    values[AHEAD] = this.#totals.storedNear(nearTrade);

    const bar = this.#barIndex.lastByClock(values, VISIBLE_BAR);
    if (bar < 0) return false;
    values[BARS] = (bar + 1) | 0;
    values[BAR_START] = this.#start[bar]!;
    values[BAR_OPEN] = this.#open[bar]!;
    values[BAR_HIGH] = this.#high[bar]!;
    values[BAR_LOW] = this.#low[bar]!;
    values[BAR_CLOSE] = this.#close[bar]!;
    values[BAR_VOLUME] = this.#volume[bar]!;

    // `TimeIndex.isWithin()` and `lastWithin()` for both series
    const isWithin = Number(quoteTimes[fromQuote]! <= visible) &
      Number(quoteTimes[(fromQuote + WINDOW - 1) | 0]! > visible) &
      Number(tradeTimes[fromTrade]! <= visible) &
      Number(tradeTimes[(fromTrade + WINDOW - 1) | 0]! > visible);
    if (isWithin === 0) return false;
    let quote = (fromQuote + 8 * Number(quoteTimes[nearQuote]! <= visible)) | 0;
    let print = (fromTrade + 8 * Number(tradeTimes[nearTrade]! <= visible)) | 0;
    quote = (quote + 4 * Number(quoteTimes[(quote + 4) | 0]! <= visible)) | 0;
    print = (print + 4 * Number(tradeTimes[(print + 4) | 0]! <= visible)) | 0;
    quote = (quote + 2 * Number(quoteTimes[(quote + 2) | 0]! <= visible)) | 0;
    print = (print + 2 * Number(tradeTimes[(print + 2) | 0]! <= visible)) | 0;
    quote = (quote + Number(quoteTimes[(quote + 1) | 0]! <= visible)) | 0;
    print = (print + Number(tradeTimes[(print + 1) | 0]! <= visible)) | 0;

    const bid = bids[quote]!;
    const ask = asks[quote]!;
    const price = prices[print]!;
    const size = sizes[print]!;
    if (!(bid > 0 && ask > bid && price > 0 && size > 0)) return false;
    rows[QUOTE_ROW] = quote;
    rows[SHOWN_ROW] = quote;
    values[BID] = bid;
    values[ASK] = ask;
    values[SPREAD] = ask - bid;
    values[BID_SIZE] = bidSizes[quote]!;
    values[ASK_SIZE] = askSizes[quote]!;
    values[IS_SYNTHETIC] = 0;
    values[QUOTE_TIME] = quoteTimes[quote]!;

    rows[BAR_ROW] = bar;
    rows[TAPE_ROW] = print;
    rows[LAST_ROW] = print;
    values[LAST] = price;
    values[LAST_SIZE] = size;
    values[LAST_TIME] = tradeTimes[print]!;
    const prints = (print + 1) | 0;
    values[PRINTS] = prints;
    this.#totals.upTo(prints, values, SUMS);
    const volume = values[SUMS]!;
    values[VOLUME] = volume;
    values[VWAP] = values[SUMS + 1]! / volume;
    rateObservation(values, true);
    return true;
  }
}
