import zlib from "node:zlib";
import { MomoError } from "../../core/error.ts";
import { hasNativeZstd } from "./engine.ts";

/** What compressing can be told. */
export interface EncodeOptions {
  /** 1 (fast) to 22 (small); default 3. */
  readonly level?: number;
  /** Whether the frame ends with a checksum of its content; default true. */
  readonly checksum?: boolean;
}

/** What compressing one frame can be told. */
export interface EncodeFrameOptions extends EncodeOptions {
  /** Whether the frame states the size of its content; default true. The official single-file writer does not. */
  readonly contentSize?: boolean;
}

/**
 * Compresses bytes into one frame.
 *
 * @throws {MomoError} `io` if the platform has no zstd encoder.
 */
export function encodeFrame(bytes: Uint8Array, options: EncodeFrameOptions = {}): Uint8Array {
  checkEncoder();
  const size = options.contentSize ?? true ? { pledgedSrcSize: bytes.length } : {};
  // With output in several chunks the platform at times appends an empty frame: one chunk has to hold all of it.
  const chunkSize = compressBound(bytes.length);
  const frame = zlib.zstdCompressSync(bytes, {
    params: encoderParams(options),
    ...size,
    chunkSize,
  });
  return new Uint8Array(frame.buffer, frame.byteOffset, frame.length);
}

/** Largest size of a frame: `ZSTD_compressBound` with room for headers. */
export function compressBound(size: number): number {
  return size + (size >>> 8) + 1024;
}

/** The platform's parameters for a level and a checksum. */
export function encoderParams(options: EncodeOptions): Record<number, number> {
  const { level = 3, checksum = true } = options;
  return {
    [zlib.constants.ZSTD_c_compressionLevel]: level,
    [zlib.constants.ZSTD_c_checksumFlag]: checksum ? 1 : 0,
  };
}

/**
 * Makes sure that the platform can compress.
 *
 * @throws {MomoError} `io` if it has no zstd encoder.
 */
export function checkEncoder(): void {
  if (!hasNativeZstd()) {
    throw new MomoError("io", "Cannot write zstd: this platform has no zstd encoder", {
      hint: "write without compression",
    });
  }
}
