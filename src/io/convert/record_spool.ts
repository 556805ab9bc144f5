/** Records of many keys, gathered in memory and, where they become too many, in temporary files. */
import { join } from "node:path";
import { ioError } from "../store/io_error.ts";
import { randomToken } from "../store/temporary_file.ts";
import { writeAll } from "../text/byte_sink.ts";
import type { DbnHeader } from "../dbn/dbn_header.ts";
import { newAssembler } from "../dbn/dbn_header.ts";
import { takeAll } from "../dbn/record_assembler.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";

/** Bytes of records that are held in memory. */
const MEMORY_BYTES = 64 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;
const FIRST_BLOCK_BYTES = 1024;
const LARGEST_BLOCK_BYTES = 1024 * 1024;

/** The records of one key: full blocks, and one that is being filled. */
class Bucket {
  #full: Uint8Array[] = [];
  #block = new Uint8Array(FIRST_BLOCK_BYTES);
  #length = 0;
  /** Temporary file with the records that came first; null while there is none. */
  spool: string | null = null;

  /** Copies records; a block may end inside one. */
  add(records: Uint8Array): void {
    let rest = records;
    while (rest.length > 0) {
      if (this.#length === this.#block.length) this.#startBlock();
      const part = rest.subarray(0, this.#block.length - this.#length);
      this.#block.set(part, this.#length);
      this.#length += part.length;
      rest = rest.subarray(part.length);
    }
  }

  #startBlock(): void {
    this.#full.push(this.#block);
    this.#block = new Uint8Array(Math.min(2 * this.#block.length, LARGEST_BLOCK_BYTES));
    this.#length = 0;
  }

  /** What is held in memory, in order; nothing is afterwards. */
  take(): Uint8Array[] {
    const blocks = [...this.#full, this.#block.subarray(0, this.#length)];
    this.#full = [];
    this.#block = new Uint8Array(FIRST_BLOCK_BYTES);
    this.#length = 0;
    return blocks.filter((block) => block.length > 0);
  }
}

/** Records by key, in the order in which they were added. Its temporary files go with it. */
export class RecordSpool implements AsyncDisposable {
  readonly #directory: string;
  readonly #memoryBytes: number;
  readonly #token = randomToken();
  readonly #buckets = new Map<string, Bucket>();
  #held = 0;

  /**
   * Starts empty.
   *
   * @param directory Where temporary files are made.
   */
  constructor(directory: string, memoryBytes: number = MEMORY_BYTES) {
    this.#directory = directory;
    this.#memoryBytes = memoryBytes;
  }

  /** The keys in order of their first record. */
  get keys(): string[] {
    return [...this.#buckets.keys()];
  }

  /** Whether `spill` should be called. */
  get isFull(): boolean {
    return this.#held > this.#memoryBytes;
  }

  /** Adds whole records; they are copied. */
  add(key: string, records: Uint8Array): void {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = new Bucket();
      this.#buckets.set(key, bucket);
    }
    bucket.add(records);
    this.#held += records.length;
  }

  /**
   * Moves what is held in memory to temporary files.
   *
   * @throws {MomoError} `io` or `not_found` if one cannot be written.
   */
  async spill(): Promise<void> {
    let number = 0;
    for (const bucket of this.#buckets.values()) {
      number++;
      const blocks = bucket.take();
      if (blocks.length === 0) continue;
      bucket.spool ??= join(this.#directory, `records-${number}.${this.#token}.tmp`);
      await append(bucket.spool, blocks);
    }
    this.#held = 0;
  }

  /** The records of a key; can be read once. */
  async *chunks(key: string, header: DbnHeader): AsyncGenerator<RecordChunk> {
    const bucket = this.#buckets.get(key)!;
    const records = newAssembler({ ...header, recordsOffset: 0 }, {});
    if (bucket.spool !== null) {
      using file = await Deno.open(bucket.spool);
      while (true) {
        const bytes = new Uint8Array(READ_BYTES);
        const count = await file.read(bytes);
        if (count === null) break;
        records.append(bytes.subarray(0, count));
        if (records.isFull) yield* takeAll(records);
      }
    }
    for (const block of bucket.take()) {
      records.append(block);
      if (records.isFull) yield* takeAll(records);
    }
    yield* takeAll(records);
    await this.#remove(bucket);
  }

  /** Removes all temporary files. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const bucket of this.#buckets.values()) await this.#remove(bucket);
  }

  async #remove(bucket: Bucket): Promise<void> {
    if (bucket.spool === null) return;
    await Deno.remove(bucket.spool).catch(() => {}); // it is of no use, and nothing depends on its being gone
    bucket.spool = null;
  }
}

/** Files are opened for each write, because there may be more of them than can be open at once. */
async function append(path: string, blocks: readonly Uint8Array[]): Promise<void> {
  try {
    using file = await Deno.open(path, { append: true, create: true });
    for (const block of blocks) await writeAll(file, block);
  } catch (error) {
    throw ioError("write", path, error);
  }
}
