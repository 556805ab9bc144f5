import type { ColumnChunk } from "hyparquet";
import type { ColumnData } from "../../core/columns/table.ts";
import { codecName } from "./codec.ts";
import type { ColumnLayout } from "./column_layout.ts";
import { type ValueEncoder, valueEncoders } from "./encodings.ts";
import { highestLevel, leafPath, physicalType } from "./file_schema.ts";
import { type PagePart, splitPages } from "./page_split.ts";
import { dataPage, dictionaryPage, type Page } from "./page_writer.ts";
import { shredColumn, type ShreddedColumn } from "./shred.ts";
import { boundsOf } from "./statistics.ts";

/** The pages of a chunk in one encoding. */
interface EncodedChunk {
  readonly encoder: ValueEncoder;
  /** The page of distinct values first, if the encoding has one. */
  readonly pages: readonly Page[];
  readonly sizeBytes: number;
}

function encodeChunk(
  encoder: ValueEncoder,
  parts: readonly PagePart[],
  layout: ColumnLayout,
): EncodedChunk {
  const pages = parts.map((part) => dataPage(part, encoder, layout));
  if (encoder.dictionary) pages.unshift(dictionaryPage(encoder.dictionary, layout));
  return { encoder, pages, sizeBytes: pages.reduce((sum, { bytes }) => sum + bytes.length, 0) };
}

/** Encodes in every way that is to be tried and keeps the smallest result, of equal ones the first. */
function smallestChunk(column: ShreddedColumn, layout: ColumnLayout): EncodedChunk {
  const parts = splitPages(column, layout.pageRows, highestLevel(layout.spec));
  const encoders = valueEncoders(column.values, layout.encoding, layout.codec);
  let smallest = encodeChunk(encoders[0]!, parts, layout);
  for (const encoder of encoders.slice(1)) {
    const chunk = encodeChunk(encoder, parts, layout);
    if (chunk.sizeBytes < smallest.sizeBytes) smallest = chunk;
  }
  return smallest;
}

/** A column chunk: the bytes of its pages, and its entry in the row group. */
export interface WrittenChunk {
  readonly pages: readonly Uint8Array[];
  readonly sizeBytes: number;
  readonly chunk: ColumnChunk;
}

function describeChunk(
  { spec, codec }: ColumnLayout,
  column: ShreddedColumn,
  { encoder, pages, sizeBytes }: EncodedChunk,
  offset: number,
): ColumnChunk {
  const { dictionary, encoding } = encoder;
  const entries = column.definition?.length ?? column.rows;
  const bounds = boundsOf(spec.type, dictionary ?? column.values);
  return {
    file_offset: BigInt(offset),
    meta_data: {
      type: physicalType(spec.type),
      encodings: dictionary ? ["PLAIN", encoding] : [encoding],
      path_in_schema: leafPath(spec),
      codec: codecName(codec),
      num_values: BigInt(entries),
      total_uncompressed_size: BigInt(pages.reduce((sum, { fullBytes }) => sum + fullBytes, 0)),
      total_compressed_size: BigInt(sizeBytes),
      data_page_offset: BigInt(offset + (dictionary ? pages[0]!.bytes.length : 0)),
      ...(dictionary && { dictionary_page_offset: BigInt(offset) }),
      statistics: {
        null_count: BigInt(entries - column.values.length),
        ...(bounds && { min_value: bounds.min, max_value: bounds.max }),
      },
    },
  };
}

/**
 * Encodes the rows of a column in one row group.
 *
 * @param data These rows.
 * @param offset Position of the chunk in the file, in bytes.
 * @throws {TypeError} If a cell is not of the column's type, or null where the column has no nulls.
 */
export function writeChunk(
  layout: ColumnLayout,
  data: ColumnData,
  offset: number,
): WrittenChunk {
  const column = shredColumn(layout.spec, data);
  const encoded = smallestChunk(column, layout);
  return {
    pages: encoded.pages.map(({ bytes }) => bytes),
    sizeBytes: encoded.sizeBytes,
    chunk: describeChunk(layout, column, encoded, offset),
  };
}
