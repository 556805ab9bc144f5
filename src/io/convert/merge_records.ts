/** Several streams of records in order of time, as one. */
import { scanRecords } from "../dbn/framing.ts";
import { type RecordChunk, wordsOf } from "../dbn/record_chunk.ts";
import { CursorHeap, type OrderedCursor } from "./cursor_heap.ts";
import { indexTimeWord } from "./record_times.ts";

/** A stream to be merged. */
export interface MergeSource {
  /**
   * Index timestamp of the first record, as unsigned words, if it can be known without beginning to read; then the
   * stream is begun only when its turn comes, which bounds memory for many files of consecutive days.
   */
  readonly firstTime: { readonly low: number; readonly high: number } | null;
  /** The records; read once. */
  readonly chunks: () => AsyncGenerator<RecordChunk>;
}

/** What merged chunks have in common. */
export interface MergeOptions {
  readonly name: string;
  readonly tsOut: boolean;
  /** Bytes of a chunk; default 1 MiB. */
  readonly chunkBytes?: number;
}

const CHUNK_BYTES = 1024 * 1024;
const LARGEST_RECORD = 255 * 4; // bytes

/**
 * Merges streams by index timestamp, records of equal time in the order of their sources. Each source keeps its own
 * order, also where that is not the order of time.
 */
export async function* mergeRecords(
  sources: readonly MergeSource[],
  { name, tsOut, chunkBytes = CHUNK_BYTES }: MergeOptions,
): AsyncGenerator<RecordChunk> {
  const heap = new CursorHeap<MergeCursor>();
  const output = new MergedChunks(name, tsOut, chunkBytes);
  const cursors = sources.map((source, order) => new MergeCursor(source, order));
  try {
    for (const cursor of cursors) if (await cursor.start()) heap.add(cursor);
    for (let cursor = heap.top; cursor !== undefined; cursor = heap.top) {
      if (!cursor.isWaiting) {
        cursor.take(output, heap.second);
        if (output.isFull) yield output.flush();
      }
      if (cursor.hasNext || await cursor.load()) heap.siftTop();
      else heap.removeTop();
    }
    if (output.count > 0) yield output.flush();
  } finally {
    for (const cursor of cursors) await cursor.close();
  }
}

/** Where one source stands. */
class MergeCursor implements OrderedCursor<MergeCursor> {
  readonly #source: MergeSource;
  readonly #order: number;
  #chunks: AsyncGenerator<RecordChunk> | undefined;
  #words: Int32Array = new Int32Array(0);
  #at = 0;
  /** Time of the next record. */
  #low = 0;
  #high = 0;

  constructor(source: MergeSource, order: number) {
    this.#source = source;
    this.#order = order;
  }

  /** Whether nothing was read yet: only the time of the first record is known. */
  get isWaiting(): boolean {
    return this.#chunks === undefined;
  }

  /** Whether the next record has been read. */
  get hasNext(): boolean {
    return this.#at < this.#words.length;
  }

  /** Finds the time of the first record. Returns whether there is one. */
  async start(): Promise<boolean> {
    const { firstTime } = this.#source;
    if (firstTime === null) return await this.load();
    this.#low = firstTime.low;
    this.#high = firstTime.high;
    return true;
  }

  /** Reads the next chunk. Returns whether there is one. */
  async load(): Promise<boolean> {
    this.#chunks ??= this.#source.chunks();
    const { done, value } = await this.#chunks.next();
    if (done) return false;
    this.#words = wordsOf(value);
    this.#at = 0;
    if (value.count === 0) return await this.load();
    this.#readTime();
    return true;
  }

  /** Whether its next record comes before that of the other. */
  isBefore(other: MergeCursor): boolean {
    if (this.#high !== other.#high) return this.#high < other.#high;
    if (this.#low !== other.#low) return this.#low < other.#low;
    return this.#order < other.#order;
  }

  /** Moves records to the output while they come before those of the next cursor, the chunk lasts and there is room. */
  take(output: MergedChunks, next: MergeCursor | undefined): void {
    do {
      const size = this.#words[this.#at]! & 0xff;
      output.add(this.#words, this.#at, size);
      this.#at += size;
      if (!this.hasNext) return;
      this.#readTime();
    } while (!output.isFull && (next === undefined || this.isBefore(next)));
  }

  #readTime(): void {
    const time = indexTimeWord(this.#words, this.#at);
    this.#low = this.#words[time]! >>> 0;
    this.#high = this.#words[time + 1]! >>> 0;
  }

  async close(): Promise<void> {
    await this.#chunks?.return(undefined);
  }
}

/** Gathers records into chunks. */
class MergedChunks {
  readonly #name: string;
  readonly #tsOut: boolean;
  readonly #size: number;
  #words: Int32Array;
  #length = 0;
  #count = 0;
  #offset = 0;
  #firstRecord = 0;

  constructor(name: string, tsOut: boolean, chunkBytes: number) {
    this.#name = name;
    this.#tsOut = tsOut;
    this.#size = Math.ceil((chunkBytes + LARGEST_RECORD) / 4);
    this.#words = new Int32Array(this.#size);
  }

  get count(): number {
    return this.#count;
  }

  /** Whether there might be no room for one more record. */
  get isFull(): boolean {
    return (this.#size - this.#length) * 4 < LARGEST_RECORD;
  }

  add(source: Int32Array, at: number, size: number): void {
    const words = this.#words;
    const to = this.#length;
    for (let i = 0; i < size; i++) words[to + i] = source[at + i]!;
    this.#length = to + size;
    this.#count++;
  }

  /** Everything gathered, as a chunk with memory of its own. */
  flush(): RecordChunk {
    const bytes = new Uint8Array(this.#words.buffer, 0, this.#length * 4);
    const { count, uniform } = scanRecords(bytes, bytes.length);
    const chunk = {
      name: this.#name,
      bytes,
      count,
      firstRecord: this.#firstRecord,
      offset: this.#offset,
      uniform,
      tsOut: this.#tsOut,
    };
    this.#firstRecord += count;
    this.#offset += bytes.length;
    this.#words = new Int32Array(this.#size);
    this.#length = 0;
    this.#count = 0;
    return chunk;
  }
}
