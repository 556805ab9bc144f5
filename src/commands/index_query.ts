import type { Table } from "../core/columns/table.ts";
import { MomoError } from "../core/error.ts";
import { type QueryColumns, suggestName } from "../core/query/column_names.ts";
import { all, columnsOf, type Condition } from "../core/query/condition.ts";
import {
  dayCondition,
  type IndexFilters,
  pointCondition,
  withPointCondition,
} from "../core/query/index_filters.ts";
import { resolveExpression } from "../core/query/resolve_expression.ts";
import {
  queryColumns,
  queryIndex,
  type QueryTarget,
  type SortColumn,
} from "../io/query/query_index.ts";
import { requireSymbols } from "../io/query/require_symbols.ts";
import { type OpenIndex, openIndex } from "../io/scan/open_index.ts";
import { checkDates } from "./check_dates.ts";
import type { CommandContext, CommandDefinition, ExitCode } from "./command.ts";
import { SHOWN_DAY_COLUMNS, SHOWN_POINT_COLUMNS, withAsked } from "./shown_columns.ts";
import { TableOutput } from "./table_output.ts";

type QueryContext = CommandContext<"index query">;

/** `momo index query`. */
export const INDEX_QUERY: CommandDefinition<"index query"> = {
  name: "index query",
  examples: [
    { says: "List all days, the best first", line: "momo index query --sort -eod_quality" },
    {
      says: "Find days that gap up on high volume",
      line: "momo index query --where 'eod_rvol >= 3 and gap_pct > 0.1'",
    },
    {
      says: "Find the ten best breakouts",
      line: "momo index query --points --pattern breakout --sort -local_quality --limit 10",
    },
  ],
  notes: [
    "An expression has columns, numbers, 'texts', dates such as 2025-03-24, times such as " +
    "2025-03-24T13:30:00Z, true and false; + - * /; = != < <= > >=; in (…), between … and …, is " +
    "null, is not null; and, or, not; parentheses. A comparison with a null is neither true nor " +
    "false, and such a row is left out. Dates move by days: trade_date - 7.",
    "With --points the columns of a point's day are there as day.NAME, in conditions, to sort by " +
    "and to print: --where 'day.eod_rvol >= 3' --columns ts --columns day.eod_quality.",
  ],
  resolves: "own",

  async run(context): Promise<ExitCode> {
    const { settings } = context;
    checkDates("query", settings.start, settings.end);
    const output = await TableOutput.plan(context);
    using index = await openIndex(settings.store, "query");
    const table = runQuery(context, index, output.format === "table");
    await output.write(table, { "momo.config_hash": index.manifest.config_hash });
    return 0;
  },
};

function runQuery({ settings }: QueryContext, index: OpenIndex, isShown: boolean): Table {
  const target: QueryTarget = settings.points ? "points" : "days";
  const columns = queryColumns(index, target);
  const names = { columns, suggest: suggester(index, target, columns) };
  const filters = filtersOf(settings);
  const conditions: Condition[] = settings.where.map((text) => resolveExpression(text, names));
  const known = (flag: string, name: string) => requireColumn(flag, name, names);
  for (const name of settings.columns) known("columns", name);
  const sort = settings.sort.map(sortColumn);
  for (const { column } of sort) known("sort", column);
  requireSymbols(index, settings.symbols);
  const asked = [...sort.map(({ column }) => column), ...conditions.flatMap(columnsOf)];
  const isOfDays = target === "days";
  return queryIndex(index, {
    target,
    condition: all([isOfDays ? dayCondition(filters) : pointCondition(filters), ...conditions]),
    withPoint: isOfDays ? withPointCondition(filters) : undefined,
    sort,
    limit: settings.queryLimit,
    columns: settings.columns.length > 0
      ? [...new Set(settings.columns)]
      : defaultColumns(index, target, isShown ? asked : null),
  });
}

function filtersOf(settings: QueryContext["settings"]): IndexFilters {
  return {
    symbols: settings.symbols,
    start: settings.start,
    end: settings.end,
    categories: settings.category,
    quality: settings.quality,
    patterns: settings.pattern,
    phases: settings.phase,
    buckets: settings.bucket,
    sessions: settings.session,
  };
}

/** All columns, or for the eye the main ones; `asked` are names in the query, `null` if all are printed. */
function defaultColumns(index: OpenIndex, target: QueryTarget, asked: readonly string[] | null) {
  if (asked === null) return index[target].columns.map((spec) => spec.name);
  return withAsked(target === "days" ? SHOWN_DAY_COLUMNS : SHOWN_POINT_COLUMNS, asked);
}

function sortColumn(text: string): SortColumn {
  const isDescending = text.startsWith("-");
  return { column: isDescending ? text.slice(1) : text, isDescending };
}

/** Hints for names that are not columns of the table asked for. */
function suggester(index: OpenIndex, target: QueryTarget, columns: QueryColumns) {
  const others = target === "days"
    ? {
      names: index.points.columns.map((spec) => spec.name),
      advice: "add --points: it is a column of reset points",
    }
    : undefined;
  return (name: string) => suggestName(name, columns, others);
}

function requireColumn(
  flag: string,
  name: string,
  { columns, suggest }: { columns: QueryColumns; suggest: (name: string) => string | undefined },
): void {
  if (columns.has(name)) return;
  throw new MomoError("usage", `Cannot use --${flag} "${name}": the index has no such column`, {
    hint: suggest(name) ?? "the columns are listed in docs/index-format.md",
  });
}
