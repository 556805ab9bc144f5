import zlib from "node:zlib";

/**
 * The part of the platform's decompressor that writes into memory of the caller's: the public call allocates, copies,
 * and leaves twice the garbage. It is not part of the documented interface, so it is used only after a check that it is
 * there and works, and whatever it does not decode to the last byte is left to the public call.
 */
interface Handle {
  reset(): void;
  writeSync(
    flush: number,
    input: Uint8Array,
    inputOffset: number,
    inputLength: number,
    output: Uint8Array,
    outputOffset: number,
    outputLength: number,
  ): void;
}

/** A decompressor with what is left of output and input after a write. */
interface Decompressor {
  readonly handle: Handle;
  readonly left: Uint32Array;
}

function openDecompressor(): Decompressor | null {
  const stream: unknown = zlib.createZstdDecompress();
  if (typeof stream !== "object" || stream === null) return null;
  const { _handle: handle, _writeState: left } = stream as {
    readonly _handle?: Partial<Handle>;
    readonly _writeState?: unknown;
  };
  const isKnown = typeof handle?.writeSync === "function" && typeof handle.reset === "function" &&
    left instanceof Uint32Array && left.length === 2;
  return isKnown ? { handle: handle as Handle, left } : null;
}

/** Decodes frames one after another with the same native state and scratch memory. */
export class NativeContext {
  #decompressor: Decompressor | null = openDecompressor();
  #input = new Uint8Array(0);

  /** Memory for the bytes of a frame; valid until the next call. */
  input(size: number): Uint8Array {
    if (this.#input.length < size) this.#input = new Uint8Array(Math.ceil(size * 1.25));
    return this.#input.subarray(0, size);
  }

  /**
   * Decodes one whole frame of known content size into memory of the caller's.
   *
   * @param target As large as the content.
   * @returns Whether it was decoded to the last byte; otherwise nothing is known of `target`.
   */
  decode(frame: Uint8Array, target: Uint8Array): boolean {
    return this.#write(frame, target, ([space, unread]) => space === 0 && unread === 0);
  }

  /**
   * Decodes the start of a frame, which is not verified by that.
   *
   * @param stored The frame, or so much of it that it holds the blocks wanted.
   * @returns Whether `target` was filled; otherwise nothing is known of it.
   */
  decodeStart(stored: Uint8Array, target: Uint8Array): boolean {
    return this.#write(stored, target, ([space]) => space === 0);
  }

  #write(
    input: Uint8Array,
    target: Uint8Array,
    isDone: (left: Uint32Array) => boolean,
  ): boolean {
    const decompressor = this.#decompressor;
    if (decompressor === null) return false;
    const { handle, left } = decompressor;
    try {
      handle.reset();
      left.fill(UNTOUCHED);
      const end = zlib.constants.ZSTD_e_end;
      handle.writeSync(end, input, 0, input.length, target, 0, target.length);
      if (isDone(left)) return true;
    } catch {
      // the public call says what is wrong
    }
    this.#decompressor = openDecompressor(); // the state after a failure is not known
    return false;
  }
}

const UNTOUCHED = 0xffff_ffff;
