import { REPORT_POINT_COLUMNS } from "../core/report/chart_points.ts";
import { MomoError } from "../core/error.ts";
import { type Catalog, openCatalog } from "../io/catalog/catalog.ts";
import { requireSymbols } from "../io/query/require_symbols.ts";
import { openInBrowser } from "../io/report/open_in_browser.ts";
import { type ReportIndex, writeReport, type WrittenReport } from "../io/report/write_report.ts";
import { type OpenIndex, openIndex } from "../io/scan/open_index.ts";
import { recordedData } from "../io/scan/recorded_data.ts";
import { refuseExisting } from "../io/store/refuse_existing.ts";
import { counted } from "../io/text/counted.ts";
import { checkDates } from "./check_dates.ts";
import type { CommandContext, CommandDefinition, ExitCode } from "./command.ts";

type ReportContext = CommandContext<"index report">;

const DEFAULT_OUTPUT = "report.html";

/** `momo index report`. */
export const INDEX_REPORT: CommandDefinition<"index report"> = {
  name: "index report",
  examples: [
    { says: "Write report.html and open it", line: "momo index report --open" },
    {
      says: "Report one symbol of another store, as one file",
      line: "momo index report --store merged --symbols MLGO --single-file -o mlgo.html",
    },
    {
      says: "Take the charts from deliveries that were moved",
      line: "momo index report --data testdata/sample --charts 20 -o report.html --force",
    },
  ],
  notes: [
    "The page needs no network and no server. Without -o it is report.html. It carries the charts " +
    "of the best days itself and loads the others from report_files/, which belongs beside it; " +
    "with -o - there are no such files.",
    "Charts need the data that were scanned: those of --data, else the directories of the last " +
    "scan. Without them the report has everything else.",
  ],
  resolves: "own",

  async run(context): Promise<ExitCode> {
    const { settings, log, progress } = context;
    checkDates("report", settings.start, settings.end);
    const output = outputOf(context);
    if (output !== null && !settings.force) await refuseExisting(output);
    using index = await openIndex(settings.store, "report on");
    requireSymbols(index, settings.symbols);
    const catalog = await openData(context);
    const report = readTables(index);
    const written = await writeReport({
      ...{ index: report, rows: chosenRows(report, settings), output, catalog },
      embedded: settings.charts,
      isSingleFile: settings.singleFile,
      workers: settings.workers ?? navigator.hardwareConcurrency,
      signal: context.signal,
      onPlan: (storedBytes) => {
        progress.start({ label: "report", total: storedBytes, unit: "bytes" });
      },
      onRead: (storedBytes, detail) => progress.advance(storedBytes, detail),
    });
    progress.stop();
    for (const { message } of catalog?.problems.all ?? []) log.warning("input", message);
    tell(context, written, output, catalog !== null);
    if (settings.open && output !== null) await openInBrowser(output);
    return 0;
  },
};

/** File of the page, or `null` for standard output. */
function outputOf({ settings }: ReportContext): string | null {
  if (settings.output !== "-") return settings.output ?? DEFAULT_OUTPUT;
  if (!settings.open) return null;
  throw new MomoError("usage", "Cannot use --open with -o -: there is no file to open", {
    hint: "write it as -o report.html",
  });
}

/** The data to draw charts from; a recorded directory may be gone, which the index outlives. */
async function openData({ settings, log }: ReportContext): Promise<Catalog | null> {
  if (settings.data.length > 0) return openCatalog(settings.data);
  try {
    const data = await recordedData(settings.store);
    if (data.length > 0) return openCatalog(data);
    log.warning("data", "There are no charts: nobody says where the data are; add --data DIR");
  } catch (error) {
    if (!(error instanceof MomoError)) throw error;
    log.warning("data", `There are no charts: ${error.message}`);
  }
  return null;
}

function readTables(index: OpenIndex): ReportIndex {
  return {
    manifest: index.manifest,
    days: index.days.read({}),
    points: index.points.read({ columns: REPORT_POINT_COLUMNS }),
  };
}

/** Rows of the days that were asked for. */
function chosenRows({ days }: ReportIndex, settings: ReportContext["settings"]): number[] {
  const { symbols, start = -Infinity, end = Infinity } = settings;
  const column = (name: string) => days.data[days.columns.findIndex((spec) => spec.name === name)]!;
  const [symbolOf, dayOf] = [column("symbol"), column("trade_date")];
  const wanted = new Set(symbols);
  const rows: number[] = [];
  for (let row = 0; row < days.length; row++) {
    const day = Number(dayOf[row]);
    const isWanted = wanted.size === 0 || wanted.has(String(symbolOf[row]));
    if (isWanted && day >= start && day <= end) rows.push(row);
  }
  return rows;
}

function tell(
  { log }: ReportContext,
  { days, embedded, filed, missing, sizeBytes }: WrittenReport,
  output: string | null,
  hasData: boolean,
): void {
  if (missing > 0 && hasData) {
    log.warning("data", `${counted(missing, "day")} without a chart: the data lack the bars`);
  }
  const charts = `${counted(embedded, "chart")} in the page, ${
    filed.toLocaleString("en-US")
  } beside it`;
  const size = `${(sizeBytes / 1e6).toFixed(2)} MB`;
  log.notice("report", `${output ?? "report"}: ${counted(days, "day")}, ${charts} (${size})`);
}
