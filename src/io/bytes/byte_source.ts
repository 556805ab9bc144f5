import { MomoError } from "../../core/error.ts";

/** Random access to the bytes of one input. Synchronous on purpose: workers decode without a turn of the event loop. */
export interface ByteSource extends Disposable {
  /** Path or label for messages. */
  readonly name: string;
  /** Total bytes. */
  readonly size: number;
  /**
   * Fills `target` with the bytes from `offset` on.
   *
   * @returns Bytes read: less than `target.length` only where the input ends.
   * @throws {MomoError} `io` if the input cannot be read.
   */
  readInto(target: Uint8Array, offset: number): number;
  /** Releases the input; reading is an error afterwards. Closing twice is harmless. */
  close(): void;
}

/**
 * The `length` bytes from `offset` on, in an array of their own.
 *
 * @throws {MomoError} `io` if the input ends before, which means that it was cut while being read.
 */
export function readRange(source: ByteSource, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  readInto(source, offset, bytes);
  return bytes;
}

/**
 * Fills `target` with the bytes from `offset` on.
 *
 * @throws {MomoError} `io` if the input ends before, which means that it was cut while being read.
 */
export function readInto(source: ByteSource, offset: number, target: Uint8Array): void {
  const count = source.readInto(target, offset);
  if (count === target.length) return;
  throw new MomoError(
    "io",
    `Cannot read "${source.name}" at byte ${offset}: expected ${target.length} bytes, got ${count}`,
  );
}

/** The bytes of [from, to) in pieces of at most `pieceBytes`, each in an array of its own. */
export function* readPieces(
  source: ByteSource,
  from: number,
  to: number,
  pieceBytes = 256 * 1024,
): Generator<Uint8Array> {
  for (let offset = from; offset < to; offset += pieceBytes) {
    yield readRange(source, offset, Math.min(pieceBytes, to - offset));
  }
}
