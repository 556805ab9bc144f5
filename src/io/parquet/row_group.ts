import type { ColumnMetaData, RowGroup } from "hyparquet";
import type { ColumnData } from "../../core/columns/table.ts";
import { type ByteSource, readRange } from "../bytes/byte_source.ts";
import type { NativeContext } from "../zstd/native_context.ts";
import { readChunk } from "./chunk_reader.ts";
import { badFile, damaged } from "./footer.ts";
import type { ChunkBounds } from "./predicate.ts";
import type { StoredColumn } from "./stored_columns.ts";

const MAX_GAP = 32 * 1024; // bytes read for nothing rather than reading twice

const NOTHING_KNOWN: ChunkBounds = {
  min: undefined,
  max: undefined,
  isAllNull: false,
  hasNulls: true,
};

interface ChunkRange {
  readonly column: StoredColumn;
  readonly metadata: ColumnMetaData;
  readonly start: number;
  readonly end: number;
}

/** A row group of an open file. */
export class RowGroupReader {
  /** Number of rows. */
  readonly length: number;
  readonly #source: ByteSource;
  readonly #group: RowGroup;
  readonly #label: string;
  readonly #context: NativeContext;

  /**
   * @param position Place among the file's row groups, from 0, for messages.
   * @param context State to decompress with, for all row groups of a file.
   */
  constructor(source: ByteSource, group: RowGroup, position: number, context: NativeContext) {
    this.length = Number(group.num_rows);
    this.#source = source;
    this.#group = group;
    this.#label = `row group ${position}`;
    this.#context = context;
  }

  #metadata({ leaf, spec, physical }: StoredColumn): ColumnMetaData {
    const metadata = this.#group.columns[leaf]?.meta_data;
    if (metadata?.type === physical) return metadata;
    throw badFile(this.#source.name, `${this.#label} lacks column "${spec.name}" or has another`);
  }

  /** What the statistics say about a column; bounds of lists are of no use for conditions. */
  bounds(column: StoredColumn): ChunkBounds {
    const { statistics } = this.#metadata(column);
    if (column.maxRepetition > 0) return NOTHING_KNOWN;
    return {
      min: statistics?.min_value,
      max: statistics?.max_value,
      isAllNull: statistics?.null_count === this.#group.num_rows,
      // NaN counts as null here, and not in the statistics.
      hasNulls: column.spec.type.startsWith("float") || statistics?.null_count !== 0n,
    };
  }

  #range(column: StoredColumn): ChunkRange {
    const metadata = this.#metadata(column);
    const { data_page_offset, dictionary_page_offset, total_compressed_size } = metadata;
    const hasDictionary = dictionary_page_offset && dictionary_page_offset < data_page_offset;
    const start = Number(hasDictionary ? dictionary_page_offset : data_page_offset);
    const end = start + Number(total_compressed_size);
    const { name, size } = this.#source;
    if (!(start >= 0 && end >= start && end <= size)) {
      const state = `column "${column.spec.name}" of ${this.#label} lies at ${start} to ${end}`;
      throw badFile(name, `${state}, the file has ${size} bytes`);
    }
    return { column, metadata, start, end };
  }

  #decode({ column, metadata }: ChunkRange, bytes: Uint8Array, rows: Uint32Array): ColumnData {
    try {
      return readChunk(bytes, {
        ...{ column, metadata, rows, length: this.length },
        context: this.#context,
      });
    } catch (error) {
      const where = `column "${column.spec.name}" of ${this.#label} is damaged`;
      throw damaged(this.#source.name, where, error);
    }
  }

  /**
   * Reads columns of the group, chunks that lie close together in one go.
   *
   * @param rows The rows wanted, as positions in the group, ascending, at least one.
   * @returns These rows of each column, by the columns' names.
   * @throws {MomoError} `bad_data` if the file is damaged, `io` if it cannot be read.
   */
  read(columns: readonly StoredColumn[], rows: Uint32Array): Map<string, ColumnData> {
    const ranges = columns.map((column) => this.#range(column));
    const read = new Map<string, ColumnData>();
    for (const run of neighbours(ranges)) {
      const start = run[0]!.start;
      const bytes = readRange(this.#source, start, run.at(-1)!.end - start);
      for (const range of run) {
        const chunk = bytes.subarray(range.start - start, range.end - start);
        read.set(range.column.spec.name, this.#decode(range, chunk, rows));
      }
    }
    return read;
  }
}

/** Groups ranges that lie close together; chunks do not overlap. */
function neighbours(ranges: readonly ChunkRange[]): ChunkRange[][] {
  const runs: ChunkRange[][] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const run = runs.at(-1);
    if (run && range.start - run.at(-1)!.end <= MAX_GAP) run.push(range);
    else runs.push([range]);
  }
  return runs;
}
