/** One symbol-day in memory: the unit that is loaded, cached, simulated and provided. */
import type { Bars } from "../columns/bars.ts";
import type { Quotes } from "../columns/quotes.ts";
import type { Status } from "../columns/status.ts";
import type { Table } from "../columns/table.ts";
import type { Trades } from "../columns/trades.ts";
import type { EpochDay } from "../time/dates.ts";
import type { DayGap } from "./gaps.ts";

/** A table of which every row carries data-quality bits. */
export type Flagged<Columns> = Columns & {
  /** `QUALITY_BIT`s of each row; 0 for a row without a finding. */
  readonly quality: Uint16Array;
};

/** The tables that every day has, empty where there are no data. */
export const DAY_TABLES = ["bars1s", "trades", "quotes", "status"] as const;

/** The name of one of a day's own tables. */
export type DayTableName = typeof DAY_TABLES[number];

/** Where the rows of one table come from. */
export interface TableSource {
  /** The table. */
  readonly table: DayTableName;
  /** Schema of the records that were read, `null` if there are none. Trades may come from the `T` rows of mbp-1. */
  readonly schema: string | null;
  /** Dataset of the records, `null` if there are none. */
  readonly dataset: string | null;
  /** Keys of the files, in the order in which they were read. */
  readonly files: readonly string[];
  /** Whether the rows were read from the day store. */
  readonly fromStore: boolean;
  /** Records of the symbol-day that the rows were made from, and their size in DBN. */
  readonly records: number;
  /** Size of those records in DBN, in bytes. */
  readonly recordBytes: number;
  /** Whether files cover the whole of the time that the table is for. */
  readonly isComplete: boolean;
}

/** What a day was made from. */
export interface DaySource {
  /** One entry per table, in the order of {@link DAY_TABLES}. */
  readonly tables: Readonly<Record<DayTableName, TableSource>>;
  /** The vendor's word on the day: `available`, `degraded`, …; `null` without one. */
  readonly condition: string | null;
  /** What is missing or doubtful, one sentence each; empty if nothing is. */
  readonly warnings: readonly string[];
}

/** Records of a further schema that was asked for by name. */
export interface OtherTable {
  /** A DBN schema, such as `ohlcv-1m`, `tbbo` or `definition`. */
  readonly schema: string;
  /** Dataset of the records. */
  readonly dataset: string;
  /** Keys of the files. */
  readonly files: readonly string[];
  /** Columns with their DBN names, prices as integers of 1e-9, times in ns since the Unix epoch. */
  readonly table: Table;
}

/** The session before a day, and how it compares with the day. */
export interface PreviousDay {
  /** Prices and volumes are adjusted to the terms of the day they precede. */
  readonly day: SingleDay;
  /**
   * Start of the last two hours of the session, which are the momentum context: ns since local midnight of the previous
   * trade date.
   */
  readonly contextStart: number;
  /** What its prices were multiplied and its volumes divided by, 1 without splits and dividends in between. */
  readonly priceFactor: number;
  /** What its volumes were divided by. */
  readonly volumeFactor: number;
}

/** One trade date of one symbol. Every table is sorted by the time at which its rows are available. */
export interface SingleDay {
  /** Raw symbol. */
  readonly symbol: string;
  /** Trade date in New York. */
  readonly tradeDate: EpochDay;
  /** Local midnight of the trade date in New York, ns since the Unix epoch: what all times count from. */
  readonly base: bigint;
  /**
   * Bars from 04:00 to the close of post; available at `start + intervalNs`. One second long, unless only longer ones
   * exist: `intervalNs` tells.
   */
  readonly bars1s: Flagged<Bars>;
  /** The trade tape from 04:00 to the close of post: the trades schema, else the `T` rows of the quotes'. */
  readonly trades: Flagged<Trades>;
  /** Best bid and offer from 04:00 to the close of post. */
  readonly quotes: Flagged<Quotes>;
  /** Status messages since the roll of the evening before. */
  readonly status: Flagged<Status>;
  /** Stretches for which data are missing or doubtful, in order. */
  readonly gaps: readonly DayGap[];
  /** Records of further schemas that were asked for. */
  readonly others: readonly OtherTable[];
  /** What it was made from. */
  readonly source: DaySource;
}

/** A symbol-day, with the session before it if it was asked for and there is one. */
export interface Day extends SingleDay {
  /** The session before. */
  readonly previous?: PreviousDay;
}
