import zlib from "node:zlib";
import { joinBytes } from "../bytes/join_bytes.ts";
import { checkEncoder, type EncodeOptions, encoderParams } from "./encode_frame.ts";
import { TransformPump } from "./transform_pump.ts";

/**
 * Compresses a stream into one frame without content size, as the official writer does. Each call gives the bytes
 * that it made ready; `flush` makes everything written so far decodable. One call at a time.
 */
export class ZstdEncoder implements Disposable {
  readonly #stream: zlib.ZstdCompress;
  readonly #pump: TransformPump;

  /**
   * Starts a frame.
   *
   * @throws {MomoError} `io` if the platform has no zstd encoder.
   */
  constructor(options: EncodeOptions = {}) {
    checkEncoder();
    this.#stream = zlib.createZstdCompress({ params: encoderParams(options) });
    this.#pump = new TransformPump(this.#stream);
  }

  /** Compresses the next bytes; the result may be empty while the encoder gathers a block. */
  write(bytes: Uint8Array): Promise<Uint8Array> {
    return this.#collect((done) => this.#stream.write(bytes, done));
  }

  /** Ends the current block, so that a decoder can give back everything written so far. */
  flush(): Promise<Uint8Array> {
    return this.#collect((done) => this.#stream.flush(() => done()));
  }

  /** Ends the frame. */
  finish(): Promise<Uint8Array> {
    return this.#collect((done) => this.#stream.end(() => done()));
  }

  /** Releases the encoder; needed if the frame is not finished. */
  [Symbol.dispose](): void {
    this.#pump[Symbol.dispose]();
  }

  async #collect(operation: Parameters<TransformPump["run"]>[0]): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for await (const part of this.#pump.run(operation)) parts.push(part);
    return joinBytes(parts);
  }
}

/** Compresses a sequence of byte arrays into one frame without content size, in bounded memory. */
export async function* encodeZstdStream(
  input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: EncodeOptions = {},
): AsyncGenerator<Uint8Array> {
  using encoder = new ZstdEncoder(options);
  for await (const bytes of input) {
    const output = await encoder.write(bytes);
    if (output.length > 0) yield output;
  }
  yield await encoder.finish();
}
