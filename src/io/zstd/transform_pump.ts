import type { Buffer } from "node:buffer";
import type { Transform } from "node:stream";

/** Starts one operation of a stream and is told when the stream has taken it, or why not. */
type Operation = (done: (error?: Error | null) => void) => void;

/**
 * Drives a transform stream one operation at a time and hands out what each makes ready. Output is taken while the
 * operation runs, so that the stream holds no more than its own buffer.
 */
export class TransformPump implements Disposable {
  readonly #stream: Transform;
  #error: Error | undefined;
  #wake: () => void = () => {};

  /** Takes over a stream that nobody else uses. */
  constructor(stream: Transform) {
    this.#stream = stream;
    stream.on("readable", () => this.#wake());
    stream.on("error", (error) => this.#fail(error));
  }

  /** Runs one operation to its end. Throws what the stream reports. */
  async *run(operation: Operation): AsyncGenerator<Uint8Array> {
    let isDone = false;
    operation((error) => {
      if (error) this.#fail(error);
      isDone = true;
      this.#wake();
    });
    while (true) {
      const woken = new Promise<void>((resolve) => this.#wake = resolve);
      const output = this.#stream.read() as Buffer | null;
      if (output) yield new Uint8Array(output.buffer, output.byteOffset, output.length);
      else if (this.#error) throw this.#error;
      else if (isDone) return;
      else await woken;
    }
  }

  #fail(error: Error): void {
    this.#error ??= error;
    this.#wake();
  }

  /** Releases the stream. */
  [Symbol.dispose](): void {
    this.#stream.destroy();
  }
}
