import { Decompress } from "fzstd";
import { checkDecodable, damagedFrame } from "./damage.ts";
import type { DataFrameHeader } from "./frame_header.ts";
import { FrameSplitter } from "./frame_splitter.ts";
import { Xxh64 } from "./xxh64.ts";

/** How a zstd input ended. */
export interface ZstdEnd {
  /** File offset of the frame that the end of the input cuts off, or null if the input is whole. */
  readonly cutFrame: number | null;
  /** File offset of the last frame. */
  readonly lastFrame: number;
}

/**
 * Decodes zstd bytes block by block in JavaScript: any number of frames, skippable ones among them. Memory stays at
 * one window and one block, whatever the size of a frame. Checksums and content sizes are verified.
 *
 * @param pieces Consecutive bytes, cut anywhere.
 * @param name For messages.
 * @param offset Position of the first byte in its file; a frame starts there.
 * @returns How the input ended; a cut frame gives what its whole blocks hold, and no error.
 * @throws {MomoError} `bad_data` naming the frame's offset if a frame is damaged.
 */
export function* decodePortable(
  pieces: Iterable<Uint8Array>,
  name: string,
  offset = 0,
): Generator<Uint8Array, ZstdEnd> {
  const splitter = new FrameSplitter(name, { offset, onBlock: true });
  const decoder = new PortableFrameDecoder(name);
  for (const piece of pieces) {
    for (const event of splitter.push(piece)) {
      if (event.type === "begin") decoder.begin(event.offset, event.header);
      else if (event.type === "bytes") yield* decoder.push(event.bytes);
      else yield* decoder.end(event.checksum);
    }
  }
  const lastFrame = splitter.frameOffset;
  return { cutFrame: splitter.isBetweenFrames ? null : lastFrame, lastFrame };
}

/** Decodes the frames of one stream, one after the other, from the events of a `FrameSplitter`. */
export class PortableFrameDecoder implements Disposable {
  readonly #name: string;
  #offset = 0;
  #contentSize: number | null = null;
  #decoder = new Decompress();
  #output: Uint8Array[] = [];
  #outputSize = 0;
  #hash = new Xxh64();

  /** Starts before the first frame; `name` is for messages. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Starts a frame. */
  begin(offset: number, header: DataFrameHeader): void {
    checkDecodable(this.#name, offset, header);
    this.#offset = offset;
    this.#contentSize = header.contentSize;
    this.#outputSize = 0;
    this.#hash = new Xxh64();
    this.#decoder = new Decompress((data) => {
      if (data.length > 0) this.#output.push(data);
    });
  }

  /** Takes bytes of the frame and returns what they decode to. */
  push(bytes: Uint8Array): Uint8Array[] {
    return this.#decode(bytes, false);
  }

  /** Ends the frame: returns what is left of it, and verifies checksum (null if it has none) and size. */
  end(checksum: number | null): Uint8Array[] {
    const output = this.#decode(new Uint8Array(0), true);
    if (checksum !== null && Number(BigInt.asUintN(32, this.#hash.digest())) !== checksum) {
      throw damagedFrame(this.#name, this.#offset, "its checksum does not match");
    }
    if (this.#contentSize !== null && this.#contentSize !== this.#outputSize) {
      const reason = `it states ${this.#contentSize} bytes and holds ${this.#outputSize}`;
      throw damagedFrame(this.#name, this.#offset, reason);
    }
    return output;
  }

  /** Does nothing: there is nothing to release. */
  [Symbol.dispose](): void {}

  #decode(bytes: Uint8Array, isEnd: boolean): Uint8Array[] {
    try {
      this.#decoder.push(bytes, isEnd);
    } catch (error) {
      throw damagedFrame(this.#name, this.#offset, error); // also RangeError and TypeError from damaged tables
    }
    const output = this.#output;
    this.#output = [];
    for (const piece of output) {
      this.#hash.update(piece);
      this.#outputSize += piece.length;
    }
    return output;
  }
}
