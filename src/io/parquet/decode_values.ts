import type { Encoding, ParquetType } from "hyparquet";
import { decodeDeltaInto } from "./delta_decode.ts";
import { gather } from "./gather.ts";
import { decodeHybridInto } from "./rle_hybrid.ts";
import type { PhysicalValues } from "./shred.ts";

/** Encoded values of one page. */
export interface EncodedPage {
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  /** Number of values that the bytes hold; nulls take no place in them. */
  readonly count: number;
}

function widthOf(type: ParquetType): 4 | 8 {
  if (type === "INT32" || type === "FLOAT") return 4;
  if (type === "INT64" || type === "DOUBLE") return 8;
  throw new RangeError(`physical type ${type} is not read by momo`);
}

/** The bytes of `count` numbers at a position where a typed array may start; copied if they are not at one. */
function alignedBytes(bytes: Uint8Array, count: number, width: number): Uint8Array {
  if (bytes.length < count * width) {
    throw new RangeError(`${count} values need ${count * width} bytes, ${bytes.length} are there`);
  }
  return bytes.byteOffset % width === 0 ? bytes : bytes.slice(0, count * width);
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i]! >= 0x80) return false;
  return true;
}

/** Strings of ASCII, nearly all, are cut out of one long string, since a call of the decoder costs far more. */
function decodeStrings(bytes: Uint8Array, count: number): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = new TextDecoder("latin1").decode(bytes); // one character per byte
  const decoder = new TextDecoder();
  const strings = new Array<string>(count);
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const start = offset + 4;
    const end = start + view.getUint32(offset, true);
    if (end > bytes.length) throw new RangeError(`string ends at byte ${end} of ${bytes.length}`);
    strings[i] = isAscii(bytes, start, end)
      ? whole.slice(start, end)
      : decoder.decode(bytes.subarray(start, end));
    offset = end;
  }
  return strings;
}

function decodeFlags(bytes: Uint8Array, count: number): Uint8Array {
  if (bytes.length * 8 < count) throw new RangeError(`${count} flags in ${bytes.length} bytes`);
  const flags = new Uint8Array(count);
  for (let i = 0; i < count; i++) flags[i] = (bytes[i >>> 3]! >>> (i & 7)) & 1;
  return flags;
}

function decodeNumbers(bytes: Uint8Array, count: number, type: ParquetType): PhysicalValues {
  const { buffer, byteOffset } = alignedBytes(bytes, count, widthOf(type));
  switch (type) {
    case "INT32":
      return new Int32Array(buffer, byteOffset, count);
    case "INT64":
      return new BigInt64Array(buffer, byteOffset, count);
    case "FLOAT":
      return new Float32Array(buffer, byteOffset, count);
    default:
      return new Float64Array(buffer, byteOffset, count);
  }
}

/** Values as they lie in the file; numbers are not copied unless their position is odd. */
export function decodePlain(bytes: Uint8Array, count: number, type: ParquetType): PhysicalValues {
  if (type === "BYTE_ARRAY") return decodeStrings(bytes, count);
  if (type === "BOOLEAN") return decodeFlags(bytes, count);
  return decodeNumbers(bytes, count, type);
}

function decodeSplit(bytes: Uint8Array, count: number, type: ParquetType): PhysicalValues {
  const width = widthOf(type);
  if (bytes.length < count * width) {
    throw new RangeError(`${count} values need ${count * width} bytes, ${bytes.length} are there`);
  }
  const whole = new Uint8Array(count * width);
  for (let byte = 0; byte < width; byte++) {
    const stream = byte * count;
    for (let i = 0, at = byte; i < count; i++, at += width) whole[at] = bytes[stream + i]!;
  }
  return decodePlain(whole, count, type);
}

function decodeDeltas(bytes: Uint8Array, count: number, type: ParquetType): PhysicalValues {
  const values = type === "INT64" ? new BigInt64Array(count) : new Int32Array(count);
  decodeDeltaInto(bytes, values);
  return values;
}

/** The positions in the dictionary that a page refers to, each checked to be one. */
function decodeCodes({ bytes, count }: EncodedPage, distinct: number): Uint32Array {
  const codes = new Uint32Array(count);
  if (count === 0) return codes;
  decodeHybridInto(bytes.subarray(1), bytes[0] ?? 0, codes);
  let largest = 0;
  for (let i = 0; i < count; i++) if (codes[i]! > largest) largest = codes[i]!;
  if (largest >= distinct) {
    throw new RangeError(`code ${largest} in a dictionary of ${distinct} values`);
  }
  return codes;
}

/**
 * Decodes the values of a page.
 *
 * @param dictionary The distinct values of the column chunk, if it has a dictionary page.
 * @throws {RangeError} If the bytes are not what the encoding prescribes.
 */
export function decodeValues(
  page: EncodedPage,
  type: ParquetType,
  dictionary: PhysicalValues | undefined,
): PhysicalValues {
  const { bytes, encoding, count } = page;
  switch (encoding) {
    case "PLAIN":
      return decodePlain(bytes, count, type);
    case "RLE_DICTIONARY":
    case "PLAIN_DICTIONARY":
      if (!dictionary) throw new RangeError("codes without a dictionary");
      return gather(dictionary, decodeCodes(page, dictionary.length));
    case "BYTE_STREAM_SPLIT":
      return decodeSplit(bytes, count, type);
    case "DELTA_BINARY_PACKED":
      return decodeDeltas(bytes, count, type);
    case "RLE": {
      const flags = new Uint8Array(count);
      decodeHybridInto(bytes.subarray(4), 1, flags); // after the length of the runs
      return flags;
    }
    default:
      throw new RangeError(`encoding ${encoding} is not read by momo`);
  }
}
