/**
 * The market as the venue has it, for execution alone: what an order meets when it arrives, which is after the moment it
 * was decided. Nothing of it may reach an agent.
 */
import type { Bars } from "../columns/bars.ts";
import type { Quotes } from "../columns/quotes.ts";
import type { Trades } from "../columns/trades.ts";
import { SECOND_NS, sessionAt, type SessionName } from "../time/sessions.ts";
import type { Halt } from "./halts.ts";
import type { IntervalList } from "./interval_list.ts";
import type { MarketDay } from "./market_day.ts";
import { isShortSaleRestricted } from "./short_sale_rule.ts";
import { SYNTHETIC_SIZE } from "./synthetic_quote.ts";
import { SyntheticTouch } from "./synthetic_touch.ts";
import type { TimeIndex } from "./time_index.ts";

/** How far past the present execution may look unless told otherwise: five minutes. */
export const FUTURE_BUFFER_NS = 300e9;

/** The best bid and offer an order meets. Prices in nano-dollars, sizes in shares. */
export interface Touch {
  /** As recorded: `NaN` where that side is empty; locked and crossed pairs are left as they are. */
  bid: number;
  ask: number;
  bidSize: number;
  askSize: number;
  /** Row of the quote, -1 if the touch is synthetic. */
  row: number;
  /** Time since the quote (if synthetic: the last print) at the venue, ns; infinite if there was none. */
  ageNs: number;
  /** Whether there was no quote, so that the spread is a model's. */
  isSynthetic: boolean;
}

/** An empty touch to be filled by `touchAt`. */
export function createTouch(): Touch {
  return {
    ...{ bid: NaN, ask: NaN, bidSize: 0, askSize: 0, row: -1 },
    ...{ ageNs: Infinity, isSynthetic: true },
  };
}

/**
 * Lookups by venue time (`tsEvent`). Rows are those of the columns, whose values may be read for any row a lookup gave.
 * A row is in effect from its venue time, or from its receive time if that is earlier (a clock that is off).
 *
 * All lookups refuse times past the horizon, `now` plus the future buffer: a `RangeError`, for that is a bug. What lies
 * within it is the future of the agent; only what has happened by an order's own arrival may enter its fill.
 */
export class VenueMarket {
  readonly bars: Bars;
  readonly trades: Trades;
  readonly quotes: Quotes;
  readonly futureBufferNs: number;
  readonly #day: MarketDay;
  readonly #synthetic: SyntheticTouch;
  readonly #halts: IntervalList;
  #horizon = -Infinity;

  /**
   * @param futureBufferNs How far past the present lookups may go.
   * @param halts By venue time, after which synthetic quotes are wider; by default those that messages tell.
   */
  constructor(
    day: MarketDay,
    futureBufferNs: number = FUTURE_BUFFER_NS,
    halts: IntervalList = day.haltsAtVenue,
  ) {
    this.#halts = halts;
    this.#day = day;
    this.bars = day.bars;
    this.trades = day.trades;
    this.quotes = day.quotes;
    this.futureBufferNs = futureBufferNs;
    this.#synthetic = new SyntheticTouch(day);
  }

  /** Sets the present (ns since local midnight); backwards too, as after a restore. */
  setNow(now: number): void {
    this.#horizon = now + this.futureBufferNs;
  }

  /** The last time that lookups answer for. */
  get horizon(): number {
    return this.#horizon;
  }

  /** The indexed day itself: session bounds, halts, previous close, totals. */
  get day(): MarketDay {
    return this.#day;
  }

  #require(t: number): void {
    if (!(t <= this.#horizon)) throw new RangeError(`${t} ns is past the horizon ${this.#horizon}`);
  }

  /** Row of the last quote in effect at `t`, usable or not; -1 before the first. */
  quoteAt(t: number): number {
    this.#require(t);
    return lastByVenueTime(this.#day.quoteIndex, this.quotes.tsEvent, t);
  }

  /**
   * Row of the last print at or before `t`; -1 before the first. The prints in (`from`, `to`] are the rows from
   * `tradeAt(from) + 1` to `tradeAt(to)`, included.
   */
  tradeAt(t: number): number {
    this.#require(t);
    return lastByVenueTime(this.#day.tradeIndex, this.trades.tsEvent, t);
  }

  /** Row of the last bar that had ended by `t`; -1 before the first. */
  barAt(t: number): number {
    this.#require(t);
    return this.#day.barIndex.lastAtOrBefore(t - this.bars.intervalNs);
  }

  /** The last usable print (price and size above zero) at or before a row; -1 if there is none. */
  lastUsableTrade(row: number): number {
    return this.#day.usableTrades.lastUsable(row);
  }

  /** The last usable quote (two sides, bid below ask) at or before a row; -1 if there is none. */
  lastUsableQuote(row: number): number {
    return this.#day.usableQuotes.lastUsable(row);
  }

  /** The touch at `t`: the quote in effect as recorded, or a synthetic one if no quote has been seen by then. */
  touchAt(t: number, into: Touch): void {
    const row = this.quoteAt(t);
    into.row = row;
    into.isSynthetic = row < 0;
    if (row < 0) return this.#synthesise(t, into);
    const { bid, ask, bidSize, askSize, tsEvent } = this.quotes;
    into.bid = bid[row]!;
    into.ask = ask[row]!;
    into.bidSize = bidSize[row]!;
    into.askSize = askSize[row]!;
    into.ageNs = Math.max(0, t - tsEvent[row]!);
  }

  #synthesise(t: number, into: Touch): void {
    const { hasTape } = this.#day;
    const row = hasTape ? this.lastUsableTrade(this.tradeAt(t)) : this.barAt(t);
    const halt = this.#halts.lastStarted(t);
    const since = halt < 0 ? Infinity : Math.max(0, t - this.#halts.ends[halt]!);
    this.#synthetic.update(row, t, since);
    into.bid = this.#synthetic.quote.bid;
    into.ask = this.#synthetic.quote.ask;
    into.bidSize = into.askSize = into.bid > 0 ? SYNTHETIC_SIZE : 0;
    const last = row < 0
      ? -Infinity
      : hasTape
      ? this.trades.tsEvent[row]!
      : this.bars.start[row]! + this.bars.intervalNs;
    into.ageNs = Math.max(0, t - last);
  }

  /** The halt that holds `t` by venue time, its cause included; `null` while trading. Known in advance: no horizon. */
  haltAt(t: number): Halt | null {
    if (!this.#day.haltsAtVenue.contains(t)) return null;
    return this.#day.halts.find(({ start, end }) => start <= t && t < end) ?? null;
  }

  /** Session that `t` lies in. */
  sessionAt(t: number): SessionName {
    return sessionAt(this.#day.bounds, t / SECOND_NS);
  }

  /** Whether short sales are restricted at `t`. */
  isShortSaleRestricted(t: number): boolean {
    return isShortSaleRestricted(this.#day.shortSale, t);
  }

  /** Shares on the tape in (`from`, `to`]; in whole bars that ended in it if the day has no tape. */
  volumeBetween(from: number, to: number): number {
    const rowAt = (t: number) => this.#day.hasTape ? this.tradeAt(t) : this.barAt(t);
    return this.#day.totals.volumeBetween(rowAt(from) + 1, rowAt(to) + 1);
  }
}

/**
 * The last row whose venue time is at or before `t`. Rows are in order of receipt, and some venue times run against it:
 * a row that had been received by `t` counts; beyond, rows count until the first whose venue time is later.
 */
function lastByVenueTime(index: TimeIndex, tsEvent: Float64Array, t: number): number {
  let row = index.lastAtOrBefore(t);
  while (row + 1 < index.length && tsEvent[row + 1]! <= t) row++;
  return row;
}
