/** Where symbol-days can be read from: a catalog of files, looked up by symbol. */
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import type { Schema } from "../dbn/schema.ts";
import type { DayStore } from "../day_store/day_store.ts";
import { requireDatasets, unknownSymbol } from "../scan/wanted_symbols.ts";
import { isChosen, planBars } from "../scan/bar_files.ts";

/** The files of one symbol. */
export interface SymbolFiles {
  readonly symbol: string;
  /** The symbol's number in the catalog; -1 if it is only in the day store. */
  readonly number: number;
  /** Files that map the symbol on some day, sorted by key. */
  readonly files: readonly CatalogFile[];
  /** The same files by schema; those of mixed schemas are left out. */
  readonly filesOfSchema: ReadonlyMap<Schema, readonly CatalogFile[]>;
  /** The dataset that has most of its bars; `null` if none has any. */
  readonly dataset: string | null;
  /** The day store, if there is one. */
  readonly store: DayStore | null;
  /** Datasets to use; empty for all. */
  readonly datasets: readonly string[];
}

/** What to load days from beside files. */
export interface DaySourceOptions {
  /** Datasets to use; empty, the default, for all. */
  readonly datasets?: readonly string[];
  /** Used where it is up to date, or where the files are gone. */
  readonly store?: DayStore | null;
}

/** The data that days are loaded from. What was found out about a symbol is kept for the next day. */
export class DaySources {
  readonly catalog: Catalog;
  readonly datasets: readonly string[];
  readonly store: DayStore | null;
  readonly #files: readonly CatalogFile[];
  readonly #symbols = new Map<string, SymbolFiles>();

  /**
   * @throws {MomoError} `not_found` if no file is of a dataset that was asked for.
   */
  constructor(catalog: Catalog, { datasets = [], store = null }: DaySourceOptions = {}) {
    this.catalog = catalog;
    this.datasets = datasets;
    this.store = store;
    if (catalog.files.length > 0) requireDatasets(catalog, datasets);
    this.#files = catalog.files.filter((file) => isChosen(file, datasets));
  }

  /**
   * The files of a symbol.
   *
   * @throws {MomoError} `not_found` if none has it; the hint names the symbol that may be meant.
   */
  filesOf(symbol: string): SymbolFiles {
    let found = this.#symbols.get(symbol);
    if (found === undefined) {
      found = this.#find(symbol);
      this.#symbols.set(symbol, found);
    }
    return found;
  }

  #find(symbol: string): SymbolFiles {
    const { datasets, store } = this;
    const number = this.catalog.symbols.find(symbol) ?? -1;
    const files = this.#files.filter((file) => file.symbols.symbol.includes(number));
    if (files.length === 0 && !store?.has(symbol)) throw unknownSymbol(symbol, this.catalog);
    const plan = planBars({ ...this.catalog, files }, new Set([number]), []);
    const dataset = plan.datasetOf.get(number) ?? largest(store?.sizesOf(symbol));
    const ofOneSchema = files.filter((file) => file.schema !== null);
    const filesOfSchema = Map.groupBy(ofOneSchema, (file) => file.schema!);
    return { symbol, number, files, filesOfSchema, dataset, store, datasets };
  }
}

/** The name with the largest number. */
function largest(sizes: ReadonlyMap<string, number> = new Map()): string | null {
  let best: string | null = null;
  for (const [name, size] of sizes) if (best === null || size > sizes.get(best)!) best = name;
  return best;
}
