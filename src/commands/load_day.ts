/** `momo load --day SYMBOL:DATE`: settings -> tables of a symbol-day. */
import { type ColumnSpec, makeTable, type Table } from "../core/columns/table.ts";
import { DAY_TABLES } from "../core/day/day.ts";
import { formatDayName, parseDayName } from "../core/day/day_name.ts";
import { MomoError } from "../core/error.ts";
import { openCatalog } from "../io/catalog/catalog.ts";
import { readCorporateActions } from "../io/catalog/read_corporate_actions.ts";
import type { DayPlan, SessionPlan } from "../io/day/day_plan.ts";
import { DaySources } from "../io/day/day_sources.ts";
import { DayStore } from "../io/day_store/day_store.ts";
import { type LoadedDay, loadPlannedDay } from "../io/day/load_day.ts";
import { outputTables } from "../io/day/output_tables.ts";
import { type DayRequest, planDay } from "../io/day/plan_day.ts";
import { recordedData } from "../io/scan/recorded_data.ts";
import { ioError } from "../io/store/io_error.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { DayOutput } from "./day_output.ts";
import { TableOutput } from "./table_output.ts";

type LoadContext = CommandContext<"load">;

/** What finding the data depends on: part of the context of the commands that load days. */
export interface SourcesContext {
  readonly settings: Pick<LoadContext["settings"], "store" | "dataset" | "data">;
  readonly log: LoadContext["log"];
}

/**
 * Loads a symbol-day and writes its tables.
 *
 * @throws {MomoError} If the settings exclude each other, there is no such day, or it cannot be written; also if a file is
 * damaged, after its readable part was used.
 */
export async function loadDayCommand(context: LoadContext): Promise<ExitCode> {
  const { settings, clock, log, terminals, readVariable, signal } = context;
  const request = requestOf(context);
  const { loadFormat: format, output, force, color } = settings;
  const target = await DayOutput.plan({ format, output, force }, {
    ...{ color, terminals, readVariable, signal },
  });
  const startMs = clock.monotonicMs();
  const sources = await openSources(context);
  const plan = planDay(sources, request);
  if (settings.dryRun) return await dryRun(context, plan);
  const loaded = loadPlannedDay(plan, signal);
  report(context, loaded);
  const tables = outputTables(loaded.day, { bars: settings.bars });
  await target.check(tables.map(({ schema }) => schema));
  await target.write(tables, { "momo.day": formatDayName(request) });
  const rows = tables.reduce((sum, { table }) => sum + table.length, 0);
  count(context, rows);
  if (target.path !== undefined) {
    const seconds = (clock.monotonicMs() - startMs) / 1000;
    const names = tables.map(({ schema }) => schema).join(", ");
    log.notice("load", `${target.path}: ${names}, ${rows} rows in ${seconds.toFixed(1)} s`);
  }
  return conclude(context, loaded);
}

function requestOf({ settings }: LoadContext): DayRequest {
  const { day, schema, lookback, adjust, corporateActions } = settings;
  return {
    ...parseDayName(day ?? ""),
    ...{ schemas: schema, lookback, adjustment: adjust },
    actions: readCorporateActions(corporateActions),
  };
}

/**
 * The data that days are loaded from: as the settings say, else the directories of the last scan into the store; the
 * days that are in the store come with them.
 *
 * @throws {MomoError} `usage` if there is nothing of either.
 */
export async function openSources({ settings, log }: SourcesContext): Promise<DaySources> {
  const { store, dataset } = settings;
  const days = new DayStore(store);
  const data = settings.data.length > 0 ? settings.data : await stillThere(store, log);
  if (data.length === 0 && days.isEmpty) {
    throw new MomoError("usage", "Cannot load a day: no data directory is given", {
      hint: "add --data DIR, or set MOMO_DATA",
    });
  }
  const catalog = openCatalog(data);
  for (const { message } of catalog.problems.all) log.info("catalog", message);
  return new DaySources(catalog, { datasets: dataset, store: days });
}

/** The directories of the last scan that are still there: the store may outlive its sources. */
async function stillThere(store: string, log: LoadContext["log"]): Promise<string[]> {
  const kept: string[] = [];
  for (const directory of await recordedData(store)) {
    try {
      await Deno.stat(directory);
      kept.push(directory);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw ioError("read", directory, error);
      log.warning("data", `The data directory "${directory}" of the last scan is gone`);
    }
  }
  return kept;
}

/** Says what is missing. */
function report({ settings, log }: LoadContext, { warnings, problems }: LoadedDay): void {
  for (const warning of warnings) log.warning("day", warning);
  const [first] = problems;
  if (settings.loadStrict && first) throw new MomoError("bad_data", first.message);
}

/** Tells what kept files from being read to their end; the last thing told ends the run. */
function conclude({ log }: LoadContext, { problems }: LoadedDay): ExitCode {
  for (const { message } of problems.slice(0, -1)) log.warning("input", message);
  const last = problems.at(-1);
  if (last !== undefined) throw new MomoError("bad_data", last.message);
  return 0;
}

function count({ metrics }: LoadContext, rows: number): void {
  metrics.counter("momo_load_records_total", "Records written").add(rows);
}

const PLAN_COLUMNS: readonly ColumnSpec[] = [
  planColumn("trade_date", "date", "Trade date in New York"),
  planColumn("table", "string", "Table, or schema, that is read from the file"),
  planColumn("schema", "string", "Schema of the file"),
  planColumn("dataset", "string", "Dataset of the file"),
  planColumn("path", "string", "File that is read"),
];

function planColumn(name: string, type: ColumnSpec["type"], help: string): ColumnSpec {
  return { name, type, unit: "", causality: "causal", nullable: false, help };
}

/** Lists the files of a day and of the sessions that may come before it. */
async function dryRun(context: LoadContext, { session, previous }: DayPlan): Promise<ExitCode> {
  const { settings: { color }, terminals, readVariable, signal } = context;
  const output = await TableOutput.plan({
    settings: { format: undefined, output: undefined, force: false, tz: "UTC", color },
    ...{ terminals, readVariable, signal },
  });
  const before = Iterator.from(previous ?? []).take(1).map((plan) => plan.session);
  await output.write(planTable([session, ...before]));
  return 0;
}

function planTable(sessions: readonly SessionPlan[]): Table {
  const rows = sessions.flatMap((session) => {
    const tables = DAY_TABLES.map((name) => ({ name: name as string, plan: session.tables[name] }));
    const others = session.others.map((plan) => ({ name: plan.schema as string, plan }));
    return [...tables, ...others].flatMap(({ name, plan: { files, stored } }) =>
      [...(stored === null ? files : [stored])].map(({ schema, dataset, path }) => [
        session.tradeDate,
        ...[name, schema, dataset, path],
      ])
    );
  });
  return makeTable(PLAN_COLUMNS, PLAN_COLUMNS.map((_, i) => rows.map((row) => row[i]!)));
}
