import { MomoError } from "../../core/error.ts";
import type { ZstdEnd } from "../zstd/portable_stream.ts";
import type { DbnHeader } from "./dbn_header.ts";
import type { RecordAssembler } from "./record_assembler.ts";

/** An input that ends too early: what was there, and where it stops. The records before are good. */
export interface Truncation {
  /** Name of the input. */
  readonly name: string;
  /** Whole records before the cut. */
  readonly recordsKept: number;
  /** Byte offset in the decompressed stream where the first incomplete record starts, or would start. */
  readonly offset: number;
  /** Bytes after `offset` that make no whole record. */
  readonly bytesDropped: number;
  /** Byte offset in the file of the zstd frame that is cut off or holds the cut record; null without compression. */
  readonly frameOffset: number | null;
  /** Whether a zstd frame is cut off, not only a record. */
  readonly isFrameCut: boolean;
}

/** One sentence on where an input was cut and what was kept. */
export function describeTruncation(cut: Truncation): string {
  return `"${cut.name}" ${placeOf(cut)}`;
}

/** The error for callers that accept no cut input. */
export function truncationError(cut: Truncation): MomoError {
  return new MomoError("bad_data", `Cannot read all of "${cut.name}": it ${placeOf(cut)}`);
}

function placeOf(cut: Truncation): string {
  const frame = cut.frameOffset === null
    ? ""
    : ` of the decompressed data, in the zstd frame at byte ${cut.frameOffset}`;
  const state = cut.isFrameCut && cut.bytesDropped === 0
    ? "ends inside a zstd frame, after the record that ends"
    : "ends inside a record that starts";
  return `${state} at byte ${cut.offset}${frame}: kept the ${cut.recordsKept} records before it`;
}

/**
 * Where an input was cut, or null if it is whole.
 *
 * @param records After its last whole record was given out.
 * @param end How the compressed input ended; null without compression.
 */
export function truncationAt(
  header: DbnHeader,
  records: RecordAssembler,
  end: ZstdEnd | null,
): Truncation | null {
  const isFrameCut = end !== null && end.cutFrame !== null;
  if (!isFrameCut && records.pendingBytes === 0) return null;
  return {
    name: header.name,
    recordsKept: records.recordCount,
    offset: records.offset,
    bytesDropped: records.pendingBytes,
    frameOffset: end ? end.cutFrame ?? end.lastFrame : null,
    isFrameCut,
  };
}
