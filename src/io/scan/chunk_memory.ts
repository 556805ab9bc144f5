/** Memory for decoded chunks that is used again: fresh memory costs as much time as decoding into it. */

/** Buffers that are not in use. */
export class ChunkMemory {
  readonly #free: ArrayBuffer[] = [];
  readonly #own = new WeakSet<ArrayBufferLike>();

  /** Memory of exactly `size` bytes. */
  take(size: number): Uint8Array {
    const fitting = this.#free.findIndex((buffer) => buffer.byteLength >= size);
    const buffer = fitting >= 0
      ? this.#free.splice(fitting, 1)[0]!
      : new ArrayBuffer(Math.ceil(size / ROUNDING) * ROUNDING);
    this.#own.add(buffer);
    return new Uint8Array(buffer, 0, size);
  }

  /** Takes memory back; what did not come from here is left alone. */
  release(buffer: ArrayBufferLike): void {
    if (!(buffer instanceof ArrayBuffer) || !this.#own.has(buffer)) return;
    if (this.#free.length < MOST_FREE && !this.#free.includes(buffer)) this.#free.push(buffer);
  }
}

/** Sizes are rounded up to this, so that buffers fit again. */
const ROUNDING = 256 * 1024;
/** More than this are left to the garbage collector. */
const MOST_FREE = 8;
