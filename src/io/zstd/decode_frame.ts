import zlib from "node:zlib";
import { type ByteSource, readInto, readRange } from "../bytes/byte_source.ts";
import { joinBytes } from "../bytes/join_bytes.ts";
import { checkDecodable, damagedFrame } from "./damage.ts";
import { pickEngine, type ZstdEngine } from "./engine.ts";
import type { ZstdFrame } from "./frames.ts";
import type { NativeContext } from "./native_context.ts";
import { decodePortable } from "./portable_stream.ts";

const OUTPUT_CHUNK = 256 * 1024; // bytes; larger chunks decode slower, because they leave the processor's cache

/** Frames whose content is larger than this should be decoded as a stream, which bounds memory. */
export const MAX_FRAME_BYTES = 64 * 1024 * 1024;

/** What decoding one frame can be told. */
export interface DecodeFrameOptions {
  /** Which decoder does the work; by default the native one where there is one. */
  readonly engine?: ZstdEngine | undefined;
  /** State to decode with that was used for frames before; without it each frame sets up its own. */
  readonly context?: NativeContext | undefined;
  /** Gives memory of exactly this many bytes for the content, 8-aligned; default new memory. */
  readonly allocate?: ((size: number) => Uint8Array) | undefined;
}

/**
 * Decodes one frame in one go; its content has to fit into memory. A frame that is not whole gives what its whole
 * blocks hold; a skippable frame gives nothing.
 *
 * @param frame From `walkFrames` over the same source.
 * @returns The content, in memory that starts 8-aligned: its own, or what `allocate` gave.
 * @throws {MomoError} `bad_data` naming file and frame offset if the content is damaged, its checksum or size does not match.
 */
export function decodeFrame(
  source: ByteSource,
  frame: ZstdFrame,
  options: DecodeFrameOptions = {},
): Uint8Array {
  if (frame.kind === "skippable") return new Uint8Array(0);
  checkDecodable(source.name, frame.offset, frame);
  const isNative = frame.isWhole && pickEngine(options.engine) === "native";
  const { context, allocate } = options;
  if (isNative && context && frame.contentSize !== null) {
    const bytes = context.input(frame.size);
    readInto(source, frame.offset, bytes);
    const target = allocate?.(frame.contentSize) ?? new Uint8Array(frame.contentSize);
    return context.decode(bytes, target) ? target : decodeNative(bytes, source.name, frame);
  }
  const bytes = readRange(source, frame.offset, frame.size);
  return isNative
    ? decodeNative(bytes, source.name, frame)
    : joinBytes([...decodePortable([bytes], source.name, frame.offset)]);
}

/**
 * The platform's call decodes only the first frame of its input, takes a cut frame for a whole one, and gives nothing
 * after a leading skippable frame. So it gets exactly one whole data frame, and the size is compared.
 */
function decodeNative(bytes: Uint8Array, name: string, frame: ZstdFrame): Uint8Array {
  // one byte more than the content spares the library another round that finds nothing left
  const chunkSize = Math.max(64, Math.min(OUTPUT_CHUNK, (frame.contentSize ?? OUTPUT_CHUNK) + 1));
  let output: Uint8Array;
  try {
    output = zlib.zstdDecompressSync(bytes, { chunkSize });
  } catch (error) {
    throw damagedFrame(name, frame.offset, error);
  }
  if (frame.contentSize !== null && output.length !== frame.contentSize) {
    const reason = `it states ${frame.contentSize} bytes and holds ${output.length}`;
    throw damagedFrame(name, frame.offset, reason);
  }
  return output.byteOffset % 8 === 0
    ? new Uint8Array(output.buffer, output.byteOffset, output.length)
    : new Uint8Array(output);
}
