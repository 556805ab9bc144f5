import { ByteWriter } from "hyparquet-writer";
import { deltaBinaryPack } from "hyparquet-writer/src/delta.js";
import { encodeHybrid } from "./rle_hybrid.ts";
import { isText, type PhysicalValues } from "./shred.ts";

type Numbers = Exclude<PhysicalValues, readonly string[]>;

function bytesOf(values: Numbers): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function encodeStrings(values: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  let longest = 0; // UTF-16 units, each at most three bytes of UTF-8
  for (const value of values) longest += 4 + 3 * value.length;
  const bytes = new Uint8Array(longest);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const value of values) {
    const { written } = encoder.encodeInto(value, bytes.subarray(offset + 4));
    view.setUint32(offset, written, true);
    offset += 4 + written;
  }
  return bytes.subarray(0, offset);
}

function encodeFlags(flags: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(flags.length / 8));
  for (let i = 0; i < flags.length; i++) bytes[i >>> 3]! |= flags[i]! << (i & 7);
  return bytes;
}

/** PLAIN: fixed-width values little-endian, strings as UTF-8 after their length in 4 bytes, booleans as bits. */
export function encodePlain(values: PhysicalValues): Uint8Array {
  if (isText(values)) return encodeStrings(values);
  return values instanceof Uint8Array ? encodeFlags(values) : bytesOf(values);
}

/** BYTE_STREAM_SPLIT: the lowest bytes of all values, then the next ones, …: equal exponents stand side by side. */
export function encodeSplit(values: Numbers): Uint8Array {
  const bytes = bytesOf(values);
  const width = values.BYTES_PER_ELEMENT;
  const count = values.length;
  const split = new Uint8Array(bytes.length);
  for (let byte = 0; byte < width; byte++) {
    const stream = byte * count;
    for (let i = 0, at = byte; i < count; i++, at += width) split[stream + i] = bytes[at]!;
  }
  return split;
}

/** DELTA_BINARY_PACKED: differences to the value before, bit-packed in blocks. */
export function encodeDelta(values: Int32Array | BigInt64Array): Uint8Array {
  const writer = new ByteWriter();
  // The declared parameter is a union that leaves out no array type, so both kinds are accepted as they are.
  deltaBinaryPack(writer, values, values instanceof Int32Array ? "INT32" : "INT64");
  return writer.getBytes();
}

/**
 * RLE_DICTIONARY: the bit width in one byte, then the codes.
 *
 * @param bitWidth Bits per code; more than the codes need is allowed.
 */
export function encodeCodes(codes: Uint32Array, bitWidth: number): Uint8Array {
  const packed = encodeHybrid(codes, bitWidth);
  const bytes = new Uint8Array(1 + packed.length);
  bytes[0] = bitWidth;
  bytes.set(packed, 1);
  return bytes;
}
