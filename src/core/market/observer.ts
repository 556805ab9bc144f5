/** The causal reader of a day: at any time, in any order, only what had become visible by then. */
import type { MarketDay } from "./market_day.ts";
import { Observation, OBSERVED, OBSERVED_LENGTH, QUALITY_CODES } from "./observation.ts";
import { type StateTimeline, stateTimeline } from "./state_timeline.ts";
import { SYNTHETIC_SIZE } from "./synthetic_quote.ts";
import { SyntheticTouch } from "./synthetic_touch.ts";

/** Time from capture to an agent unless told otherwise: 30 ms, a retail feed. */
export const FEED_LATENCY_NS = 30e6;

/** Silence after which a quote is stale, in regular hours and outside of them. */
const STALE_REGULAR_NS = 60e9;
const STALE_EXTENDED_NS = 300e9;

/** Steps up to which walking on from the last row beats a lookup. */
const NEAR_NS = 2e9;

const EXACT = QUALITY_CODES.indexOf("exact");
const CARRIED = QUALITY_CODES.indexOf("carried");
const STALE = QUALITY_CODES.indexOf("stale");
const SYNTHETIC = QUALITY_CODES.indexOf("synthetic");
const HALTED = QUALITY_CODES.indexOf("halted");

/** Rows before the first: no row of its own was read yet, so that the first read is never skipped. */
const UNREAD = -2;

/** Positions in `Observer.#kept`. */
const VISIBLE = 0; // time that was visible at the last call
const STATE_FROM = 1; // span of time that the state holds for
const STATE_UNTIL = 2;
const QUOTE_TIME = 3; // receive time of the quote that is shown
const LAST_TIME = 4; // receive time of the last print
const STALE_AFTER = 5;

/**
 * Reads a day causally: a quote, trade or status message is visible `feedLatencyNs` after `tsRecv`, a bar that long after
 * its end. Times may come in any order; small steps forward are fastest. The result depends on the time alone.
 *
 * Holds the day, so keep it where the environment is; the agent gets the `Observation`. Costs a few hundred bytes: make
 * one per environment.
 */
export class Observer {
  readonly feedLatencyNs: number;
  /** What `observe` fills. */
  readonly observation: Observation;
  readonly #day: MarketDay;
  readonly #timeline: StateTimeline;
  readonly #synthetic: SyntheticTouch;
  readonly #values = new Float64Array(OBSERVED_LENGTH);
  readonly #kept = new Float64Array(6);
  /** Volume and turnover of the visible tape. */
  readonly #sums = new Float64Array(2);
  #quoteRow = UNREAD;
  /** Row of the trades, or of the bars if there is no tape. */
  #tapeRow = UNREAD;
  #barRow = UNREAD;
  /** The row shown as the last print, of the tape or else of the bars; -1 without one. */
  #lastRow = -1;
  #isQuoteUsable = false;
  #isQuoteShown = false;

  /** @param feedLatencyNs Time from capture to the agent; at least 0. */
  constructor(day: MarketDay, feedLatencyNs: number = FEED_LATENCY_NS) {
    this.#day = day;
    this.feedLatencyNs = feedLatencyNs;
    this.#timeline = stateTimeline(day, feedLatencyNs);
    this.#synthetic = new SyntheticTouch(day);
    this.observation = new Observation(this.#values);
    this.#kept.fill(NaN); // nothing was read yet
  }

  /**
   * The market at `t` (ns since local midnight of the trade date) as it can be known then.
   *
   * @returns `observation`, overwritten by the next call.
   */
  observe(t: number): Observation {
    const kept = this.#kept;
    const values = this.#values;
    const visible = t - this.feedLatencyNs;
    const isNear = visible >= kept[VISIBLE]! && visible - kept[VISIBLE]! < NEAR_NS;
    kept[VISIBLE] = visible;
    values[OBSERVED.time] = t;
    if (!(t >= kept[STATE_FROM]! && t < kept[STATE_UNTIL]!)) this.#readState(t);
    const { quoteIndex, tradeIndex, barIndex, bars, hasTape } = this.#day;
    const barTime = visible - bars.intervalNs;
    // all rows are looked up before any is read, so that the processor waits for their memory at the same time
    const quoteRow = isNear
      ? quoteIndex.lastAtOrBeforeFrom(this.#quoteRow, visible)
      : quoteIndex.lastAtOrBefore(visible);
    const barRow = isNear
      ? barIndex.lastAtOrBeforeFrom(this.#barRow, barTime)
      : barIndex.lastAtOrBefore(barTime);
    const tapeRow = !hasTape
      ? barRow
      : isNear
      ? tradeIndex.lastAtOrBeforeFrom(this.#tapeRow, visible)
      : tradeIndex.lastAtOrBefore(visible);
    if (quoteRow !== this.#quoteRow) this.#readQuote(quoteRow);
    if (barRow !== this.#barRow) this.#readBar(barRow);
    if (tapeRow !== this.#tapeRow) this.#readTape(tapeRow);
    const lastAge = t - kept[LAST_TIME]!;
    values[OBSERVED.lastAge] = lastAge;
    if (!this.#isQuoteShown) return this.#showSynthetic(t);
    const quoteAge = t - kept[QUOTE_TIME]!;
    values[OBSERVED.quoteAge] = quoteAge;
    const staleAfter = kept[STALE_AFTER]!;
    values[OBSERVED.quality] = values[OBSERVED.isHalted] === 1
      ? HALTED
      : !this.#isQuoteUsable || (quoteAge > staleAfter && lastAge > staleAfter)
      ? STALE
      : kept[QUOTE_TIME] === visible
      ? EXACT
      : CARRIED;
    return this.observation;
  }

  #readState(t: number): void {
    const { from, session, isHalted, isShortSaleRestricted, length } = this.#timeline;
    let at = length - 1;
    while (at > 0 && from[at]! > t) at--;
    const kept = this.#kept;
    const values = this.#values;
    kept[STATE_FROM] = from[at]!;
    kept[STATE_UNTIL] = from[at + 1]!;
    values[OBSERVED.session] = session[at]!;
    values[OBSERVED.isHalted] = isHalted[at]!;
    values[OBSERVED.isShortSaleRestricted] = isShortSaleRestricted[at]!;
    const { open, close } = this.#day.times;
    kept[STALE_AFTER] = t >= open && t < close ? STALE_REGULAR_NS : STALE_EXTENDED_NS;
  }

  #readQuote(row: number): void {
    this.#quoteRow = row;
    const { quotes, usableQuotes } = this.#day;
    const shown = row >= 0 && quotes.bid[row]! > 0 && quotes.ask[row]! > quotes.bid[row]!
      ? row
      : usableQuotes.lastUsable(row);
    this.#isQuoteUsable = shown === row;
    this.#isQuoteShown = shown >= 0;
    if (shown < 0) return;
    const values = this.#values;
    const bid = quotes.bid[shown]!;
    const ask = quotes.ask[shown]!;
    values[OBSERVED.bid] = bid;
    values[OBSERVED.ask] = ask;
    values[OBSERVED.spread] = ask - bid;
    values[OBSERVED.bidSize] = quotes.bidSize[shown]!;
    values[OBSERVED.askSize] = quotes.askSize[shown]!;
    values[OBSERVED.isSynthetic] = 0;
    this.#kept[QUOTE_TIME] = quotes.tsRecv[shown]!;
  }

  #readTape(row: number): void {
    const { trades, usableTrades, totals, hasTape } = this.#day;
    const values = this.#values;
    const sums = this.#sums;
    this.#tapeRow = row;
    totals.upTo(row + 1, sums, 0);
    values[OBSERVED.volume] = sums[0]!;
    values[OBSERVED.vwap] = sums[0]! > 0 ? sums[1]! / sums[0]! : NaN;
    values[OBSERVED.prints] = row + 1;
    if (!hasTape) return this.#readBarAsPrint(row);
    const last = row >= 0 && trades.price[row]! > 0 && trades.size[row]! > 0
      ? row
      : usableTrades.lastUsable(row);
    this.#lastRow = last;
    values[OBSERVED.last] = last >= 0 ? trades.price[last]! : NaN;
    values[OBSERVED.lastSize] = last >= 0 ? trades.size[last]! : NaN;
    this.#kept[LAST_TIME] = last >= 0 ? trades.tsRecv[last]! : -Infinity;
  }

  #readBar(row: number): void {
    this.#barRow = row;
    const { bars } = this.#day;
    const values = this.#values;
    values[OBSERVED.bars] = row + 1;
    if (row < 0) return void values.fill(NaN, OBSERVED.barStart, OBSERVED.barVolume + 1);
    values[OBSERVED.barStart] = bars.start[row]!;
    values[OBSERVED.barOpen] = bars.open[row]!;
    values[OBSERVED.barHigh] = bars.high[row]!;
    values[OBSERVED.barLow] = bars.low[row]!;
    values[OBSERVED.barClose] = bars.close[row]!;
    values[OBSERVED.barVolume] = bars.volume[row]!;
  }

  /** Without a tape the bars tell what was traded. */
  #readBarAsPrint(row: number): void {
    const { bars } = this.#day;
    const values = this.#values;
    this.#lastRow = row;
    values[OBSERVED.last] = row >= 0 ? bars.close[row]! : NaN;
    values[OBSERVED.lastSize] = NaN;
    this.#kept[LAST_TIME] = row >= 0 ? bars.start[row]! + bars.intervalNs : -Infinity;
  }

  #showSynthetic(t: number): Observation {
    const values = this.#values;
    const { haltsKnown } = this.#day;
    const visible = t - this.feedLatencyNs;
    const halt = haltsKnown.lastStarted(visible);
    const sinceResume = halt < 0 ? Infinity : Math.max(0, visible - haltsKnown.ends[halt]!);
    this.#synthetic.update(this.#lastRow, t, sinceResume);
    const { bid, ask } = this.#synthetic.quote;
    const isThere = bid > 0;
    values[OBSERVED.bid] = bid;
    values[OBSERVED.ask] = ask;
    values[OBSERVED.spread] = ask - bid;
    values[OBSERVED.bidSize] = values[OBSERVED.askSize] = isThere ? SYNTHETIC_SIZE : 0;
    values[OBSERVED.isSynthetic] = isThere ? 1 : 0;
    values[OBSERVED.quoteAge] = values[OBSERVED.lastAge]!;
    values[OBSERVED.quality] = values[OBSERVED.isHalted] === 1
      ? HALTED
      : isThere
      ? SYNTHETIC
      : STALE;
    return this.observation;
  }
}
