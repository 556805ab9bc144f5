import { joinBytes } from "../bytes/join_bytes.ts";
import { decodeZstdStream } from "../zstd/decode_stream.ts";
import type { ZstdEnd } from "../zstd/portable_stream.ts";
import {
  type DbnHeader,
  type DbnOptions,
  fragmentHeader,
  HeaderCollector,
  newAssembler,
} from "./dbn_header.ts";
import { detectCompression, DETECTION_SIZE } from "./input_format.ts";
import { type RecordAssembler, takeAll } from "./record_assembler.ts";
import type { RecordChunk } from "./record_chunk.ts";
import { type Truncation, truncationAt } from "./truncation.ts";

/** Bytes in the order of a stream; `End` is known once they are all read. */
type Bytes<End> = AsyncIterator<Uint8Array, End>;

/**
 * DBN that arrives piece by piece: standard input, a socket, or a file of one huge frame. Memory stays bounded, and
 * the consumer sets the pace. With `chunkBytes: 1` records come out as soon as their last byte is there.
 */
export class DbnStream {
  /** What is known before the first record. */
  readonly header: DbnHeader;
  readonly #options: DbnOptions;
  readonly #first: Uint8Array;
  readonly #bytes: Bytes<ZstdEnd | null>;
  readonly #input: AsyncGenerator<Uint8Array, null>;
  #truncation: Truncation | null = null;

  private constructor(
    header: DbnHeader,
    options: DbnOptions,
    first: Uint8Array,
    bytes: Bytes<ZstdEnd | null>,
    input: AsyncGenerator<Uint8Array, null>,
  ) {
    this.header = header;
    this.#options = options;
    this.#first = first;
    this.#bytes = bytes;
    this.#input = input;
  }

  /**
   * Reads the metadata of a stream, which may be compressed.
   *
   * @param input Consecutive bytes, cut anywhere.
   * @param name Of the input, for messages.
   * @throws {MomoError} `bad_data` with the byte offset of what is wrong.
   */
  static async open(
    input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    name: string,
    options: DbnOptions = {},
  ): Promise<DbnStream> {
    const stored = toAsync(input);
    let bytes: Bytes<ZstdEnd | null> | undefined;
    try {
      const { head, all } = await withHead(stored, DETECTION_SIZE);
      const compression = detectCompression(head, name, options.fragment !== undefined);
      const { engine, fragment } = options;
      bytes = compression === "zstd" ? decodeZstdStream(all, { name, engine }) : all;
      const { header, rest } = fragment
        ? { header: fragmentHeader(name, compression, fragment), rest: new Uint8Array(0) }
        : await readHeader(bytes, new HeaderCollector(name, compression));
      return new DbnStream(header, options, rest, bytes, stored);
    } catch (error) {
      await bytes?.return?.();
      await stored.return(null);
      throw error;
    }
  }

  /** Where the stream was cut, after `chunks` has come to its end; null if it is whole. */
  get truncation(): Truncation | null {
    return this.#truncation;
  }

  /**
   * The records in order; can be read once. What comes before damage is given out first, then the error is thrown;
   * records of a damaged frame may be among it, because its checksum comes last. A cut stream is no error: see
   * `truncation`.
   *
   * @throws {MomoError} `bad_data` with the byte offset of a damaged frame or record.
   */
  async *chunks(): AsyncGenerator<RecordChunk> {
    const records = newAssembler(this.header, this.#options);
    records.append(this.#first);
    try {
      const end = yield* this.#pour(records);
      yield* takeAll(records);
      this.#truncation = truncationAt(this.header, records, end);
    } catch (error) {
      yield* takeAll(records);
      throw error;
    } finally {
      await this.close();
    }
  }

  async *#pour(records: RecordAssembler): AsyncGenerator<RecordChunk, ZstdEnd | null> {
    while (true) {
      if (records.isFull) yield* takeAll(records);
      const { done, value } = await this.#bytes.next();
      if (done) return value;
      records.append(value);
    }
  }

  /** Ends the input; only needed if `chunks` is not read. */
  async close(): Promise<void> {
    await this.#bytes.return?.();
    await this.#input.return(null); // the decoder does not end an input that it has not begun to read
  }
}

async function readHeader(
  bytes: Bytes<ZstdEnd | null>,
  collector: HeaderCollector,
): Promise<{ header: DbnHeader; rest: Uint8Array }> {
  while (true) {
    const { done, value } = await bytes.next();
    if (done) throw collector.cutError();
    const collected = collector.push(value);
    if (collected) return collected;
  }
}

async function* toAsync(
  input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, null> {
  yield* input;
  return null;
}

/** Reads on until `size` bytes are known, and gives back a stream that starts with them again. */
async function withHead(
  bytes: AsyncGenerator<Uint8Array, null>,
  size: number,
): Promise<{ head: Uint8Array; all: AsyncGenerator<Uint8Array, null> }> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < size) {
    const { done, value } = await bytes.next();
    if (done) break;
    head = joinBytes([head, value]);
  }
  return { head, all: startWith(head, bytes) };
}

async function* startWith(
  head: Uint8Array,
  rest: AsyncGenerator<Uint8Array, null>,
): AsyncGenerator<Uint8Array, null> {
  if (head.length > 0) yield head;
  return yield* rest;
}
