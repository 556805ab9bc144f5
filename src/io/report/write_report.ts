/** Writing a report: one page, and the charts that it does not carry itself in files beside it. */
import type { Bars } from "../../core/columns/bars.ts";
import { cellAt, type Table } from "../../core/columns/table.ts";
import type { Halt } from "../../core/market/halts.ts";
import { type ChartDay, EMBEDDED, NO_CHART, planCharts } from "../../core/report/chart_plan.ts";
import { chartPoints } from "../../core/report/chart_points.ts";
import { chartOfDay } from "../../core/report/day_chart.ts";
import { packColumns, type PackedColumn } from "../../core/report/packed_columns.ts";
import { pointCounts, reportColumns } from "../../core/report/report_days.ts";
import type { ScanThresholds } from "../../core/scan/threshold_keys.ts";
import { scanThresholds } from "../../core/scan/thresholds.ts";
import { newYorkMidnight } from "../../core/time/new_york.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { STATUS_REASONS } from "../dbn/codes.ts";
import { writeFileAtomic } from "../store/atomic_file.ts";
import type { IndexManifest } from "../store/index_manifest.ts";
import { type ByteSink, writeAll } from "../text/byte_sink.ts";
import { STANDARD_OUTPUT } from "../text/stdout.ts";
import { readChartDays } from "./chart_days.ts";
import { ChartFolder } from "./chart_folder.ts";
import { packJson, packText } from "./packed_text.ts";
import { pageHtml } from "./page_html.ts";

/** The tables of an index and what its manifest says. */
export interface ReportIndex {
  readonly manifest: IndexManifest;
  readonly days: Table;
  readonly points: Table;
}

/** What a report is made of and where it goes. */
export interface ReportRequest {
  readonly index: ReportIndex;
  /** Rows of the days table that the report is about, ascending. */
  readonly rows: readonly number[];
  /** File of the page, or `null` for standard output. */
  readonly output: string | null;
  /** Number of days whose charts the page carries itself: the best ones. */
  readonly embedded: number;
  /** Whether all other charts are left out, too. */
  readonly isSingleFile: boolean;
  /** Where bars and halts come from; `null` for a report without charts. */
  readonly catalog: Catalog | null;
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly onPlan: (storedBytes: number) => void;
  readonly onRead: (storedBytes: number, detail: string) => void;
}

/** What was written. */
export interface WrittenReport {
  readonly days: number;
  /** Charts in the page, and in the files beside it. */
  readonly embedded: number;
  readonly filed: number;
  /** Days that a chart was wanted of and no data were found for. */
  readonly missing: number;
  /** Size of the page in bytes. */
  readonly sizeBytes: number;
}

/** The charts of a report while they are made. */
interface Charts {
  readonly embedded: Map<number, string>;
  /** Place of each day's chart: see `planCharts`. */
  readonly placeOf: Int32Array;
  readonly files: readonly string[];
  readonly wanted: number;
  readonly directory: string | null;
}

/**
 * Writes a report. The page appears under its name when it is complete, after the files it refers to.
 *
 * @throws {MomoError} `io` if it cannot be written; what reading the data throws.
 * @throws The signal's reason, if it is aborted.
 */
export async function writeReport(request: ReportRequest): Promise<WrittenReport> {
  const { index, rows, output, signal } = request;
  const limits = scanThresholds(index.manifest.thresholds as Partial<ScanThresholds>); // validated when they were written
  await using folder = output === null || request.isSingleFile
    ? null
    : await ChartFolder.begin(output);
  const charts = await drawCharts(request, folder, limits);
  const columns: PackedColumn[] = [
    ...reportColumns(index.days, rows),
    ...pointCounts(index.points, rows),
    { name: "chart", kind: "i32", values: charts.placeOf },
  ];
  const facts = reportFacts(index.manifest, limits, charts);
  const days = packText(packColumns(facts, columns));
  const html = pageHtml({ days, charts: new Map([...charts.embedded].sort(([a], [b]) => a - b)) });
  let sizeBytes = 0;
  const write = async (sink: ByteSink) => {
    const encoder = new TextEncoder();
    for (const piece of html) {
      const bytes = encoder.encode(piece);
      sizeBytes += bytes.length;
      await writeAll(sink, bytes);
    }
  };
  if (output === null) await write(STANDARD_OUTPUT);
  else {
    await writeFileAtomic(output, write, signal);
    await ChartFolder.tidy(output, charts.directory);
  }
  const placed = charts.placeOf.filter((place) => place !== NO_CHART).length;
  return {
    days: rows.length,
    embedded: charts.embedded.size,
    filed: placed - charts.embedded.size,
    missing: charts.wanted - placed,
    sizeBytes,
  };
}

async function drawCharts(
  request: ReportRequest,
  folder: ChartFolder | null,
  limits: ScanThresholds,
): Promise<Charts> {
  const { index, rows, catalog, workers, signal, onPlan, onRead } = request;
  const days = rows.map((row) => chartDay(index.days, row));
  const plan = planCharts(days, request.embedded);
  const wanted = days.map((day, position) => ({ ...day, position }))
    .filter(({ position }) => folder !== null || plan.placeOf[position] === EMBEDDED);
  const placeOf = new Int32Array(days.length).fill(NO_CHART);
  const embedded = new Map<number, string>();
  const draw = chartDrawer(index, rows, limits);
  if (catalog !== null) {
    const { keep, datasets } = index.manifest.selection;
    const reading = { catalog, datasets, keep, limits, workers, signal, onPlan, onRead };
    await readChartDays(wanted, reading, (i, bars, halts) => {
      const { position } = wanted[i]!;
      const text = draw(position, bars, halts);
      const place = placeOf[position] = plan.placeOf[position]!;
      if (place === EMBEDDED) embedded.set(position, text);
      else folder!.add(plan.files[place]!, position, text);
    });
  }
  const directory = await folder?.finish() ?? null;
  return { embedded, placeOf, files: plan.files, wanted: wanted.length, directory };
}

function chartDay(days: Table, row: number): ChartDay {
  const cell = (name: string) => cellOf(days, name, row);
  const quality = cell("eod_quality");
  return {
    symbol: String(cell("symbol")),
    day: Number(cell("trade_date")),
    quality: quality === null ? null : Number(quality),
  };
}

function cellOf(table: Table, name: string, row: number) {
  const i = table.columns.findIndex((spec) => spec.name === name);
  return cellAt(table.columns[i]!, table.data[i]!, row);
}

/** Draws the day at a position of the report and packs its chart. */
function chartDrawer(
  { days, points }: ReportIndex,
  rows: readonly number[],
  limits: ScanThresholds,
) {
  const first = firstPoints(points, days.length);
  return (position: number, bars: Bars, halts: readonly Halt[] | null): string => {
    const row = rows[position]!;
    const day = Number(cellOf(days, "trade_date", row));
    const baseline = cellOf(days, "baseline_shares", row);
    return packJson(chartOfDay({
      ...{ day, bars, halts },
      baselineShares: baseline === null ? null : Number(baseline),
      points: chartPoints(points, first[row]!, first[row + 1]!, newYorkMidnight(day)),
    }, limits));
  };
}

/** Row of each day's first reset point, and at the end the number of all points; they are sorted by day. */
function firstPoints(points: Table, days: number): Int32Array {
  const dayRow = points.data[points.columns.findIndex((spec) => spec.name === "day_row")]!;
  const first = new Int32Array(days + 1);
  for (let i = 0; i < points.length; i++) first[Number(dayRow[i]) + 1]!++;
  for (let day = 0; day < days; day++) first[day + 1]! += first[day]!;
  return first;
}

/** What the page says besides the columns. */
function reportFacts(manifest: IndexManifest, limits: ScanThresholds, charts: Charts) {
  return {
    format: 1,
    schemaVersion: manifest.schema_version,
    configHash: manifest.config_hash,
    keep: manifest.selection.keep,
    thresholds: manifest.thresholds,
    strategy: manifest.strategy,
    daysScanned: manifest.days_scanned,
    inputs: manifest.inputs.length,
    weights: {
      move: limits.quality_weight_move,
      volume: limits.quality_weight_volume,
      clarity: limits.quality_weight_clarity,
      spread: limits.quality_weight_spread,
      time: limits.quality_weight_time,
    },
    bands: {
      prime: limits.prime_quality,
      secondary: limits.secondary_quality,
      point: limits.prime_point_quality,
    },
    gates: {
      momentumRange: limits.momentum_min_range,
      momentumRvol: limits.momentum_min_rvol,
      primeRange: limits.prime_min_range,
      primeRvol: limits.prime_min_rvol,
    },
    haltReasons: STATUS_REASONS,
    chartDirectory: charts.directory,
    chartFiles: charts.files,
  };
}
