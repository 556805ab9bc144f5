import { type ByteSource, readPieces, readRange } from "../bytes/byte_source.ts";
import { decodeFrame, MAX_FRAME_BYTES } from "../zstd/decode_frame.ts";
import type { ZstdEngine } from "../zstd/engine.ts";
import { MAX_FRAME_HEADER_SIZE, parseFrameHeader } from "../zstd/frame_header.ts";
import { walkFrames, type ZstdFrame } from "../zstd/frames.ts";
import { NativeContext } from "../zstd/native_context.ts";
import { decodePortable, type ZstdEnd } from "../zstd/portable_stream.ts";
import {
  type DbnHeader,
  type DbnOptions,
  DEFAULT_CHUNK_BYTES,
  fragmentHeader,
  HeaderCollector,
  newAssembler,
} from "./dbn_header.ts";
import { DbnStream } from "./dbn_stream.ts";
import { detectCompression, DETECTION_SIZE } from "./input_format.ts";
import { type RecordAssembler, takeAll } from "./record_assembler.ts";
import type { RecordChunk } from "./record_chunk.ts";
import { type Truncation, truncationAt } from "./truncation.ts";

/** Bytes to read at a time while looking for the end of the metadata. */
const HEADER_PIECE_BYTES = 16 * 1024;
/** Content of a first frame that is decoded as a whole. */
const HEADER_FRAME_BYTES = 256 * 1024;

/**
 * A DBN file with random access: plain, compressed, or a fragment of either. Opening reads the metadata only.
 *
 * ```ts
 * using source = openFileSource("trades.dbn.zst");
 * const file = DbnFile.open(source);
 * for (const chunk of file.chunks()) use(chunk);
 * if (file.truncation) warn(describeTruncation(file.truncation));
 * ```
 */
export class DbnFile {
  /** The caller's; stays open. */
  readonly source: ByteSource;
  /** What is known before the first record. */
  readonly header: DbnHeader;
  readonly #options: DbnOptions;
  #truncation: Truncation | null = null;

  private constructor(source: ByteSource, header: DbnHeader, options: DbnOptions) {
    this.source = source;
    this.header = header;
    this.#options = options;
  }

  /**
   * Reads the metadata of a file. The source stays the caller's to close.
   *
   * @throws {MomoError} `bad_data` with the byte offset of what is wrong; `io` if the file cannot be read.
   */
  static open(source: ByteSource, options: DbnOptions = {}): DbnFile {
    return new DbnFile(source, readHeader(source, options), options);
  }

  /** Where the file was cut, after `chunks` has come to its end; null if it is whole. */
  get truncation(): Truncation | null {
    return this.#truncation;
  }

  /** The frames of a compressed file; none of a plain one. Reads frame and block headers only. */
  frames(): Generator<ZstdFrame> {
    return this.header.compression === "zstd" ? walkFrames(this.source) : noFrames();
  }

  /**
   * All records in file order, synchronously: the way for workers and files of many frames. What comes before damage
   * is given out first, then the error is thrown. A cut file is no error: see `truncation`.
   *
   * @throws {MomoError} `bad_data` with file and byte offset of a damaged frame or record.
   */
  *chunks(): Generator<RecordChunk> {
    const records = newAssembler(this.header, this.#options);
    try {
      const end = yield* pour(this.#recordBytes(), records);
      yield* takeAll(records);
      this.#truncation = truncationAt(this.header, records, end);
    } catch (error) {
      yield* takeAll(records);
      throw error;
    }
  }

  #recordBytes(): Generator<Uint8Array, ZstdEnd | null> {
    const { header, source } = this;
    return header.compression === "zstd"
      ? skipBytes(frameContents(source, this.#options), header.recordsOffset)
      : plainContents(source, header.recordsOffset);
  }

  /**
   * All records in file order, decoded off this thread in bounded memory: the way for files of one huge frame.
   *
   * @throws {MomoError} As `chunks`, and as `open`.
   */
  stream(): Promise<DbnStream> {
    const pieces = readPieces(this.source, 0, this.source.size);
    return DbnStream.open(pieces, this.header.name, this.#options);
  }
}

function readHeader(source: ByteSource, options: DbnOptions): DbnHeader {
  const { name } = source;
  const head = readRange(source, 0, Math.min(DETECTION_SIZE, source.size));
  const compression = detectCompression(head, name, options.fragment !== undefined);
  if (options.fragment) return fragmentHeader(name, compression, options.fragment);
  const collector = new HeaderCollector(name, compression);
  const pieces = compression === "zstd"
    ? firstContents(source, options.engine)
    : readPieces(source, 0, source.size, HEADER_PIECE_BYTES);
  for (const piece of pieces) {
    const collected = collector.push(piece);
    if (collected) return collected.header;
  }
  throw collector.cutError();
}

/**
 * The content from the start, as far as it is asked for. A small first frame, which in batch deliveries holds the
 * metadata alone, is decoded as a whole and so verified; another one may be all of a huge file and comes in blocks.
 */
function* firstContents(
  source: ByteSource,
  engine: ZstdEngine | undefined,
): Generator<Uint8Array> {
  let from = 0;
  const head = readRange(source, 0, Math.min(MAX_FRAME_HEADER_SIZE, source.size));
  const header = parseFrameHeader(head);
  const isSmall = typeof header === "object" && header.kind === "data" &&
    header.contentSize !== null && header.contentSize <= HEADER_FRAME_BYTES;
  if (isSmall) {
    for (const frame of walkFrames(source)) {
      if (frame.isWhole) {
        yield decodeFrame(source, frame, { engine });
        from = frame.size;
      }
      break;
    }
  }
  const stored = readPieces(source, from, source.size, HEADER_PIECE_BYTES);
  yield* decodePortable(stored, source.name, from);
}

function* pour(
  pieces: Generator<Uint8Array, ZstdEnd | null>,
  records: RecordAssembler,
): Generator<RecordChunk, ZstdEnd | null> {
  while (true) {
    const { done, value } = pieces.next();
    if (done) return value;
    records.append(value);
    if (records.isFull) yield* takeAll(records);
  }
}

function* frameContents(
  source: ByteSource,
  { engine, reuseBuffer }: DbnOptions,
): Generator<Uint8Array, ZstdEnd> {
  const context = new NativeContext();
  const allocate = reuseBuffer ? alternatingMemory() : undefined;
  let last: ZstdFrame | undefined;
  for (const frame of walkFrames(source)) {
    if (frame.kind === "skippable" && frame.isWhole) continue;
    last = frame;
    if ((frame.contentSize ?? frame.contentLimit) <= MAX_FRAME_BYTES) {
      yield decodeFrame(source, frame, { engine, context, allocate });
    } else {
      const stored = readPieces(source, frame.offset, frame.offset + frame.size);
      yield* decodePortable(stored, source.name, frame.offset);
    }
  }
  const lastFrame = last?.offset ?? 0;
  return { cutFrame: last && !last.isWhole ? lastFrame : null, lastFrame };
}

/** Two stretches of memory in turn: while one is filled, the end of the other may still wait for its record's rest. */
function alternatingMemory(): (size: number) => Uint8Array {
  let [next, other] = [new Uint8Array(0), new Uint8Array(0)];
  return (size) => {
    [next, other] = [other, next.length < size ? new Uint8Array(size) : next];
    return other.subarray(0, size);
  };
}

function* plainContents(source: ByteSource, from: number): Generator<Uint8Array, null> {
  yield* readPieces(source, from, source.size, DEFAULT_CHUNK_BYTES);
  return null;
}

/** Leaves out the first `count` bytes. */
function* skipBytes<End>(
  pieces: Generator<Uint8Array, End>,
  count: number,
): Generator<Uint8Array, End> {
  let left = count;
  while (true) {
    const { done, value } = pieces.next();
    if (done) return value;
    const skipped = Math.min(left, value.length);
    left -= skipped;
    if (skipped < value.length) yield value.subarray(skipped);
  }
}

function* noFrames(): Generator<ZstdFrame> {}
