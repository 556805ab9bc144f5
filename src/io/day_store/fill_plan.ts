/** What a fill of the day store has to do: the symbol-days that are not stored yet, or not from the files as they are. */
import { isSession } from "../../core/time/calendar.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import { compareText } from "../catalog/compare_text.ts";
import type { Schema } from "../dbn/schema.ts";
import { isChosen } from "../scan/bar_files.ts";
import { DayCoverage } from "./day_coverage.ts";
import { DaySet } from "./day_set.ts";
import { DayStore } from "./day_store.ts";
import { isDaily, monthOf, storedDateAt } from "./stored_date.ts";

/** Which symbol-days to store. */
export interface FillChoice {
  readonly store: string;
  readonly catalog: Catalog;
  /** Datasets and schemas; empty for all. */
  readonly datasets: readonly string[];
  readonly schemas: readonly Schema[];
  /** Numbers of the symbols. */
  readonly symbols: ReadonlySet<number>;
  /** Trade dates, inclusive; `null` for open. */
  readonly start: EpochDay | null;
  readonly end: EpochDay | null;
  /** Of these, only the days that it says; by default all. */
  readonly isWanted?: (symbol: number, date: EpochDay) => boolean;
}

/** The work for one dataset and schema. */
export interface GroupPlan {
  readonly dataset: string;
  readonly schema: Schema;
  readonly coverage: DayCoverage;
  /** Symbol-days to store. */
  readonly missing: DaySet;
  /** Number of symbol-days that are stored and up to date. */
  readonly storedDays: number;
  /** Files to read, in order, and how many of the missing symbol-days each has something of. */
  readonly files: ReadonlyMap<CatalogFile, number>;
}

/** Compares what is wanted with what is stored. A day is up to date if its files are those it was made from. */
export function planFill(choice: FillChoice): GroupPlan[] {
  const { catalog, datasets, schemas } = choice;
  const usable = catalog.files.filter((file) =>
    file.schema !== null && isChosen(file, datasets) &&
    (schemas.length === 0 || schemas.includes(file.schema))
  );
  const groups = Map.groupBy(usable, ({ dataset, schema }) => `${dataset} ${schema}`);
  return [...groups.values()].map((files) => planGroup(choice, files));
}

function planGroup(choice: FillChoice, unordered: readonly CatalogFile[]): GroupPlan {
  const files = [...unordered].sort((a, b) =>
    a.start - b.start || b.end - a.end || compareText(a.key, b.key)
  );
  const { dataset } = files[0]!;
  const schema = files[0]!.schema!;
  const coverage = new DayCoverage(files, schema);
  const missing = new DaySet(choice.catalog.symbols.names.length);
  const needed = new Map<CatalogFile, number>();
  let storedDays = 0;
  let store = new DayStore(choice.store);
  let month = -1;
  for (const date of datesOf(files, schema, choice)) {
    if (monthOf(date) !== month) {
      store = new DayStore(choice.store); // forgets what files of other months say
      month = monthOf(date);
    }
    for (const symbol of coverage.symbolsOn(date)) {
      if (!choice.symbols.has(symbol) || choice.isWanted?.(symbol, date) === false) continue;
      const own = coverage.filesOf(symbol, date);
      if (own.length === 0) continue;
      const key = { symbol: choice.catalog.symbols.nameOf(symbol), dataset, schema };
      if (store.find(key, date, own) !== null) {
        storedDays++;
        continue;
      }
      missing.add(symbol, date);
      for (const file of own) needed.set(file, (needed.get(file) ?? 0) + 1);
    }
  }
  const inOrder = files.filter((file) => needed.has(file));
  return {
    ...{ dataset, schema, coverage, missing, storedDays },
    files: new Map(inOrder.map((file) => [file, needed.get(file)!])),
  };
}

/** The trade dates that files may have, within the choice. */
function datesOf(
  files: readonly CatalogFile[],
  schema: Schema,
  { start, end }: Pick<FillChoice, "start" | "end">,
): EpochDay[] {
  const dates = new Set<EpochDay>();
  for (const file of files) {
    const first = Math.max(storedDateAt(schema, file.start), start ?? -Infinity);
    const last = Math.min(storedDateAt(schema, lastSecond(file)), end ?? Infinity);
    for (let date = first; date <= last; date++) {
      if (isDaily(schema) || isSession(date)) dates.add(date);
    }
  }
  return [...dates].sort((a, b) => a - b);
}

/** The last second that a file may have records of: one without an end has none of after it was written. */
function lastSecond({ start, end, mtimeMs }: CatalogFile): number {
  const last = Number.isFinite(end) ? end - 1 : Math.ceil(mtimeMs / 1000);
  return Math.max(start, last);
}
