import { ByteWriter } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import type { PageHeader } from "hyparquet";
import { compressPage } from "./codec.ts";
import type { ColumnLayout } from "./column_layout.ts";
import { encodePlain } from "./encode_values.ts";
import type { ValueEncoder } from "./encodings.ts";
import { highestLevel } from "./file_schema.ts";
import type { PagePart } from "./page_split.ts";
import { bitWidthOf, encodeHybrid } from "./rle_hybrid.ts";
import type { PhysicalValues } from "./shred.ts";

/** One page: header, levels and values. */
export interface Page {
  readonly bytes: Uint8Array;
  /** Size without compression, with the header. */
  readonly fullBytes: number;
}

interface Levels {
  readonly repetition: Uint8Array;
  readonly definition: Uint8Array;
}

const NO_LEVELS = new Uint8Array(0);

function encodeLevels({ spec }: ColumnLayout, part: PagePart): Levels {
  const repetition = part.repetition ? encodeHybrid(part.repetition, 1) : NO_LEVELS;
  const highest = highestLevel(spec);
  if (highest === 0) return { repetition, definition: NO_LEVELS };
  const levels = part.definition ?? new Uint8Array(part.entries).fill(highest);
  return { repetition, definition: encodeHybrid(levels, bitWidthOf(highest)) };
}

function assemblePage(header: PageHeader, parts: readonly Uint8Array[]): Page {
  const writer = new ByteWriter();
  writePageHeader(writer, header);
  const headerBytes = writer.offset;
  for (const part of parts) writer.appendBytes(part);
  return { bytes: writer.getBytes(), fullBytes: headerBytes + header.uncompressed_page_size };
}

/** The page with a column chunk's distinct values, which comes before the pages that refer to them. */
export function dictionaryPage(values: PhysicalValues, { codec, zstdLevel }: ColumnLayout): Page {
  const plain = encodePlain(values);
  const body = compressPage(plain, codec, zstdLevel);
  const header: PageHeader = {
    type: "DICTIONARY_PAGE",
    uncompressed_page_size: plain.length,
    compressed_page_size: body.length,
    dictionary_page_header: { num_values: values.length, encoding: "PLAIN" },
  };
  return assemblePage(header, [body]);
}

/**
 * A page of rows in the second version of the page format: levels are never compressed, values only where that makes
 * them smaller.
 */
export function dataPage(part: PagePart, encoder: ValueEncoder, layout: ColumnLayout): Page {
  const { repetition, definition } = encodeLevels(layout, part);
  const values = encoder.encode(part.from, part.to);
  const compressed = compressPage(values, layout.codec, layout.zstdLevel);
  const isWorthIt = compressed.length < values.length;
  const body = isWorthIt ? compressed : values;
  const levelBytes = repetition.length + definition.length;
  const header: PageHeader = {
    type: "DATA_PAGE_V2",
    uncompressed_page_size: levelBytes + values.length,
    compressed_page_size: levelBytes + body.length,
    data_page_header_v2: {
      num_values: part.entries,
      num_nulls: part.entries - (part.to - part.from),
      num_rows: part.rows,
      encoding: encoder.encoding,
      definition_levels_byte_length: definition.length,
      repetition_levels_byte_length: repetition.length,
      is_compressed: isWorthIt,
    },
  };
  return assemblePage(header, [repetition, definition, body]);
}
