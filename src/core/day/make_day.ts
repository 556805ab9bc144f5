/** Putting the records of one symbol-day in order: sorting, data-quality bits, gaps. */
import { QUALITY_BIT } from "../clean/quality_bits.ts";
import { copyBars } from "../columns/bars.ts";
import type { NumberColumns } from "../columns/growing_columns.ts";
import { firstLateRow, orderOf, takeRows } from "../columns/order_columns.ts";
import type { Trades } from "../columns/trades.ts";
import { haltsOf } from "../market/halts.ts";
import { SECOND_NS, sessionBounds } from "../time/sessions.ts";
import { checkBars } from "./check_bars.ts";
import { coverageGaps, describeGaps, silentHour, type Stretch } from "./coverage_gaps.ts";
import {
  DAY_TABLES,
  type DayTableName,
  type Flagged,
  type OtherTable,
  type SingleDay,
  type TableSource,
} from "./day.ts";
import { flagLateRows, orderBars, type OrderedBars } from "./day_bars.ts";
import type { DayName } from "./day_name.ts";
import { flagQuotes } from "./flag_quotes.ts";
import { flagTrades } from "./flag_trades.ts";
import { foldTrades } from "./fold_trades.ts";
import { quoteGaps } from "./gaps.ts";
import type { BarColumns, QuoteColumns, StatusColumns, TradeColumns } from "./table_columns.ts";

/** The records of one table as they were read, within the time that the table is for. */
export interface TableInput<Columns> {
  readonly columns: Columns;
  /** Stretches of that time that no file covers, ns since local midnight, in order. */
  readonly uncovered: readonly Stretch[];
  readonly source: Omit<TableSource, "isComplete">;
}

/** Everything that is read for a symbol-day. */
export interface DayParts extends DayName {
  readonly base: bigint;
  readonly tables: {
    readonly bars1s: TableInput<BarColumns>;
    readonly trades: TableInput<TradeColumns>;
    readonly quotes: TableInput<QuoteColumns>;
    readonly status: TableInput<StatusColumns>;
  };
  /** Length of the bars in ns. */
  readonly barsIntervalNs: number;
  /** Whether bars are to be made from the trades. */
  readonly foldsBars: boolean;
  /** Whether quotes are every update rather than samples. */
  readonly hasEveryQuote: boolean;
  readonly condition: string | null;
  readonly warnings: readonly string[];
  readonly others: readonly OtherTable[];
}

/** Makes a day of its records, whose columns it takes over. */
export function makeDay(parts: DayParts): SingleDay {
  const { symbol, tradeDate, base, tables, condition, others } = parts;
  const bounds = sessionBounds(tradeDate);
  const status = inOrder(tables.status.columns);
  const quotes = inOrder(tables.quotes.columns);
  const trades = inOrder(tables.trades.columns);
  const halts = haltsOf(status, bounds);
  flagQuotes(quotes, halts);
  flagTrades(trades, quotes, halts);
  const { bars, undefinedCount } = makeBars(parts, trades);
  const missing = [
    ...DAY_TABLES.flatMap((name) => coverageGaps(name, tables[name].uncovered, bounds)),
    ...silentHour(tradeDate, bounds, {
      ...{ bars1s: bars.start, trades: trades.tsRecv, quotes: quotes.tsRecv },
    }),
  ];
  const silences = parts.hasEveryQuote ? quoteGaps(quotes, halts, bounds) : [];
  const left = undefinedCount > 0 ? [`Bars without prices are left out: ${undefinedCount}`] : [];
  return {
    ...{ symbol, tradeDate, base, bars1s: bars, trades, quotes, status, others },
    gaps: [...missing, ...silences].sort((a, b) => a.start - b.start),
    source: {
      tables: sourcesOf(parts),
      condition,
      warnings: [...parts.warnings, ...describeGaps(missing), ...left],
    },
  };
}

/** Rows in order of capture, those that came late flagged. */
function inOrder<Columns extends TimedColumns>(
  columns: Columns,
): Columns & { readonly length: number } {
  const { tsRecv, quality } = columns;
  const { length } = tsRecv;
  if (firstLateRow(tsRecv) < 0) return { ...columns, length };
  flagLateRows(tsRecv, quality);
  return { ...takeRows(columns, orderOf(tsRecv)), length };
}

type TimedColumns = NumberColumns & Pick<TradeColumns, "tsRecv" | "quality">;

function makeBars(
  { tables: { bars1s, trades: { source: tape, uncovered } }, barsIntervalNs, foldsBars }: DayParts,
  trades: Flagged<Trades>,
): OrderedBars {
  if (foldsBars) {
    const folded = foldTrades(trades, QUALITY_BIT.spike);
    return {
      bars: { ...copyBars(folded), quality: new Uint16Array(folded.length) },
      undefinedCount: 0,
    };
  }
  const ordered = orderBars(bars1s.columns, barsIntervalNs);
  const isComparable = barsIntervalNs === SECOND_NS && trades.length > 0 &&
    tape.dataset === bars1s.source.dataset && tape.schema !== null;
  if (isComparable) checkBars(ordered.bars, trades, uncovered);
  return ordered;
}

function sourcesOf({ tables }: DayParts): Record<DayTableName, TableSource> {
  const sourceOf = (name: DayTableName): TableSource => ({
    ...tables[name].source,
    isComplete: tables[name].source.schema !== null && tables[name].uncovered.length === 0,
  });
  return {
    bars1s: sourceOf("bars1s"),
    trades: sourceOf("trades"),
    quotes: sourceOf("quotes"),
    status: sourceOf("status"),
  };
}
