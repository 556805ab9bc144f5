import type { ColumnMetaData, PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import type { ColumnData } from "../../core/columns/table.ts";
import type { NativeContext } from "../zstd/native_context.ts";
import { assembleColumn, type LeveledValues, presentCount, toCell } from "./assemble.ts";
import { decompressPage } from "./codec.ts";
import { decodePlain, decodeValues } from "./decode_values.ts";
import { concatColumns, gather } from "./gather.ts";
import { bitWidthOf, decodeHybridInto } from "./rle_hybrid.ts";
import type { PhysicalValues } from "./shred.ts";
import type { StoredColumn } from "./stored_columns.ts";

interface RawPage {
  readonly header: PageHeader;
  readonly body: Uint8Array;
}

/** The pages of a chunk, still compressed. */
function* rawPages(chunk: Uint8Array): Generator<RawPage> {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const reader = { view, offset: 0 };
  while (reader.offset < chunk.length) {
    const header = parquetHeader(reader);
    const end = reader.offset + header.compressed_page_size;
    if (!(end >= reader.offset && end <= chunk.length)) {
      throw new RangeError(`page ends at byte ${end} of a chunk of ${chunk.length}`);
    }
    yield { header, body: chunk.subarray(reader.offset, end) };
    reader.offset = end;
  }
}

function decodeLevels(bytes: Uint8Array, count: number, most: number): Uint8Array {
  const levels = new Uint8Array(count);
  decodeHybridInto(bytes, bitWidthOf(most), levels);
  return levels;
}

interface Levels {
  readonly definition: Uint8Array | undefined;
  readonly repetition: Uint8Array | undefined;
}

type Decoder = Pick<ColumnMetaData, "codec" | "type"> & {
  readonly column: StoredColumn;
  readonly dictionary: PhysicalValues | undefined;
  readonly context: NativeContext | undefined;
};

/** Number of values among `entries` levels. */
function valueCount(decoder: Decoder, { definition }: Levels, entries: number): number {
  return definition ? presentCount(decoder.column, definition) : entries;
}

/** Version 2: levels lie uncompressed in front of the values, their sizes are in the header. */
function readPageV2({ header, body }: RawPage, decoder: Decoder): LeveledValues {
  const page = header.data_page_header_v2;
  if (!page) throw new RangeError("a page of version 2 without its header");
  const { maxRepetition, maxDefinition } = decoder.column;
  const entries = page.num_values;
  const repetitionEnd = page.repetition_levels_byte_length;
  const levelsEnd = repetitionEnd + page.definition_levels_byte_length;
  const repetition = maxRepetition > 0
    ? decodeLevels(body.subarray(0, repetitionEnd), entries, maxRepetition)
    : undefined;
  const definition = maxDefinition > 0
    ? decodeLevels(body.subarray(repetitionEnd, levelsEnd), entries, maxDefinition)
    : undefined;
  const codec = page.is_compressed === false ? "UNCOMPRESSED" : decoder.codec;
  const sizeBytes = header.uncompressed_page_size - levelsEnd;
  const bytes = decompressPage(body.subarray(levelsEnd), sizeBytes, codec, decoder.context);
  const count = valueCount(decoder, { definition, repetition }, entries);
  const { encoding } = page;
  const values = decodeValues({ bytes, encoding, count }, decoder.type, decoder.dictionary);
  return { values, definition, repetition };
}

/** Version 1: everything is compressed together, each kind of levels follows its size in 4 bytes. */
function readPageV1({ header, body }: RawPage, decoder: Decoder): LeveledValues {
  const page = header.data_page_header;
  if (!page) throw new RangeError("a page of version 1 without its header");
  const { maxRepetition, maxDefinition } = decoder.column;
  const entries = page.num_values;
  const bytes = decompressPage(body, header.uncompressed_page_size, decoder.codec, decoder.context);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  const takeLevels = (most: number): Uint8Array | undefined => {
    if (most === 0) return undefined;
    const start = offset + 4;
    offset = start + view.getUint32(offset, true);
    return decodeLevels(bytes.subarray(start, offset), entries, most);
  };
  const repetition = takeLevels(maxRepetition);
  const definition = takeLevels(maxDefinition);
  const count = valueCount(decoder, { definition, repetition }, entries);
  const encoded = { bytes: bytes.subarray(offset), encoding: page.encoding, count };
  const values = decodeValues(encoded, decoder.type, decoder.dictionary);
  return { values, definition, repetition };
}

/** Keeps a damaged header from asking for memory that no file of this size could fill. */
function checkEntries(header: PageHeader, { num_values }: ColumnMetaData): void {
  const { num_values: entries = 0 } = header.data_page_header_v2 ?? header.data_page_header ??
    header.dictionary_page_header ?? {};
  if (!(entries >= 0 && BigInt(entries) <= num_values)) {
    throw new RangeError(`page of ${entries} values in a chunk of ${num_values}`);
  }
}

function readDictionary(
  { header, body }: RawPage,
  { codec, type }: ColumnMetaData,
  context: NativeContext | undefined,
): PhysicalValues {
  const count = header.dictionary_page_header?.num_values ?? 0;
  const bytes = decompressPage(body, header.uncompressed_page_size, codec, context);
  return decodePlain(bytes, count, type);
}

/** The first position in `rows`, which ascend, whose row is not before `row`. */
function lowerBound(rows: Uint32Array, row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A page whose rows are decoded only when they are needed. */
interface LazyPage {
  readonly rows: number;
  readonly decode: () => ColumnData;
}

/** Pages of version 1 do not say how many rows their lists make up, so these are decoded at once. */
function lazyPage(page: RawPage, decoder: Decoder): LazyPage {
  const { data_page_header_v2: v2, data_page_header: v1 } = page.header;
  const decode = () => readDataPage(page, decoder);
  if (v2) return { rows: v2.num_rows, decode };
  if (decoder.column.maxRepetition === 0) return { rows: v1?.num_values ?? 0, decode };
  const data = decode();
  return { rows: data.length, decode: () => data };
}

/** The rows of a page that are wanted, if there are any. */
function wantedOf(page: LazyPage, wanted: Uint32Array, start: number): ColumnData | undefined {
  const from = lowerBound(wanted, start);
  const to = lowerBound(wanted, start + page.rows);
  if (from === to) return undefined;
  const data = page.decode();
  if (data.length !== page.rows) {
    throw new RangeError(`page of ${data.length} rows, its header says ${page.rows}`);
  }
  if (to - from === page.rows) return data;
  return gather(data, wanted.subarray(from, to).map((row) => row - start));
}

function readDataPage(page: RawPage, decoder: Decoder): ColumnData {
  const leveled = page.header.type === "DATA_PAGE"
    ? readPageV1(page, decoder)
    : readPageV2(page, decoder);
  return assembleColumn(decoder.column, leveled);
}

/** What to read of a column chunk. */
export interface ChunkRequest {
  readonly column: StoredColumn;
  /** The chunk's entry in the row group. */
  readonly metadata: ColumnMetaData;
  /** The rows of the row group that are wanted, ascending, at least one; pages without any are skipped. */
  readonly rows: Uint32Array;
  /** Number of rows of the row group. */
  readonly length: number;
  /** State to decompress with, for all chunks of a file. */
  readonly context?: NativeContext | undefined;
}

/**
 * Decodes a column chunk.
 *
 * @param chunk Its bytes, from its first page to the end of its last.
 * @returns The rows as `assembleColumn` gives them.
 * @throws {RangeError} If it is damaged, has another number of rows, or is encoded in a way that momo does not read.
 */
export function readChunk(chunk: Uint8Array, request: ChunkRequest): ColumnData {
  const { column, metadata, rows, length, context } = request;
  const { codec, type } = metadata;
  const parts: ColumnData[] = [];
  let dictionary: PhysicalValues | undefined;
  let start = 0;
  for (const page of rawPages(chunk)) {
    checkEntries(page.header, metadata);
    if (page.header.type === "DICTIONARY_PAGE") {
      dictionary = readDictionary(page, metadata, context);
      continue;
    }
    const decoder: Decoder = { codec, type, column, dictionary, context };
    const lazy = lazyPage(page, decoder);
    const part = wantedOf(lazy, rows, start);
    if (part) parts.push(part);
    start += lazy.rows;
  }
  if (start !== length) throw new RangeError(`${start} rows, wanted ${length}`);
  return concatColumns(parts, (value) => toCell(column.spec.type, value));
}
