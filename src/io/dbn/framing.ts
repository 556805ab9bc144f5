import { MomoError } from "../../core/error.ts";
import { HEADER_SIZE } from "./layouts/layout.ts";
import { type RecordChunk, type RecordForm, type RecordGroup, wordsOf } from "./record_chunk.ts";

/** What walking over record headers found. */
export interface Framing {
  /** Bytes of whole records at the start. */
  readonly end: number;
  /** Number of whole records. */
  readonly count: number;
  /** Form of all records if they share one. */
  readonly uniform: RecordForm | null;
  /** Whether the record at `end` has a length below that of a header, so that nothing after it can be read. */
  readonly isBroken: boolean;
}

/**
 * Walks over the headers of records.
 *
 * @param bytes Starts at a record and is 4-aligned in its buffer.
 * @param length How many of the bytes are there to be read.
 */
export function scanRecords(bytes: Uint8Array, length: number): Framing {
  if (length < HEADER_SIZE) return { end: 0, count: 0, uniform: null, isBroken: false };
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, length >> 2);
  const form = words[0]! & 0xffff;
  const size = (form & 0xff) * 4;
  if (size < HEADER_SIZE) return { end: 0, count: 0, uniform: null, isBroken: true };
  const end = 4 * endOfForm(words, form, length);
  const uniform = end > 0 ? { rtype: form >> 8, size } : null;
  return scanMixed(words, length, { end, count: end / size, uniform, isBroken: false });
}

/** Records looked at by one call: the compiler only learns about a function that is called often. */
const BLOCK_RECORDS = 256;

/** Word after the last whole record that has one form with all before it. */
function endOfForm(words: Int32Array, form: number, length: number): number {
  const step = form & 0xff;
  const last = (length >> 2) - step; // word at which a record of this size may start at the latest
  let word = 0;
  while (word <= last) {
    const stop = Math.min(last, word + (BLOCK_RECORDS - 1) * step);
    const end = endWithin(words, form, word, stop);
    if (end <= stop) return end;
    word = end;
  }
  return word;
}

/** The first word from `from` on, record by record, at which another form starts or that lies after `stop`. */
function endWithin(words: Int32Array, form: number, from: number, stop: number): number {
  const step = form & 0xff;
  let word = from;
  while (word <= stop && (words[word]! & 0xffff) === form) word += step;
  return word;
}

/** Goes on where records stop having one form, or where too few bytes are left for one more of it. */
function scanMixed(words: Int32Array, length: number, start: Framing): Framing {
  let { end, count } = start;
  let isBroken = false;
  while (end + HEADER_SIZE <= length) {
    const size = (words[end >> 2]! & 0xff) * 4;
    isBroken = size < HEADER_SIZE;
    if (isBroken || end + size > length) break;
    end += size;
    count++;
  }
  return { end, count, uniform: count === start.count ? start.uniform : null, isBroken };
}

/**
 * A chunk of records that are already in memory.
 *
 * @param bytes Whole records; copied if they do not start 8-aligned.
 * @throws {MomoError} `bad_data` if the bytes are not whole records.
 */
export function chunkOf(
  bytes: Uint8Array,
  { name = "records", tsOut = false, firstRecord = 0, offset = 0 } = {},
): RecordChunk {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const { end, count, uniform } = scanRecords(aligned, aligned.length);
  if (end < bytes.length) {
    throw new MomoError(
      "bad_data",
      `Cannot read "${name}": no whole record starts at byte ${offset + end}`,
    );
  }
  return { name, bytes: aligned, count, firstRecord, offset, uniform, tsOut };
}

/** The records of a chunk by form, in order of first appearance. One group with null offsets if all are alike. */
export function groupRecords(chunk: RecordChunk): RecordGroup[] {
  if (chunk.count === 0) return [];
  if (chunk.uniform) return [{ ...chunk.uniform, count: chunk.count, offsets: null }];
  const words = wordsOf(chunk);
  const counts = countForms(words);
  const lists = new Map<number, { offsets: Uint32Array; filled: number }>();
  for (const [form, count] of counts) {
    lists.set(form, { offsets: new Uint32Array(count), filled: 0 });
  }
  for (let word = 0; word < words.length; word += words[word]! & 0xff) {
    const list = lists.get(words[word]! & 0xffff)!;
    list.offsets[list.filled++] = word * 4;
  }
  return [...lists].map(([form, { offsets }]) => ({
    rtype: form >> 8,
    size: (form & 0xff) * 4,
    count: offsets.length,
    offsets,
  }));
}

function countForms(words: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (let word = 0; word < words.length; word += words[word]! & 0xff) {
    const form = words[word]! & 0xffff;
    counts.set(form, (counts.get(form) ?? 0) + 1);
  }
  return counts;
}
