import { type ColumnData, type ColumnSpec, makeTable, type Table } from "../core/columns/table.ts";
import type {
  DayTest,
  DayUsage,
  StratumUsage,
  SymbolUsage,
  Usage,
} from "../core/episodes/usage.ts";
import { readUsage } from "../io/episodes/read_usage.ts";
import { samplerStatePath } from "../io/episodes/stored_sampler.ts";
import { checkDates } from "./check_dates.ts";
import type { CommandContext, CommandDefinition, ExitCode } from "./command.ts";
import { TableOutput } from "./table_output.ts";

type UsageContext = CommandContext<"index usage">;

/** `momo index usage`. */
export const INDEX_USAGE: CommandDefinition<"index usage"> = {
  name: "index usage",
  examples: [
    { says: "Count visits by stratum", line: "momo index usage --format table" },
    { says: "Count visits of every day", line: "momo index usage --by day" },
    { says: "Count visits by symbol, as CSV", line: "momo index usage --by symbol --format csv" },
  ],
  notes: [
    "A visit is counted when it is selected. A day can be visited for its category, for its reset " +
    "points in accumulation, and for those in the dead zone. --symbols, --start and --end choose " +
    "the days that are counted; episodes are those of all days.",
  ],
  resolves: "own",

  async run(context): Promise<ExitCode> {
    const { settings } = context;
    checkDates("count", settings.start, settings.end);
    const output = await TableOutput.plan(context);
    const statePath = settings.state ?? samplerStatePath(settings.store);
    const usage = await readUsage(settings.store, statePath, isCounted(settings));
    await output.write(usageTable(usage, settings.by));
    return 0;
  },
};

function isCounted(
  { symbols, start = -Infinity, end = Infinity }: UsageContext["settings"],
): DayTest {
  const wanted = new Set(symbols);
  return (symbol, date) =>
    (wanted.size === 0 || wanted.has(symbol)) && date >= start && date <= end;
}

/** Each column of a table: its name, its type, what it is, and its values. */
type Column = readonly [name: string, type: ColumnSpec["type"], help: string, data: ColumnData];

function tableOf(columns: readonly Column[]): Table {
  const specs = columns.map(([name, type, help]): ColumnSpec => {
    return { name, type, help, unit: "", causality: "causal", nullable: type === "string" };
  });
  return makeTable(specs, columns.map(([, , , data]) => data));
}

function usageTable(usage: Usage, by: UsageContext["settings"]["by"]): Table {
  switch (by) {
    case "day":
      return dayTable(usage.days());
    case "symbol":
      return symbolTable(usage.symbols());
    case "stratum":
      return stratumTable(usage.strata());
  }
}

const VISITS = "Visits, for whatever reason";

function counts<T>(rows: readonly T[], countOf: (row: T) => number): Float64Array {
  return Float64Array.from(rows, countOf);
}

function dayTable(days: readonly DayUsage[]): Table {
  return tableOf([
    ["symbol", "string", "Raw symbol", days.map((day) => day.symbol)],
    [
      "trade_date",
      "date",
      "Trade date in New York",
      Int32Array.from(days, (day) => day.tradeDate),
    ],
    ["stratum", "string", "Stratum of the category; null if none", days.map((day) => day.stratum)],
    ["visits", "int64", VISITS, counts(days, (day) => day.visits)],
    ["category_visits", "int64", "For the category", counts(days, (day) => day.categoryVisits)],
    [
      "accumulation_visits",
      "int64",
      "For points in accumulation",
      counts(days, (day) => day.accumulationVisits),
    ],
    [
      "dead_zone_visits",
      "int64",
      "For points in the dead zone",
      counts(days, (day) => day.deadZoneVisits),
    ],
  ]);
}

function symbolTable(symbols: readonly SymbolUsage[]): Table {
  return tableOf([
    ["symbol", "string", "Raw symbol", symbols.map((row) => row.symbol)],
    ["days", "int64", "Days in the index", counts(symbols, (row) => row.days)],
    ["used_days", "int64", "Of them, those visited", counts(symbols, (row) => row.usedDays)],
    ["visits", "int64", VISITS, counts(symbols, (row) => row.visits)],
  ]);
}

function stratumTable(strata: readonly StratumUsage[]): Table {
  const planned = strata.reduce((sum, { episodes }) => sum + episodes, 0);
  return tableOf([
    ["stratum", "string", "Stratum", strata.map((row) => row.stratum)],
    ["days", "int64", "Days that can be visited in it", counts(strata, (row) => row.days)],
    ["used_days", "int64", "Of them, those visited", counts(strata, (row) => row.usedDays)],
    ["visits", "int64", "Visits", counts(strata, (row) => row.visits)],
    ["episodes", "int64", "Episodes planned, of all days", counts(strata, (row) => row.episodes)],
    [
      "share",
      "float64",
      "Share of the episodes planned",
      counts(strata, ({ episodes }) => planned === 0 ? 0 : episodes / planned),
    ],
  ]);
}
