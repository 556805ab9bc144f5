/** A day's own tables with named columns, as they are in memory: nothing is copied or rounded on the way there and back. */
import type { ColumnSpec, ColumnType, Table } from "../columns/table.ts";
import { makeTable } from "../columns/table.ts";
import { newYorkMidnight } from "../time/new_york.ts";
import { SECOND_NS } from "../time/sessions.ts";
import { DAY_TABLES, type DayTableName, type OtherTable, type SingleDay } from "./day.ts";
import { NO_ROWS } from "./table_columns.ts";

/** A table and its name: that of one of the day's own, or the schema of another one. */
export interface NamedTable {
  readonly name: string;
  readonly table: Table;
}

/** What a day is beside its tables; can be told as JSON. */
export type DayFacts = Pick<SingleDay, "symbol" | "tradeDate" | "gaps" | "source"> & {
  /** Length of the bars in ns. */
  readonly barsIntervalNs: number;
  readonly others: readonly Omit<OtherTable, "table">[];
};

type Unit = "ns" | "1e-9 dollars" | "shares" | "";

/** Unit and meaning of the columns. */
const COLUMNS: Readonly<Record<string, readonly [Unit, string]>> = {
  start: ["ns", "Start of the bar, since local midnight of the trade date"],
  open: ["1e-9 dollars", "First price"],
  high: ["1e-9 dollars", "Highest price"],
  low: ["1e-9 dollars", "Lowest price"],
  close: ["1e-9 dollars", "Last price"],
  volume: ["shares", "Shares traded"],
  tsEvent: ["ns", "Venue time, since local midnight of the trade date; null if undefined"],
  tsRecv: ["ns", "Capture time, since local midnight of the trade date"],
  price: ["1e-9 dollars", "Price; null if undefined"],
  size: ["shares", "Shares traded"],
  side: ["", "Character code of the aggressor's side"],
  flags: ["", "Flags of the DBN record"],
  sequence: ["", "Sequence number of the venue"],
  bid: ["1e-9 dollars", "Best bid; null without one"],
  ask: ["1e-9 dollars", "Best ask; null without one"],
  bidSize: ["shares", "Shares at the best bid"],
  askSize: ["shares", "Shares at the best ask"],
  action: ["", "DBN StatusAction"],
  reason: ["", "DBN StatusReason"],
  isTrading: ["", "Character code of Y, N or ~"],
  isQuoting: ["", "Character code of Y, N or ~"],
  isShortSellRestricted: ["", "Character code of Y, N or ~"],
  quality: ["", "Data-quality bits, D0 the lowest"],
};

const UNSTORED = "publisherId"; // of bars while they are read

type Numbers = Float64Array | Uint32Array | Uint16Array | Uint8Array;

function typeOf(column: Numbers): ColumnType {
  if (column instanceof Float64Array) return "float64";
  if (column instanceof Uint32Array) return "uint32";
  return column instanceof Uint16Array ? "uint16" : "uint8";
}

function specsOf(table: DayTableName): ColumnSpec[] {
  return Object.entries(NO_ROWS[table]).filter(([name]) => name !== UNSTORED).map(
    ([name, column]) => {
      const [unit, help] = COLUMNS[name]!;
      const nullable = help.includes("null");
      return { name, type: typeOf(column), unit, causality: "causal", nullable, help };
    },
  );
}

/**
 * The tables of a day: its own four, then those of further schemas, under their names. The arrays are the day's.
 *
 * Columns have the names that they have in memory; an undefined price or time is `NaN`. The session before the day is a
 * day of its own.
 */
export function dayTables(day: SingleDay): NamedTable[] {
  const own = DAY_TABLES.map((name) => ({ name, table: tableOf(day, name) }));
  return [...own, ...day.others.map(({ schema, table }) => ({ name: schema, table }))];
}

function tableOf(day: SingleDay, name: DayTableName): Table {
  const specs = specsOf(name);
  const columns = new Map<string, Numbers>(
    Object.entries(day[name]).filter((entry): entry is [string, Numbers] =>
      ArrayBuffer.isView(entry[1])
    ),
  );
  return makeTable(
    specs,
    specs.map((spec) => columns.get(spec.name)!.subarray(0, day[name].length)),
  );
}

/** What `dayFromTables` needs besides the tables. */
export function dayFacts(day: SingleDay): DayFacts {
  const { symbol, tradeDate, gaps, source, bars1s } = day;
  const others = day.others.map(({ schema, dataset, files }) => ({ schema, dataset, files }));
  return { symbol, tradeDate, gaps, source, barsIntervalNs: bars1s.intervalNs, others };
}

/**
 * The day that `dayTables` and `dayFacts` were made from. Columns may come as any arrays of the right numbers; those of
 * the right kind are taken over without a copy.
 *
 * @throws {TypeError} If a table or column is missing.
 */
export function dayFromTables(facts: DayFacts, tables: readonly NamedTable[]): SingleDay {
  const { symbol, tradeDate, gaps, source, barsIntervalNs } = facts;
  const own = (name: DayTableName) => {
    const found = tables.find((table) => table.name === name)?.table;
    if (found === undefined) throw new TypeError(`a day without its table ${name}`);
    return found;
  };
  const others = tables.slice(DAY_TABLES.length);
  const bars = own("bars1s");
  return {
    ...{ symbol, tradeDate, gaps, source },
    base: BigInt(newYorkMidnight(tradeDate)) * BigInt(SECOND_NS),
    bars1s: { intervalNs: barsIntervalNs, length: bars.length, ...columnsOf(bars, NO_ROWS.bars1s) },
    trades: { length: own("trades").length, ...columnsOf(own("trades"), NO_ROWS.trades) },
    quotes: { length: own("quotes").length, ...columnsOf(own("quotes"), NO_ROWS.quotes) },
    status: { length: own("status").length, ...columnsOf(own("status"), NO_ROWS.status) },
    others: others.map(({ table }, i): OtherTable => ({ ...facts.others[i]!, table })),
  };
}

function columnsOf<Columns extends Readonly<Record<string, Numbers>>>(
  table: Table,
  kinds: Columns,
): Columns {
  const entries = Object.entries(kinds).filter(([name]) => name !== UNSTORED).map(
    ([name, kind]) => {
      const at = table.columns.findIndex((spec) => spec.name === name);
      if (at < 0) throw new TypeError(`a day without its column ${name}`);
      return [name, ofKind(table.data[at]!, kind)];
    },
  );
  return Object.fromEntries(entries) as Columns; // each of the kind that is given
}

function ofKind(data: Table["data"][number], kind: Numbers): Numbers {
  if (data.constructor === kind.constructor) return data as Numbers; // as just compared
  const values = Array.from(
    data as ArrayLike<unknown>,
    (value) => value === null ? NaN : Number(value),
  );
  if (kind instanceof Float64Array) return Float64Array.from(values);
  if (kind instanceof Uint32Array) return Uint32Array.from(values);
  return kind instanceof Uint16Array ? Uint16Array.from(values) : Uint8Array.from(values);
}
