/** How many of a file's records lie in a stretch of time, without decompressing more of it than a few frames. */
import { MomoError } from "../../core/error.ts";
import { openFileSource } from "../bytes/file_source.ts";
import { DbnFile } from "../dbn/dbn_file.ts";
import { type FilePart, planParts, readPart } from "../dbn/file_parts.ts";
import { type RecordChunk, wordsOf } from "../dbn/record_chunk.ts";
import type { DayFile, TimeSpan } from "./day_files.ts";
import { type TimeBase, timeBase } from "./field_copy.ts";
import { recordsOf } from "./table_reader.ts";

const HIGH = 4294967296;
/** Word of a record's instrument id. */
const ID_WORD = 1;
const NS_PER_SECOND = 1_000_000_000n;
/** Decompressed bytes of the stretches that are looked at. */
const PART_BYTES = 256 * 1024;

/** Stretches that are looked at for a symbol's share of the records of all symbols. */
const SAMPLED_PARTS = 5;

/** Numbers of records or rows. */
export interface RecordCounts {
  /** In the file, of all symbols. */
  readonly total: number;
  /** In the stretches of time, of the symbol that is asked for. */
  readonly within: number;
}

/** Where to count, and what. */
export interface CountRequest {
  /** With the ids of the symbol. */
  readonly file: Pick<DayFile, "path" | "schema" | "start" | "end" | "days">;
  /** Epoch seconds, apart from each other. */
  readonly spans: readonly TimeSpan[];
  /** Whether all records are the symbol's; else its share is taken from some of them. */
  readonly isOwn: boolean;
}

/**
 * Counts the records of a symbol. They are taken to be in order of their index time; where they are not, and where other
 * symbols are in the file, the number is an estimate.
 *
 * @returns `null` if all of the file has to be read for that: records differ in size, or a frame is huge or damaged.
 */
export function countRecords({ file, spans, isOwn }: CountRequest): RecordCounts | null {
  const { path, schema, start, end, days } = file;
  try {
    using source = openFileSource(path);
    const dbn = DbnFile.open(source);
    const parts = planParts(dbn, PART_BYTES);
    if (parts === null) return null;
    if (parts.length === 0) return { total: 0, within: 0 };
    const search = new TimeSearch(dbn, parts, recordsOf(schema).timeWord);
    const before = (time: number) =>
      time <= start ? 0 : time >= end ? search.total : search.before(time);
    const ids = isOwn ? null : new Set(days.flatMap((day) => day.ids));
    const counts = spans.map(({ from, to }) => {
      const [first, stop] = [before(from), before(to)];
      return (stop - first) * (ids === null ? 1 : search.share(ids, first, stop));
    });
    return { total: search.total, within: counts.reduce((sum, count) => sum + count, 0) };
  } catch (error) {
    if (error instanceof MomoError) return null; // whoever loads it will be told
    throw error;
  }
}

/** Finds positions in an open file; what it has read it keeps. */
class TimeSearch {
  readonly #file: DbnFile;
  readonly #parts: readonly FilePart[];
  readonly #timeWord: number;
  readonly #chunks = new Map<number, RecordChunk>();

  constructor(file: DbnFile, parts: readonly FilePart[], timeWord: number) {
    this.#file = file;
    this.#parts = parts;
    this.#timeWord = timeWord;
  }

  /** Number of records of the file. */
  get total(): number {
    const last = this.#parts.at(-1)!;
    const frame = last.frames?.at(-1);
    const isKnown = frame === undefined || (frame.isWhole && frame.contentSize !== null);
    if (!isKnown) return last.firstRecord + this.#chunk(this.#parts.length - 1).count;
    const end = frame ? frame.contentOffset + frame.contentSize! : this.#file.source.size;
    return last.firstRecord + Math.floor((end - last.start) / last.recordSize);
  }

  /** Number of records before a time. @param time Epoch seconds. */
  before(time: number): number {
    const base = timeBase(BigInt(Math.round(time)) * NS_PER_SECOND);
    const startsBefore = (part: number) => this.#isBefore(this.#chunk(part), 0, base);
    const part = Math.max(0, countWhile(this.#parts.length, startsBefore) - 1);
    const chunk = this.#chunk(part);
    const inPart = countWhile(chunk.count, (record) => this.#isBefore(chunk, record, base));
    return this.#parts[part]!.firstRecord + inPart;
  }

  /** The share that instruments have of the records [first, stop), as some of them show. */
  share(ids: ReadonlySet<number>, first: number, stop: number): number {
    const from = this.#partOf(first);
    const length = this.#partOf(stop - 1) - from + 1;
    const step = Math.max(1, length / SAMPLED_PARTS);
    let [seen, own] = [0, 0];
    for (let i = 0; i < Math.min(length, SAMPLED_PARTS); i++) {
      const part = from + Math.floor((i + 0.5) * step);
      const chunk = this.#chunk(part);
      const words = wordsOf(chunk);
      const { firstRecord, recordSize } = this.#parts[part]!;
      const last = Math.min(chunk.count, stop - firstRecord);
      for (let record = Math.max(0, first - firstRecord); record < last; record++) {
        seen++;
        if (ids.has(words[record * (recordSize >> 2) + ID_WORD]! >>> 0)) own++;
      }
    }
    return seen === 0 ? 0 : own / seen;
  }

  #partOf(record: number): number {
    const after = countWhile(this.#parts.length, (i) => this.#parts[i]!.firstRecord <= record);
    return Math.max(0, after - 1);
  }

  #isBefore(chunk: RecordChunk, record: number, base: TimeBase): boolean {
    if (record >= chunk.count) return false;
    const words = wordsOf(chunk);
    const at = record * (chunk.uniform!.size >> 2) + this.#timeWord;
    return ((words[at + 1]! >>> 0) - base.high) * HIGH + ((words[at]! >>> 0) - base.low) < 0;
  }

  #chunk(part: number): RecordChunk {
    let chunk = this.#chunks.get(part);
    if (chunk === undefined) {
      const records = readPart(this.#file.source, this.#parts[part]!);
      if (records === null) {
        throw new MomoError("bad_data", `Cannot search "${this.#file.source.name}"`);
      }
      chunk = records.chunk;
      this.#chunks.set(part, chunk);
    }
    return chunk;
  }
}

/** How many of the first numbers below `length` fulfil a condition that none after the first failure does. */
function countWhile(length: number, holds: (i: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
