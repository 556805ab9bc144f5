/** Reading one trade date of a symbol. */
import type { NumberColumns } from "../../core/columns/growing_columns.ts";
import { DAY_TABLES, type DayTableName, type SingleDay } from "../../core/day/day.ts";
import { makeDay, type TableInput } from "../../core/day/make_day.ts";
import { NO_ROWS } from "../../core/day/table_columns.ts";
import { SECOND_NS } from "../../core/time/sessions.ts";
import type { Problem } from "../catalog/problem.ts";
import { BAR_SECONDS } from "../dbn/bar_rows.ts";
import { rtypeOfSchema, type Schema } from "../dbn/schema.ts";
import { dayClock } from "../scan/tick_target.ts";
import { readStoredRows } from "../day_store/read_stored.ts";
import { CoveredTime } from "./covered_time.ts";
import type { TimeSpan } from "./day_files.ts";
import type { SessionPlan, StoredTable, TablePlan } from "./day_plan.ts";
import { EVERY_QUOTE, schemaSpan, TABLE_SCHEMAS } from "./day_schemas.ts";
import { type FilesReading, readFiles, sinceBase } from "./read_files.ts";
import { readOther } from "./read_other.ts";
import { TableReader } from "./table_reader.ts";

/** A loaded trade date. */
export interface LoadedSession {
  readonly day: SingleDay;
  /** Files that could not be read whole; what they gave is in the day. */
  readonly problems: readonly Problem[];
}

/**
 * Reads the tables of a trade date and puts them in order.
 *
 * @throws The signal's reason, if it is aborted.
 */
export function loadSession(plan: SessionPlan, signal: AbortSignal): LoadedSession {
  const { symbol, tradeDate, tables, condition, warnings, foldsBars } = plan;
  const problems: Problem[] = [];
  const base = BigInt(dayClock(tradeDate).midnight) * BigInt(SECOND_NS);
  const others = plan.others.map((other) => readOther(other, tradeDate, signal, problems));
  const day = makeDay({
    ...{ symbol, tradeDate, base, condition, warnings, foldsBars, others },
    tables: readTables(plan, base, signal, problems),
    barsIntervalNs: intervalOf(tables.bars1s.schema),
    hasEveryQuote: tables.quotes.schema !== null && EVERY_QUOTE.has(tables.quotes.schema),
  });
  return { day, problems };
}

/** Length of the bars of a schema in ns; one second where bars are folded from trades. */
function intervalOf(schema: Schema | null): number {
  const seconds = schema === null ? undefined : BAR_SECONDS.get(rtypeOfSchema(schema));
  return (seconds ?? 1) * SECOND_NS;
}

function readTables(plan: SessionPlan, base: bigint, signal: AbortSignal, problems: Problem[]) {
  const reader = <Columns extends NumberColumns>(table: DayTableName, noRows: Columns) => {
    const schema = plan.tables[table].schema ?? TABLE_SCHEMAS[table][0]!;
    return new TableReader(table, noRows, schema, base);
  };
  const readers = {
    bars1s: reader("bars1s", NO_ROWS.bars1s),
    trades: reader("trades", NO_ROWS.trades),
    quotes: reader("quotes", NO_ROWS.quotes),
    status: reader("status", NO_ROWS.status),
  };
  const readings = new Map<DayTableName, FilesReading>();
  for (const names of readTogether(plan)) {
    const { files, schema, stored } = plan.tables[names[0]!];
    if (schema === null || (plan.foldsBars && names[0] === "bars1s")) continue;
    const span = schemaSpan(names[0] === "status" ? "status" : schema, plan.tradeDate);
    const targets = names.map((name) => readers[name]);
    const reading = stored === null
      ? readFiles({ files, base, span, targets }, signal, problems)
      : readStored(targets, stored, base, span);
    for (const name of names) readings.set(name, reading);
  }
  const inputOf = <Columns extends NumberColumns>(
    table: DayTableName,
    { columns, records, recordBytes }: ReturnType<TableReader<Columns>["finish"]>,
  ): TableInput<Columns> => {
    const origin = plan.foldsBars && table === "bars1s" ? "trades" : table;
    const { used = [], uncovered = [] } = readings.get(origin) ?? {};
    const { schema, dataset, stored } = plan.tables[origin];
    const facts = { table, schema, dataset, files: used, fromStore: stored !== null };
    return { columns, uncovered, source: { ...facts, records, recordBytes } };
  };
  return {
    bars1s: inputOf("bars1s", readers.bars1s.finish()),
    trades: inputOf("trades", readers.trades.finish()),
    quotes: inputOf("quotes", readers.quotes.finish()),
    status: inputOf("status", readers.status.finish()),
  };
}

/** Fills tables from the day store. */
function readStored(
  readers: readonly Pick<TableReader<NumberColumns>, "wanted" | "names" | "take">[],
  stored: StoredTable,
  base: bigint,
  span: TimeSpan,
): FilesReading {
  const covered = new CoveredTime(span);
  for (const part of stored.covered) covered.cover(part);
  for (const reader of readers) readStoredRows(reader, stored, base, span);
  return { used: stored.files, uncovered: covered.free.map((part) => sinceBase(part, base)) };
}

/** The tables, those together that are read from the same records: a tape may be a part of the quotes' own. */
function readTogether({ tables: { trades, quotes } }: SessionPlan): (readonly DayTableName[])[] {
  const isShared = trades.schema !== null && trades.schema === quotes.schema &&
    trades.dataset === quotes.dataset && isFromFiles(trades) && isFromFiles(quotes);
  return isShared
    ? [["quotes", "trades"], ["bars1s"], ["status"]]
    : DAY_TABLES.map((name) => [name]);
}

function isFromFiles({ stored }: TablePlan): boolean {
  return stored === null;
}
