/** Filling the day store: one pass over the files that have something new, however many symbols they hold. */
import type { EpochDay } from "../../core/time/dates.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import { acquireLock } from "../store/lock.ts";
import { makeDirectory } from "../store/make_directory.ts";
import { removeIfThere } from "../store/remove_if_there.ts";
import { DayBuckets, type SymbolDay } from "./day_buckets.ts";
import type { ReadEnd } from "./day_coverage.ts";
import { type FillChoice, type GroupPlan, planFill } from "./fill_plan.ts";
import { readAllRecords } from "./read_all_records.ts";
import { isByMonth, periodOf, storePath } from "./store_path.ts";
import { type StoredDay, writeStored } from "./write_stored.ts";

/** What to store, and how. */
export interface FillRequest extends FillChoice {
  /** Named in the lock. */
  readonly purpose: string;
  /** Records to hold in memory before the complete days among them are written. */
  readonly memoryBytes: number;
  readonly signal: AbortSignal;
  /** Called once it is known what is to be read. */
  readonly onPlan?: (storedBytes: number) => void;
  /** Called after each file. */
  readonly onFile?: (storedBytes: number, records: number) => void;
}

/** What was stored. */
export interface FillResult {
  /** Files of the store that were written. */
  readonly files: number;
  /** Symbol-days in them that are new or were replaced. */
  readonly days: number;
  /** Symbol-days that were stored already, of the same files as now. */
  readonly storedDays: number;
  readonly records: number;
  readonly sizeBytes: number;
}

type Counts = { -readonly [Name in keyof FillResult]: FillResult[Name] };

/**
 * Stores the records of symbol-days. Days whose files are unchanged stay as they are; files of other days stay too. What
 * is wrong with inputs becomes problems of the catalog; what they gave before the damage is stored.
 *
 * @throws {MomoError} `conflict` if another process is filling the store; `io` if it cannot be written.
 * @throws The signal's reason, if it is aborted; what was written until then is whole.
 */
export async function fillStore(request: FillRequest): Promise<FillResult> {
  const { store, purpose, signal, onPlan } = request;
  const state = `${store}/state/days`;
  await makeDirectory(state);
  await using lock = await acquireLock(`${state}/lock`, { purpose, signal });
  const plans = planFill(request);
  const result = { files: 0, days: 0, storedDays: 0, records: 0, sizeBytes: 0 };
  const files = plans.flatMap((plan) => [...plan.files.keys()]);
  onPlan?.(files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  for (const plan of plans) {
    result.storedDays += plan.storedDays;
    await new GroupFiller(request, plan, result).fill();
    await lock.check();
  }
  return result;
}

/** Records that come later than this after those of later times are not looked for. */
const LATE_SECONDS = 24 * 3600;

/** Stores the files of one dataset and schema. */
class GroupFiller {
  readonly #request: FillRequest;
  readonly #plan: GroupPlan;
  readonly #result: Counts;
  readonly #buckets: DayBuckets;
  readonly #ends = new Map<CatalogFile, ReadEnd>();

  constructor(request: FillRequest, plan: GroupPlan, result: Counts) {
    this.#request = request;
    this.#plan = plan;
    this.#result = result;
    this.#buckets = new DayBuckets(plan.schema, plan.missing);
  }

  async fill(): Promise<void> {
    const { signal, onFile, memoryBytes } = this.#request;
    const files = [...this.#plan.files.keys()];
    const buckets = this.#buckets;
    for (const [i, file] of files.entries()) {
      const earlier = files.slice(0, i).filter((other) => other.end > file.start);
      const next = files[i + 1]?.start ?? Infinity;
      const onChunk = async (seconds: number) => {
        if (buckets.sizeBytes <= memoryBytes) return;
        await this.#write(buckets.takeComplete(Math.min(seconds - LATE_SECONDS, next), false));
      };
      const request = { file, earlier, ends: this.#ends, buckets, signal, onChunk };
      const { records, problem, end } = await readAllRecords(request);
      if (end !== null) this.#ends.set(file, end);
      if (problem !== null) this.#report(file, problem);
      onFile?.(file.sizeBytes, records);
      const waits = isByMonth(this.#plan.schema) && buckets.sizeBytes <= memoryBytes;
      await this.#write(buckets.takeComplete(next, waits));
    }
    await this.#removeLate();
  }

  #report({ key }: CatalogFile, message: string): void {
    this.#request.catalog.problems.add({ severity: "error", message, damagedFile: key });
  }

  /** Writes days, those of one file together. */
  async #write(days: readonly SymbolDay[]): Promise<void> {
    const { schema, dataset, coverage } = this.#plan;
    const byFile = Map.groupBy(
      days,
      ({ symbol, tradeDate }) => `${symbol} ${periodOf(schema, tradeDate)}`,
    );
    for (const group of byFile.values()) {
      const stored = group.map(({ symbol, tradeDate, records }): StoredDay => {
        return { tradeDate, records, facts: coverage.factsOf(symbol, tradeDate, this.#ends) };
      }).filter(({ records, facts }) => records.records > 0 || facts.covered.length > 0);
      if (stored.length === 0) continue;
      const { symbol, tradeDate } = group[0]!;
      const key = { symbol: this.#request.catalog.symbols.nameOf(symbol), dataset, schema };
      const path = storePath(this.#request.store, key, tradeDate);
      this.#result.sizeBytes += await writeStored(path, key, stored, this.#request.signal);
      this.#result.files++;
      this.#result.days += stored.length;
      this.#result.records += stored.reduce((sum, day) => sum + day.records.records, 0);
    }
  }

  /** Removes days that were written before all of their records had come. */
  async #removeLate(): Promise<void> {
    const { missing, schema, dataset } = this.#plan;
    const { store, catalog } = this.#request;
    for (const date of this.#buckets.lateDates) {
      for (const number of missing.symbolsOf(date)) {
        const symbol = catalog.symbols.nameOf(number);
        await removeIfThere(storePath(store, { symbol, dataset, schema }, date));
      }
      this.#reportLate(date);
    }
  }

  #reportLate(date: EpochDay): void {
    const [file] = this.#plan.coverage.filesOf(this.#plan.missing.symbolsOf(date)[0]!, date);
    this.#report(file!, `Cannot store ${formatDate(date)} of "${file!.path}": its records are not in order of time`);
  }
}
