/** The causal reader of a day: at any time, in any order, only what had become visible by then. */
import { BUCKET_COLUMN, type MarketDay } from "./market_day.ts";
import { Observation, OBSERVED, OBSERVED_LENGTH, QUALITY_CODES } from "./observation.ts";
import { StateTimeline } from "./state_timeline.ts";
import { SYNTHETIC_SIZE } from "./synthetic_quote.ts";
import { SyntheticTouch } from "./synthetic_touch.ts";

/** Time from capture to an agent unless told otherwise: 30 ms, a retail feed. */
export const FEED_LATENCY_NS = 30e6;

/** Steps up to which walking on from the last row beats a lookup. */
const NEAR_NS = 2e9;

const EXACT = QUALITY_CODES.indexOf("exact");
const CARRIED = QUALITY_CODES.indexOf("carried");
const STALE = QUALITY_CODES.indexOf("stale");
const SYNTHETIC = QUALITY_CODES.indexOf("synthetic");
const HALTED = QUALITY_CODES.indexOf("halted");

/** Rows before the first: no row of its own was read yet, so that the first read is never skipped. */
const UNREAD = -2;

// Positions as constants of this module: the compiler knows their values, those of an import it would have to load.
const { time: TIME, session: SESSION, isHalted: IS_HALTED, quality: QUALITY } = OBSERVED;
const { isShortSaleRestricted: IS_RESTRICTED, isSynthetic: IS_SYNTHETIC } = OBSERVED;
const { bid: BID, ask: ASK, bidSize: BID_SIZE, askSize: ASK_SIZE, spread: SPREAD } = OBSERVED;
const { quoteAge: QUOTE_AGE, last: LAST, lastSize: LAST_SIZE, lastAge: LAST_AGE } = OBSERVED;
const { volume: VOLUME, prints: PRINTS, vwap: VWAP, bars: BARS } = OBSERVED;
const { barStart: BAR_START, barOpen: BAR_OPEN, barHigh: BAR_HIGH, barLow: BAR_LOW } = OBSERVED;
const { barClose: BAR_CLOSE, barVolume: BAR_VOLUME } = OBSERVED;

const { trades: TRADES_COLUMN, bars: BARS_COLUMN } = BUCKET_COLUMN;

// Positions after the observed ones, of what the observer keeps for itself.
const LATENCY = OBSERVED_LENGTH; // time from capture to the observer
const BAR_DELAY = LATENCY + 1; // length of a bar
const VISIBLE = LATENCY + 2; // what has to have been received by the time of the call
const VISIBLE_BAR = LATENCY + 3; // what a bar has to have started by
const STATE_UNTIL = LATENCY + 4; // end of the span that the state holds for
const STALE_AFTER = LATENCY + 5;
const QUOTE_TIME = LATENCY + 6; // receive time of the quote that is shown
const LAST_TIME = LATENCY + 7; // receive time of the last print
const SUMS = LATENCY + 8; // volume and turnover of the visible tape
const AHEAD = LATENCY + 10; // of rows that may still be to come: written only, never read or shown
const LENGTH = LATENCY + 11;

/**
 * Reads a day causally: a quote, trade or status message is visible `feedLatencyNs` after `tsRecv`, a bar that long after
 * its end. Times may come in any order; small steps forward are fastest. The result depends on the time alone.
 *
 * Holds the day, so keep it where the environment is; the agent gets the `Observation`. Costs about two kilobytes: make
 * one per environment.
 */
export class Observer {
  /** Time from capture to the observer. */
  readonly feedLatencyNs: number;
  /** What `observe` fills. */
  readonly observation: Observation;
  readonly #day: MarketDay;
  readonly #timeline: StateTimeline;
  readonly #synthetic: SyntheticTouch;
  /** Whether there are quotes, trades and bars. */
  readonly #isFull: boolean;
  /** All numbers in one array: one that is handed over as an argument may have to be put on the heap. */
  readonly #values = new Float64Array(LENGTH);
  /** Rows that `observation` was filled from. */
  #quoteRow = UNREAD;
  #tapeRow = UNREAD;
  #barRow = UNREAD;
  /** The row shown as the quote; -1 without one. */
  #shownRow = -1;
  /** The row shown as the last print, of the tape or else of the bars; -1 without one. */
  #lastRow = -1;

  /** Looks at a day. @param feedLatencyNs Time from capture to the agent; at least 0. */
  constructor(day: MarketDay, feedLatencyNs: number = FEED_LATENCY_NS) {
    this.#day = day;
    this.feedLatencyNs = feedLatencyNs;
    this.#timeline = new StateTimeline(day, feedLatencyNs);
    this.#synthetic = new SyntheticTouch(day);
    this.#isFull = day.quotes.length > 0 && day.hasTape && day.bars.length > 0;
    this.observation = new Observation(this.#values.subarray(0, OBSERVED_LENGTH));
    this.#values.fill(NaN, OBSERVED_LENGTH); // nothing was read yet
    this.#values[LATENCY] = feedLatencyNs;
    this.#values[BAR_DELAY] = day.bars.intervalNs;
  }

  /**
   * The market at `t` (ns since local midnight of the trade date) as it can be known then.
   *
   * @returns `observation`, overwritten by the next call.
   */
  observe(t: number): Observation {
    this.#values[TIME] = t;
    this.#update();
    return this.observation;
  }

  #update(): void {
    const values = this.#values;
    const t = values[TIME]!;
    const visible = t - values[LATENCY]!;
    const isNear = visible >= values[VISIBLE]! && visible - values[VISIBLE]! < NEAR_NS;
    values[VISIBLE] = visible;
    values[VISIBLE_BAR] = visible - values[BAR_DELAY]!;
    if (!isNear || t >= values[STATE_UNTIL]!) this.#readState();
    if (isNear) this.#walkOn();
    else this.#lookUp();
  }

  #readState(): void {
    const { states } = this.#timeline;
    const values = this.#values;
    const at = this.#timeline.indexAt(values, TIME);
    values[STATE_UNTIL] = states[at]!;
    values[STALE_AFTER] = states[at + 1]!;
    values[SESSION] = states[at + 2]!;
    values[IS_HALTED] = states[at + 3]!;
    values[IS_RESTRICTED] = states[at + 4]!;
  }

  /** All rows are looked up before any is read, so that the processor waits for their memory at the same time. */
  #lookUp(): void {
    const { buckets, quoteIndex, tradeIndex, barIndex, hasTape } = this.#day;
    const { rowsBefore } = buckets;
    const values = this.#values;
    const place = buckets.placeOf(values, VISIBLE, 0);
    const placeOfTrade = place + TRADES_COLUMN;
    const placeOfBar = place + BARS_COLUMN;
    const firstQuote = rowsBefore[place]!;
    const firstTrade = rowsBefore[placeOfTrade]!;
    const firstBar = rowsBefore[placeOfBar]!;
    if (this.#isFull === true) {
      // the rows to be found are near: their memory is on its way while they are searched for
      const { quotes, trades, bars, totals } = this.#day;
      values[AHEAD] = totals.storedNear(firstTrade) + quotes.bid[firstQuote]! +
        quotes.ask[firstQuote]! + quotes.bidSize[firstQuote]! + quotes.askSize[firstQuote]! +
        trades.price[firstTrade]! + trades.size[firstTrade]! + bars.open[firstBar]! +
        bars.high[firstBar]! + bars.low[firstBar]! + bars.close[firstBar]! + bars.volume[firstBar]!;
    }
    const quote = quoteIndex.lastFrom(firstQuote, place, values, VISIBLE);
    const bar = barIndex.lastFrom(firstBar, placeOfBar, values, VISIBLE_BAR);
    // compared, because the compiler does not know that a field holds booleans only
    const tape = hasTape === true
      ? tradeIndex.lastFrom(firstTrade, placeOfTrade, values, VISIBLE)
      : bar;
    this.#read(quote, bar, tape);
  }

  /** The same from the rows of a call for a time shortly before. */
  #walkOn(): void {
    const { quoteIndex, tradeIndex, barIndex, hasTape } = this.#day;
    const values = this.#values;
    const quote = quoteIndex.lastByClockFrom(this.#quoteRow, values, VISIBLE);
    const bar = barIndex.lastByClockFrom(this.#barRow, values, VISIBLE_BAR);
    const tape = hasTape === true
      ? tradeIndex.lastByClockFrom(this.#tapeRow, values, VISIBLE)
      : bar;
    this.#read(quote, bar, tape);
  }

  /** Takes over what is not shown yet. */
  #read(quote: number, bar: number, tape: number): void {
    if (quote !== this.#quoteRow) this.#readQuote(quote);
    if (bar !== this.#barRow) this.#readBar(bar);
    if (tape !== this.#tapeRow) this.#readTape(tape);
    const values = this.#values;
    values[LAST_AGE] = values[TIME]! - values[LAST_TIME]!;
    if (this.#shownRow < 0) return this.#showSynthetic();
    const quoteTime = values[QUOTE_TIME]!;
    const quoteAge = values[TIME]! - quoteTime;
    values[QUOTE_AGE] = quoteAge;
    const staleAfter = values[STALE_AFTER]!;
    const isStale = this.#shownRow !== this.#quoteRow ||
      (quoteAge > staleAfter && values[LAST_AGE]! > staleAfter);
    if (values[IS_HALTED] === 1) values[QUALITY] = HALTED;
    else if (isStale) values[QUALITY] = STALE;
    else if (quoteTime === values[VISIBLE]) values[QUALITY] = EXACT;
    else values[QUALITY] = CARRIED;
  }

  #readQuote(row: number): void {
    const { quotes, usableQuotes } = this.#day;
    const values = this.#values;
    const isUsable = row >= 0 && quotes.bid[row]! > 0 && quotes.ask[row]! > quotes.bid[row]!;
    const shown = isUsable ? row : usableQuotes.lastUsable(row);
    this.#quoteRow = row;
    this.#shownRow = shown;
    if (shown < 0) return;
    const bid = quotes.bid[shown]!;
    const ask = quotes.ask[shown]!;
    values[BID] = bid;
    values[ASK] = ask;
    values[SPREAD] = ask - bid;
    values[BID_SIZE] = quotes.bidSize[shown]!;
    values[ASK_SIZE] = quotes.askSize[shown]!;
    values[IS_SYNTHETIC] = 0;
    values[QUOTE_TIME] = quotes.tsRecv[shown]!;
  }

  #readBar(row: number): void {
    const { bars } = this.#day;
    const values = this.#values;
    this.#barRow = row;
    values[BARS] = row + 1;
    if (row < 0) return void values.fill(NaN, BAR_START, BAR_VOLUME + 1);
    values[BAR_START] = bars.start[row]!;
    values[BAR_OPEN] = bars.open[row]!;
    values[BAR_HIGH] = bars.high[row]!;
    values[BAR_LOW] = bars.low[row]!;
    values[BAR_CLOSE] = bars.close[row]!;
    values[BAR_VOLUME] = bars.volume[row]!;
  }

  #readTape(row: number): void {
    const { trades, usableTrades, totals, hasTape } = this.#day;
    const values = this.#values;
    this.#tapeRow = row;
    values[PRINTS] = row + 1;
    totals.upTo(row + 1, values, SUMS);
    const volume = values[SUMS]!;
    values[VOLUME] = volume;
    // not as one expression with `?:`, whose result the compiler would put on the heap
    if (volume > 0) values[VWAP] = values[SUMS + 1]! / volume;
    else values[VWAP] = NaN;
    if (hasTape === false) return this.#readBarAsPrint(row);
    const isUsable = row >= 0 && trades.price[row]! > 0 && trades.size[row]! > 0;
    const last = isUsable ? row : usableTrades.lastUsable(row);
    this.#lastRow = last;
    if (last < 0) return this.#readNoPrint();
    values[LAST] = trades.price[last]!;
    values[LAST_SIZE] = trades.size[last]!;
    values[LAST_TIME] = trades.tsRecv[last]!;
  }

  /** Without a tape the bars tell what was traded. */
  #readBarAsPrint(row: number): void {
    const { bars } = this.#day;
    const values = this.#values;
    this.#lastRow = row;
    if (row < 0) return this.#readNoPrint();
    values[LAST] = bars.close[row]!;
    values[LAST_SIZE] = NaN;
    values[LAST_TIME] = bars.start[row]! + bars.intervalNs;
  }

  #readNoPrint(): void {
    const values = this.#values;
    values[LAST] = NaN;
    values[LAST_SIZE] = NaN;
    values[LAST_TIME] = -Infinity;
  }

  #showSynthetic(): void {
    const values = this.#values;
    const { haltsKnown } = this.#day;
    const t = values[TIME]!;
    const visible = values[VISIBLE]!;
    const halt = haltsKnown.lastStarted(visible);
    const sinceResume = halt < 0 ? Infinity : Math.max(0, visible - haltsKnown.ends[halt]!);
    this.#synthetic.update(this.#lastRow, t, sinceResume);
    const { bid, ask } = this.#synthetic.quote;
    const isThere = bid > 0;
    values[BID] = bid;
    values[ASK] = ask;
    values[SPREAD] = ask - bid;
    values[BID_SIZE] = values[ASK_SIZE] = isThere ? SYNTHETIC_SIZE : 0;
    values[IS_SYNTHETIC] = isThere ? 1 : 0;
    values[QUOTE_AGE] = values[LAST_AGE]!;
    values[QUALITY] = values[IS_HALTED] === 1 ? HALTED : isThere ? SYNTHETIC : STALE;
  }
}
