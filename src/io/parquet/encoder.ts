import type { ColumnChunk, KeyValue, RowGroup } from "hyparquet";
import { ByteWriter } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { isCells } from "../../core/columns/packed_cells.ts";
import type { ColumnData, ColumnSpec, Table } from "../../core/columns/table.ts";
import { joinBytes } from "../bytes/join_bytes.ts";
import { writeChunk } from "./chunk_writer.ts";
import type { Codec } from "./codec.ts";
import {
  type ColumnEncoding,
  type ColumnLayout,
  defaultEncoding,
  type Purpose,
} from "./column_layout.ts";
import { fileSchema } from "./file_schema.ts";

/** How a table is written as Parquet. */
export interface ParquetOptions {
  /** Compression of all columns; default `zstd`. */
  readonly codec?: Codec;
  /** Effort of zstd, 1 to 19; default 3, since more gains less than 1 %. */
  readonly zstdLevel?: number;
  /** Rows per row group, the unit that readers skip; default 65 536. */
  readonly rowGroupRows?: number;
  /** Rows per page, the unit that readers decode; default 8192, with `speed` a whole row group. */
  readonly pageRows?: number;
  /** Encodings by column name; the others take what suits their type and the purpose. */
  readonly encodings?: Readonly<Record<string, ColumnEncoding>>;
  /** `size` (default) for small files, `speed` for files that a load has to decode at once. */
  readonly purpose?: Purpose;
  /** Names of the columns by which the rows are sorted, ascending, most significant first; recorded, not checked. */
  readonly sortedBy?: readonly string[];
  /** Further key-value entries of the file's metadata, written in this order. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const MAGIC = new TextEncoder().encode("PAR1");
const ROW_GROUP_ROWS = 65_536;
const PAGE_ROWS = 8192;
const ZSTD_LEVEL = 3;
const FORMAT_VERSION = 2;

/** What momo records about its columns in every file, as key-value entries in JSON. */
function describeColumns(columns: readonly ColumnSpec[]): KeyValue[] {
  const described = columns.map(({ name, type, unit, causality, nullable, help }) => ({
    name,
    type,
    unit,
    causality,
    nullable,
    help,
  }));
  const marked = (causality: string) =>
    columns.filter((spec) => spec.causality === causality).map((spec) => spec.name);
  const causality = { eod: marked("eod"), fut: marked("fut") };
  return [
    { key: "momo.columns", value: JSON.stringify(described) },
    { key: "momo.causality", value: JSON.stringify(causality) },
  ];
}

/** A row group that has no place in a file yet. A plain object that can be sent to another thread. */
export interface EncodedGroup {
  readonly pages: readonly Uint8Array[];
  /** Of all pages. */
  readonly sizeBytes: number;
  /** Entries of the columns, with offsets from the start of the group. */
  readonly columns: readonly ColumnChunk[];
  readonly rows: number;
}

/** The entry of a column chunk that stands further into the file. */
function movedChunk(chunk: ColumnChunk, distance: bigint): ColumnChunk {
  const { file_offset, meta_data } = chunk;
  if (meta_data === undefined) throw new TypeError("a column chunk was not described");
  const { data_page_offset, dictionary_page_offset } = meta_data;
  return {
    ...chunk,
    file_offset: file_offset + distance,
    meta_data: {
      ...meta_data,
      data_page_offset: data_page_offset + distance,
      ...(dictionary_page_offset !== undefined &&
        { dictionary_page_offset: dictionary_page_offset + distance }),
    },
  };
}

/** The rows `start` to `end` (exclusive) of a column; typed arrays are shared. */
function rowsOf(data: ColumnData, start: number, end: number): ColumnData {
  return isCells(data) ? data.slice(start, end) : data.subarray(start, end);
}

function checkedRows(rows: number): number {
  if (!Number.isSafeInteger(rows) || rows < 1) {
    throw new RangeError(`row groups or pages of ${rows} rows`);
  }
  return rows;
}

/**
 * Encodes tables of the same columns as one Parquet file, piece by piece and without any I/O.
 *
 * The pieces, in the order of the calls, are the file: `header()`, `rowGroups()` of each table, `footer()`. Each table
 * starts a row group of its own. The same calls give the same bytes.
 */
export class ParquetEncoder {
  readonly #columns: readonly ColumnSpec[];
  readonly #layouts: readonly ColumnLayout[];
  readonly #options: ParquetOptions;
  readonly #rowGroupRows: number;
  readonly #groups: RowGroup[] = [];
  #offset = 0;
  #rows = 0;

  /** @throws {RangeError} If an option names a column that there is not, or row groups have no rows. */
  constructor(columns: readonly ColumnSpec[], options: ParquetOptions = {}) {
    const names = new Set(columns.map((spec) => spec.name));
    const { encodings = {}, purpose = "size", sortedBy = [] } = options;
    for (const name of [...Object.keys(encodings), ...sortedBy]) {
      if (!names.has(name)) throw new RangeError(`no column ${name}`);
    }
    this.#columns = columns;
    this.#options = options;
    this.#rowGroupRows = checkedRows(options.rowGroupRows ?? ROW_GROUP_ROWS);
    const defaultPageRows = purpose === "size" ? PAGE_ROWS : this.#rowGroupRows;
    this.#layouts = columns.map((spec) => ({
      spec,
      encoding: encodings[spec.name] ?? defaultEncoding(spec.type, purpose),
      codec: options.codec ?? "zstd",
      zstdLevel: options.zstdLevel ?? ZSTD_LEVEL,
      pageRows: checkedRows(options.pageRows ?? defaultPageRows),
    }));
  }

  /** The first bytes of the file. */
  header(): Uint8Array {
    this.#offset += MAGIC.length;
    return MAGIC;
  }

  /**
   * The bytes of a table's row groups, page by page.
   *
   * @throws {RangeError} If the table's columns are not those of the file.
   * @throws {TypeError} If a cell is not of its column's type, or null where the column has no nulls.
   */
  *rowGroups(table: Table): Generator<Uint8Array> {
    const names = (columns: readonly ColumnSpec[]) => columns.map((spec) => spec.name).join();
    if (names(table.columns) !== names(this.#columns)) {
      throw new RangeError(`columns ${names(table.columns)} in a file of ${names(this.#columns)}`);
    }
    for (let start = 0; start < table.length; start += this.#rowGroupRows) {
      const end = Math.min(start + this.#rowGroupRows, table.length);
      yield* this.append(this.encodeGroup(table, start, end));
    }
  }

  /**
   * The bytes of one row group, to be given to `append`; says nothing about where it will stand, so that it can be made
   * elsewhere, by another encoder with the same columns and options.
   *
   * @param start First row of the table.
   * @param end Row after the last.
   * @throws {TypeError} If a cell is not of its column's type, or null where the column has no nulls.
   */
  encodeGroup(table: Table, start = 0, end = table.length): EncodedGroup {
    let offset = 0;
    const written = this.#layouts.map((layout, i) => {
      const chunk = writeChunk(layout, rowsOf(table.data[i]!, start, end), offset);
      offset += chunk.sizeBytes;
      return chunk;
    });
    return {
      pages: written.flatMap(({ pages }) => pages),
      sizeBytes: offset,
      columns: written.map(({ chunk }) => chunk),
      rows: end - start,
    };
  }

  /** The bytes of a row group, in its place in the file. */
  append({ pages, sizeBytes, columns, rows }: EncodedGroup): readonly Uint8Array[] {
    const uncompressed = columns.map((column) => column.meta_data?.total_uncompressed_size ?? 0n);
    this.#groups.push({
      columns: columns.map((column) => movedChunk(column, BigInt(this.#offset))),
      num_rows: BigInt(rows),
      total_byte_size: uncompressed.reduce((total, size) => total + size, 0n),
      total_compressed_size: BigInt(sizeBytes),
      ...this.#sorting(),
    });
    this.#offset += sizeBytes;
    this.#rows += rows;
    return pages;
  }

  #sorting(): Pick<RowGroup, "sorting_columns"> {
    const { sortedBy = [] } = this.#options;
    if (sortedBy.length === 0) return {}; // an empty list is not encoded properly
    const sorting_columns = sortedBy.map((name) => ({
      column_idx: this.#columns.findIndex((spec) => spec.name === name),
      descending: false,
      nulls_first: false,
    }));
    return { sorting_columns };
  }

  /** The last bytes of the file: schema, row groups with their statistics, key-value metadata. */
  footer(): Uint8Array {
    const extra = Object.entries(this.#options.metadata ?? {});
    const writer = new ByteWriter();
    writeMetadata(writer, {
      version: FORMAT_VERSION,
      created_by: "momo",
      schema: fileSchema(this.#columns),
      num_rows: BigInt(this.#rows),
      row_groups: this.#groups,
      key_value_metadata: [
        ...describeColumns(this.#columns),
        ...extra.map(([key, value]) => ({ key, value })),
      ],
      metadata_length: 0, // is not stored
    });
    writer.appendBytes(MAGIC);
    return writer.getBytes();
  }
}

/** The pieces of a Parquet file that holds the tables, one after the other; all tables have the same columns. */
export function* parquetPieces(
  columns: readonly ColumnSpec[],
  tables: Iterable<Table>,
  options?: ParquetOptions,
): Generator<Uint8Array> {
  const encoder = new ParquetEncoder(columns, options);
  yield encoder.header();
  for (const table of tables) yield* encoder.rowGroups(table);
  yield encoder.footer();
}

/**
 * A table as the bytes of a Parquet file. The same table and options give the same bytes.
 *
 * Timestamps are stored in nanoseconds of UTC, dates as days, strings with their distinct values apart. Units, causality
 * marks and help texts are in the key-value entries `momo.columns` and `momo.causality`, as JSON.
 *
 * @throws {TypeError} If a cell is not of its column's type, or null where the column has no nulls.
 * @throws {RangeError} If an option names a column that there is not.
 */
export function encodeParquet(table: Table, options?: ParquetOptions): Uint8Array {
  return joinBytes([...parquetPieces(table.columns, [table], options)]);
}
