/** Bringing the index of a store up to date with its data. */
import type { Table } from "../../core/columns/table.ts";
import { messageOf, MomoError } from "../../core/error.ts";
import { type EpochDay, formatDate } from "../../core/time/dates.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { acquireLock } from "../store/lock.ts";
import { makeDirectory } from "../store/make_directory.ts";
import { INDEX_SCHEMA_VERSION, type IndexManifest } from "../store/index_manifest.ts";
import { writeFileAtomic } from "../store/atomic_file.ts";
import { recoverGroup } from "../store/atomic_group.ts";
import { writeAll } from "../text/byte_sink.ts";
import { isChosen } from "./bar_files.ts";
import { IndexRows, type IndexTables } from "./index_rows.ts";
import { indexDirectory, type ManifestFacts, readDayNames, writeIndex } from "./index_store.ts";
import { KnownDays, type ScannedKey, writeKeys } from "./known_days.ts";
import { markDamaged } from "./mark_damaged.ts";
import { planScan, runScan, type ScanHooks, type ScanPlan } from "./scan_run.ts";
import type { ScanSettings } from "./scan_settings.ts";
import { ScanThreads } from "./scan_threads.ts";
import { changedThresholds, configHash, rowsHash } from "./settings_hash.ts";
import { planWork, type Work } from "./work_plan.ts";

/** Where a scan keeps its things in a store. */
export function scanPaths(store: string) {
  const state = `${store}/state/scan`;
  return {
    index: indexDirectory(store),
    state,
    lock: `${state}/lock`,
    keys: `${state}/keys.parquet`,
    checkpoint: `${state}/checkpoint`,
    checkpointKeys: `${state}/checkpoint_keys.parquet`,
    inputs: `${state}/inputs.json`,
  };
}

/** How a scan of a store is run. */
export interface StoreScanOptions {
  readonly store: string;
  readonly settings: ScanSettings;
  readonly catalog: Catalog;
  /** Do not take over rows of an earlier scan. */
  readonly rescan: boolean;
  /** Write nothing if any input is damaged. */
  readonly strict: boolean;
  readonly signal: AbortSignal;
  readonly onPlan: (work: Work, storedBytes: number) => void;
  readonly onRead: (storedBytes: number, records: number, detail: string) => void;
}

/** What a scan of a store did. */
export interface StoreScanResult {
  readonly manifest: IndexManifest;
  readonly tables: IndexTables;
  readonly work: Work;
  /** Days that had a row before and have none now. */
  readonly droppedDays: number;
}

/**
 * Scans what is new, takes over what is known, and replaces the index. On failure or interruption the old index stays
 * as it is, and what was analysed so far is kept for the next run.
 *
 * @throws {MomoError} `conflict` if another process is scanning into the store; `bad_data` if `strict` and an input is
 * damaged; what `planScan`, `runScan` and `writeIndex` throw.
 * @throws The signal's reason, if it is aborted.
 */
export async function scanStore(options: StoreScanOptions): Promise<StoreScanResult> {
  const { store, settings, catalog, signal } = options;
  const paths = scanPaths(store);
  using threads = new ScanThreads(settings);
  // Where nothing is known everything is read: the threads start while that is planned.
  if (options.rescan || !await hasKeys(paths)) threads.start();
  const plan = planScan(catalog, settings, rowsHash(settings));
  if (options.strict) refuseDamaged(catalog);
  await makeDirectory(paths.state);
  await using lock = await acquireLock(paths.lock, { purpose: "momo scan", signal });
  await recoverGroup(paths.state); // what a killed run left
  const openKnown = (index: string, keys: string) =>
    options.rescan ? null : KnownDays.open(index, keys);
  const previous = await openKnown(paths.index, paths.keys);
  const checkpoint = await openKnown(paths.checkpoint, paths.checkpointKeys);
  const scan = new ScanInProgress(plan, previous, checkpoint);
  try {
    const isKnown = (name: string, day: number, key: string) => scan.isKnown(name, day, key);
    await runScan(plan, isKnown, scan.hooks(options), threads);
    scan.takeOverKnown();
    const tables = scan.tables();
    const facts = manifestFacts(plan, scan.keys.length);
    const before = previous?.index.days ?? readDayNames(paths.index);
    const manifest = await writeIndex(paths.index, tables, facts, signal, () => lock.check());
    await writeKeys(paths.keys, scan.reusableKeys(), manifest);
    await writeInputs(paths.inputs, plan);
    await removeCheckpoint(paths);
    const droppedDays = countDropped(before, tables.days);
    return { manifest, tables, work: scan.work!, droppedDays };
  } catch (error) {
    await saveCheckpoint(scan, paths, catalog);
    throw error;
  }
}

/** Whether there may be rows of an earlier scan. */
async function hasKeys({ keys, checkpointKeys }: ReturnType<typeof scanPaths>): Promise<boolean> {
  for (const path of [keys, checkpointKeys]) {
    try {
      await Deno.stat(path);
      return true;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) return true; // whoever reads it says what is wrong
    }
  }
  return false;
}

/** Keeps what was analysed. That it cannot be kept comes second to what ended the run. */
async function saveCheckpoint(
  scan: ScanInProgress,
  paths: ReturnType<typeof scanPaths>,
  { problems }: Catalog,
): Promise<void> {
  try {
    await scan.saveCheckpoint(paths);
  } catch (error) {
    problems.warn(`What was analysed so far is lost: ${messageOf(error)}`);
  }
}

/**
 * What a scan of a store would do. Touches nothing.
 *
 * @throws {MomoError} As `planScan`.
 */
export async function planStoreScan(
  store: string,
  settings: ScanSettings,
  catalog: Catalog,
  rescan: boolean,
): Promise<Work> {
  const paths = scanPaths(store);
  const plan = planScan(catalog, settings, rowsHash(settings));
  if (rescan) return planWork(plan, () => false);
  const previous = await KnownDays.open(paths.index, paths.keys);
  const checkpoint = await KnownDays.open(paths.checkpoint, paths.checkpointKeys);
  const scan = new ScanInProgress(plan, previous, checkpoint);
  return planWork(plan, (name, day, key) => scan.isKnown(name, day, key));
}

/** Rows and keys while a scan runs. */
class ScanInProgress {
  readonly rows = new IndexRows();
  readonly keys: ScannedKey[] = [];
  work: Work | undefined;
  readonly #plan: ScanPlan;
  readonly #known: readonly KnownDays[];
  readonly #checkpoint: KnownDays | null;
  /** Position in `keys` by symbol and day. */
  readonly #done = new Map<string, number>();

  constructor(plan: ScanPlan, previous: KnownDays | null, checkpoint: KnownDays | null) {
    this.#plan = plan;
    this.#known = [previous, checkpoint].filter((days) => days !== null);
    this.#checkpoint = checkpoint;
  }

  isKnown(symbol: string, day: number, key: string): boolean {
    return this.#known.some((days) => days.has(symbol, day, key));
  }

  hooks({ signal, strict, catalog, onPlan, onRead }: StoreScanOptions): ScanHooks {
    return {
      signal,
      onRead: (storedBytes, records, detail) => {
        onRead(storedBytes, records, detail);
        if (strict) refuseDamaged(catalog);
      },
      onPlan: (work, storedBytes) => {
        this.work = work;
        onPlan(work, storedBytes);
      },
      onDay: ({ day, rows }, symbol, key) => {
        if (strict) refuseDamaged(catalog);
        this.rows.add(rows);
        this.#note({ symbol, day, key, hasRow: true });
      },
      onSkipped: (symbol, day, key) => {
        this.rows.drop(symbol, day); // it may have had one before its file was read again
        this.#note({ symbol, day, key, hasRow: false });
      },
    };
  }

  #note(scanned: ScannedKey): void {
    const name = `${scanned.symbol} ${scanned.day}`;
    const position = this.#done.get(name) ?? this.keys.length;
    this.keys[position] = scanned;
    this.#done.set(name, position);
  }

  /** Adds everything that was known before and is still in the data; days without a bar are noted as looked at. */
  takeOverKnown(): void {
    const { catalog, days } = this.#plan;
    for (const [number, own] of days) {
      const symbol = catalog.symbols.nameOf(number);
      for (const [day, key] of own) {
        if (this.#done.has(`${symbol} ${day}`)) continue;
        const source = this.#known.find((known) => known.has(symbol, day, key));
        const hasRow = source?.copy(symbol, day, this.rows) ?? false;
        this.#note({ symbol, day, key, hasRow });
      }
    }
    this.keys.sort((a, b) => a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : a.day - b.day);
  }

  /**
   * The keys that another run may rely on. Days with a damaged file are not among them: they are looked at again, so
   * that the damage is reported again.
   */
  reusableKeys(): ScannedKey[] {
    if (this.#plan.catalog.problems.damagedFiles.size === 0) return this.keys;
    return this.keys.filter(({ symbol, day }) => !this.#isDamaged(symbol, day));
  }

  /** Whether a damaged file may hold a part of a day: what was lost of it cannot be told from what came through. */
  #isDamaged(symbol: string, day: EpochDay): boolean {
    const { catalog, keys, tickFilesOf } = this.#plan;
    const number = catalog.symbols.find(symbol)!;
    const { quotes, trades, status } = tickFilesOf(number, day);
    const files = [...keys.barFiles(number, day), ...quotes, ...trades, ...status];
    return files.some((file) => catalog.problems.damagedFiles.has(file.key));
  }

  /** The tables of the index. Known only once everything is read: which days a damaged file is to blame for. */
  tables(): IndexTables {
    const { days, points } = this.rows.tables();
    if (this.#plan.catalog.problems.damagedFiles.size === 0) return { days, points };
    const [symbols, dates] = [days.data[0]!, days.data[1]!];
    const isDamaged = (row: number) => this.#isDamaged(String(symbols[row]), Number(dates[row]));
    return { days: markDamaged(days, isDamaged), points };
  }

  /** Keeps what was analysed so far, if anything was. */
  async saveCheckpoint(paths: ReturnType<typeof scanPaths>): Promise<void> {
    if (this.rows.length === 0) return;
    const analysed = this.reusableKeys().filter((key) => key.hasRow);
    analysed.push(...this.#unreached(this.#checkpoint));
    const never = new AbortController().signal; // the run's own signal may be what ended it
    const facts = manifestFacts(this.#plan, analysed.length);
    const tables = this.rows.tables();
    const manifest = await writeIndex(paths.checkpoint, tables, facts, never, async () => {});
    await writeKeys(paths.checkpointKeys, analysed, manifest);
  }

  /** Takes over the rows of an earlier checkpoint that were not reached this time: they stay reusable. */
  *#unreached(checkpoint: KnownDays | null): Generator<ScannedKey> {
    const { catalog, days } = this.#plan;
    for (const [number, own] of checkpoint === null ? [] : days) {
      const symbol = catalog.symbols.nameOf(number);
      for (const [day, key] of own) {
        if (this.#done.has(`${symbol} ${day}`) || !checkpoint!.has(symbol, day, key)) continue;
        if (checkpoint!.copy(symbol, day, this.rows)) yield { symbol, day, key, hasRow: true };
      }
    }
  }
}

function refuseDamaged({ problems }: Catalog): void {
  const first = problems.all.find((problem) => problem.severity === "error");
  if (first === undefined) return;
  throw new MomoError("bad_data", `Cannot scan with --strict: ${first.message}`, {
    hint: "leave out --strict to use what can be read",
  });
}

/** What the manifest says: inputs are the files that hold a wanted symbol, and nothing of the host. */
function manifestFacts(
  { catalog, settings, bars }: ScanPlan,
  daysScanned: number,
): ManifestFacts {
  const used = catalog.files.filter((file) =>
    isChosen(file, settings.datasets) &&
    file.symbols.symbol.some((symbol) => bars.datasetOf.has(symbol))
  );
  const { keep, datasets, symbols, start, end, shard, strategy } = settings;
  return {
    schema_version: INDEX_SCHEMA_VERSION,
    config_hash: configHash(settings),
    selection: {
      keep,
      datasets: [...datasets].sort(),
      symbols: [...symbols].sort(),
      start: start === null ? null : formatDate(start),
      end: end === null ? null : formatDate(end),
      shard: shard && `${shard.index}/${shard.count}`,
    },
    strategy: strategy?.sha256 ?? null,
    thresholds: changedThresholds(settings),
    days_scanned: daysScanned,
    inputs: used.map((file, id) => ({
      id,
      key: file.key,
      dataset: file.dataset,
      schema: file.schema,
      size_bytes: file.sizeBytes,
      sha256: file.sha256,
    })),
  };
}

/** Where the data were and when they changed: what later commands and scans need on this host. */
async function writeInputs(path: string, { settings, catalog }: ScanPlan): Promise<void> {
  const inputs = {
    data: settings.data.map((root) => Deno.realPathSync(root)),
    files: catalog.files.map(({ key, mtimeMs }) => ({ key, mtime_ms: mtimeMs })),
  };
  const text = new TextEncoder().encode(JSON.stringify(inputs, null, 2) + "\n");
  await writeFileAtomic(path, (file) => writeAll(file, text));
}

async function removeCheckpoint(paths: ReturnType<typeof scanPaths>): Promise<void> {
  for (const path of [paths.checkpoint, paths.checkpointKeys]) {
    try {
      await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

function countDropped(before: Table | null, now: Table): number {
  if (before === null) return 0;
  const names = (table: Table) =>
    Array.from({ length: table.length }, (_, i) => `${table.data[0]![i]} ${table.data[1]![i]}`);
  const kept = new Set(names(now));
  return names(before).filter((name) => !kept.has(name)).length;
}
