/** Choosing what a symbol-day is read from. */
import {
  type Adjustment,
  adjustmentFactors,
  type CorporateAction,
} from "../../core/clean/corporate_actions.ts";
import { TABLE_TEXTS } from "../../core/day/coverage_gaps.ts";
import { DAY_TABLES, type DayTableName } from "../../core/day/day.ts";
import { type DayName, requireSession } from "../../core/day/day_name.ts";
import { MomoError } from "../../core/error.ts";
import { previousSession } from "../../core/time/calendar.ts";
import { type EpochDay, formatDate } from "../../core/time/dates.ts";
import { newYorkClock } from "../../core/time/new_york.ts";
import { compareText } from "../catalog/compare_text.ts";
import { type Schema, SCHEMAS } from "../dbn/schema.ts";
import { type DayFile, dayFileOf, overlaps, readingOrder } from "./day_files.ts";
import type {
  DayPlan,
  OtherPlan,
  PreviousPlan,
  SessionPlan,
  StoredTable,
  TablePlan,
} from "./day_plan.ts";
import { coreSpan, DAY_SCHEMAS, NAMED_TABLES, schemaSpan, TABLE_SCHEMAS } from "./day_schemas.ts";
import type { DaySources, SymbolFiles } from "./day_sources.ts";
import { LazyList } from "./lazy_list.ts";

/** A symbol-day that is wanted. */
export interface DayRequest extends DayName {
  /** Schemas to read; empty for those that the day's tables are best read from. */
  readonly schemas?: readonly Schema[];
  /** Whether the session before is wanted as well; default false. */
  readonly lookback?: boolean;
  /** Splits and dividends, of this symbol or of all; default none. */
  readonly actions?: readonly CorporateAction[];
  /** Which of them adjust the session before; default `splits`. */
  readonly adjustment?: Adjustment;
}

/** Sessions to go back at most for one with data. */
const MOST_SESSIONS_BACK = 10;

/**
 * Decides from which files the tables of a day are read.
 *
 * @throws {MomoError} `not_found` if no file has the symbol, there is no session on that date, or there are no data of
 * it; `bad_data` if the calendar does not cover the date.
 */
export function planDay(sources: DaySources, request: DayRequest): DayPlan {
  requireSession(request);
  const files = sources.filesOf(request.symbol);
  const planner = new SessionPlanner(files, request.schemas ?? []);
  const session = planner.plan(request.tradeDate);
  if (!hasData(session)) throw noData(files, request);
  const previous = request.lookback ? new LazyList(planPrevious(planner, request)) : null;
  return { session, previous };
}

/** The sessions before a day that have data, latest first. */
function* planPrevious(planner: SessionPlanner, request: DayRequest): Generator<PreviousPlan> {
  const { tradeDate, adjustment = "splits" } = request;
  const actions = (request.actions ?? []).filter(({ symbol }) => symbol === request.symbol);
  let date = tradeDate;
  for (let back = 0; back < MOST_SESSIONS_BACK; back++) {
    date = previousSession(date);
    const session = planner.plan(date);
    if (!hasData(session)) continue;
    yield { session, ...adjustmentFactors(actions, date, tradeDate, adjustment) };
  }
}

/** Whether there is anything to read but status messages. */
function hasData({ tables, others }: SessionPlan): boolean {
  return others.length > 0 ||
    DAY_TABLES.some((name) =>
      tables[name].schema !== null && (name !== "status" || isOnlyStatus(tables))
    );
}

function isOnlyStatus(tables: SessionPlan["tables"]): boolean {
  return DAY_TABLES.every((name) => name === "status" || tables[name].schema === null);
}

function noData(files: SymbolFiles, { tradeDate, schemas = [] }: DayRequest): MomoError {
  const { symbol } = files;
  const what = schemas.length > 0 ? ` of ${schemas.join(", ")}` : "";
  return new MomoError(
    "not_found",
    `Cannot load ${symbol} on ${formatDate(tradeDate)}: no file has data${what} of that day`,
    { hint: otherData(files, tradeDate, schemas) },
  );
}

/** What there is instead: on that day, or on other days. */
function otherData(
  { symbol, number, filesOfSchema }: SymbolFiles,
  tradeDate: EpochDay,
  wanted: readonly Schema[],
): string | undefined {
  const present = SCHEMAS.filter((schema) =>
    filesOfSchema.get(schema)?.some((file) =>
      dayFileOf(file, number, coreSpan(schema, tradeDate)) !== null
    )
  );
  if (present.length > 0) {
    return `there is ${present.join(", ")} of that day; --schema names what to load`;
  }
  const schemas = wanted.length > 0 ? wanted : DAY_SCHEMAS;
  const files = schemas.flatMap((schema) => filesOfSchema.get(schema) ?? []);
  return files.length === 0 ? undefined : `the files have ${symbol} ${rangeText(files)}`;
}

/** First and last day of the files, as people name them. */
function rangeText(files: readonly { readonly start: number; readonly end: number }[]): string {
  const start = Math.min(...files.map((file) => file.start));
  const end = Math.max(...files.map((file) => file.end));
  const dayAt = (seconds: number) => formatDate(newYorkClock(seconds).day);
  const last = Number.isFinite(end) ? ` to ${dayAt(end - 1)}` : "";
  return `from ${formatDate(newYorkClock(start + 12 * 3600).day)}${last}`;
}

/** Where records of one schema are. */
interface FoundFiles {
  readonly dataset: string;
  readonly files: readonly DayFile[];
  readonly stored: StoredTable | null;
}

/** Plans the sessions of one symbol. */
class SessionPlanner {
  readonly #symbol: SymbolFiles;
  readonly #schemas: readonly Schema[];

  constructor(symbol: SymbolFiles, schemas: readonly Schema[]) {
    this.#symbol = symbol;
    this.#schemas = schemas;
  }

  plan(tradeDate: EpochDay): SessionPlan {
    const bars1s = this.#table("bars1s", tradeDate);
    const tables = {
      bars1s,
      trades: this.#table("trades", tradeDate),
      quotes: this.#table("quotes", tradeDate),
      status: this.#table("status", tradeDate),
    };
    const isCoarse = bars1s.schema !== "ohlcv-1s";
    const foldsBars = isCoarse && tables.trades.schema !== null && this.#isWanted("bars1s");
    const others = this.#others(tradeDate);
    const used = DAY_TABLES.flatMap((name) => {
      const { files, stored } = tables[name];
      return stored?.files ?? files.map(({ key }) => key);
    });
    return {
      ...{ symbol: this.#symbol.symbol, tradeDate, tables, foldsBars },
      others,
      condition: this.#condition(used, tradeDate),
      warnings: this.#warnings(tables, foldsBars, others),
    };
  }

  /** Whether a table was asked for, be it by asking for nothing special. */
  #isWanted(table: DayTableName): boolean {
    return this.#schemas.length === 0 ||
      this.#schemas.some((schema) => NAMED_TABLES.get(schema) === table);
  }

  #table(table: DayTableName, tradeDate: EpochDay): TablePlan {
    const nothing: TablePlan = { table, schema: null, dataset: null, files: [], stored: null };
    if (!this.#isWanted(table)) return nothing;
    for (const schema of this.#candidates(table)) {
      const found = this.#find(schema, tradeDate);
      if (found !== null) return { table, schema, ...found };
    }
    return nothing;
  }

  /** The schemas that a table may be read from. */
  #candidates(table: DayTableName): readonly Schema[] {
    const named = this.#schemas.filter((schema) => NAMED_TABLES.get(schema) === table);
    // a tape is a tape, from wherever it comes; of bars and quotes, those that were named are wanted
    return named.length === 0 || table === "trades" ? TABLE_SCHEMAS[table] : named;
  }

  #others(tradeDate: EpochDay): OtherPlan[] {
    return this.#schemas.filter((schema) => !NAMED_TABLES.has(schema)).flatMap((schema) => {
      const found = this.#find(schema, tradeDate);
      return found === null ? [] : [{ schema, ...found }];
    });
  }

  /**
   * The files of a schema that have a day: of the dataset that has the symbol's bars if it has such files, else of
   * another one; or the rows that the day store has of them.
   *
   * They count only if one covers some of the regular session: the tail of a neighbouring day's file is no sign of data.
   */
  #find(schema: Schema, tradeDate: EpochDay): FoundFiles | null {
    const { symbol, number, store } = this.#symbol;
    const span = schemaSpan(schema, tradeDate);
    const core = coreSpan(schema, tradeDate);
    const files = (this.#symbol.filesOfSchema.get(schema) ?? [])
      .map((file) => dayFileOf(file, number, span)).filter((file) => file !== null);
    const byDataset = Map.groupBy(files, ({ dataset }) => dataset);
    for (const dataset of this.#datasets(schema, byDataset.keys())) {
      const all = byDataset.get(dataset) ?? [];
      const own = all.some((file) => overlaps(file, core)) ? readingOrder(all) : [];
      const stored = store?.find({ symbol, dataset, schema }, tradeDate, own) ?? null;
      if (stored !== null) return { dataset, files: [], stored };
      if (own.length > 0) return { dataset, files: own, stored };
    }
    return null;
  }

  /** Datasets that may have records of a schema, best first. */
  #datasets(schema: Schema, found: Iterable<string>): string[] {
    const { symbol, dataset, store, datasets } = this.#symbol;
    const stored = (store?.datasetsOf(symbol, schema) ?? [])
      .filter((name) => datasets.length === 0 || datasets.includes(name));
    return [...new Set([...found, ...stored])].sort((a, b) =>
      Number(b === dataset) - Number(a === dataset) || compareText(a, b)
    );
  }

  #condition(used: readonly string[], tradeDate: EpochDay): string | null {
    const keys = new Set(used);
    const words = this.#symbol.files.filter(({ key }) => keys.has(key))
      .map(({ delivery }) => delivery?.conditions.get(tradeDate) ?? null);
    return words.find((word) => word !== null && word !== "available") ??
      words.find((word) => word !== null) ?? null;
  }

  /** What there is nothing of. */
  #warnings(
    tables: SessionPlan["tables"],
    foldsBars: boolean,
    others: readonly OtherPlan[],
  ): string[] {
    const isMissing = (name: DayTableName) =>
      this.#isWanted(name) && tables[name].schema === null && !(name === "bars1s" && foldsBars);
    const missing = DAY_TABLES.filter(isMissing).map((name) =>
      `No file has ${TABLE_TEXTS[name]} (${schemaText(this.#candidates(name))})`
    );
    const found = new Set(others.map(({ schema }) => schema));
    const absent = this.#schemas.filter((schema) => !NAMED_TABLES.has(schema) && !found.has(schema))
      .map((schema) => `No file has records of ${schema}`);
    const isCoarse = tables.bars1s.schema === "ohlcv-1m" && !foldsBars;
    return [...missing, ...absent, ...(isCoarse ? ["The bars are of one minute"] : [])];
  }
}

/** Schemas for people: the first, and how many others would do. */
function schemaText([first, ...others]: readonly Schema[]): string {
  return others.length === 0 ? `${first}` : `${first} or another schema with them`;
}
