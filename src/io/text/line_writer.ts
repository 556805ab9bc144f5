import { type ByteSink, type Wait, writeAll } from "./byte_sink.ts";

/** Characters gathered before they are handed to the sink. */
const BATCH_LENGTH = 64 * 1024;

/** Writes lines of text to a sink in batches of at least 64 KiB. */
export class LineWriter {
  readonly #sink: ByteSink;
  readonly #wait: Wait | undefined;
  readonly #encoder = new TextEncoder();
  #pending = "";

  /** @param wait How to wait for a sink that would block; a few milliseconds if not given. */
  constructor(sink: ByteSink, wait?: Wait) {
    this.#sink = sink;
    this.#wait = wait;
  }

  /**
   * Adds a line; `text` has no line end. Await it: that is what holds a fast producer back.
   *
   * @throws {Deno.errors.BrokenPipe} If the reader has left.
   */
  async line(text: string): Promise<void> {
    this.#pending += text + "\n";
    if (this.#pending.length >= BATCH_LENGTH) await this.flush();
  }

  /** Adds lines; waits only between batches. */
  async lines(texts: Iterable<string>): Promise<void> {
    for (const text of texts) {
      this.#pending += text + "\n";
      if (this.#pending.length >= BATCH_LENGTH) await this.flush();
    }
  }

  /** Hands everything gathered so far to the sink; call it before the sink is closed. */
  async flush(): Promise<void> {
    const bytes = this.#encoder.encode(this.#pending);
    this.#pending = "";
    await writeAll(this.#sink, bytes, this.#wait);
  }
}
