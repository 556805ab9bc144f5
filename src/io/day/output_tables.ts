/** A loaded day as tables for people and other programs: DBN names, instants in UTC, prices in dollars. */
import type { Bars } from "../../core/columns/bars.ts";
import {
  type Cell,
  type ColumnData,
  type ColumnSpec,
  type ColumnType,
  makeTable,
  type Table,
} from "../../core/columns/table.ts";
import type { Day, SingleDay } from "../../core/day/day.ts";
import { type BarLength, resampleSession } from "../../core/day/session_bars.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import { SECOND_NS, sessionBounds } from "../../core/time/sessions.ts";
import { concatColumns } from "../parquet/gather.ts";

/** A table of records of one schema: the previous session's first, if the day has one. */
export interface OutputTable {
  /** DBN schema; bars of lengths that DBN does not have are named alike: `ohlcv-5m`. */
  readonly schema: string;
  /** Its rows, in order of availability. */
  readonly table: Table;
  /** When each row is available: ns since local midnight of the day, ascending; negative in the session before. */
  readonly available: Float64Array;
}

/** Lengths that bars can be printed in; `1s` is as they were loaded. */
export const PRINTED_BARS = ["1s", "1m", "5m", "1h", "session", "1d"] as const;

/** One of `PRINTED_BARS`. */
export type PrintedBars = typeof PRINTED_BARS[number];

/** What is wanted of a day. */
export interface OutputOptions {
  /** Lengths of the bars; default as they were loaded. */
  readonly bars?: readonly PrintedBars[];
}

const DOLLAR = 1e9;

/**
 * The tables of a day that have a source, bars first. Rows are in order of availability.
 *
 * Each has the columns `symbol`, `trade_date` and `context`, true in the last two hours of the session before; `quality`
 * holds the data-quality bits, D0 the lowest. Tables of further schemas have the columns of their records after them,
 * prices in dollars too, and no quality bits.
 */
export function outputTables(day: Day, { bars = [] }: OutputOptions = {}): OutputTable[] {
  const sessions = sessionsOf(day);
  const parts = sessions.flatMap((session) => sessionParts(session, bars));
  const bySchema = Map.groupBy(parts, ({ schema }) => schema);
  return [...bySchema.values()].map(joinParts);
}

/** A session and where it stands. */
interface PlacedSession {
  readonly day: SingleDay;
  /** From its local midnight to that of the day, ns. */
  readonly offset: number;
  /** Start of the momentum context; `Infinity` for the day itself. */
  readonly contextStart: number;
}

function sessionsOf(day: Day): PlacedSession[] {
  const own = { day, offset: 0, contextStart: Infinity };
  if (day.previous === undefined) return [own];
  const { day: before, contextStart } = day.previous;
  return [{ day: before, offset: Number(before.base - day.base), contextStart }, own];
}

function sessionParts(session: PlacedSession, bars: readonly PrintedBars[]): OutputTable[] {
  const { day } = session;
  const { tables } = day.source;
  const parts = tables.bars1s.schema === null ? [] : barParts(session, bars);
  if (tables.status.schema !== null) parts.push(statusPart(session));
  if (tables.trades.schema !== null) parts.push(tradePart(session));
  if (tables.quotes.schema !== null) parts.push(quotePart(session));
  for (const other of day.others) parts.push(otherPart(session, other));
  return parts;
}

function joinParts(parts: readonly OutputTable[]): OutputTable {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const { schema, table: { columns } } = first!;
  const data = columns.map((_, i) =>
    concatColumns(parts.map(({ table }) => table.data[i]!), (value) => value)
  );
  const times = parts.map(({ available }) => available);
  const available = concatColumns(times, (value) => value) as Float64Array; // as all parts are
  return { schema, table: makeTable(columns, data), available };
}

function column(
  name: string,
  type: ColumnType,
  help: string,
  { unit = "", nullable = false } = {},
): ColumnSpec {
  return { name, type, unit, causality: "causal", nullable, help };
}

const dollars = (name: string, help: string) =>
  column(name, "float64", help, { unit: "dollars", nullable: true });

const COMMON: readonly ColumnSpec[] = [
  column("symbol", "string", "Raw symbol"),
  column("trade_date", "date", "Trade date in New York"),
  column("context", "bool", "Whether the row is of the last two hours of the session before"),
];
const TS_EVENT = column("ts_event", "timestamp", "Venue time; null if undefined", {
  nullable: true,
});
const TS_RECV = column("ts_recv", "timestamp", "Capture time, from which on the row is available");
const QUALITY = column("quality", "uint16", "Data-quality bits, D0 the lowest");
const FLAGS = column("flags", "uint8", "Flags of the DBN record");

/** Values of a table's own columns, in order. */
interface Rows {
  readonly schema: string;
  readonly length: number;
  /** ns since local midnight of the session. */
  readonly available: Float64Array;
  /** From when on each row tells something, if that is before it is available. */
  readonly start?: Float64Array;
  readonly columns: readonly ColumnSpec[];
  readonly data: readonly ColumnData[];
}

function partOf({ day, offset, contextStart }: PlacedSession, rows: Rows): OutputTable {
  const { length, schema } = rows;
  const times = rows.available.subarray(0, length);
  const starts = rows.start?.subarray(0, length) ?? times;
  const common: ColumnData[] = [
    new Array<Cell>(length).fill(day.symbol),
    new Int32Array(length).fill(day.tradeDate),
    Uint8Array.from(starts, (time) => Number(time >= contextStart)),
  ];
  return {
    schema,
    table: makeTable([...COMMON, ...rows.columns], [...common, ...rows.data]),
    available: offset === 0 ? times : times.map((time) => time + offset),
  };
}

const BAR_COLUMNS: readonly ColumnSpec[] = [
  column("ts_event", "timestamp", "Start of the bar"),
  column("ts_end", "timestamp", "End of the bar, from which on it is available"),
  dollars("open", "First price"),
  dollars("high", "Highest price"),
  dollars("low", "Lowest price"),
  dollars("close", "Last price"),
  column("volume", "int64", "Shares traded", { unit: "shares" }),
  QUALITY,
];

function barParts(session: PlacedSession, wanted: readonly PrintedBars[]): OutputTable[] {
  const { bars1s, tradeDate, base } = session.day;
  const bounds = sessionBounds(tradeDate);
  const made = (length: BarLength) => resampleSession(bars1s, length, bounds);
  const loaded = () => ({
    bars: bars1s,
    end: bars1s.start.subarray(0, bars1s.length).map((start) => start + bars1s.intervalNs),
    quality: bars1s.quality,
  });
  const seconds = bars1s.intervalNs / SECOND_NS;
  const nameOf = (length: PrintedBars) =>
    `ohlcv-${length !== "1s" ? length : seconds === 1 ? "1s" : "1m"}`;
  const asked = wanted.length === 0 ? ["1s"] as const : wanted;
  const lengths = new Map(asked.map((length) => [nameOf(length), length])); // each once
  return [...lengths].map(([schema, length]) => {
    const { bars, end, quality } = length === "1s" ? loaded() : made(length);
    const data = [instants(bars.start, bars.length, base), instants(end, bars.length, base)];
    return partOf(session, {
      ...{ schema, length: bars.length, available: end, start: bars.start, columns: BAR_COLUMNS },
      data: [...data, ...pricesOf(bars), bars.volume.subarray(0, bars.length), quality],
    });
  });
}

function pricesOf({ length, open, high, low, close }: Bars): ColumnData[] {
  return [open, high, low, close].map((prices) => inDollars(prices, length));
}

const TRADE_COLUMNS: readonly ColumnSpec[] = [
  ...[TS_RECV, TS_EVENT, dollars("price", "Price; null if undefined")],
  column("size", "uint32", "Shares traded", { unit: "shares" }),
  column("side", "string", "Side of the aggressor: A sold, B bought, N unknown"),
  ...[FLAGS, column("sequence", "uint32", "Sequence number of the venue"), QUALITY],
];

function tradePart(session: PlacedSession): OutputTable {
  const { trades, base } = session.day;
  const { length, tsRecv, tsEvent, price, size, side, flags, sequence, quality } = trades;
  return partOf(session, {
    ...{ schema: "trades", length, available: tsRecv, columns: TRADE_COLUMNS },
    data: [
      instants(tsRecv, length, base),
      instants(tsEvent, length, base),
      inDollars(price, length),
      ...[size.subarray(0, length), characters(side, length), flags.subarray(0, length)],
      ...[sequence.subarray(0, length), quality.subarray(0, length)],
    ],
  });
}

const QUOTE_COLUMNS: readonly ColumnSpec[] = [
  ...[TS_RECV, TS_EVENT],
  dollars("bid_px_00", "Best bid; null without one"),
  dollars("ask_px_00", "Best ask; null without one"),
  column("bid_sz_00", "uint32", "Shares at the best bid", { unit: "shares" }),
  column("ask_sz_00", "uint32", "Shares at the best ask", { unit: "shares" }),
  ...[FLAGS, QUALITY],
];

function quotePart(session: PlacedSession): OutputTable {
  const { quotes, base, source } = session.day;
  const { length, tsRecv, tsEvent, bid, ask, bidSize, askSize, flags, quality } = quotes;
  return partOf(session, {
    schema: source.tables.quotes.schema ?? "mbp-1",
    ...{ length, available: tsRecv, columns: QUOTE_COLUMNS },
    data: [
      ...[instants(tsRecv, length, base), instants(tsEvent, length, base)],
      ...[inDollars(bid, length), inDollars(ask, length)],
      ...[bidSize.subarray(0, length), askSize.subarray(0, length)],
      ...[flags.subarray(0, length), quality.subarray(0, length)],
    ],
  });
}

const STATUS_COLUMNS: readonly ColumnSpec[] = [
  ...[TS_RECV, TS_EVENT],
  column("action", "uint16", "DBN StatusAction"),
  column("reason", "uint16", "DBN StatusReason"),
  column("is_trading", "string", "Y, N, or ~ where unknown"),
  column("is_quoting", "string", "Y, N, or ~ where unknown"),
  column("is_short_sell_restricted", "string", "Y, N, or ~ where unknown"),
  QUALITY,
];

/** The columns of a loaded day's tables, by what they hold. */
export const DAY_TABLE_COLUMNS: Readonly<Record<string, readonly ColumnSpec[]>> = {
  bars: [...COMMON, ...BAR_COLUMNS],
  trades: [...COMMON, ...TRADE_COLUMNS],
  quotes: [...COMMON, ...QUOTE_COLUMNS],
  status: [...COMMON, ...STATUS_COLUMNS],
};

function statusPart(session: PlacedSession): OutputTable {
  const { status, base } = session.day;
  const { length, tsRecv, tsEvent, action, reason, quality } = status;
  return partOf(session, {
    ...{ schema: "status", length, available: tsRecv, columns: STATUS_COLUMNS },
    data: [
      ...[instants(tsRecv, length, base), instants(tsEvent, length, base)],
      ...[action.subarray(0, length), reason.subarray(0, length)],
      characters(status.isTrading, length),
      characters(status.isQuoting, length),
      characters(status.isShortSellRestricted, length),
      quality.subarray(0, length),
    ],
  });
}

function otherPart(
  session: PlacedSession,
  { schema, table }: SingleDay["others"][number],
): OutputTable {
  const { length, columns, data } = table;
  const at = columns.findIndex(({ name }) => name === "ts_recv");
  const times = data[at < 0 ? columns.findIndex(isEventTime) : at] ?? [];
  const start = Float64Array.from(
    times as ArrayLike<bigint | null>, // a column of timestamps
    (time) => time === null ? NaN : Number(time - session.day.base),
  );
  const lengthNs = (BAR_SECONDS[schema] ?? 0) * SECOND_NS;
  return partOf(session, {
    ...{ schema, length, start, available: start.map((time) => time + lengthNs) },
    columns: columns.map((spec) => isPrice(spec) ? dollars(spec.name, spec.help) : spec),
    data: data.map((values, i) => isPrice(columns[i]!) ? decimalPrices(values) : values),
  });
}

/** Length of the bars of a schema: they are available at their end. */
const BAR_SECONDS: Readonly<Record<string, number>> = {
  ...{ "ohlcv-1s": 1, "ohlcv-1m": 60, "ohlcv-1h": 3600 },
  ...{ "ohlcv-1d": DAY_SECONDS, "ohlcv-eod": DAY_SECONDS },
};

/** Whether a column of records has integers of 1e-9. */
function isPrice({ type, unit }: ColumnSpec): boolean {
  return type === "int64" && unit.startsWith("1e-9");
}

function decimalPrices(values: ColumnData): Float64Array {
  const prices = values as ArrayLike<bigint | null>; // a column of int64
  return Float64Array.from(prices, (price) => price === null ? NaN : Number(price) / DOLLAR);
}

function isEventTime({ name }: ColumnSpec): boolean {
  return name === "ts_event";
}

function inDollars(prices: Float64Array, length: number): Float64Array {
  return prices.subarray(0, length).map((price) => price / DOLLAR);
}

/** Instants of times since local midnight; null where undefined. */
function instants(times: Float64Array, length: number, base: bigint): ColumnData {
  const result = new BigInt64Array(length);
  for (let i = 0; i < length; i++) {
    if (Number.isNaN(times[i]!)) return instantsOrNull(times.subarray(0, length), base);
    result[i] = base + BigInt(times[i]!);
  }
  return result;
}

function instantsOrNull(times: Float64Array, base: bigint): Cell[] {
  return Array.from(times, (time) => Number.isNaN(time) ? null : base + BigInt(time));
}

const CHARACTERS: readonly string[] = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i));

function characters(codes: Uint8Array, length: number): Cell[] {
  return Array.from(codes.subarray(0, length), (code) => CHARACTERS[code]!);
}
