/** How the bytes of a file are cut into zstd frames. */
import { joinBytes } from "../bytes/join_bytes.ts";
import { encodeDbn } from "../dbn/encode/write_dbn.ts";
import type { DbnMetadata } from "../dbn/metadata.ts";
import { encodeMetadata } from "../dbn/metadata_encode.ts";
import { encodeFrame } from "../zstd/encode_frame.ts";

/**
 * Frames of a file: `none` is not compressed; `single` is one frame; `batch` is what batch deliveries have: the
 * metadata in the first frame, whole records in the others.
 */
export type FrameLayout = "none" | "single" | "batch" | PieceLayout;

/** The metadata in the first frame, and the records cut every so many bytes, wherever that falls. */
export interface PieceLayout {
  readonly pieceBytes: number;
  /** Whether a skippable frame comes before everything else; default false. */
  readonly startsSkippable?: boolean;
}

/** The bytes of a file. `level` is that of zstd. */
export function encodeFile(
  metadata: DbnMetadata,
  records: Uint8Array,
  layout: FrameLayout,
  level: number,
): Uint8Array {
  if (typeof layout === "string") return encodeDbn(metadata, [records], layout, { level });
  const frames = [encodeFrame(encodeMetadata(metadata), { level })];
  if (layout.startsSkippable) frames.unshift(skippableFrame(new Uint8Array(12)));
  for (let at = 0; at < records.length; at += layout.pieceBytes) {
    frames.push(encodeFrame(records.subarray(at, at + layout.pieceBytes), { level }));
  }
  return joinBytes(frames);
}

/** @see RFC 8878, 3.1.2 */
function skippableFrame(payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(8 + payload.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, 0x184d2a50, true);
  view.setUint32(4, payload.length, true);
  frame.set(payload, 8);
  return frame;
}
