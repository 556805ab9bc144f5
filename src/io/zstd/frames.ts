import { MomoError } from "../../core/error.ts";
import type { ByteSource } from "../bytes/byte_source.ts";
import {
  BLOCK_HEADER_SIZE,
  CHECKSUM_SIZE,
  type DataFrameHeader,
  MAX_FRAME_HEADER_SIZE,
  parseBlockHeader,
  parseFrameHeader,
} from "./frame_header.ts";

/** One frame of a zstd file, known from its headers alone. A plain object: it can be sent to a worker. */
export interface ZstdFrame {
  /** Whether decoders give its content out or pass it over. */
  readonly kind: "data" | "skippable";
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Bytes in the file, headers and checksum included; of a cut frame, the bytes that are there. */
  readonly size: number;
  /** Bytes after decompression as the header states them, or null. */
  readonly contentSize: number | null;
  /** The most bytes that the blocks can decode to. */
  readonly contentLimit: number;
  /** Bytes of history that a decoder must keep. */
  readonly windowSize: number;
  /** Whether four checksum bytes follow the last block. */
  readonly hasChecksum: boolean;
  /** Dictionary that is needed, 0 for none. */
  readonly dictionaryId: number;
  /** Blocks that begin in the file. */
  readonly blockCount: number;
  /** False for a last frame that the end of the file cuts off. */
  readonly isWhole: boolean;
}

/**
 * Walks the frames of a zstd file by their headers; block contents are neither read nor checked. A last frame that
 * is cut off comes out with `isWhole` false.
 *
 * @param from Byte offset at which a frame starts.
 * @throws {MomoError} `bad_data` with the byte offset where the bytes are no frame or a block header is damaged.
 */
export function* walkFrames(source: ByteSource, from = 0): Generator<ZstdFrame> {
  const reader = new HeaderReader(source);
  for (let offset = from; offset < source.size;) {
    const frame = readFrame(reader, source, offset);
    yield frame;
    offset += frame.size;
  }
}

function readFrame(reader: HeaderReader, source: ByteSource, offset: number): ZstdFrame {
  const bytes = reader.read(offset, MAX_FRAME_HEADER_SIZE);
  const header = parseFrameHeader(bytes);
  if (header === "invalid") throw notAFrame(source.name, offset, bytes);
  if (header === "incomplete") return skipped(offset, source.size - offset, false, "data");
  if (header.kind === "data") return readDataFrame(reader, source, offset, header);
  const end = offset + header.size + header.payloadSize;
  const isWhole = end <= source.size;
  return skipped(offset, Math.min(end, source.size) - offset, isWhole, "skippable");
}

/** The error for bytes that start no zstd frame. */
export function notAFrame(name: string, offset: number, bytes: Uint8Array): MomoError {
  const found = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0"));
  return new MomoError(
    "bad_data",
    `Cannot read "${name}" at byte ${offset}: expected a zstd frame (28 b5 2f fd), found ${
      found.join(" ")
    }`,
  );
}

/** A frame without known content. */
function skipped(
  offset: number,
  size: number,
  isWhole: boolean,
  kind: ZstdFrame["kind"],
): ZstdFrame {
  return {
    kind,
    offset,
    size,
    contentSize: kind === "data" ? null : 0,
    contentLimit: 0,
    windowSize: 0,
    hasChecksum: false,
    dictionaryId: 0,
    blockCount: 0,
    isWhole,
  };
}

function readDataFrame(
  reader: HeaderReader,
  source: ByteSource,
  offset: number,
  header: DataFrameHeader,
): ZstdFrame {
  let end = offset + header.size;
  let blockCount = 0;
  let contentLimit = 0;
  let isLast = false;
  while (!isLast && end + BLOCK_HEADER_SIZE <= source.size) {
    const [b0, b1, b2] = reader.read(end, BLOCK_HEADER_SIZE);
    const block = parseBlockHeader(b0!, b1!, b2!);
    if (!block) throw damagedBlock(source.name, end, offset);
    end += BLOCK_HEADER_SIZE + block.storedSize;
    contentLimit += block.contentLimit;
    isLast = block.isLast;
    blockCount++;
  }
  if (header.hasChecksum) end += CHECKSUM_SIZE;
  const isWhole = isLast && end <= source.size;
  if (isWhole && header.contentSize !== null && header.contentSize > contentLimit) {
    throw new MomoError(
      "bad_data",
      `Cannot read "${source.name}": the zstd frame at byte ${offset} states ${header.contentSize} bytes, and its blocks hold at most ${contentLimit}`,
    );
  }
  const { contentSize, windowSize, hasChecksum, dictionaryId } = header;
  return {
    kind: "data",
    offset,
    size: (isWhole ? end : source.size) - offset,
    contentSize,
    contentLimit,
    windowSize,
    hasChecksum,
    dictionaryId,
    blockCount,
    isWhole,
  };
}

/** The error for a block header that is not valid. */
export function damagedBlock(name: string, offset: number, frameOffset: number): MomoError {
  return new MomoError(
    "bad_data",
    `Cannot read "${name}" at byte ${offset}: damaged block in the zstd frame at byte ${frameOffset}`,
  );
}

/** Reads short headers that lie far apart; a frame header and its first block header come with one read. */
class HeaderReader {
  readonly #source: ByteSource;
  readonly #window = new Uint8Array(32);
  #start = 0;
  #end = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Up to `length` bytes at `offset`; fewer at the end of the input. Valid until the next call. */
  read(offset: number, length: number): Uint8Array {
    if (offset < this.#start || offset + length > this.#end) {
      this.#end = offset + this.#source.readInto(this.#window, offset);
      this.#start = offset;
    }
    const at = offset - this.#start;
    return this.#window.subarray(at, Math.min(at + length, this.#end - this.#start));
  }
}
