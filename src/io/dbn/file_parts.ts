import { type ByteSource, readRange } from "../bytes/byte_source.ts";
import { joinBytes } from "../bytes/join_bytes.ts";
import { decodeFrame, type DecodeFrameOptions, MAX_FRAME_BYTES } from "../zstd/decode_frame.ts";
import type { ZstdFrame } from "../zstd/frames.ts";
import type { DbnFile } from "./dbn_file.ts";
import { scanRecords } from "./framing.ts";
import type { RecordChunk } from "./record_chunk.ts";
import type { Truncation } from "./truncation.ts";

/** A stretch of a file that can be read on its own, by any worker. A plain object that can be sent to one. */
export interface FilePart {
  /** Byte offset in the decompressed stream of the first record. */
  readonly start: number;
  /** Byte offset in the decompressed stream after the last record; null for the rest of the file. */
  readonly end: number | null;
  /** Number of the first record in the file. */
  readonly firstRecord: number;
  /** Bytes of every record. */
  readonly recordSize: number;
  /** Whether every record ends with the gateway's send time. */
  readonly tsOut: boolean;
  /** The frames that hold the part, in order; null without compression. */
  readonly frames: readonly PlacedFrame[] | null;
}

/** A frame and where its content lies. */
export interface PlacedFrame extends ZstdFrame {
  /** Byte offset in the decompressed stream. */
  readonly contentOffset: number;
}

/** The records of one part. */
export interface PartRecords {
  /** The records; valid as long as it is kept. */
  readonly chunk: RecordChunk;
  /** Where the file is cut; only ever in its last part. */
  readonly truncation: Truncation | null;
}

/**
 * Cuts a file into parts for parallel reading, without decompressing more than its beginning. The cuts assume that
 * all records are as large as the first; `readPart` checks that for its own part, and if it holds for all parts, it
 * holds for the file.
 *
 * @param partBytes Decompressed bytes to aim for; a part is at least one frame.
 * @returns The parts in file order, or null if the file has to be read sequentially: a frame does not state its size
 * or is huge, the first records differ in size, or the beginning is damaged.
 * @throws {MomoError} `bad_data` if the file is not made of zstd frames.
 */
export function planParts(file: DbnFile, partBytes: number): FilePart[] | null {
  const recordSize = firstRecordSize(file);
  if (recordSize === undefined) return null;
  const { recordsOffset, tsOut, compression } = file.header;
  const frames = compression === "zstd" ? placeFrames(file) : null;
  if (compression === "zstd" && frames === null) return null;
  const size = frames ? contentSizeOf(frames) : file.source.size;
  const cuts = frames
    ? frameCuts(frames, recordsOffset, partBytes)
    : plainCuts(recordsOffset, size, partBytes);
  const starts = new Set([recordsOffset]);
  for (const cut of cuts) {
    const start = recordsOffset + Math.ceil((cut - recordsOffset) / recordSize) * recordSize;
    if (start < size) starts.add(start);
  }
  return [...starts].map((start, i, all) => ({
    start,
    end: all[i + 1] ?? null,
    firstRecord: (start - recordsOffset) / recordSize,
    recordSize,
    tsOut,
    frames: frames && framesOf(frames, start, all[i + 1] ?? null),
  }));
}

/** Size of the first record if those beside it have the same, otherwise `undefined`. */
function firstRecordSize(file: DbnFile): number | undefined {
  try {
    for (const chunk of file.chunks()) return chunk.uniform?.size;
  } catch {
    // sequential reading meets the same damage and reports it, after what comes before
  }
  return undefined;
}

/** All frames with the place of their content, or null if that is not known. */
function placeFrames(file: DbnFile): PlacedFrame[] | null {
  const placed: PlacedFrame[] = [];
  let contentOffset = 0;
  for (const frame of file.frames()) {
    if (frame.kind === "skippable" && frame.isWhole) continue;
    if ((frame.contentSize ?? frame.contentLimit) > MAX_FRAME_BYTES) return null;
    placed.push({ ...frame, contentOffset });
    if (!frame.isWhole) break; // the last one; its content goes as far as it goes
    if (frame.contentSize === null) return null;
    contentOffset += frame.contentSize;
  }
  return placed;
}

/** Bytes that the whole frames decompress to. */
function contentSizeOf(frames: readonly PlacedFrame[]): number {
  const last = frames.findLast((frame) => frame.isWhole);
  return last ? contentEnd(last) : 0;
}

function contentEnd(frame: PlacedFrame): number {
  return frame.contentOffset + (frame.contentSize ?? 0);
}

/** The frames, in order, that hold the bytes [start, end) of the content. */
function framesOf(
  frames: readonly PlacedFrame[],
  start: number,
  end: number | null,
): PlacedFrame[] {
  let first = 0;
  let stop = frames.length;
  while (first < stop) { // first frame that ends after `start`, or is cut off
    const middle = (first + stop) >> 1;
    if (frames[middle]!.isWhole && contentEnd(frames[middle]!) <= start) first = middle + 1;
    else stop = middle;
  }
  stop = first;
  while (stop < frames.length && (end === null || frames[stop]!.contentOffset < end)) stop++;
  return frames.slice(first, stop);
}

/** Starts of frames, at least `partBytes` apart. */
function frameCuts(frames: readonly PlacedFrame[], from: number, partBytes: number): number[] {
  const cuts: number[] = [];
  let last = from;
  for (const { contentOffset } of frames) {
    if (contentOffset - last < partBytes) continue;
    cuts.push(contentOffset);
    last = contentOffset;
  }
  return cuts;
}

/** Offsets `partBytes` apart, the last of them not close before the end. */
function plainCuts(from: number, size: number, partBytes: number): number[] {
  const cuts: number[] = [];
  for (let at = from + partBytes; at + partBytes / 2 < size; at += partBytes) cuts.push(at);
  return cuts;
}

/**
 * Reads one part of a file.
 *
 * @param source The file that the part was planned for.
 * @returns The records, or null if not all are of the planned size: the whole file has to be read sequentially then.
 * @throws {MomoError} `bad_data` naming file and frame offset if a frame is damaged.
 */
export function readPart(
  source: ByteSource,
  part: FilePart,
  options: DecodeFrameOptions = {},
): PartRecords | null {
  const bytes = readPartBytes(source, part, options);
  const { end, count, uniform, isBroken } = scanRecords(bytes, bytes.length);
  if (isBroken || (count > 0 && uniform?.size !== part.recordSize)) return null;
  if (end < bytes.length && part.end !== null) return null;
  const chunk: RecordChunk = {
    name: source.name,
    bytes: bytes.subarray(0, end),
    count,
    firstRecord: part.firstRecord,
    offset: part.start,
    uniform,
    tsOut: part.tsOut,
  };
  return { chunk, truncation: truncationOf(source, part, chunk, bytes.length - end) };
}

function readPartBytes(
  source: ByteSource,
  part: FilePart,
  options: DecodeFrameOptions,
): Uint8Array {
  const { start, end, frames } = part;
  if (!frames) return readRange(source, start, (end ?? source.size) - start);
  const first = frames[0]?.contentOffset ?? start;
  const all = joinBytes(frames.map((frame) => decodeFrame(source, frame, options)));
  const bytes = all.subarray(start - first, end === null ? undefined : end - first);
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}

function truncationOf(
  source: ByteSource,
  part: FilePart,
  chunk: RecordChunk,
  bytesDropped: number,
): Truncation | null {
  const lastFrame = part.frames?.at(-1);
  const isFrameCut = lastFrame?.isWhole === false;
  if (!isFrameCut && bytesDropped === 0) return null;
  return {
    name: source.name,
    recordsKept: part.firstRecord + chunk.count,
    offset: part.start + chunk.bytes.length,
    bytesDropped,
    frameOffset: lastFrame?.offset ?? null,
    isFrameCut,
  };
}
