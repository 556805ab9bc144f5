/** Looking up symbol-days in the day store. */
import { MomoError } from "../../core/error.ts";
import { type EpochDay, formatDate } from "../../core/time/dates.ts";
import { type Schema, SCHEMAS } from "../dbn/schema.ts";
import type { StoredTable } from "../day/day_plan.ts";
import { openParquet } from "../parquet/parquet_file.ts";
import {
  type DaySourceFacts,
  isSameSource,
  parseSources,
  type SourceFile,
  SOURCES_ENTRY,
  type SourcesByDay,
} from "./stored_sources.ts";
import { dayStoreDirectory, type StoreKey, storePath, symbolDirectory } from "./store_path.ts";

/** The day store of a store, open for reading. What files say of their sources is kept until they change. */
export class DayStore {
  readonly #store: string;
  readonly #sources = new Map<string, { readonly mtimeMs: number; readonly days: SourcesByDay }>();

  /** @param store Directory of the store; it may have no days, or not exist. */
  constructor(store: string) {
    this.#store = store;
  }

  /** Whether there is anything of a symbol. */
  has(symbol: string): boolean {
    return namesIn(symbolDirectory(this.#store, symbol)).length > 0;
  }

  /** Whether there is anything at all. */
  get isEmpty(): boolean {
    return namesIn(dayStoreDirectory(this.#store)).length === 0;
  }

  /** The datasets that have records of a symbol and schema, sorted by name. */
  datasetsOf(symbol: string, schema: Schema): string[] {
    const directory = symbolDirectory(this.#store, symbol);
    return namesIn(directory).filter((dataset) =>
      namesIn(`${directory}/${dataset}`).includes(schema)
    ).sort();
  }

  /** Number of files of each dataset of a symbol, a measure of how much it has of it. */
  sizesOf(symbol: string): Map<string, number> {
    const directory = symbolDirectory(this.#store, symbol);
    return new Map(
      namesIn(directory).map((dataset) => {
        const files = SCHEMAS.map((schema) => namesIn(`${directory}/${dataset}/${schema}`).length);
        return [dataset, files.reduce((sum, count) => sum + count, 0)];
      }),
    );
  }

  /**
   * The stored rows of a trade date, if the files they came from are unchanged or not there any more.
   *
   * @param files Those that the rows would be read from otherwise; none if they are gone.
   * @returns `null` if the date is not stored, or its rows are out of date.
   */
  find(key: StoreKey, tradeDate: EpochDay, files: readonly SourceFile[]): StoredTable | null {
    const path = storePath(this.#store, key, tradeDate);
    const facts = this.#factsOf(path, tradeDate);
    if (facts === undefined) return null;
    const isCurrent = files.every((file) =>
      facts.files.some((source) => isSameSource(source, file))
    );
    if (!isCurrent) return null;
    const { dataset, schema } = key;
    const keys = facts.files.map((source) => source.key);
    return { path, dataset, schema, files: keys, covered: facts.covered };
  }

  #factsOf(path: string, tradeDate: EpochDay): DaySourceFacts | undefined {
    const mtimeMs = mtimeOf(path);
    if (mtimeMs === null) return undefined;
    let known = this.#sources.get(path);
    if (known?.mtimeMs !== mtimeMs) {
      using file = openParquet(path);
      known = { mtimeMs, days: parseSources(file.metadata.get(SOURCES_ENTRY), path) };
      this.#sources.set(path, known);
    }
    return known.days.get(formatDate(tradeDate));
  }
}

function mtimeOf(path: string): number | null {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw new MomoError("io", `Cannot read "${path}"`, { cause: error });
  }
}

/** Names in a directory; none if it does not exist. */
function namesIn(directory: string): string[] {
  try {
    return [...Deno.readDirSync(directory)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return [];
    }
    throw new MomoError("io", `Cannot list the directory "${directory}"`, { cause: error });
  }
}
