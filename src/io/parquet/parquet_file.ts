import type { FileMetaData } from "hyparquet";
import {
  type ColumnData,
  type ColumnSpec,
  makeTable,
  type Table,
} from "../../core/columns/table.ts";
import { MomoError } from "../../core/error.ts";
import type { ByteSource } from "../bytes/byte_source.ts";
import { openFileSource } from "../bytes/file_source.ts";
import { memorySource } from "../bytes/memory_source.ts";
import { NativeContext } from "../zstd/native_context.ts";
import { toCell } from "./assemble.ts";
import { damaged, readMetadata } from "./footer.ts";
import { concatColumns, gather } from "./gather.ts";
import { everyRow, keptRows, mayMatch, type Predicate, strikeOut } from "./predicate.ts";
import type { RowFilter, RowSpan } from "./row_filter.ts";
import { RowGroupReader } from "./row_group.ts";
import { type StoredColumn, storedColumns } from "./stored_columns.ts";

/** What to read of a file. */
export interface ReadOptions {
  /** Names of the columns wanted, in this order; default all. */
  readonly columns?: readonly string[];
  /** Conditions that all hold for the rows wanted; default none. */
  readonly where?: readonly Predicate[];
}

/** What to look for in a file. */
export interface SelectOptions {
  /** Names of the columns wanted, in this order; may be none. */
  readonly columns: readonly string[];
  readonly filter: RowFilter;
  /** Most rows wanted; the first ones are taken. Default all. */
  readonly limit?: number | undefined;
}

/** Rows that were found. */
export interface Selection {
  /** Their numbers in the file, ascending. */
  readonly rows: Uint32Array;
  readonly table: Table;
}

/** What `read` looks for, with names resolved. */
interface Query {
  readonly wanted: readonly StoredColumn[];
  readonly where: readonly { readonly column: StoredColumn; readonly predicate: Predicate }[];
}

/** What `select` looks for, with names resolved. */
interface Search {
  readonly wanted: readonly StoredColumn[];
  readonly tested: readonly StoredColumn[];
  readonly filter: RowFilter;
}

/** An array of no rows. */
function emptyColumn({ spec }: StoredColumn): ColumnData {
  switch (spec.type) {
    case "float32":
      return new Float32Array(0);
    case "float64":
      return new Float64Array(0);
    default:
      return [];
  }
}

/**
 * An open Parquet file: its schema is known, its rows are read on demand.
 *
 * Row groups whose statistics rule a condition out are not read. Of the others, the columns of the conditions are read
 * first, and the rest only if rows remain.
 */
export class ParquetFile implements Disposable {
  /** The columns in file order. Those of types that momo does not hold (decimals, maps, …) are left out. */
  readonly columns: readonly ColumnSpec[];
  /** Number of rows. */
  readonly length: number;
  /** Key-value metadata, among them `momo.columns` and `momo.causality`. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly #source: ByteSource;
  readonly #stored: ReadonlyMap<string, StoredColumn>;
  readonly #groups: readonly RowGroupReader[];

  /**
   * Takes a source, which it closes in the end, and the metadata read from it; see `openParquet`.
   *
   * @throws {RangeError} If the row groups do not have as many rows as the file.
   */
  constructor(source: ByteSource, metadata: FileMetaData) {
    const stored = storedColumns(metadata);
    checkRows(metadata);
    const entries = metadata.key_value_metadata ?? [];
    this.#source = source;
    this.#stored = new Map(stored.map((column) => [column.spec.name, column]));
    const context = new NativeContext();
    this.#groups = metadata.row_groups.map((group, i) => {
      return new RowGroupReader(source, group, i, context);
    });
    this.columns = stored.map((column) => column.spec);
    this.length = Number(metadata.num_rows);
    this.metadata = new Map(entries.map(({ key, value = "" }) => [key, value]));
  }

  #column(name: string): StoredColumn {
    const column = this.#stored.get(name);
    if (column) return column;
    const known = [...this.#stored.keys()].join(", ");
    throw new MomoError(
      "not_found",
      `Cannot read column "${name}" of "${this.#source.name}": wanted one of ${known}`,
    );
  }

  /**
   * Reads rows in file order.
   *
   * @returns Columns as typed arrays, with `NaN` as null in `float32` and `float64`; strings and lists, and other columns
   * with nulls among the rows read, as plain arrays. An array may share memory with others.
   * @throws {MomoError} `not_found` if there is no such column, `bad_data` if the file is damaged, `io` if it cannot be
   * read.
   */
  read({ columns, where = [] }: ReadOptions = {}): Table {
    const names = columns ?? this.columns.map((spec) => spec.name);
    const query: Query = {
      wanted: names.map((name) => this.#column(name)),
      where: where.map((predicate) => ({ column: this.#column(predicate.column), predicate })),
    };
    const parts: ColumnData[][] = query.wanted.map(() => []);
    for (const group of this.#groups) {
      const read = readGroup(group, query);
      read?.forEach((data, i) => parts[i]!.push(data));
    }
    const data = query.wanted.map((column, i) => joinParts(column, parts[i]!));
    return makeTable(query.wanted.map((column) => column.spec), data);
  }

  /**
   * Finds the rows that fulfil a filter, in file order. Row groups that its `mayMatch` rules out are not read, and none
   * after the last row wanted.
   *
   * @throws {MomoError} As `read`.
   */
  select({ columns, filter, limit = Infinity }: SelectOptions): Selection {
    const wanted = columns.map((name) => this.#column(name));
    const search = { wanted, tested: filter.columns.map((name) => this.#column(name)), filter };
    const rows: Uint32Array[] = [];
    const parts: ColumnData[][] = wanted.map(() => []);
    let firstRow = 0;
    let count = 0;
    for (const group of this.#groups) {
      if (count >= limit) break;
      const span = this.#span(group, firstRow);
      firstRow += group.length;
      const found = searchGroup(group, search, span, limit - count);
      if (found === undefined) continue;
      rows.push(found.rows.map((row) => span.firstRow + row));
      count += found.rows.length;
      found.data.forEach((data, i) => parts[i]!.push(data));
    }
    return { rows: joinRows(rows, count), table: tableOf(wanted, parts, count) };
  }

  /**
   * Reads the given rows, and of other pages and row groups nothing.
   *
   * @param columns Names of the columns wanted, in this order.
   * @param rows Numbers of rows in the file, ascending.
   * @throws {MomoError} As `read`.
   */
  readRows(columns: readonly string[], rows: Uint32Array): Table {
    const wanted = columns.map((name) => this.#column(name));
    const parts: ColumnData[][] = wanted.map(() => []);
    let firstRow = 0;
    let from = 0;
    for (const group of this.#groups) {
      const end = firstRow + group.length;
      let to = from;
      while (to < rows.length && rows[to]! < end) to++;
      if (to > from) {
        const own = rows.subarray(from, to).map((row) => row - firstRow);
        const read = group.read(wanted, own);
        wanted.forEach(({ spec }, i) => parts[i]!.push(read.get(spec.name)!));
      }
      [firstRow, from] = [end, to];
    }
    return tableOf(wanted, parts, rows.length);
  }

  #span(group: RowGroupReader, firstRow: number): RowSpan {
    const boundsOf = (name: string) => group.bounds(this.#column(name));
    return { firstRow, length: group.length, boundsOf };
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#source.close();
  }
}

function checkRows({ num_rows, row_groups }: FileMetaData): void {
  const rows = row_groups.map((group) => group.num_rows);
  const sum = rows.reduce((total, count) => total + count, 0n);
  if (sum !== num_rows || rows.some((count) => count < 0n)) {
    throw new RangeError(`row groups of ${rows.join(", ")} rows, wanted ${num_rows} in all`);
  }
}

function joinParts(column: StoredColumn, parts: readonly ColumnData[]): ColumnData {
  if (parts.length === 0) return emptyColumn(column);
  return concatColumns(parts, (value) => toCell(column.spec.type, value));
}

function joinRows(parts: readonly Uint32Array[], length: number): Uint32Array {
  const rows = new Uint32Array(length);
  let offset = 0;
  for (const part of parts) {
    rows.set(part, offset);
    offset += part.length;
  }
  return rows;
}

/** A table without columns has rows too: `makeTable` could not tell how many. */
function tableOf(
  columns: readonly StoredColumn[],
  parts: readonly ColumnData[][],
  length: number,
): Table {
  const specs = columns.map((column) => column.spec);
  if (specs.length === 0) return { columns: specs, length, data: [] };
  return makeTable(specs, columns.map((column, i) => joinParts(column, parts[i]!)));
}

/** The rows of a group that a filter leaves, and one array per column wanted; undefined if there are none. */
function searchGroup(
  group: RowGroupReader,
  { wanted, tested, filter }: Search,
  span: RowSpan,
  limit: number,
): { rows: Uint32Array; data: ColumnData[] } | undefined {
  if (group.length === 0 || !filter.mayMatch(span)) return undefined;
  const kept = new Uint8Array(group.length).fill(1);
  const looked = group.read([...new Set(tested)], everyRow(group.length));
  filter.strikeOut(span, (name) => looked.get(name)!, kept);
  const found = keptRows(kept);
  const rows = found.length > limit ? found.slice(0, limit) : found;
  if (rows.length === 0) return undefined;
  const others = wanted.filter(({ spec }) => !looked.has(spec.name));
  const read = group.read(others, rows);
  const data = wanted.map(({ spec }) => {
    const values = looked.get(spec.name);
    return values ? gather(values, rows) : read.get(spec.name)!;
  });
  return { rows, data };
}

/** The rows of a group that fulfil the conditions, one array per column wanted; undefined if there are none. */
function readGroup(group: RowGroupReader, query: Query): ColumnData[] | undefined {
  const isRuledOut = query.where.some(({ column, predicate }) =>
    !mayMatch(predicate, group.bounds(column))
  );
  if (isRuledOut || group.length === 0) return undefined;
  const all = everyRow(group.length);
  const tested = group.read([...new Set(query.where.map(({ column }) => column))], all);
  const kept = new Uint8Array(group.length).fill(1);
  for (const { column, predicate } of query.where) {
    strikeOut(predicate, tested.get(column.spec.name)!, kept);
  }
  const rows = query.where.length === 0 ? all : keptRows(kept);
  if (rows.length === 0) return undefined;
  const others = query.wanted.filter(({ spec }) => !tested.has(spec.name));
  const read = group.read(others, rows);
  return query.wanted.map(({ spec }) => {
    const data = tested.get(spec.name);
    return data ? gather(data, rows) : read.get(spec.name)!;
  });
}

/**
 * Opens a Parquet file and reads its metadata.
 *
 * @param from A path, the bytes of a file, or a source, which is closed with the file.
 * @throws {MomoError} `not_found` if there is no such file, `bad_data` if it is cut off, damaged or no Parquet file,
 * `io` if it cannot be read.
 */
export function openParquet(from: string | Uint8Array | ByteSource): ParquetFile {
  const source = typeof from === "string"
    ? openFileSource(from)
    : from instanceof Uint8Array
    ? memorySource(from, "(memory)")
    : from;
  try {
    return new ParquetFile(source, readMetadata(source));
  } catch (error) {
    source.close();
    throw damaged(source.name, "its metadata is damaged", error);
  }
}
