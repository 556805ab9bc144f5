/**
 * Headers of the zstd format: RFC 8878 §3.1.
 */

/** Header of a frame that holds compressed data. */
export interface DataFrameHeader {
  /** Tells the two headers apart. */
  readonly kind: "data";
  /** Bytes of the header, magic number included. */
  readonly size: number;
  /** Bytes after decompression, or null if the frame does not state it. */
  readonly contentSize: number | null;
  /** Bytes of history that a decoder must keep. */
  readonly windowSize: number;
  /** Whether four checksum bytes follow the last block. */
  readonly hasChecksum: boolean;
  /** Dictionary that is needed, 0 for none. */
  readonly dictionaryId: number;
}

/** Header of a frame that decoders skip. */
export interface SkippableFrameHeader {
  /** Tells the two headers apart. */
  readonly kind: "skippable";
  /** Bytes of the header, magic number included. */
  readonly size: number;
  /** Bytes to skip after the header. */
  readonly payloadSize: number;
}

/** The largest frame header, in bytes. */
export const MAX_FRAME_HEADER_SIZE = 18;
/** Bytes of a block header. */
export const BLOCK_HEADER_SIZE = 3;
/** Bytes of the checksum after the last block. */
export const CHECKSUM_SIZE = 4;
/** The largest block, compressed or not, in bytes. */
export const MAX_BLOCK_SIZE = 128 * 1024;

const DATA_MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const SKIPPABLE_MAGIC = [0x50, 0x2a, 0x4d, 0x18]; // low four bits of the first byte are free

/**
 * Reads the frame header at the start of `bytes`.
 *
 * @returns The header; `incomplete` if the bytes are the beginning of one; `invalid` if they are no zstd frame.
 */
export function parseFrameHeader(
  bytes: Uint8Array,
): DataFrameHeader | SkippableFrameHeader | "incomplete" | "invalid" {
  const known = Math.min(bytes.length, 4);
  if (DATA_MAGIC.slice(0, known).every((byte, i) => bytes[i] === byte)) {
    return bytes.length <= 4 ? "incomplete" : parseDataHeader(bytes);
  }
  const isSkippable = SKIPPABLE_MAGIC.slice(0, known)
    .every((byte, i) => (i === 0 ? bytes[0]! & 0xf0 : bytes[i]) === byte);
  if (!isSkippable) return "invalid";
  if (bytes.length < 8) return "incomplete";
  return { kind: "skippable", size: 8, payloadSize: littleEndian(bytes, 4, 4) };
}

function parseDataHeader(bytes: Uint8Array): DataFrameHeader | "incomplete" | "invalid" {
  const descriptor = bytes[4]!;
  if (descriptor & 0x08) return "invalid"; // reserved bit
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const contentSizeFlag = descriptor >> 6;
  const dictionaryAt = isSingleSegment ? 5 : 6;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  const contentSizeAt = dictionaryAt + dictionaryBytes;
  const contentSizeBytes = contentSizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << contentSizeFlag;
  const size = contentSizeAt + contentSizeBytes;
  if (bytes.length < size) return "incomplete";
  const stated = littleEndian(bytes, contentSizeAt, contentSizeBytes);
  const contentSize = contentSizeBytes === 0
    ? null
    : contentSizeBytes === 2
    ? stated + 256
    : stated;
  if (contentSize !== null && !Number.isSafeInteger(contentSize)) return "invalid";
  return {
    kind: "data",
    size,
    contentSize,
    windowSize: isSingleSegment ? contentSize ?? 0 : windowSizeOf(bytes[5]!),
    hasChecksum: (descriptor & 0x04) !== 0,
    dictionaryId: littleEndian(bytes, dictionaryAt, dictionaryBytes),
  };
}

function windowSizeOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function littleEndian(bytes: Uint8Array, offset: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[offset + i]!;
  return value;
}

/** What a block header says. */
export interface BlockHeader {
  /** Whether it is the last block of its frame. */
  readonly isLast: boolean;
  /** Bytes of the block in the frame, after its header. */
  readonly storedSize: number;
  /** The most bytes that the block can decode to. */
  readonly contentLimit: number;
}

/** Reads a block header from its three bytes; `undefined` if they are not valid. */
export function parseBlockHeader(b0: number, b1: number, b2: number): BlockHeader | undefined {
  const type = (b0 >> 1) & 3; // 0 raw, 1 run length, 2 compressed, 3 reserved
  const size = (b0 >> 3) | (b1 << 5) | (b2 << 13);
  if (type === 3 || size > MAX_BLOCK_SIZE) return undefined;
  return {
    isLast: (b0 & 1) === 1,
    storedSize: type === 1 ? 1 : size,
    contentLimit: type === 2 ? MAX_BLOCK_SIZE : size,
  };
}
