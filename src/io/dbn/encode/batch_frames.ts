import { joinBytes } from "../../bytes/join_bytes.ts";
import { encodeFrame, type EncodeOptions } from "../../zstd/encode_frame.ts";
import { encodeMetadata } from "../metadata_encode.ts";
import type { DbnMetadata } from "../metadata.ts";

/** Records of bar schemas per frame of a batch delivery. */
const BARS_PER_FRAME = 40_000;
/** Bytes at which a frame of other schemas ends, after the record that reaches them. */
const FRAME_BYTES = 65_536;

/**
 * A compressed file framed as batch deliveries are: the metadata in a frame of their own, then frames of whole
 * records, each with content size and checksum.
 *
 * @param records Whole records in any number of pieces.
 */
export function* batchFrames(
  metadata: DbnMetadata,
  records: Iterable<Uint8Array>,
  options: EncodeOptions = {},
): Generator<Uint8Array> {
  yield encodeFrame(encodeMetadata(metadata), options);
  const isBars = metadata.schema?.startsWith("ohlcv") ?? false;
  for (const content of isBars ? byCount(records) : bySize(records)) {
    yield encodeFrame(content, options);
  }
}

/** Gathers `BARS_PER_FRAME` records; those of bar schemas are all of one size. */
function* byCount(records: Iterable<Uint8Array>): Generator<Uint8Array> {
  yield* gather(records, (bytes) => BARS_PER_FRAME * bytes[0]! * 4);
}

/** Gathers records until they reach `FRAME_BYTES`. */
function* bySize(records: Iterable<Uint8Array>): Generator<Uint8Array> {
  yield* gather(records, (bytes) => {
    let at = 0;
    while (at < FRAME_BYTES && at < bytes.length) at += bytes[at]! * 4;
    return at < FRAME_BYTES ? FRAME_BYTES : at;
  });
}

/** Cuts pieces at the sizes that `sizeOf` finds for the bytes at hand; it may ask for more than there are. */
function* gather(
  records: Iterable<Uint8Array>,
  sizeOf: (bytes: Uint8Array) => number,
): Generator<Uint8Array> {
  let waiting: Uint8Array = new Uint8Array(0);
  for (const piece of records) {
    waiting = waiting.length === 0 ? piece : joinBytes([waiting, piece]);
    while (waiting.length > 0) {
      const size = sizeOf(waiting);
      if (size > waiting.length) break;
      yield waiting.subarray(0, size);
      waiting = waiting.subarray(size);
    }
  }
  if (waiting.length > 0) yield waiting;
}
