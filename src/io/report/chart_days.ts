/** Reading what charts are drawn from: the bars and halts of chosen symbol-days, in one pass over their files. */
import type { Bars } from "../../core/columns/bars.ts";
import { type Halt, haltsOf } from "../../core/market/halts.ts";
import type { Session } from "../../core/scan/session_assembler.ts";
import type { ScanThresholds } from "../../core/scan/threshold_keys.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { sessionBounds } from "../../core/time/sessions.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import type { Problem } from "../catalog/problem.ts";
import { type BarGroup, planBars } from "../scan/bar_files.ts";
import { readBars } from "../scan/bar_pass.ts";
import { readStatus } from "../scan/read_status.ts";
import type { ScanOpening, ScanRequest, ScanResult } from "../scan/scan_worker.ts";
import { tickFileOf } from "../scan/tick_files.ts";
import { dayClock } from "../scan/tick_target.ts";
import { TickIndex } from "../scan/tick_index.ts";
import { WORKER_ENTRY } from "../workers/entry.ts";
import { WorkerPool } from "../workers/pool.ts";

/** A symbol-day that a chart is wanted of. */
export interface WantedDay {
  readonly symbol: string;
  readonly day: EpochDay;
}

/** How the days are read; the same as in the scan that made the index. */
export interface ChartReading {
  readonly catalog: Catalog;
  /** Datasets to use; empty for all. */
  readonly datasets: readonly string[];
  readonly keep: "gate" | "all";
  readonly limits: ScanThresholds;
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Called once the work is known: stored bytes of bars that will be read. */
  readonly onPlan: (storedBytes: number) => void;
  readonly onRead: (storedBytes: number, detail: string) => void;
}

/** Takes the data of a wanted day; `i` is its position in the list. Halts are `null` without status data. */
export type UseDay = (i: number, bars: Bars, halts: readonly Halt[] | null) => void;

/** A wanted day as the catalog knows it. */
interface CatalogDay {
  readonly position: number;
  readonly symbol: number;
  readonly day: EpochDay;
}

/**
 * Reads bars and halts of days and hands them on as they are complete: those of one symbol in order of time. Days without
 * bars in the catalog are left out.
 *
 * @throws {MomoError} On failures that concern all inputs; those of single files become problems of the catalog.
 */
export async function readChartDays(
  wanted: readonly WantedDay[],
  reading: ChartReading,
  use: UseDay,
): Promise<void> {
  const { catalog, datasets, signal } = reading;
  const days = wanted.flatMap(({ symbol, day }, position): CatalogDay[] => {
    const number = catalog.symbols.find(symbol);
    return number === undefined ? [] : [{ position, symbol: number, day }];
  });
  const plan = planBars(catalog, new Set(days.map(({ symbol }) => symbol)), datasets);
  const halts = readHalts(days, plan.datasetOf, reading);
  const bySymbol = Map.groupBy(days, ({ symbol }) => symbol);
  const positions = new Map(
    [...bySymbol].map((
      [symbol, own],
    ) => [symbol, new Map(own.map((day) => [day.day, day.position]))]),
  );
  const work = plan.groups.map((group) => ({ group, files: neededFiles(group, bySymbol) }))
    .filter(({ files }) => files.length > 0);
  const bytes = work.flatMap(({ files }) => files).reduce((sum, file) => sum + file.sizeBytes, 0);
  reading.onPlan(bytes);
  if (work.length === 0) return;
  using pool = openPool(reading);
  for (const { group, files } of work) {
    await readGroup(group, files, reading, pool, ({ symbol, summary, bars }) => {
      signal.throwIfAborted();
      const position = positions.get(symbol)?.get(summary.day);
      if (position === undefined || bars === null || bars.length === 0) return;
      positions.get(symbol)!.delete(summary.day); // a file that is read again gives the same days
      use(position, bars, halts.get(position) ?? null);
    });
  }
}

function openPool({ limits, workers }: ChartReading): WorkerPool<ScanRequest, ScanResult> {
  const opening: ScanOpening = { role: "scan", limits, strategy: null };
  return new WorkerPool(WORKER_ENTRY, workers, opening);
}

/** Files of a group that hold a part of a wanted day. */
function neededFiles(
  { files, symbols }: BarGroup,
  bySymbol: ReadonlyMap<number, readonly CatalogDay[]>,
): CatalogFile[] {
  const clocks = [
    ...new Set(
      [...symbols].flatMap((symbol) => (bySymbol.get(symbol) ?? []).map(({ day }) => day)),
    ),
  ].map(dayClock);
  return files.filter(({ start, end }) =>
    clocks.some(({ preOpen, postClose }) => start < postClose && end > preOpen)
  );
}

/** Reads a group; again, if files turn out to have records of several sizes. */
async function readGroup(
  group: BarGroup,
  files: readonly CatalogFile[],
  { catalog, keep, signal, onRead }: ChartReading,
  pool: WorkerPool<ScanRequest, ScanResult>,
  onSession: (session: Session) => void,
): Promise<void> {
  const sequential = new Set<string>();
  while (true) {
    const irregular = await readBars(group, files, catalog.symbols.names.length, sequential, {
      ...{ pool, keep, signal, onSession, problems: catalog.problems },
      room: () => Promise.resolve(),
      onRead: (storedBytes, _records, detail) => onRead(storedBytes, detail),
    });
    if (irregular.length === 0) return;
    for (const key of irregular) sequential.add(key);
  }
}

/** Halts by position of the day; days without status files are not in it. */
function readHalts(
  days: readonly CatalogDay[],
  datasetOf: ReadonlyMap<number, string>,
  { catalog, datasets, signal }: ChartReading,
): Map<number, Halt[]> {
  const ticks = new TickIndex(catalog, datasets);
  const filesOf = new Map(days.map((day) => {
    const dataset = datasetOf.get(day.symbol);
    return [day, dataset === undefined ? [] : ticks.filesOf(day.symbol, day.day, dataset).status];
  }));
  const halts = new Map<number, Halt[]>();
  const problems: Problem[] = [];
  for (
    const [, own] of Map.groupBy(days, (day) => filesOf.get(day)!.map(({ key }) => key).join("\n"))
  ) {
    signal.throwIfAborted();
    const files = filesOf.get(own[0]!)!;
    if (files.length === 0) continue;
    const routed = own.map((candidate) => ({ candidate, clock: dayClock(candidate.day) }));
    for (const [i, status] of readStatus(files.map(tickFileOf), routed, problems).entries()) {
      const { position, day } = own[i]!;
      halts.set(position, haltsOf(status, sessionBounds(day)));
    }
  }
  for (const problem of problems) catalog.problems.add(problem);
  return halts;
}
