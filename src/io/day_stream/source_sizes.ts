/** How large days are in their sources, and what that tells of their size in memory. */
import { DAY_TABLES } from "../../core/day/day.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import { distinctSymbols } from "../catalog/file_symbols.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import type { DayFile } from "../day/day_files.ts";
import type { SessionPlan, StoredTable } from "../day/day_plan.ts";

const TRADING_SHARE = 5 / 7; // of calendar days, roughly
const SESSIONS_A_MONTH = 21; // roughly
const SMOOTHING = 0.2; // of the moving average of bytes in memory per byte in the source

/** Estimates from what the catalog says about files: a file is taken to have as much of each of its symbols and days. */
export class SourceSizes {
  /** Symbols of each file, by key. */
  readonly #symbols = new Map<string, number>();
  readonly #files: ReadonlyMap<string, CatalogFile>;
  #ratio: number | undefined;

  /** @param files All files of the catalog. */
  constructor(files: readonly CatalogFile[]) {
    this.#files = new Map(files.map((file) => [file.key, file]));
  }

  /** Stored bytes that a session's rows take up, all of its files together. */
  sourceBytes({ tables, others }: SessionPlan): number {
    const plans = [...DAY_TABLES.map((name) => tables[name]), ...others];
    const shares = new Map<string, number>();
    for (const { files, stored } of plans) {
      for (const file of files) shares.set(file.path, this.#shareOf(file));
      if (stored !== null) shares.set(stored.path, storedShare(stored));
    }
    return [...shares.values()].reduce((sum, share) => sum + share, 0);
  }

  /** A session was loaded and takes so many bytes in memory. */
  learn(session: SessionPlan, bytes: number): void {
    const source = this.sourceBytes(session);
    if (source === 0) return;
    const ratio = bytes / source;
    this.#ratio = this.#ratio === undefined
      ? ratio
      : this.#ratio + SMOOTHING * (ratio - this.#ratio);
  }

  /** What a session will take in memory; `undefined` before any was loaded. */
  memoryBytes(session: SessionPlan): number | undefined {
    const source = this.sourceBytes(session);
    return this.#ratio === undefined || source === 0 ? undefined : Math.round(this.#ratio * source);
  }

  #shareOf({ key, sizeBytes, start, end }: DayFile): number {
    const days = Number.isFinite(end) ? Math.max(1, (end - start) / DAY_SECONDS) : 1;
    const sessions = days <= 1 ? 1 : Math.max(1, days * TRADING_SHARE);
    return sizeBytes / sessions / this.#symbolsOf(key);
  }

  #symbolsOf(key: string): number {
    let count = this.#symbols.get(key);
    if (count === undefined) {
      const file = this.#files.get(key);
      count = Math.max(1, file === undefined ? 1 : distinctSymbols(file.symbols).length);
      this.#symbols.set(key, count);
    }
    return count;
  }
}

/** Bars are stored by month, the other tables by day. */
function storedShare({ path, schema }: StoredTable): number {
  const days = schema.startsWith("ohlcv") ? SESSIONS_A_MONTH : 1;
  try {
    return Deno.statSync(path).size / days;
  } catch {
    return 0; // loading it will say why
  }
}
