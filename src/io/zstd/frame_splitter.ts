import { joinBytes } from "../bytes/join_bytes.ts";
import {
  BLOCK_HEADER_SIZE,
  CHECKSUM_SIZE,
  type DataFrameHeader,
  MAX_FRAME_HEADER_SIZE,
  parseBlockHeader,
  parseFrameHeader,
} from "./frame_header.ts";
import { damagedBlock, notAFrame } from "./frames.ts";

/** What a stream of zstd bytes contains, in order. Skippable frames leave no trace. */
export type FrameEvent =
  | { readonly type: "begin"; readonly offset: number; readonly header: DataFrameHeader }
  /** Bytes of the frame, its header and checksum included. */
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  /** The frame is complete; `checksum` is null if it has none. */
  | { readonly type: "end"; readonly checksum: number | null };

/** The part of a frame that is being read, or of the stream between two frames. */
type Part = "frame_header" | "skippable" | "block_header" | "block" | "checksum" | "frame_end";

/**
 * Finds the frames and blocks in zstd bytes that arrive in pieces of any size. Bytes are passed on as soon as they
 * are there, so that a decoder can release what a flush made complete.
 */
export class FrameSplitter {
  readonly #name: string;
  readonly #onBlock: boolean;
  #part: Part = "frame_header";
  /** Bytes left of the current part; not used for frame headers, whose size is not known before. */
  #left = 0;
  /** Bytes so far of the current frame header, block header or checksum. */
  readonly #held = new Uint8Array(MAX_FRAME_HEADER_SIZE);
  #heldLength = 0;
  /** Offset in the file of the next byte. */
  #position: number;
  #frameOffset: number;
  #isLastBlock = false;
  #hasChecksum = false;

  /**
   * Starts between two frames.
   *
   * @param name For messages.
   * @param options `offset`: position of the first byte in its file. `onBlock`: pass bytes on at the end of each
   * block, not only at the end of each piece.
   */
  constructor(name: string, { offset = 0, onBlock = false } = {}) {
    this.#name = name;
    this.#position = offset;
    this.#frameOffset = offset;
    this.#onBlock = onBlock;
  }

  /** Offset of the newest frame that has begun. */
  get frameOffset(): number {
    return this.#frameOffset;
  }

  /** Whether the input may end here: between two frames. */
  get isBetweenFrames(): boolean {
    return this.#part === "frame_header" && this.#heldLength === 0;
  }

  /**
   * Takes the next piece.
   *
   * @throws {MomoError} `bad_data` with the byte offset where the bytes are no frame or a block header is damaged.
   */
  *push(piece: Uint8Array): Generator<FrameEvent> {
    for (let at = 0; at < piece.length;) {
      const from = at;
      if (this.#part === "frame_header") {
        const header = this.#takeFrameHeader(piece, at++);
        if (header) yield { type: "begin", offset: this.#frameOffset, header };
        if (header) yield { type: "bytes", bytes: this.#held.slice(0, header.size) };
      } else if (this.#part === "skippable") {
        at += this.#takeBytes(piece, at);
        if (this.#left === 0) this.#startPart("frame_header", 0);
      } else {
        at = this.#takeBlocks(piece, at);
        yield { type: "bytes", bytes: piece.subarray(from, at) };
        if (this.#part === "frame_end") yield this.#endFrame();
      }
    }
  }

  /** Adds the byte at `at` to a frame header. Returns the header of a data frame once it is complete. */
  #takeFrameHeader(piece: Uint8Array, at: number): DataFrameHeader | undefined {
    if (this.#heldLength === 0) this.#frameOffset = this.#position;
    this.#held[this.#heldLength++] = piece[at]!;
    this.#position++;
    const bytes = this.#held.subarray(0, this.#heldLength);
    const header = parseFrameHeader(bytes);
    if (header === "incomplete") return undefined;
    if (header === "invalid") {
      const found = joinBytes([bytes, piece.subarray(at + 1, at + 4)]);
      throw notAFrame(this.#name, this.#frameOffset, found);
    }
    if (header.kind === "skippable") {
      this.#startPart(header.payloadSize === 0 ? "frame_header" : "skippable", header.payloadSize);
      return undefined;
    }
    this.#hasChecksum = header.hasChecksum;
    this.#startPart("block_header", BLOCK_HEADER_SIZE);
    return header;
  }

  /** Walks on through the blocks of a frame as far as the piece or the frame goes, or to the end of one block. */
  #takeBlocks(piece: Uint8Array, from: number): number {
    let at = from;
    while (at < piece.length) {
      at += this.#takeBytes(piece, at);
      if (this.#left > 0) break;
      const isBlockEnd = this.#part === "block";
      this.#startNextPart();
      if (this.#part === "frame_end" || (isBlockEnd && this.#onBlock)) break;
    }
    return at;
  }

  /** Takes bytes of the current part and keeps those of headers and checksums. */
  #takeBytes(piece: Uint8Array, at: number): number {
    const count = Math.min(this.#left, piece.length - at);
    if (this.#part === "block_header" || this.#part === "checksum") {
      for (let i = 0; i < count; i++) this.#held[this.#heldLength++] = piece[at + i]!;
    }
    this.#left -= count;
    this.#position += count;
    return count;
  }

  #startNextPart(): void {
    if (this.#part === "block_header") {
      const block = parseBlockHeader(this.#held[0]!, this.#held[1]!, this.#held[2]!);
      if (!block) {
        const offset = this.#position - BLOCK_HEADER_SIZE;
        throw damagedBlock(this.#name, offset, this.#frameOffset);
      }
      this.#isLastBlock = block.isLast;
      this.#startPart("block", block.storedSize);
      if (block.storedSize > 0) return;
    }
    if (this.#part === "checksum") this.#part = "frame_end";
    else if (!this.#isLastBlock) this.#startPart("block_header", BLOCK_HEADER_SIZE);
    else if (this.#hasChecksum) this.#startPart("checksum", CHECKSUM_SIZE);
    else this.#part = "frame_end";
  }

  #startPart(part: Part, size: number): void {
    this.#part = part;
    this.#left = size;
    this.#heldLength = 0;
  }

  #endFrame(): FrameEvent {
    const [b0, b1, b2, b3] = this.#held;
    const checksum = this.#hasChecksum
      ? ((b0! | (b1! << 8) | (b2! << 16) | (b3! << 24)) >>> 0)
      : null;
    this.#startPart("frame_header", 0);
    return { type: "end", checksum };
  }
}
