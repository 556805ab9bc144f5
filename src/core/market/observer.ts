/** The causal reader of a day: at any time, in any order, only what had become visible by then. */
import type { MarketDay } from "./market_day.ts";
import { Observation, OBSERVED, OBSERVED_LENGTH, QUALITY_CODES } from "./observation.ts";
import { KEPT, KEPT_LENGTH, ROWS, ROWS_LENGTH, UNREAD } from "./observer_slots.ts";
import { rateObservation } from "./rate_observation.ts";
import { StateTimeline } from "./state_timeline.ts";
import { SYNTHETIC_SIZE } from "./synthetic_quote.ts";
import { SyntheticTouch } from "./synthetic_touch.ts";
import { UsualReader } from "./usual_reader.ts";

/** Time from capture to an agent unless told otherwise: 30 ms, a retail feed. */
export const FEED_LATENCY_NS = 30e6;

/** Steps up to which walking on from the last row beats a lookup. */
const NEAR_NS = 2e9;

const STALE = QUALITY_CODES.indexOf("stale");
const SYNTHETIC = QUALITY_CODES.indexOf("synthetic");
const HALTED = QUALITY_CODES.indexOf("halted");

// Positions as constants of this module: the compiler knows their values, those of an import it would have to load.
const { time: TIME, session: SESSION, isHalted: IS_HALTED, quality: QUALITY } = OBSERVED;
const { isShortSaleRestricted: IS_RESTRICTED, isSynthetic: IS_SYNTHETIC } = OBSERVED;
const { bid: BID, ask: ASK, bidSize: BID_SIZE, askSize: ASK_SIZE, spread: SPREAD } = OBSERVED;
const { quoteAge: QUOTE_AGE, last: LAST, lastSize: LAST_SIZE, lastAge: LAST_AGE } = OBSERVED;
const { volume: VOLUME, prints: PRINTS, vwap: VWAP, bars: BARS } = OBSERVED;
const { barStart: BAR_START, barOpen: BAR_OPEN, barHigh: BAR_HIGH, barLow: BAR_LOW } = OBSERVED;
const { barClose: BAR_CLOSE, barVolume: BAR_VOLUME } = OBSERVED;

const { latency: LATENCY, barDelay: BAR_DELAY, visible: VISIBLE, visibleBar: VISIBLE_BAR } = KEPT;
const { stateUntil: STATE_UNTIL, staleAfter: STALE_AFTER, quoteTime: QUOTE_TIME } = KEPT;
const { lastTime: LAST_TIME, sums: SUMS } = KEPT;
const { quote: QUOTE_ROW, tape: TAPE_ROW, bar: BAR_ROW } = ROWS;
const { shownQuote: SHOWN_ROW, lastPrint: LAST_ROW } = ROWS;

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
  /** Reads most of the time, on a day that has everything. */
  readonly #usual: UsualReader | null;
  /** All numbers in one array: one that is handed over as an argument may have to be put on the heap. */
  readonly #values = new Float64Array(KEPT_LENGTH);
  /** Rows that `observation` was filled from. */
  readonly #rows = new Int32Array(ROWS_LENGTH).fill(UNREAD);

  /** Looks at a day. @param feedLatencyNs Time from capture to the agent; at least 0. */
  constructor(day: MarketDay, feedLatencyNs: number = FEED_LATENCY_NS) {
    this.#day = day;
    this.feedLatencyNs = feedLatencyNs;
    this.#timeline = new StateTimeline(day, feedLatencyNs);
    this.#synthetic = new SyntheticTouch(day);
    this.#usual = UsualReader.canRead(day) ? new UsualReader(day) : null;
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
    // a step forward, told with one comparison: its outcome cannot be foreseen
    const isNear = Math.abs(visible - values[VISIBLE]! - NEAR_NS / 2) <= NEAR_NS / 2;
    values[VISIBLE] = visible;
    values[VISIBLE_BAR] = visible - values[BAR_DELAY]!;
    if (!isNear || t >= values[STATE_UNTIL]!) this.#readState();
    if (isNear) this.#walkOn();
    else if (this.#usual === null || !this.#usual.read(values, this.#rows)) this.#lookUp();
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

  #lookUp(): void {
    const { quoteIndex, tradeIndex, barIndex, hasTape } = this.#day;
    const values = this.#values;
    const quote = quoteIndex.lastByClock(values, VISIBLE);
    const bar = barIndex.lastByClock(values, VISIBLE_BAR);
    // compared, because the compiler does not know that a field holds booleans only
    const tape = hasTape === true ? tradeIndex.lastByClock(values, VISIBLE) : bar;
    this.#read(quote, bar, tape);
  }

  /** The same from the rows of a call for a time shortly before. */
  #walkOn(): void {
    const { quoteIndex, tradeIndex, barIndex, hasTape } = this.#day;
    const values = this.#values;
    const rows = this.#rows;
    const quote = quoteIndex.lastByClockFrom(rows[QUOTE_ROW]!, values, VISIBLE);
    const bar = barIndex.lastByClockFrom(rows[BAR_ROW]!, values, VISIBLE_BAR);
    const tape = hasTape === true
      ? tradeIndex.lastByClockFrom(rows[TAPE_ROW]!, values, VISIBLE)
      : bar;
    this.#read(quote, bar, tape);
  }

  /** Takes over what is not shown yet. */
  #read(quote: number, bar: number, tape: number): void {
    const rows = this.#rows;
    if (quote !== rows[QUOTE_ROW]) this.#readQuote(quote);
    if (bar !== rows[BAR_ROW]) this.#readBar(bar);
    if (tape !== rows[TAPE_ROW]) this.#readTape(tape);
    const shown = rows[SHOWN_ROW]!;
    if (shown < 0) this.#showSynthetic();
    else rateObservation(this.#values, shown === quote);
  }

  #readQuote(row: number): void {
    const { quotes, usableQuotes } = this.#day;
    const values = this.#values;
    const isUsable = row >= 0 && quotes.bid[row]! > 0 && quotes.ask[row]! > quotes.bid[row]!;
    const shown = isUsable ? row : usableQuotes.lastUsable(row);
    this.#rows[QUOTE_ROW] = row;
    this.#rows[SHOWN_ROW] = shown;
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
    this.#rows[BAR_ROW] = row;
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
    this.#rows[TAPE_ROW] = row;
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
    this.#rows[LAST_ROW] = last;
    if (last < 0) return this.#readNoPrint();
    values[LAST] = trades.price[last]!;
    values[LAST_SIZE] = trades.size[last]!;
    values[LAST_TIME] = trades.tsRecv[last]!;
  }

  /** Without a tape the bars tell what was traded. */
  #readBarAsPrint(row: number): void {
    const { bars } = this.#day;
    const values = this.#values;
    this.#rows[LAST_ROW] = row;
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
    this.#synthetic.update(this.#rows[LAST_ROW]!, t, sinceResume);
    const { bid, ask } = this.#synthetic.quote;
    const isThere = bid > 0;
    values[BID] = bid;
    values[ASK] = ask;
    values[SPREAD] = ask - bid;
    values[BID_SIZE] = values[ASK_SIZE] = isThere ? SYNTHETIC_SIZE : 0;
    values[IS_SYNTHETIC] = isThere ? 1 : 0;
    values[QUOTE_AGE] = values[LAST_AGE] = t - values[LAST_TIME]!;
    values[QUALITY] = values[IS_HALTED] === 1 ? HALTED : isThere ? SYNTHETIC : STALE;
  }
}
