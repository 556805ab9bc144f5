/** Where in a file one trade date ends and the next begins: the best place to cut it, since no symbol's day is cut there. */
import type { EpochDay } from "../../core/time/dates.ts";
import { SECOND_NS, tradeDateAt, tradeDateSpan } from "../../core/time/sessions.ts";
import { type ByteSource, readRange } from "../bytes/byte_source.ts";
import { type FilePart, readPart } from "../dbn/file_parts.ts";
import { type RecordChunk, wordsOf } from "../dbn/record_chunk.ts";
import { MAX_BLOCK_SIZE } from "../zstd/frame_header.ts";
import type { NativeContext } from "../zstd/native_context.ts";

/** The first record of a trade date. */
export interface DayBorder {
  /** Position of the part in the list that was searched. */
  readonly part: number;
  /** Position of the record in it; 0 if the part begins with the day. */
  readonly record: number;
  readonly day: EpochDay;
}

/** Bytes of a record up to the end of its time. */
const TIMED_BYTES = 16;
/** 2^32: the weight of a 64-bit integer's high word. */
const HIGH = 4294967296;

/**
 * Looks for the first record of a trade date, in records whose header carries the time they are sorted by. Only what
 * is needed to find it is decoded; that the records really are sorted is for the reader of the parts to check.
 *
 * @param first Position of the part to begin with, and `last` of the last that may hold the border.
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
  const ends = dayOf(last);
  if (begins === null || ends === null || !(ends > begins)) return null;
  let [low, high] = [first, last]; // the first begins before the border, the other after it
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const day = dayOf(middle);
    if (day === null) return null;
    if (day > begins) high = middle;
    else low = middle;
  }
  const day = high === last ? ends : dayOf(high)!;
  return borderWithin(source, parts[low]!, { part: low, record: 0, day }, context);
}

/** The border in a part that begins before it and is followed by one that does not. */
function borderWithin(
  source: ByteSource,
  part: FilePart,
  { part: position, day }: DayBorder,
  context: NativeContext,
): DayBorder | null {
  try {
    const records = readPart(source, part, { context });
    if (records === null) return null;
    const record = firstAt(records.chunk, tradeDateSpan(day).start * SECOND_NS);
    const isNext = record === records.chunk.count;
    return { part: isNext ? position + 1 : position, record: isNext ? 0 : record, day };
  } catch {
    return null; // the reader of the part meets the same damage and reports it
  }
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
