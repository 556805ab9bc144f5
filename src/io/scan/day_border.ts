/** Where in a file one trade date ends and the next begins: the best place to cut it, since no symbol's day is cut there. */
import type { EpochDay } from "../../core/time/dates.ts";
import { SECOND_NS, tradeDateAt, tradeDateSpan } from "../../core/time/sessions.ts";
import { type ByteSource, readRange } from "../bytes/byte_source.ts";
import type { FilePart } from "../dbn/file_parts.ts";
import { type RecordChunk, wordsOf } from "../dbn/record_chunk.ts";
import { MAX_BLOCK_SIZE } from "../zstd/frame_header.ts";
import type { NativeContext } from "../zstd/native_context.ts";
import { HIGH } from "./open_session.ts";

/** Where a trade date begins. */
export interface DayBorder {
  /** The last of the parts that begin before it: it has the day's first record, or the next part begins with that. */
  readonly part: number;
  readonly day: EpochDay;
}

/** Trade dates [from, to); null where no record is left out. */
export interface DayRange {
  readonly from: EpochDay | null;
  readonly to: EpochDay | null;
}

/** Bytes of a record up to the end of its time. */
const TIMED_BYTES = 16;

/**
 * Looks for the next trade date, in records whose header carries the time they are sorted by. No more is decoded than
 * the first block of some parts; that the records really are sorted is for the reader of the parts to check.
 *
 * @param first Position of the part to begin with, and `last` of the last that may come after the border.
 * @returns `null` if all begin with the same trade date, or what has to be looked at cannot be decoded.
 */
export function findDayBorder(
  source: ByteSource,
  parts: readonly FilePart[],
  { first, last }: { readonly first: number; readonly last: number },
  context: NativeContext,
): DayBorder | null {
  const dayOf = (part: number) => firstDay(source, parts[part]!, context);
  const begins = dayOf(first);
  let day = dayOf(last);
  if (begins === null || day === null || !(day > begins)) return null;
  let [low, high] = [first, last]; // the first begins before the border, the other after it
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const found = dayOf(middle);
    if (found === null) return null;
    if (found > begins) [high, day] = [middle, found];
    else low = middle;
  }
  return { part: low, day };
}

/** The records of a chunk in order of time from the first of one trade date up to the first of another. */
export function recordsWithin(chunk: RecordChunk, { from, to }: DayRange): RecordChunk {
  if (chunk.count === 0) return chunk;
  const first = from === null ? 0 : firstOf(chunk, from);
  const end = to === null ? chunk.count : firstOf(chunk, to);
  if (end - first === chunk.count) return chunk;
  const { size } = chunk.uniform!; // a part's records are alike
  return {
    ...chunk,
    bytes: chunk.bytes.subarray(first * size, end * size),
    count: end - first,
    firstRecord: chunk.firstRecord + first,
    offset: chunk.offset + first * size,
  };
}

/** Position of the first record of a trade date or a later one. */
function firstOf(chunk: RecordChunk, day: EpochDay): number {
  if (!Number.isFinite(day)) return day < 0 ? 0 : chunk.count;
  return firstAt(chunk, tradeDateSpan(day).start * SECOND_NS);
}

/** Position of the first record at `timeNs` or later. */
function firstAt(chunk: RecordChunk, timeNs: number): number {
  const words = wordsOf(chunk);
  const stride = chunk.uniform!.size >> 2; // a part's records are alike
  let low = 0;
  let high = chunk.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const w = middle * stride;
    const time = (words[w + 3]! >>> 0) * HIGH + (words[w + 2]! >>> 0);
    if (time < timeNs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Trade date of a part's first record, decoding no more than the block it lies in. */
function firstDay(source: ByteSource, part: FilePart, context: NativeContext): EpochDay | null {
  const bytes = part.frames === null
    ? readRange(source, part.start, TIMED_BYTES)
    : frameStart(source, part, context);
  if (bytes === null) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - TIMED_BYTES);
  return tradeDateAt(Math.floor(Number(view.getBigUint64(8, true)) / SECOND_NS));
}

/** The content of a part's first frame up to the time of the part's first record. */
function frameStart(
  source: ByteSource,
  { start, frames }: FilePart,
  context: NativeContext,
): Uint8Array | null {
  const frame = frames![0]!;
  const length = start - frame.contentOffset + TIMED_BYTES;
  if (frame.contentSize === null || frame.contentSize < length) return null;
  const stored = Math.min(frame.size, 2 * MAX_BLOCK_SIZE); // the first block and more
  const target = new Uint8Array(length);
  return context.decodeStart(readRange(source, frame.offset, stored), target) ? target : null;
}
