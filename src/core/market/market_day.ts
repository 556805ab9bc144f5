/** One symbol-day made ready for lookups at any time: its columns, an index of each, its halts and restrictions. */
import type { Bars } from "../columns/bars.ts";
import type { Quotes } from "../columns/quotes.ts";
import type { Status } from "../columns/status.ts";
import type { Trades } from "../columns/trades.ts";
import type { EpochDay } from "../time/dates.ts";
import { SECOND_NS, type SessionBounds, sessionBounds } from "../time/sessions.ts";
import { BarIndex } from "./bar_index.ts";
import { type Halt, haltsOf } from "./halts.ts";
import { IntervalList } from "./interval_list.ts";
import { MARKET_MODEL, type MarketModel } from "./market_model.ts";
import { type ShortSaleRule, shortSaleRule } from "./short_sale_rule.ts";
import { TapeTotals } from "./tape_totals.ts";
import { TimeBuckets } from "./time_buckets.ts";
import { TimeIndex } from "./time_index.ts";
import { UsableRows } from "./usable_rows.ts";
import { VolatilityTrack } from "./volatility.ts";

/** What a day has to have to be indexed; a `Day` has it. Tables without data are empty. */
export interface MarketInput {
  /** The day. */
  readonly tradeDate: EpochDay;
  /** Bars of a second or longer. */
  readonly bars1s: Bars;
  /** The tape. */
  readonly trades: Trades;
  /** Best bids and offers. */
  readonly quotes: Quotes;
  /** Messages on trading and short-sale state, from the evening before on. */
  readonly status: Status;
  /** The session before, its prices in terms of this day. */
  readonly previous?: { readonly day: { readonly tradeDate: EpochDay; readonly bars1s: Bars } };
}

/** Session bounds in ns since local midnight, each half-open [start, end). */
export type SessionTimes = SessionBounds;

/**
 * An indexed day. It holds everything, the future included: give it to observers, execution and metrics, never to an
 * agent. It does not change and is shared by all environments of the day.
 */
export interface MarketDay {
  /** The day. */
  readonly tradeDate: EpochDay;
  /** What stands in where the day has no data. */
  readonly model: MarketModel;
  /** Bounds in seconds since local midnight, and the same in ns. */
  readonly bounds: SessionBounds;
  /** Bounds in ns since local midnight. */
  readonly times: SessionTimes;
  /** Available at `start + intervalNs`. */
  readonly bars: Bars;
  /** The tape. */
  readonly trades: Trades;
  /** Best bids and offers. */
  readonly quotes: Quotes;
  /** Status messages. */
  readonly status: Status;
  /** Of the series in `BUCKET_COLUMN`: where lookups in their indices start. */
  readonly buckets: TimeBuckets;
  /** Over `bars.start`: the last bar available at `t` is `lastAtOrBefore(t - bars.intervalNs)`. */
  readonly barIndex: BarIndex;
  /** Over `trades.tsRecv` and `quotes.tsRecv`. */
  readonly tradeIndex: TimeIndex;
  /** Over `quotes.tsRecv`. */
  readonly quoteIndex: TimeIndex;
  /** Trades with a price and a size above zero. */
  readonly usableTrades: UsableRows;
  /** Quotes with two sides, bid above zero and below the ask. */
  readonly usableQuotes: UsableRows;
  /** Volume and turnover up to any row of the tape. */
  readonly totals: TapeTotals;
  /** Volatility as of any row of the tape. */
  readonly volatility: VolatilityTrack;
  /** Whether there is a tape; without one, bars stand for it. Known beforehand: it is about what data are at hand. */
  readonly hasTape: boolean;
  /** Whether there are status messages; without them nobody knows of halts. */
  readonly hasStatus: boolean;
  /** Halts with their causes, in order. */
  readonly halts: readonly Halt[];
  /** Halts by venue time, for execution: [start, end). */
  readonly haltsAtVenue: IntervalList;
  /** Halts from the time their start is known to the time their end is, before any feed latency: for observers. */
  readonly haltsKnown: IntervalList;
  /** When short sales are restricted. */
  readonly shortSale: ShortSaleRule;
  /** Last regular close of the session before, nano-dollars in terms of this day; `NaN` if unknown. */
  readonly previousClose: number;
}

/** Columns of `MarketDay.buckets`; `UsualReader` counts on this order. */
export const BUCKET_COLUMN = { quotes: 0, trades: 1 } as const;

/** Bounds of a session in ns since local midnight. */
export function sessionTimes(bounds: SessionBounds): SessionTimes {
  return {
    preOpen: bounds.preOpen * SECOND_NS,
    open: bounds.open * SECOND_NS,
    close: bounds.close * SECOND_NS,
    postClose: bounds.postClose * SECOND_NS,
  };
}

/** Indexes a day; takes a few milliseconds for 300 000 quotes and little memory besides the columns. */
export function indexMarketDay(input: MarketInput, model: MarketModel = MARKET_MODEL): MarketDay {
  const { tradeDate, bars1s: bars, trades, quotes, status } = input;
  const bounds = sessionBounds(tradeDate);
  const times = sessionTimes(bounds);
  const halts = haltsOf(status, bounds);
  const previousClose = previousRegularClose(input);
  return {
    ...{ tradeDate, model, bounds, times, bars, trades, quotes, status },
    ...indexTimes(input),
    usableTrades: new UsableRows(
      trades.length,
      (row) => trades.price[row]! > 0 && trades.size[row]! > 0,
    ),
    usableQuotes: new UsableRows(
      quotes.length,
      (row) => quotes.bid[row]! > 0 && quotes.ask[row]! > quotes.bid[row]!,
    ),
    totals: new TapeTotals(trades, bars),
    volatility: new VolatilityTrack(trades, bars),
    hasTape: trades.length > 0,
    hasStatus: status.length > 0,
    halts,
    haltsAtVenue: new IntervalList(halts),
    haltsKnown: new IntervalList(halts.map(knownSpan)),
    shortSale: shortSaleRule({ status, trades, bars, times, previousClose }),
    previousClose,
  };
}

function indexTimes({ quotes, trades, bars1s: bars }: MarketInput) {
  const buckets = new TimeBuckets([
    { times: quotes.tsRecv, length: quotes.length },
    { times: trades.tsRecv, length: trades.length },
  ]);
  const column = (name: keyof typeof BUCKET_COLUMN) => ({ buckets, column: BUCKET_COLUMN[name] });
  return {
    buckets,
    quoteIndex: new TimeIndex(quotes.tsRecv, quotes.length, column("quotes")),
    tradeIndex: new TimeIndex(trades.tsRecv, trades.length, column("trades")),
    barIndex: new BarIndex(bars),
  };
}

function knownSpan({ startKnown, endKnown }: Halt): { start: number; end: number } {
  return { start: startKnown, end: endKnown };
}

/** Close of the last bar that ended within the regular session; `NaN` without one. */
function previousRegularClose({ previous }: MarketInput): number {
  if (previous === undefined) return NaN;
  const { tradeDate, bars1s } = previous.day;
  const close = sessionBounds(tradeDate).close * SECOND_NS;
  for (let row = bars1s.length - 1; row >= 0; row--) {
    if (bars1s.start[row]! + bars1s.intervalNs <= close) return bars1s.close[row]!;
  }
  return NaN;
}

/** Bytes that the indices take besides the columns they index. */
export function indexBytes(day: MarketDay): number {
  const parts = [
    day.barIndex,
    day.tradeIndex,
    day.quoteIndex,
    day.usableTrades,
    day.usableQuotes,
    day.totals,
  ];
  return parts.reduce((sum, part) => sum + part.sizeBytes, 0);
}
