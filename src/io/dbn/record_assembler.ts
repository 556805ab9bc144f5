import { MomoError } from "../../core/error.ts";
import { scanRecords } from "./framing.ts";
import type { RecordChunk } from "./record_chunk.ts";

/** What an assembler needs to know about its stream. */
export interface AssemblerOptions {
  /** Name of the input, for messages. */
  readonly name: string;
  /** Byte offset of the first record in the decompressed stream. */
  readonly offset: number;
  /** Whether every record ends with the gateway's send time. */
  readonly tsOut: boolean;
  /** Number of the first record; default 0. */
  readonly firstRecord?: number;
  /** Bytes that make a chunk worth giving out. */
  readonly chunkBytes: number;
  /** Whether a chunk's memory may be used again for the one after it. */
  readonly reuseBuffer: boolean;
}

/** Makes chunks of whole records from bytes that arrive cut anywhere. */
export class RecordAssembler {
  readonly #options: AssemblerOptions;
  #buffer: Uint8Array = new Uint8Array(0);
  /** False while the buffer is the caller's, which must not change. */
  #isOwned = true;
  /** Bytes of the buffer that were given out and are free once more bytes come. */
  #taken = 0;
  #length = 0;
  #offset: number;
  #recordCount: number;
  #isBroken = false;

  /** Starts before the first record. */
  constructor(options: AssemblerOptions) {
    this.#options = options;
    this.#offset = options.offset;
    this.#recordCount = options.firstRecord ?? 0;
  }

  /** Records given out so far. */
  get recordCount(): number {
    return this.#recordCount;
  }

  /** Byte offset of the first byte that was not given out. */
  get offset(): number {
    return this.#offset;
  }

  /** Bytes that wait for the rest of their record, or for a chunk to be full. */
  get pendingBytes(): number {
    return this.#length - this.#taken;
  }

  /** Whether `take` should be called: enough bytes wait for a chunk, or it has an error to throw. */
  get isFull(): boolean {
    return this.#isBroken || this.pendingBytes >= this.#options.chunkBytes;
  }

  /** Adds the next bytes of the stream. They are copied, unless they are a chunk of their own. */
  append(bytes: Uint8Array): void {
    const pending = this.pendingBytes;
    const isAligned = bytes.byteOffset % 8 === 0;
    if (pending === 0 && isAligned && bytes.length >= this.#options.chunkBytes) {
      this.#buffer = bytes;
      this.#isOwned = false;
      this.#taken = 0;
      this.#length = bytes.length;
      return;
    }
    this.#makeRoom(pending + bytes.length);
    this.#buffer.set(bytes, pending);
    this.#length = pending + bytes.length;
  }

  /** Moves what waits to the start of a buffer that holds `size` bytes. */
  #makeRoom(size: number): void {
    if (this.#taken === 0 && size <= this.#buffer.length) return;
    const { chunkBytes, reuseBuffer } = this.#options;
    const waiting = this.#buffer.subarray(this.#taken, this.#length);
    const isFree = this.#isOwned && (this.#taken === 0 || reuseBuffer);
    if (!isFree || size > this.#buffer.length) {
      this.#buffer = new Uint8Array(Math.max(size, chunkBytes + (chunkBytes >> 2)));
      this.#isOwned = true;
    }
    this.#buffer.set(waiting);
    this.#length = waiting.length;
    this.#taken = 0;
  }

  /**
   * Gives out all whole records that wait, or `undefined` if there is none.
   *
   * @throws {MomoError} `bad_data` with the byte offset of a record whose length is below that of a header; the
   * records before it are given out first.
   */
  take(): RecordChunk | undefined {
    if (this.#isBroken) throw this.#brokenRecord();
    if (this.pendingBytes === 0) return undefined;
    this.#makeRoom(this.pendingBytes); // the first record has to start aligned
    const { end, count, uniform, isBroken } = scanRecords(this.#buffer, this.#length);
    this.#isBroken = isBroken;
    if (count === 0) return isBroken ? this.take() : undefined;
    const chunk = {
      name: this.#options.name,
      bytes: this.#buffer.subarray(0, end),
      count,
      firstRecord: this.#recordCount,
      offset: this.#offset,
      uniform,
      tsOut: this.#options.tsOut,
    };
    this.#taken = end;
    this.#offset += end;
    this.#recordCount += count;
    return chunk;
  }

  #brokenRecord(): MomoError {
    const { name } = this.#options;
    const size = this.#buffer[this.#taken]! * 4;
    return new MomoError(
      "bad_data",
      `Cannot read "${name}": the record at byte ${this.#offset} states ${size} bytes, and its header alone takes 16`,
    );
  }
}

/** All whole records that wait. Throws as `take` does. */
export function* takeAll(records: RecordAssembler): Generator<RecordChunk> {
  for (let chunk = records.take(); chunk; chunk = records.take()) yield chunk;
}
