import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  zstdCompressSync,
  zstdDecompressSync,
} from "node:zlib";
import type { CompressionCodec } from "hyparquet";
import { compressBound } from "../zstd/encode_frame.ts";
import type { NativeContext } from "../zstd/native_context.ts";
import { snappyUncompress } from "hyparquet/src/snappy.js";
import { snappyCompress } from "hyparquet-writer/src/snappy.js";

/** Compression of a file's pages. */
export type Codec = "zstd" | "snappy" | "none";

/** The name that the file format gives to the codec. */
export function codecName(codec: Codec): "ZSTD" | "SNAPPY" | "UNCOMPRESSED" {
  switch (codec) {
    case "zstd":
      return "ZSTD";
    case "snappy":
      return "SNAPPY";
    case "none":
      return "UNCOMPRESSED";
  }
}

/**
 * Compresses one page. The bytes depend on nothing but the arguments and the version of the runtime.
 *
 * @param level Effort of zstd, 1 to 19; the other codecs have none.
 */
export function compressPage(bytes: Uint8Array, codec: Codec, level: number): Uint8Array {
  switch (codec) {
    case "zstd":
      return zstdCompressSync(bytes, {
        params: { [constants.ZSTD_c_compressionLevel]: level },
        chunkSize: compressBound(bytes.length), // see encodeFrame: output in several chunks may end with an empty frame
      });
    case "snappy":
      return snappyCompress(bytes);
    case "none":
      return bytes;
  }
}

function decompress(
  bytes: Uint8Array,
  sizeBytes: number,
  codec: CompressionCodec,
  context: NativeContext | undefined,
): Uint8Array {
  if (codec === "ZSTD" && context) {
    const page = new Uint8Array(sizeBytes);
    if (context.decode(bytes, page)) return page;
  }
  // With a little room to spare all output fits the first chunk, and no second one is allocated.
  const limits = { maxOutputLength: Math.max(sizeBytes, 1), chunkSize: sizeBytes + 64 };
  switch (codec) {
    case "UNCOMPRESSED":
      return bytes;
    case "ZSTD":
      return zstdDecompressSync(bytes, limits);
    case "GZIP":
      return gunzipSync(bytes, limits);
    case "BROTLI":
      return brotliDecompressSync(bytes, limits);
    case "SNAPPY": {
      const out = new Uint8Array(sizeBytes);
      snappyUncompress(bytes, out);
      return out;
    }
    default:
      throw new RangeError(`codec ${codec} is not read by momo, wanted ZSTD, SNAPPY or GZIP`);
  }
}

/**
 * Decompresses one page.
 *
 * @param sizeBytes Size that the page's header promises.
 * @param context State to decode with that was used for pages before; without it each page sets up its own.
 * @throws {RangeError} If the page has another size, and whatever the codec throws on damaged bytes.
 */
export function decompressPage(
  bytes: Uint8Array,
  sizeBytes: number,
  codec: CompressionCodec,
  context?: NativeContext,
): Uint8Array {
  const page = decompress(bytes, sizeBytes, codec, context);
  if (page.length !== sizeBytes) {
    throw new RangeError(`page holds ${page.length} bytes, its header says ${sizeBytes}`);
  }
  // A plain array of bytes: slices of a Buffer, which node's codecs return, would be views.
  return new Uint8Array(page.buffer, page.byteOffset, page.byteLength);
}
