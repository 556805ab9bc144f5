/** The plug-in point of `momo provide --provider FILE.ts`: symbol-days from anywhere, not only from Databento files. */

/** Numbers, one per row. */
export type NumberList = readonly number[] | Float64Array;
/** Instants in ns since the Unix epoch, one per row. */
export type InstantList = readonly bigint[] | BigInt64Array;

/** Bars, one row per interval in which something traded, in any order. */
export interface ProvidedBars {
  /** Length of each bar: 1 or 60. Environments and windows are most exact with 1. */
  readonly seconds: 1 | 60;
  /** Start of each bar. */
  readonly start: InstantList;
  /** First price, in dollars. */
  readonly open: NumberList;
  /** Highest price, in dollars. */
  readonly high: NumberList;
  /** Lowest price, in dollars. */
  readonly low: NumberList;
  /** Last price, in dollars. */
  readonly close: NumberList;
  /** Shares. */
  readonly volume: NumberList;
}

/** The trade tape. */
export interface ProvidedTrades {
  /** When each trade was known. */
  readonly received: InstantList;
  /** When it happened at the venue; by default when it was known. */
  readonly happened?: InstantList;
  /** Dollars. */
  readonly price: NumberList;
  /** Shares. */
  readonly size: NumberList;
  /** Whether the aggressor bought (`B`) or sold (`A`); `N`, the default, where that is not known. */
  readonly side?: readonly ("A" | "B" | "N")[];
}

/** Best bid and offer, one row per change. */
export interface ProvidedQuotes {
  /** When each change was known. */
  readonly received: InstantList;
  /** When it happened at the venue; by default when it was known. */
  readonly happened?: InstantList;
  /** Dollars; `NaN` where there is no bid. */
  readonly bid: NumberList;
  /** Dollars; `NaN` where there is no ask. */
  readonly ask: NumberList;
  /** Shares at the bid. */
  readonly bidSize: NumberList;
  /** Shares at the ask. */
  readonly askSize: NumberList;
}

/** One trade date of one symbol. Tables that there are no data for are left out; at least one is needed. */
export interface ProvidedDay {
  /** Without bars they are made from the trades. */
  readonly bars?: ProvidedBars;
  /** The trade tape. */
  readonly trades?: ProvidedTrades;
  /** Best bid and offer. */
  readonly quotes?: ProvidedQuotes;
}

/** What is asked for: rows from 04:00 to 20:00 in New York are used, others are left out. */
export interface ProvidedDayRequest {
  /** Raw symbol. */
  readonly symbol: string;
  /** `YYYY-MM-DD`, a day on which US equities trade. */
  readonly tradeDate: string;
}

/**
 * A source of symbol-days: the default export of a provider file.
 *
 * @example Bars of one file
 * ```ts ignore
 * export default {
 *   name: "my-bars",
 *   day: ({ symbol, tradeDate }) => ({ bars: readMyBars(symbol, tradeDate) }),
 * } satisfies DataProvider;
 * ```
 */
export interface DataProvider {
  /** Shown where the data's origin is told. */
  readonly name: string;
  /** A day; `null` if there are no data of it. The same request must give the same day. */
  readonly day: (
    request: ProvidedDayRequest,
  ) => ProvidedDay | null | Promise<ProvidedDay | null>;
}
