/** Symbol-days of data directories and a store, as a program asks for them. */
import type { EpochDay } from "../../core/time/dates.ts";
import { type Catalog, openCatalog } from "../catalog/catalog.ts";
import type { Problem } from "../catalog/problem.ts";
import { DayStore } from "../day_store/day_store.ts";
import { type FillResult, fillStore } from "../day_store/fill_store.ts";
import type { Schema } from "../dbn/schema.ts";
import { DaySources } from "./day_sources.ts";
import { loadDay, type LoadedDay } from "./load_day.ts";
import type { DayRequest } from "./plan_day.ts";

/** Where days come from. */
export interface SymbolDaysOptions {
  /** Directories with batch deliveries or loose DBN files, or single files; default none. */
  readonly data?: readonly string[];
  /** Store whose days are used where they are up to date or their files gone; default none. */
  readonly store?: string;
  /** Datasets to use; empty, the default, for all. */
  readonly datasets?: readonly string[];
}

const NO_SIGNAL = new AbortController().signal;

/**
 * Data that symbol-days are loaded from. What is there is looked up once.
 *
 * ```ts
 * import { parseDate, SymbolDays } from "../../mod.ts";
 *
 * const days = new SymbolDays({ data: ["testdata/sample"] });
 * const { day } = days.load({ symbol: "QZAF", tradeDate: parseDate("2024-11-25") });
 * console.log(day.trades.length); // 1685
 * ```
 */
export class SymbolDays {
  readonly #catalog: Catalog;
  readonly #sources: DaySources;

  /**
   * Looks through the directories.
   *
   * @throws {MomoError} `not_found` if a directory or a dataset that was named is not there, `io` if one cannot be read.
   */
  constructor({ data = [], store, datasets = [] }: SymbolDaysOptions) {
    this.#catalog = openCatalog(data);
    const stored = store === undefined ? null : new DayStore(store);
    this.#sources = new DaySources(this.#catalog, { datasets, store: stored });
  }

  /** Raw symbols of the data files. */
  get symbols(): readonly string[] {
    return this.#catalog.symbols.names;
  }

  /** What is wrong with files, in the order in which it was found. */
  get problems(): readonly Problem[] {
    return this.#catalog.problems.all;
  }

  /**
   * Loads a day into columns. Everything is computed before it returns; nothing stays open.
   *
   * @throws {MomoError} `not_found` if no file has the symbol, there is no session on that date, or there are no data of
   * it; `bad_data` if the calendar does not cover the date.
   * @throws The signal's reason, if it is aborted.
   */
  load(request: DayRequest, signal: AbortSignal = NO_SIGNAL): LoadedDay {
    return loadDay(this.#sources, request, signal);
  }
}

/** Which symbol-days to store. */
export interface StoreDaysOptions extends SymbolDaysOptions {
  /** Directory of the store. */
  readonly store: string;
  /** Raw symbols; empty, the default, for all. */
  readonly symbols?: readonly string[];
  /** Schemas; empty, the default, for all. */
  readonly schemas?: readonly Schema[];
  /** First trade date; default that of the data. */
  readonly start?: EpochDay;
  /** Last trade date, included; default that of the data. */
  readonly end?: EpochDay;
  /** Records to hold in memory, in bytes, before complete days are written; default 1 GiB. */
  readonly memoryBytes?: number;
  /** Aborts the fill. */
  readonly signal?: AbortSignal;
}

/**
 * Fills a day store, in one pass over the files that have something new.
 *
 * @returns What was stored, and what is wrong with files.
 * @throws {MomoError} `not_found` if a directory, dataset or symbol is not there; `conflict` if another process fills the
 * store; `io` if it cannot be written.
 * @throws The signal's reason, if it is aborted; what was written until then is whole.
 */
export async function storeDays(
  options: StoreDaysOptions,
): Promise<FillResult & { readonly problems: readonly Problem[] }> {
  const { data = [], store, datasets = [], schemas = [], start, end, signal } = options;
  const catalog = openCatalog(data);
  const sources = new DaySources(catalog, { datasets });
  const names = options.symbols?.length ? options.symbols : catalog.symbols.names;
  const result = await fillStore({
    ...{ store, catalog, datasets, schemas, purpose: "momo" },
    symbols: new Set(names.map((name) => sources.filesOf(name).number)),
    start: start ?? null,
    end: end ?? null,
    memoryBytes: options.memoryBytes ?? 2 ** 30,
    signal: signal ?? NO_SIGNAL,
  });
  return { ...result, problems: catalog.problems.all };
}
