import { type ByteSink, writeAll } from "./byte_sink.ts";

/**
 * Text written in order without the writer waiting: for messages and logs, which must not hold up the work.
 *
 * The first failure is kept and thrown by `flush`; what comes after it is dropped.
 */
export class TextQueue {
  readonly #sink: ByteSink;
  readonly #encoder = new TextEncoder();
  #pending = "";
  #draining: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Queues text; it is written as soon as what came before it is. */
  write(text: string): void {
    if (this.#failure !== undefined) return;
    this.#pending += text;
    this.#draining ??= this.#drain();
  }

  /**
   * Waits until everything is written.
   *
   * @throws The first error of the sink, if there was one.
   */
  async flush(): Promise<void> {
    await this.#draining;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#pending !== "") {
        const bytes = this.#encoder.encode(this.#pending);
        this.#pending = "";
        await writeAll(this.#sink, bytes);
      }
    } catch (error) {
      this.#failure = { error };
      this.#pending = "";
    }
    this.#draining = undefined;
  }
}
