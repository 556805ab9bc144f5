import type { Table } from "../core/columns/table.ts";
import { messageOf, MomoError } from "../core/error.ts";
import type { ScanThresholds } from "../core/scan/threshold_keys.ts";
import { SCAN_THRESHOLDS, scanThresholds } from "../core/scan/thresholds.ts";
import { type Catalog, openCatalog } from "../io/catalog/catalog.ts";
import type { Problems } from "../io/catalog/problem.ts";
import { readCorporateActions } from "../io/catalog/read_corporate_actions.ts";
import { verifyManifests } from "../io/catalog/verify_manifests.ts";
import type { ResolvedSettings } from "../io/config/resolve.ts";
import type { Log } from "../io/observe/log.ts";
import { DAY_SCHEMAS } from "../io/day/day_schemas.ts";
import { keptDays } from "../io/day_store/kept_days.ts";
import { readStrategyFile } from "../io/scan/load_strategy.ts";
import { recordedData } from "../io/scan/recorded_data.ts";
import type { ScanSettings } from "../io/scan/scan_settings.ts";
import { planStoreScan, scanStore, type StoreScanResult } from "../io/scan/store_scan.ts";
import { workTable } from "../io/scan/work_table.ts";
import { counted } from "../io/text/counted.ts";
import { checkDates } from "./check_dates.ts";
import type { CommandContext, CommandDefinition } from "./command.ts";
import { dayOverview } from "./day_overview.ts";
import { TableOutput } from "./table_output.ts";

type ScanContext = CommandContext<"scan">;

/** The scanner's thresholds out of the resolved settings. */
export function thresholdsOf(resolved: ResolvedSettings): ScanThresholds {
  const values = SCAN_THRESHOLDS.map(({ key }) => [key, resolved.get(key)?.value]);
  // Flags, keys and ScanThresholds come from the same table, and parseValue gave each value the type of its default.
  return scanThresholds(Object.fromEntries(values) as Partial<ScanThresholds>);
}

/** `momo scan`. */
export const SCAN: CommandDefinition<"scan"> = {
  name: "scan",
  examples: [
    {
      says: "Scan a directory of deliveries into ./momo-store",
      line: "momo scan --data testdata/sample",
    },
    {
      says: "Keep every day with data, print the rows as CSV",
      line: "momo scan --data testdata/sample --keep all -o days.csv",
    },
    {
      says: "See what would be read and written",
      line: "momo scan --data testdata/sample --start 2024-12-02 --dry-run",
    },
  ],
  notes: [
    "Each threshold can also be set as MOMO_SCAN_NAME and, as NAME in snake_case, under [scan] in " +
    "momo.toml. All of them are part of the index's configuration hash.",
  ],
  resolves: "own",

  async run(context) {
    const { settings, log, progress } = context;
    checkDates("scan", settings.start, settings.end);
    const output = await TableOutput.plan(context);
    const scanSettings = await readSettings(context);
    const catalog = openCatalog(scanSettings.data);
    const found = `Found ${catalog.files.length} files of ${catalog.symbols.names.length} symbols`;
    log.info("catalog", found);
    try {
      if (settings.dryRun) await dryRun(context, scanSettings, catalog, output);
      else await scanAndPrint(context, scanSettings, catalog, output);
    } catch (error) {
      progress.stop();
      report(catalog.problems, log, messageOf(error));
      throw error;
    }
    return catalog.problems.hasErrors ? 1 : 0;
  },
};

async function scanAndPrint(
  context: ScanContext,
  scanSettings: ScanSettings,
  catalog: Catalog,
  output: TableOutput,
): Promise<void> {
  const { settings, log, progress, signal, clock } = context;
  if (settings.verify) await verify(context, catalog);
  const startMs = clock.monotonicMs();
  let records = 0;
  const result = await scanStore({
    ...{ store: settings.store, settings: scanSettings, catalog, signal },
    rescan: settings.rescan,
    strict: settings.strict,
    onPlan: ({ neededDays, knownDays }, storedBytes) => {
      log.info("plan", `${neededDays} days to look at, ${knownDays} known`);
      progress.start({ label: "scan", total: storedBytes, unit: "bytes" });
    },
    onRead: (storedBytes, count, detail) => {
      records += count;
      progress.advance(storedBytes, detail);
    },
  });
  progress.stop();
  const { tables, manifest } = result;
  const table = output.format === "table" ? dayOverview(tables.days) : tables.days;
  await output.write(table, { "momo.config_hash": manifest.config_hash });
  const seconds = (clock.monotonicMs() - startMs) / 1000;
  count(context, result, records);
  if (settings.toStore) await storeKeptDays(context, tables.days, catalog);
  report(catalog.problems, log);
  log.notice("scan", closingLine(settings.store, result, records, seconds));
}

/** Fills the day store with what the days of an index are loaded from. */
async function storeKeptDays(context: ScanContext, days: Table, catalog: Catalog): Promise<void> {
  const { fillAndSay } = await import("./load_to_store.ts");
  const { store, dataset } = context.settings;
  const kept = keptDays(days, catalog.symbols);
  await fillAndSay(context, {
    ...{ store, catalog, datasets: dataset, schemas: DAY_SCHEMAS, start: null, end: null },
    symbols: new Set(kept.keys()),
    isWanted: (symbol, date) => kept.get(symbol)?.has(date) ?? false,
  }, "momo scan --to-store");
}

async function readSettings({ settings, resolved }: ScanContext): Promise<ScanSettings> {
  const data = settings.data.length > 0 ? settings.data : await recordedData(settings.store);
  if (data.length === 0) {
    throw new MomoError("usage", "Cannot scan: no data directory is given", {
      hint: "add --data DIR, or set MOMO_DATA",
    });
  }
  const { strategy, corporateActions, shard } = settings;
  return {
    data,
    datasets: settings.dataset,
    symbols: settings.symbols,
    start: settings.start ?? null,
    end: settings.end ?? null,
    shard: shard ?? null,
    limits: thresholdsOf(resolved),
    keep: settings.keep,
    strategy: strategy === undefined ? null : await readStrategyFile(strategy),
    corporateActions: readCorporateActions(corporateActions),
    workers: settings.workers ?? navigator.hardwareConcurrency,
  };
}

async function verify({ progress, signal }: ScanContext, catalog: Catalog): Promise<void> {
  const total = catalog.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  progress.start({ label: "verify", total, unit: "bytes" });
  await verifyManifests(
    catalog.deliveries,
    catalog.problems,
    signal,
    (sizeBytes, name) => progress.advance(sizeBytes, name),
  );
}

async function dryRun(
  { settings, log }: ScanContext,
  scanSettings: ScanSettings,
  catalog: Catalog,
  output: TableOutput,
): Promise<void> {
  const work = await planStoreScan(settings.store, scanSettings, catalog, settings.rescan);
  await output.write(workTable(work, settings.store));
  report(catalog.problems, log);
}

/** Problems shown one by one; of more, only their number. */
const SHOWN_PROBLEMS = 20;

/** @param told What is said anyway: a problem that it names is not said twice. */
function report(problems: Problems, log: Log, told = ""): void {
  const untold = problems.all.filter(({ message }) => !told.includes(message));
  const errors = untold.filter(({ severity }) => severity === "error");
  const warnings = untold.filter(({ severity }) => severity === "warning");
  const all = [...errors, ...warnings];
  for (const { message, severity } of all.slice(0, SHOWN_PROBLEMS)) {
    if (severity === "error") log.error("input", message);
    else log.warning("input", message);
  }
  if (all.length > SHOWN_PROBLEMS) {
    log.warning("input", `${all.length - SHOWN_PROBLEMS} more problems with inputs`);
  }
}

function closingLine(
  store: string,
  { manifest, tables, work, droppedDays }: StoreScanResult,
  records: number,
  seconds: number,
): string {
  const megabytes = (manifest.days.size_bytes + manifest.reset_points.size_bytes) / 1e6;
  const symbols = new Set(symbolsOf(tables.days)).size;
  const parts = [
    `${store}/index: ${counted(manifest.days.rows, "day")} of ${counted(symbols, "symbol")}`,
    `${counted(manifest.reset_points.rows, "reset point")} (${megabytes.toFixed(2)} MB)`,
    `${work.neededDays} days looked at, ${work.knownDays} known`,
  ];
  if (droppedDays > 0) parts.push(`${droppedDays} dropped`);
  parts.push(`${records.toLocaleString("en-US")} bars in ${seconds.toFixed(1)} s`);
  return parts.join("; ");
}

function symbolsOf(days: Table): string[] {
  return Array.from({ length: days.length }, (_, row) => String(days.data[0]![row]));
}

function count({ metrics }: ScanContext, result: StoreScanResult, records: number): void {
  const gauge = (name: string, help: string, value: number) => metrics.gauge(name, help).set(value);
  gauge("momo_scan_days", "Days in the index", result.manifest.days.rows);
  gauge("momo_scan_reset_points", "Reset points in the index", result.manifest.reset_points.rows);
  gauge("momo_scan_days_looked_at", "Symbol-days looked at in this run", result.work.neededDays);
  gauge("momo_scan_days_known", "Symbol-days taken over", result.work.knownDays);
  gauge("momo_scan_records", "Records of bars read in this run", records);
}
