/** The causal reader of a day: at any time, in any order, only what had become visible by then. */
import type { MarketDay } from "./market_day.ts";
import { Observation, OBSERVED, OBSERVED_LENGTH, QUALITY_CODES } from "./observation.ts";
import { stateRowAt, type StateTimeline, stateTimeline } from "./state_timeline.ts";
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

/** Positions in `Observer.#kept`. */
const TIME = 0; // time of the call
const VISIBLE = 1; // what has to have been received by then
const VISIBLE_BAR = 2; // what a bar has to have started by
const STATE_UNTIL = 3; // end of the span that the state holds for
const STALE_AFTER = 4;
const QUOTE_TIME = 5; // receive time of the quote that is shown
const LAST_TIME = 6; // receive time of the last print
const KEPT = 7;

/** Positions in `Observer.#rows`: the last rows that are visible. */
const QUOTE = 0;
const BAR = 1;
const TAPE = 2; // row of the trades, or of the bars if there is no tape

/**
 * Reads a day causally: a quote, trade or status message is visible `feedLatencyNs` after `tsRecv`, a bar that long after
 * its end. Times may come in any order; small steps forward are fastest. The result depends on the time alone.
 *
 * Holds the day, so keep it where the environment is; the agent gets the `Observation`. Costs a few hundred bytes: make
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
  readonly #values = new Float64Array(OBSERVED_LENGTH);
  readonly #kept = new Float64Array(KEPT);
  /** Volume and turnover of the visible tape. */
  readonly #sums = new Float64Array(2);
  readonly #rows = new Int32Array(3);
  /** Rows that `observation` was filled from. */
  #quoteRow = UNREAD;
  #tapeRow = UNREAD;
  #barRow = UNREAD;
  /** The row shown as the last print, of the tape or else of the bars; -1 without one. */
  #lastRow = -1;
  #isQuoteUsable = false;
  #isQuoteShown = false;

  /** Looks at a day. @param feedLatencyNs Time from capture to the agent; at least 0. */
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
    // from here on times are handed over in memory, for an argument may have to be put on the heap
    this.#kept[TIME] = t;
    this.#update();
    return this.observation;
  }

  #update(): void {
    const kept = this.#kept;
    const t = kept[TIME]!;
    const visible = t - this.feedLatencyNs;
    const isNear = visible >= kept[VISIBLE]! && visible - kept[VISIBLE]! < NEAR_NS;
    kept[VISIBLE] = visible;
    kept[VISIBLE_BAR] = visible - this.#day.bars.intervalNs;
    this.#values[OBSERVED.time] = t;
    if (!isNear || t >= kept[STATE_UNTIL]!) this.#readState();
    // all rows are looked up before any is read, so that the processor waits for their memory at the same time
    if (isNear) this.#walkOn();
    else this.#lookUp();
    const rows = this.#rows;
    if (rows[QUOTE] !== this.#quoteRow) this.#readQuote(rows[QUOTE]!);
    if (rows[BAR] !== this.#barRow) this.#readBar(rows[BAR]!);
    if (rows[TAPE] !== this.#tapeRow) this.#readTape(rows[TAPE]!);
    this.#readAges();
  }

  #lookUp(): void {
    const { quoteIndex, tradeIndex, barIndex, hasTape } = this.#day;
    const rows = this.#rows;
    const kept = this.#kept;
    rows[QUOTE] = quoteIndex.lastByClock(kept, VISIBLE);
    rows[BAR] = barIndex.lastByClock(kept, VISIBLE_BAR);
    rows[TAPE] = hasTape ? tradeIndex.lastByClock(kept, VISIBLE) : rows[BAR]!;
  }

  /** The same from the rows of a call for a time shortly before. */
  #walkOn(): void {
    const { quoteIndex, tradeIndex, barIndex, hasTape } = this.#day;
    const rows = this.#rows;
    const kept = this.#kept;
    rows[QUOTE] = quoteIndex.lastByClockFrom(rows[QUOTE]!, kept, VISIBLE);
    rows[BAR] = barIndex.lastByClockFrom(rows[BAR]!, kept, VISIBLE_BAR);
    rows[TAPE] = hasTape ? tradeIndex.lastByClockFrom(rows[TAPE]!, kept, VISIBLE) : rows[BAR]!;
  }

  #readAges(): void {
    const kept = this.#kept;
    const values = this.#values;
    const t = kept[TIME]!;
    const lastAge = t - kept[LAST_TIME]!;
    values[OBSERVED.lastAge] = lastAge;
    if (!this.#isQuoteShown) return this.#showSynthetic();
    const quoteAge = t - kept[QUOTE_TIME]!;
    values[OBSERVED.quoteAge] = quoteAge;
    const staleAfter = kept[STALE_AFTER]!;
    values[OBSERVED.quality] = values[OBSERVED.isHalted] === 1
      ? HALTED
      : !this.#isQuoteUsable || (quoteAge > staleAfter && lastAge > staleAfter)
      ? STALE
      : kept[QUOTE_TIME] === kept[VISIBLE]
      ? EXACT
      : CARRIED;
  }

  #readState(): void {
    const timeline = this.#timeline;
    const kept = this.#kept;
    const values = this.#values;
    const row = stateRowAt(timeline, kept, TIME);
    kept[STATE_UNTIL] = timeline.from[row + 1]!;
    kept[STALE_AFTER] = timeline.staleAfter[row]!;
    values[OBSERVED.session] = timeline.session[row]!;
    values[OBSERVED.isHalted] = timeline.isHalted[row]!;
    values[OBSERVED.isShortSaleRestricted] = timeline.isShortSaleRestricted[row]!;
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
    // not as one expression with `?:`, whose result the compiler would put on the heap; the same below
    if (sums[0]! > 0) values[OBSERVED.vwap] = sums[1]! / sums[0]!;
    else values[OBSERVED.vwap] = NaN;
    values[OBSERVED.prints] = row + 1;
    if (!hasTape) return this.#readBarAsPrint(row);
    const last = row >= 0 && trades.price[row]! > 0 && trades.size[row]! > 0
      ? row
      : usableTrades.lastUsable(row);
    this.#lastRow = last;
    if (last < 0) return this.#readNoPrint();
    values[OBSERVED.last] = trades.price[last]!;
    values[OBSERVED.lastSize] = trades.size[last]!;
    this.#kept[LAST_TIME] = trades.tsRecv[last]!;
  }

  #readNoPrint(): void {
    this.#values[OBSERVED.last] = NaN;
    this.#values[OBSERVED.lastSize] = NaN;
    this.#kept[LAST_TIME] = -Infinity;
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
    if (row < 0) return this.#readNoPrint();
    values[OBSERVED.last] = bars.close[row]!;
    values[OBSERVED.lastSize] = NaN;
    this.#kept[LAST_TIME] = bars.start[row]! + bars.intervalNs;
  }

  #showSynthetic(): void {
    const values = this.#values;
    const { haltsKnown } = this.#day;
    const t = this.#kept[TIME]!;
    const visible = this.#kept[VISIBLE]!;
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
  }
}
