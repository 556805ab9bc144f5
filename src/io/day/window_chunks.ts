/** The chunks of a file that may hold records of a stretch of time, without decompressing what lies before. */
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import type { DbnFile } from "../dbn/dbn_file.ts";
import { type FilePart, planParts, readPart } from "../dbn/file_parts.ts";
import { groupRecords } from "../dbn/framing.ts";
import { type RecordChunk, wordsOf } from "../dbn/record_chunk.ts";
import { NativeContext } from "../zstd/native_context.ts";
import type { DayFile } from "./day_files.ts";
import type { TimeBase } from "./field_copy.ts";
import type { Wanted } from "./record_picker.ts";

/** Size of a compressed file from which on looking for the first frame is worth it. */
const SEARCHED_BYTES = 2 * 1024 * 1024;
const SEARCHED_DAYS = 3;
/** Parts to read before the one that is found: room for records that are a little late. */
const PARTS_BEFORE = 1;
const HIGH = 4294967296;

/** What a file turned out not to be when it was searched: in order of time, of records of one size. */
export class NotSearchable extends Error {}

/** How index times are read. */
export interface TimeReading {
  readonly wanted: Pick<Wanted, "rtype" | "timeWord">;
  readonly base: TimeBase;
}

/** Whether a file is worth searching: large, and for more than a few days. */
export function isSearchable({ source, header: { compression } }: DbnFile, file: DayFile): boolean {
  return compression === "zstd" && source.size >= SEARCHED_BYTES &&
    file.end - file.start > SEARCHED_DAYS * DAY_SECONDS;
}

/**
 * The chunks from the last frame on that starts before a time.
 *
 * @param from ns since the base of `reading`.
 * @throws {NotSearchable} If the records are not in order or differ in size, be it after some chunks.
 * @throws {MomoError} `bad_data` if a frame is damaged.
 */
export function* chunksFrom(
  file: DbnFile,
  from: number,
  reading: TimeReading,
): Generator<RecordChunk> {
  const parts = planParts(file, 1);
  if (parts === null) throw new NotSearchable();
  const read = partReader(file);
  const first = findPart(parts, (part) => firstTime(read(part), reading), from);
  let latest = -Infinity;
  for (const part of parts.slice(Math.max(first - PARTS_BEFORE, 0))) {
    const chunk = read(part);
    const time = firstTime(chunk, reading);
    if (time < latest) throw new NotSearchable();
    latest = time;
    yield chunk;
  }
}

function partReader({ source }: DbnFile): (part: FilePart) => RecordChunk {
  const context = new NativeContext();
  return (part) => {
    const records = readPart(source, part, { context });
    if (records === null || records.truncation !== null) throw new NotSearchable();
    return records.chunk;
  };
}

/** Position of the last part whose first time is before `from`. The times that are looked at have to ascend. */
function findPart(
  parts: readonly FilePart[],
  timeOf: (part: FilePart) => number,
  from: number,
): number {
  let low = 0;
  let high = parts.length;
  let [earliest, latest] = [-Infinity, Infinity];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const time = timeOf(parts[middle]!);
    if (!(time >= earliest && time <= latest)) throw new NotSearchable();
    if (time < from) [low, earliest] = [middle, time];
    else [high, latest] = [middle, time];
  }
  return low;
}

/** Index time of the first record of the wanted type, ns since the base. */
function firstTime(chunk: RecordChunk, { wanted, base }: TimeReading): number {
  const group = groupRecords(chunk).find(({ rtype }) => rtype === wanted.rtype);
  if (group === undefined) throw new NotSearchable();
  const words = wordsOf(chunk);
  const word = ((group.offsets?.[0] ?? 0) >> 2) + wanted.timeWord;
  return ((words[word + 1]! >>> 0) - base.high) * HIGH + ((words[word]! >>> 0) - base.low);
}
