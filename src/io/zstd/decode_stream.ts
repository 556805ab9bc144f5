import zlib from "node:zlib";
import { checkDecodable, damagedFrame } from "./damage.ts";
import { pickEngine, type ZstdEngine } from "./engine.ts";
import type { DataFrameHeader } from "./frame_header.ts";
import { FrameSplitter } from "./frame_splitter.ts";
import { PortableFrameDecoder, type ZstdEnd } from "./portable_stream.ts";
import { TransformPump } from "./transform_pump.ts";

const OUTPUT_CHUNK = 256 * 1024; // bytes

/** What decoding a stream can be told. */
export interface DecodeStreamOptions {
  /** For messages. */
  readonly name: string;
  /** Which decoder does the work; by default the native one where there is one. */
  readonly engine?: ZstdEngine | undefined;
  /** Position of the first byte in its file. */
  readonly offset?: number;
}

/**
 * Decodes a stream of zstd bytes: any number of frames of any size, skippable ones among them. What a piece makes
 * decodable comes out before the next piece is asked for, and memory stays bounded: the consumer sets the pace.
 *
 * @param input Consecutive bytes, cut anywhere.
 * @returns How the input ended; a cut frame gives what it holds, and no error.
 * @throws {MomoError} `bad_data` naming the frame's offset if a frame is damaged.
 */
export async function* decodeZstdStream(
  input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: DecodeStreamOptions,
): AsyncGenerator<Uint8Array, ZstdEnd> {
  const isNative = pickEngine(options.engine) === "native";
  const splitter = new FrameSplitter(options.name, {
    offset: options.offset ?? 0,
    onBlock: !isNative,
  });
  using decoder: FrameDecoder = isNative
    ? new NativeFrameDecoder(options.name)
    : new PortableFrameDecoder(options.name);
  for await (const piece of input) {
    for (const event of splitter.push(piece)) {
      if (event.type === "begin") decoder.begin(event.offset, event.header);
      else if (event.type === "bytes") yield* decoder.push(event.bytes);
      else yield* decoder.end(event.checksum);
    }
  }
  const lastFrame = splitter.frameOffset;
  return { cutFrame: splitter.isBetweenFrames ? null : lastFrame, lastFrame };
}

/** Decodes the frames of one stream, one after the other. */
interface FrameDecoder extends Disposable {
  begin(offset: number, header: DataFrameHeader): void;
  /** What the bytes decode to. */
  push(bytes: Uint8Array): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** What is left, after checking the frame as a whole. */
  end(checksum: number | null): Iterable<Uint8Array>;
}

/** Decodes frames with the platform's transform stream, a new one for each frame. */
class NativeFrameDecoder implements FrameDecoder {
  readonly #name: string;
  #offset = 0;
  #contentSize: number | null = null;
  #outputSize = 0;
  #stream: zlib.ZstdDecompress | undefined;
  #pump: TransformPump | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  begin(offset: number, header: DataFrameHeader): void {
    checkDecodable(this.#name, offset, header);
    this.#offset = offset;
    this.#contentSize = header.contentSize;
    this.#outputSize = 0;
    this.#stream = zlib.createZstdDecompress({ chunkSize: OUTPUT_CHUNK });
    this.#pump = new TransformPump(this.#stream);
  }

  async *push(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    try {
      for await (const output of this.#pump!.run((done) => this.#stream!.write(bytes, done))) {
        this.#outputSize += output.length;
        yield output;
      }
    } catch (error) {
      throw damagedFrame(this.#name, this.#offset, error);
    }
  }

  /** Everything has been read by now, and the library has verified the checksum. */
  end(): Uint8Array[] {
    this[Symbol.dispose]();
    if (this.#contentSize !== null && this.#contentSize !== this.#outputSize) {
      const reason = `it states ${this.#contentSize} bytes and holds ${this.#outputSize}`;
      throw damagedFrame(this.#name, this.#offset, reason);
    }
    return [];
  }

  [Symbol.dispose](): void {
    this.#pump?.[Symbol.dispose]();
    this.#pump = undefined;
  }
}
