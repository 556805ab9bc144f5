/** A scan from data directories to the rows of the index. */
import { MomoError } from "../../core/error.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import type { Session } from "../../core/scan/session_assembler.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import { AnalysisQueue } from "./analysis_queue.ts";
import type { AnalysedDay } from "./analyse_batch.ts";
import { distinctSymbols } from "../catalog/file_symbols.ts";
import { type BarGroup, type BarPlan, isBarFile, isChosen, planBars } from "./bar_files.ts";
import { readBars } from "./bar_pass.ts";
import { type DailyBars, readDailyBars } from "./daily_bars.ts";
import { conditionLookup } from "./data_condition.ts";
import { DayKeys } from "./day_keys.ts";
import { isSelected, type ScanSettings } from "./scan_settings.ts";
import type { ScanPool, ScanThreads } from "./scan_threads.ts";
import { type DaySources, SymbolDays } from "./symbol_days.ts";
import { tickFileOf } from "./tick_files.ts";
import { type DayFiles, TickIndex } from "./tick_index.ts";
import { wantedSymbols } from "./wanted_symbols.ts";
import { planWork, type Work } from "./work_plan.ts";

/** Dataset of consolidated daily volumes. */
const SUMMARY_DATASET = "EQUS.SUMMARY";
/** Sessions a row can look back: for its volume baseline and its previous close. */
const MIN_REACH = 20;

/** What a scan tells while it runs. */
export interface ScanHooks {
  readonly signal: AbortSignal;
  /** Called once the work is known: stored bytes that will be read. */
  readonly onPlan: (work: Work, storedBytes: number) => void;
  /** Called for each piece of work done. */
  readonly onRead: (storedBytes: number, records: number, detail: string) => void;
  /** Receives the rows of each analysed day, in no particular order; of two for one day the later counts. */
  readonly onDay: (day: AnalysedDay, name: string, key: string) => void;
  /** Receives each day that was looked at and gets no row. */
  readonly onSkipped: (name: string, day: EpochDay, key: string) => void;
}

/** What is known before any bar is read. */
export interface ScanPlan {
  readonly catalog: Catalog;
  readonly settings: ScanSettings;
  readonly bars: BarPlan;
  readonly keys: DayKeys;
  readonly sources: DaySources;
  readonly tickFilesOf: (symbol: number, day: EpochDay) => DayFiles;
  /** Every symbol-day that data exist for within the selection, with its key. */
  readonly days: ReadonlyMap<number, ReadonlyMap<EpochDay, string>>;
}

/**
 * Finds out what a scan has to do.
 *
 * @param settingsHash Hash of everything but the data that rows depend on.
 * @throws {MomoError} `not_found` if a symbol or dataset that was asked for is in none of the files.
 */
export function planScan(catalog: Catalog, settings: ScanSettings, settingsHash: string): ScanPlan {
  const wanted = wantedSymbols(catalog, settings);
  const bars = planBars(catalog, wanted, settings.datasets);
  if (bars.groups.length === 0) requireBars(catalog, settings);
  const ticks = new TickIndex(catalog, settings.datasets);
  const tickFilesOf = (symbol: number, day: EpochDay) =>
    ticks.filesOf(symbol, day, bars.datasetOf.get(symbol)!);
  const conditionOf = conditionLookup(catalog);
  const daily = dailyFiles(catalog, bars, wanted, settings.datasets);
  const keys = new DayKeys({
    plan: bars,
    settingsHash,
    dailyFiles: filesBySymbol([...daily.own, ...daily.summary]),
    tickFilesOf,
    conditionOf,
    actionsOf: (symbol) =>
      JSON.stringify(
        settings.corporateActions.filter((action) =>
          action.symbol === catalog.symbols.nameOf(symbol)
        ),
      ),
    reach: Math.max(MIN_REACH, settings.limits.baseline_sessions),
  });
  const sources: DaySources = {
    ...{ settings, names: catalog.symbols, plan: bars },
    daily: readDaily(catalog, daily.own),
    summaryDaily: readDaily(catalog, daily.summary),
    conditionOf,
  };
  return {
    catalog,
    settings,
    bars,
    keys,
    sources,
    tickFilesOf,
    days: daysOf(bars, settings, keys),
  };
}

/** Makes sure that there are bars at all; a shard may have no symbol with any. */
function requireBars(catalog: Catalog, { data, datasets, shard }: ScanSettings): void {
  const hasBars = catalog.files.some((file) =>
    isBarFile(file, datasets) && file.symbols.symbol.length > 0
  );
  if (shard !== null && hasBars) return;
  const schemas = [...new Set(catalog.files.map((file) => file.schema ?? "mixed schemas"))].sort();
  const isNameless = catalog.files.some((file) => isBarFile(file, datasets));
  const found = schemas.length === 0
    ? "found no readable DBN file"
    : `found ${schemas.join(", ")}${isNameless ? " without a symbol on any of their dates" : ""}`;
  throw new MomoError(
    "not_found",
    `Cannot scan ${data.map((root) => `"${root}"`).join(", ")}: expected bars (ohlcv-1s, ` +
      `ohlcv-1m) or trades, ${found}`,
  );
}

/** A file of daily bars and the symbols that take theirs from it. */
interface DailySource {
  readonly file: CatalogFile;
  readonly symbols: ReadonlySet<number>;
}

/** Files of daily bars: of each symbol's own dataset, and of the consolidated summary. */
function dailyFiles(
  catalog: Catalog,
  bars: BarPlan,
  wanted: ReadonlySet<number>,
  datasets: readonly string[],
): { own: DailySource[]; summary: DailySource[] } {
  const files = catalog.files.filter((file) =>
    file.schema === "ohlcv-1d" && isChosen(file, datasets)
  );
  const sources = (isOf: (symbol: number, dataset: string) => boolean) =>
    files.map((file) => ({
      file,
      symbols: new Set(
        distinctSymbols(file.symbols).filter((symbol) =>
          wanted.has(symbol) && isOf(symbol, file.dataset)
        ),
      ),
    })).filter(({ symbols }) => symbols.size > 0);
  return {
    own: sources((symbol, dataset) =>
      bars.datasetOf.get(symbol) === dataset && dataset !== SUMMARY_DATASET
    ),
    summary: sources((_, dataset) => dataset === SUMMARY_DATASET),
  };
}

function filesBySymbol(sources: readonly DailySource[]): Map<number, CatalogFile[]> {
  const files = new Map<number, CatalogFile[]>();
  for (const { file, symbols } of sources) {
    for (const symbol of symbols) {
      const own = files.get(symbol);
      if (own) own.push(file);
      else files.set(symbol, [file]);
    }
  }
  return files;
}

function readDaily(catalog: Catalog, sources: readonly DailySource[]): DailyBars {
  const { bars, problems } = readDailyBars(
    sources.map(({ file, symbols }) => ({ file: tickFileOf(file), symbols })),
  );
  for (const problem of problems) catalog.problems.add(problem);
  return bars;
}

/** Every session of the selection that a symbol has files for, with the key of its row. */
function daysOf({ groups, coverage }: BarPlan, settings: ScanSettings, keys: DayKeys) {
  const days = new Map<number, Map<EpochDay, string>>();
  for (const { symbols } of groups) {
    for (const symbol of symbols) {
      const own = coverage.sessions(symbol).filter((day) => isSelected(day, settings));
      days.set(symbol, new Map(own.map((day) => [day, keys.keyOf(symbol, day)])));
    }
  }
  return days;
}

/**
 * Runs a scan: reads the bars, decides which days get a row, and analyses those.
 *
 * @param isKnown Whether the row of a symbol-day with this key is known already.
 * @param threads Started if there is anything to read.
 * @throws {MomoError} On failures that concern all inputs; those of single files become problems of the catalog.
 */
export async function runScan(
  plan: ScanPlan,
  isKnown: (name: string, day: EpochDay, key: string) => boolean,
  hooks: ScanHooks,
  threads: ScanThreads,
): Promise<void> {
  const work = planWork(plan, isKnown);
  hooks.onPlan(work, work.files.reduce((sum, { bytes }) => sum + bytes, 0));
  if (work.files.every(({ files }) => files.length === 0)) return;
  const { settings, catalog } = plan;
  using pool = threads.start(); // they end here, before the index is written
  const queue = new AnalysisQueue(pool, catalog.problems, (analysed) => {
    const key = plan.days.get(analysed.symbol)!.get(analysed.day)!;
    hooks.onDay(analysed, catalog.symbols.nameOf(analysed.symbol), key);
  });
  const groups = work.files.filter(({ files }) => files.length > 0);
  const lanes = Array.from({ length: Math.min(settings.workers, groups.length) }, async () => {
    for (let next = groups.shift(); next !== undefined; next = groups.shift()) {
      await scanGroup(plan, next.group, next.files, work, { pool, queue, hooks });
    }
  });
  await Promise.race([Promise.all(lanes), aborted(hooks.signal)]);
  await Promise.race([queue.finish(), aborted(hooks.signal)]);
}

interface GroupTools {
  readonly pool: ScanPool;
  readonly queue: AnalysisQueue;
  readonly hooks: ScanHooks;
}

/** Reads a group; again, if files turn out to have records of several sizes or out of order. */
async function scanGroup(
  plan: ScanPlan,
  group: BarGroup,
  files: readonly CatalogFile[],
  work: Work,
  { pool, queue, hooks }: GroupTools,
): Promise<void> {
  const { catalog, settings, sources, tickFilesOf } = plan;
  const sequential = new Set<string>();
  while (true) {
    const days = new SymbolDays(sources);
    const onSession = (session: Session) => {
      const { symbol, summary: { day } } = session;
      const key = work.needed.get(symbol)?.get(day);
      const candidate = days.next(session);
      if (key === undefined) return;
      if (candidate) queue.add(candidate, tickFilesOf(symbol, day));
      else hooks.onSkipped(catalog.symbols.nameOf(symbol), day, key);
    };
    const irregular = await readBars(group, files, catalog.symbols.names.length, sequential, {
      ...{ pool, onSession },
      problems: catalog.problems,
      keep: settings.keep,
      signal: hooks.signal,
      room: () => queue.room(),
      onRead: hooks.onRead,
    });
    if (irregular.length === 0) return;
    await queue.finish(); // of two rows for one day the later counts
    for (const key of irregular) sequential.add(key);
  }
}

/** Rejects when the signal is aborted. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
