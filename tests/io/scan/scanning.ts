/** Scans in this process, for tests that look at what a scan finds and leaves behind. */
import { readFileSync } from "node:fs";
import { type Cell, cellAt } from "../../../src/core/columns/table.ts";
import type { ScanThresholds } from "../../../src/core/scan/threshold_keys.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { openCatalog } from "../../../src/io/catalog/catalog.ts";
import { readIndex, type StoredIndex } from "../../../src/io/scan/index_store.ts";
import type { ScanSettings } from "../../../src/io/scan/scan_settings.ts";
import { scanStore, type StoreScanResult } from "../../../src/io/scan/store_scan.ts";
import { INDEX_FILES } from "../../../src/io/store/index_manifest.ts";

/** How a scan differs from one of everything with one worker that keeps all days. */
export interface ScanChanges extends Partial<Omit<ScanSettings, "limits" | "start" | "end">> {
  /** Thresholds that are not at their defaults. */
  readonly limits?: Partial<ScanThresholds>;
  /** `YYYY-MM-DD`. */
  readonly start?: string;
  readonly end?: string;
  readonly rescan?: boolean;
  readonly strict?: boolean;
  readonly signal?: AbortSignal;
  /** Called for each piece of work, with the name of its last file. */
  readonly onRead?: (name: string) => void;
}

/** What a scan did. */
export interface Scanned extends StoreScanResult {
  /** Messages about inputs, with what they mean for the exit code. */
  readonly problems: readonly string[];
  /** Whether one of them is an error. */
  readonly hasErrors: boolean;
  /** Names of the bar files that were to be read, sorted. */
  readonly read: readonly string[];
  /** Records of bars that were read. */
  readonly records: number;
}

/** Scans some data into a store. */
export async function scan(
  store: string,
  data: string | readonly string[],
  changes: ScanChanges = {},
): Promise<Scanned> {
  const { rescan = false, strict = false, signal, onRead, limits, start, end, ...settings } =
    changes;
  const roots = typeof data === "string" ? [data] : data;
  const catalog = openCatalog(roots);
  let records = 0;
  const result = await scanStore({
    ...{ store, catalog, rescan, strict },
    settings: {
      ...{ data: roots, datasets: [], symbols: [], shard: null },
      ...{ keep: "all", strategy: null, corporateActions: [], workers: 1 },
      limits: scanThresholds(limits),
      start: start === undefined ? null : parseDate(start),
      end: end === undefined ? null : parseDate(end),
      ...settings,
    },
    signal: signal ?? new AbortController().signal,
    onPlan: () => {},
    onRead: (_, count, name) => {
      records += count;
      onRead?.(name);
    },
  });
  const { problems } = catalog;
  return {
    ...result,
    problems: problems.all.map(({ severity, message }) => `${severity}: ${message}`),
    hasErrors: problems.hasErrors,
    read: result.work.files.flatMap(({ files }) => files.map(({ path }) => nameOf(path))).sort(),
    records,
  };
}

function nameOf(path: string): string {
  return path.split("/").at(-1)!;
}

/** The three files of a store's index, as text that can be compared. */
export function indexFiles(store: string): Record<string, string> {
  return Object.fromEntries(
    Object.values(INDEX_FILES).map((name) => [
      name,
      readFileSync(`${store}/index/${name}`, "latin1"),
    ]),
  );
}

/** A row by column name. */
export type Row = Readonly<Record<string, Cell>>;

/** The rows of a store's index as objects. */
export async function indexRows(
  store: string,
): Promise<{ days: Row[]; points: Row[]; index: StoredIndex }> {
  const index = await readIndex(`${store}/index`);
  if (index === null) throw new Error(`no index in ${store}`);
  return { days: rowsOf(index.days), points: rowsOf(index.points), index };
}

/** The rows of a table as objects. */
export function rowsOf(table: StoredIndex["days"]): Row[] {
  return Array.from({ length: table.length }, (_, row) =>
    Object.fromEntries(
      table.columns.map((spec, i) => [spec.name, cellAt(spec, table.data[i]!, row)]),
    ));
}
