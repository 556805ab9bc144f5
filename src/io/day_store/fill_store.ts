/** Filling the day store: one pass over the files that have something new, however many symbols they hold. */
import { dirname } from "node:path";
import { formatDate } from "../../core/time/dates.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import { removeTemporaries } from "../store/atomic_group.ts";
import { ioError } from "../store/io_error.ts";
import { acquireLock } from "../store/lock.ts";
import { makeDirectory } from "../store/make_directory.ts";
import { DayBuckets, type SymbolDay } from "./day_buckets.ts";
import type { ReadEnd } from "./day_coverage.ts";
import { type FillChoice, type GroupPlan, planFill } from "./fill_plan.ts";
import { type FileRecords, readAllRecords } from "./read_all_records.ts";
import { isByMonth, periodOf, storePath } from "./store_path.ts";
import { coversMore } from "./stored_sources.ts";
import { type StoredDay, storedSources, writeStored } from "./write_stored.ts";

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
  /** Records in them. */
  readonly records: number;
  /** Size of those files. */
  readonly sizeBytes: number;
}

type Counts = { -readonly [Name in keyof FillResult]: FillResult[Name] };

/**
 * Stores the records of symbol-days. Days whose files are unchanged stay as they are; files of other days stay too. What
 * is wrong with inputs becomes problems of the catalog; what they gave before the damage is stored, unless more of the day
 * is stored already.
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
  readonly #directories = new Set<string>();

  constructor(request: FillRequest, plan: GroupPlan, result: Counts) {
    this.#request = request;
    this.#plan = plan;
    this.#result = result;
    this.#buckets = new DayBuckets(plan.schema, plan.missing);
  }

  async fill(): Promise<void> {
    const { onFile, memoryBytes } = this.#request;
    const files = [...this.#plan.files.keys()];
    const buckets = this.#buckets;
    for (const [i, file] of files.entries()) {
      const earlier = files.slice(0, i).filter((other) => other.end > file.start);
      const next = files[i + 1]?.start ?? Infinity;
      const { records, problem, end } = await this.#read(file, earlier, next);
      if (end !== null) this.#ends.set(file, end);
      if (problem !== null) this.#report(file, problem);
      onFile?.(file.sizeBytes, records);
      const waits = isByMonth(this.#plan.schema) && buckets.sizeBytes <= memoryBytes;
      await this.#write(buckets.takeComplete(next, waits));
    }
    await this.#removeLate();
  }

  /** Reads a file, and writes days before its end if they take too much memory. */
  async #read(
    file: CatalogFile,
    earlier: readonly CatalogFile[],
    next: number,
  ): Promise<FileRecords> {
    const { signal, memoryBytes } = this.#request;
    const buckets = this.#buckets;
    using reading = readAllRecords({ file, earlier, ends: this.#ends, buckets, signal });
    for (let step = reading.next();; step = reading.next()) {
      if (step.done) return step.value;
      if (buckets.sizeBytes <= memoryBytes) continue;
      const complete = buckets.takeComplete(Math.min(step.value - LATE_SECONDS, next), false);
      await this.#write(complete);
    }
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
      const { symbol, tradeDate } = group[0]!;
      const key = { symbol: this.#request.catalog.symbols.nameOf(symbol), dataset, schema };
      const path = storePath(this.#request.store, key, tradeDate);
      const read = group.map((day): StoredDay => {
        const facts = coverage.factsOf(symbol, day.tradeDate, this.#ends);
        return { tradeDate: day.tradeDate, records: day.records, facts };
      }).filter(({ records, facts }) => records.records > 0 || facts.covered.length > 0);
      const stored = this.#withoutWorse(read, symbol, path);
      if (stored.length === 0) continue;
      await this.#openDirectory(dirname(path));
      this.#result.sizeBytes += await writeStored(path, key, stored, this.#request.signal);
      this.#result.files++;
      this.#result.days += stored.length;
      this.#result.records += stored.reduce((sum, day) => sum + day.records.records, 0);
    }
  }

  /** Leaves out days that damage cuts short, where more of them is stored already. */
  #withoutWorse(days: readonly StoredDay[], symbol: number, path: string): readonly StoredDay[] {
    const { coverage } = this.#plan;
    const isCut = ({ tradeDate, facts }: StoredDay) =>
      facts.files.length < coverage.filesOf(symbol, tradeDate).length;
    if (!days.some(isCut)) return days;
    const known = storedSources(path);
    return days.filter((day) => {
      const before = known.get(formatDate(day.tradeDate));
      return !isCut(day) || before === undefined || !coversMore(before, day.facts);
    });
  }

  /** Makes a directory, and clears it of what a killed process left. */
  async #openDirectory(path: string): Promise<void> {
    if (this.#directories.has(path)) return;
    this.#directories.add(path);
    await makeDirectory(path);
    await removeTemporaries(path);
  }

  /** Removes days that were written before all of their records had come. */
  async #removeLate(): Promise<void> {
    const { missing, schema, dataset, coverage } = this.#plan;
    const { store, catalog } = this.#request;
    for (const date of this.#buckets.lateDates) {
      const symbols = missing.symbolsOf(date);
      for (const number of symbols) {
        const symbol = catalog.symbols.nameOf(number);
        await removeFile(storePath(store, { symbol, dataset, schema }, date));
      }
      const [file] = coverage.filesOf(symbols[0]!, date);
      const message = `Cannot store ${formatDate(date)} of "${file!.path}": ` +
        "its records are too far out of order";
      this.#report(file!, message);
    }
  }
}

async function removeFile(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw ioError("remove", path, error);
  }
}
