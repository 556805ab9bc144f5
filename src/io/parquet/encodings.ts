import type { Encoding } from "hyparquet";
import type { Codec } from "./codec.ts";
import type { ColumnEncoding } from "./column_layout.ts";
import { buildDictionary } from "./dictionary.ts";
import { encodeCodes, encodeDelta, encodePlain, encodeSplit } from "./encode_values.ts";
import { bitWidthOf } from "./rle_hybrid.ts";
import { isText, partOf, type PhysicalValues } from "./shred.ts";

/** A way to encode the values of a column chunk. */
export interface ValueEncoder {
  readonly encoding: Encoding;
  /** The chunk's distinct values, if its pages hold codes of them. */
  readonly dictionary?: PhysicalValues;
  /** The values `from` to `to` (exclusive) of the chunk, encoded for a page. */
  readonly encode: (from: number, to: number) => Uint8Array;
}

const MAX_DISTINCT = 65_536; // codes of two bytes; a larger dictionary is no gain

function plainEncoder(values: PhysicalValues): ValueEncoder {
  return { encoding: "PLAIN", encode: (from, to) => encodePlain(partOf(values, from, to)) };
}

/** Codes in whole bytes compress better where values are unevenly frequent, packed bits where they are not. */
function dictionaryEncoders(
  values: Exclude<PhysicalValues, Uint8Array>,
  maxDistinct: number,
): ValueEncoder[] {
  const built = buildDictionary(values, maxDistinct);
  if (!built) return [];
  const { codes, values: dictionary } = built;
  const bitWidth = bitWidthOf(Math.max(0, dictionary.length - 1));
  const widths = new Set([bitWidth, 8 * Math.ceil(bitWidth / 8)]);
  return [...widths].map((width) => ({
    encoding: "RLE_DICTIONARY",
    dictionary,
    encode: (from, to) => encodeCodes(codes.subarray(from, to), width),
  }));
}

/** Readers are bound to know BYTE_STREAM_SPLIT for floating-point and DELTA_BINARY_PACKED for whole numbers only. */
function numberEncoders(values: PhysicalValues, encoding: ColumnEncoding): ValueEncoder[] {
  if (isText(values) || values instanceof Uint8Array) return [];
  const wants = (name: ColumnEncoding) => encoding === "auto" || encoding === name;
  if (values instanceof Float32Array || values instanceof Float64Array) {
    if (!wants("split")) return [];
    const encode = (from: number, to: number) => encodeSplit(values.subarray(from, to));
    return [{ encoding: "BYTE_STREAM_SPLIT", encode }];
  }
  if (!wants("delta")) return [];
  const encode = (from: number, to: number) => encodeDelta(values.subarray(from, to));
  return [{ encoding: "DELTA_BINARY_PACKED", encode }];
}

/**
 * The encoders to try for the values of a column chunk, at least one; the last is PLAIN unless another one was asked for
 * and suits the values.
 */
export function valueEncoders(
  values: PhysicalValues,
  encoding: ColumnEncoding,
  codec: Codec,
): ValueEncoder[] {
  const plain = plainEncoder(values);
  if (encoding === "plain" || values.length === 0 || values instanceof Uint8Array) return [plain];
  if (encoding === "auto") {
    const few = Math.min(MAX_DISTINCT, Math.ceil(values.length / 2)); // more is larger than PLAIN
    return [...dictionaryEncoders(values, few), ...numberEncoders(values, encoding), plain];
  }
  const asked = encoding === "dictionary"
    ? dictionaryEncoders(values, MAX_DISTINCT)
    : numberEncoders(values, encoding);
  if (asked.length === 0) return [plain];
  return codec === "none" ? asked.slice(0, 1) : asked;
}
