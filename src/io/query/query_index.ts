/** Finding days or reset points of an index. */
import {
  type ColumnData,
  type ColumnSpec,
  makeTable,
  type Table,
} from "../../core/columns/table.ts";
import {
  DAY_PREFIX,
  dayQueryColumns,
  pointQueryColumns,
  type QueryColumns,
} from "../../core/query/column_names.ts";
import type { Condition } from "../../core/query/condition.ts";
import { sortRows } from "../../core/query/sort_rows.ts";
import { gather } from "../parquet/gather.ts";
import type { ParquetFile, Selection } from "../parquet/parquet_file.ts";
import type { RowFilter } from "../parquet/row_filter.ts";
import { mapFiles } from "../scan/index_rows.ts";
import type { OpenIndex } from "../scan/open_index.ts";
import { both, conditionFilter, joinedFilter, markedRows } from "./condition_filter.ts";

/** Which table is asked for. */
export type QueryTarget = "days" | "points";

/** A column to sort by. */
export interface SortColumn {
  readonly column: string;
  readonly isDescending: boolean;
}

/** What is asked for; all names are among `queryColumns`. */
export interface IndexQuery {
  readonly target: QueryTarget;
  readonly condition: Condition;
  /** Of days only those with a reset point that fulfils this; a condition on the columns of points. */
  readonly withPoint?: Condition | undefined;
  /** Most significant first; rows are in the order of the index otherwise, and among equals. */
  readonly sort: readonly SortColumn[];
  /** Most rows wanted. */
  readonly limit?: number | undefined;
  /** Names of the columns wanted, at least one. */
  readonly columns: readonly string[];
}

/** The columns that a query of this table can name. */
export function queryColumns(index: OpenIndex, target: QueryTarget): QueryColumns {
  const { days, points } = index;
  return target === "days"
    ? dayQueryColumns(days.columns)
    : pointQueryColumns(points.columns, days.columns);
}

/**
 * Answers a query. Row groups that cannot have an answer are not read, nor columns that nobody asks for.
 *
 * @throws {MomoError} `bad_data` if the index is damaged, `io` if it cannot be read.
 */
export function queryIndex(index: OpenIndex, query: IndexQuery): Table {
  const source = query.target === "days" ? dayRows(index, query.withPoint) : new PointRows(index);
  const filter = source.filter(conditionFilter(query.condition));
  if (query.sort.length === 0) {
    return source.select(query.columns, filter, query.limit);
  }
  const keys = [...new Set(query.sort.map(({ column }) => column))];
  const { rows, table } = source.find(keys, filter);
  const sorted = sortRows(
    query.sort.map(({ column, isDescending }) => {
      const position = keys.indexOf(column);
      const { type } = table.columns[position]!;
      return { type, data: table.data[position]!, isDescending };
    }),
    rows.length,
  ).subarray(0, query.limit);
  const ascending = sorted.toSorted();
  const places = new Uint32Array(rows.length);
  for (const [place, position] of ascending.entries()) places[position] = place;
  const found = source.read(query.columns, ascending.map((position) => rows[position]!));
  const order = sorted.map((position) => places[position]!);
  return makeTable(found.columns, found.data.map((values) => gather(values, order)));
}

/** Rows of one of the tables, with all the columns that a query can name. */
interface RowSource {
  /** What a filter becomes that names such columns. */
  filter(filter: RowFilter): RowFilter;
  /** Numbers of the rows that a filter leaves, and columns of them. */
  find(columns: readonly string[], filter: RowFilter): Selection;
  /** Columns of the first rows that a filter leaves. */
  select(columns: readonly string[], filter: RowFilter, limit: number | undefined): Table;
  /** Columns of given rows, ascending. */
  read(columns: readonly string[], rows: Uint32Array): Table;
}

function dayRows({ days, points, manifest }: OpenIndex, withPoint?: Condition): RowSource {
  const keys = manifest.inputs.map((input) => input.key);
  /** Files are named by their keys, not by their ids. */
  const named = (table: Table) => mapFiles(table, "string[]", (id: number) => keys[id]!);
  return {
    filter: (filter) =>
      withPoint === undefined
        ? filter
        : both(markedRows(daysWithPoint(points, withPoint, days.length)), filter),
    find: (columns, filter) => days.select({ columns, filter }),
    select: (columns, filter, limit) => named(days.select({ columns, filter, limit }).table),
    read: (columns, rows) => named(days.readRows(columns, rows)),
  };
}

/** One byte per day: 1 if it has a reset point that fulfils the condition. */
function daysWithPoint(points: ParquetFile, condition: Condition, days: number): Uint8Array {
  const filter = conditionFilter(condition);
  const [dayRow] = points.select({ columns: ["day_row"], filter }).table.data;
  const marks = new Uint8Array(days);
  for (const row of dayRow as Int32Array) marks[row] = 1; // a reference, never null
  return marks;
}

/** Reset points, which know the columns of their days too. */
class PointRows implements RowSource {
  readonly #index: OpenIndex;
  /** Columns of the days, each read once. */
  readonly #known = new Map<string, Table>();

  constructor(index: OpenIndex) {
    this.#index = index;
  }

  filter(filter: RowFilter): RowFilter {
    return joinedFilter(filter, "day_row", isOfDay, (name, rows) => this.#lookUp(name, rows));
  }

  find(columns: readonly string[], filter: RowFilter): Selection {
    let rows = new Uint32Array();
    const table = this.#joined(columns, (own) => {
      const selection = this.#index.points.select({ columns: own, filter });
      rows = Uint32Array.from(selection.rows);
      return selection.table;
    });
    return { rows, table };
  }

  select(columns: readonly string[], filter: RowFilter, limit: number | undefined): Table {
    return this.#joined(columns, (own) => {
      return this.#index.points.select({ columns: own, filter, limit }).table;
    });
  }

  read(columns: readonly string[], rows: Uint32Array): Table {
    return this.#joined(columns, (own) => this.#index.points.readRows(own, rows));
  }

  #dayColumn(name: string): Table {
    const table = this.#known.get(name) ??
      this.#index.days.read({ columns: [name.slice(DAY_PREFIX.length)] });
    this.#known.set(name, table);
    return table;
  }

  #lookUp(name: string, rows: Uint32Array): ColumnData {
    return gather(this.#dayColumn(name).data[0]!, rows);
  }

  /** Own columns as read, those of days looked up by `day_row`. */
  #joined(names: readonly string[], read: (own: readonly string[]) => Table): Table {
    const own = names.filter((name) => !isOfDay(name));
    if (own.length === names.length) return read(own);
    const table = read([...new Set([...own, "day_row"])]);
    const positionOf = (name: string) => table.columns.findIndex((spec) => spec.name === name);
    const rows = Uint32Array.from(table.data[positionOf("day_row")]! as Int32Array); // never null
    const specs = names.map((name): ColumnSpec =>
      isOfDay(name)
        ? { ...this.#dayColumn(name).columns[0]!, name }
        : table.columns[positionOf(name)]!
    );
    const data = names.map((name) =>
      isOfDay(name) ? this.#lookUp(name, rows) : table.data[positionOf(name)]!
    );
    return makeTable(specs, data);
  }
}

function isOfDay(name: string): boolean {
  return name.startsWith(DAY_PREFIX);
}
