import { joinBytes } from "../../bytes/join_bytes.ts";
import { encodeFrame, type EncodeOptions } from "../../zstd/encode_frame.ts";
import { encodeZstdStream } from "../../zstd/encode_stream.ts";
import type { DbnMetadata } from "../metadata.ts";
import { encodeMetadata } from "../metadata_encode.ts";
import { batchFrames } from "./batch_frames.ts";

/** How a DBN file is stored: plain; as one zstd frame, as the official tool writes; or in frames, as batch deliveries are. */
export type DbnFraming = "none" | "single" | "batch";

/**
 * A DBN file in memory.
 *
 * @param metadata Null for a fragment, which cannot be framed as `batch`.
 * @param records Whole records in any number of pieces.
 */
export function encodeDbn(
  metadata: DbnMetadata | null,
  records: Iterable<Uint8Array>,
  framing: DbnFraming = "none",
  options: EncodeOptions = {},
): Uint8Array {
  if (framing === "batch") return joinBytes([...batchFrames(required(metadata), records, options)]);
  const bytes = joinBytes([...plainPieces(metadata, records)]);
  return framing === "single" ? encodeFrame(bytes, { ...options, contentSize: false }) : bytes;
}

/** A DBN file piece by piece, in bounded memory; as `encodeDbn` otherwise. */
export async function* streamDbn(
  metadata: DbnMetadata | null,
  records: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  framing: "none" | "single" = "none",
  options: EncodeOptions = {},
): AsyncGenerator<Uint8Array> {
  const pieces = asyncPieces(metadata, records);
  yield* framing === "single" ? encodeZstdStream(pieces, options) : pieces;
}

function* plainPieces(
  metadata: DbnMetadata | null,
  records: Iterable<Uint8Array>,
): Generator<Uint8Array> {
  if (metadata) yield encodeMetadata(metadata);
  yield* records;
}

async function* asyncPieces(
  metadata: DbnMetadata | null,
  records: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (metadata) yield encodeMetadata(metadata);
  yield* records;
}

function required(metadata: DbnMetadata | null): DbnMetadata {
  if (!metadata) throw new TypeError("A batch delivery starts with metadata");
  return metadata;
}
