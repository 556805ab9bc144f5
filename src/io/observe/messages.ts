import type { ByteSink } from "../text/byte_sink.ts";
import { TextQueue } from "../text/text_queue.ts";

const ERASE_LINE = "\r\x1b[K";

/**
 * Standard error: whole lines, and at most one status line that stays below them until it is replaced or erased.
 *
 * A reader of standard error that leaves does not stop the work: what it would have read is dropped.
 */
export class Messages {
  readonly #queue: TextQueue;
  #status = "";

  constructor(sink: ByteSink) {
    this.#queue = new TextQueue(sink);
  }

  /** Writes a line above the status line; `text` has no line end. */
  line(text: string): void {
    if (this.#status === "") this.#queue.write(text + "\n");
    else this.#queue.write(`${ERASE_LINE}${text}\n${this.#status}`);
  }

  /** Replaces the status line; an empty text erases it. For terminals only. */
  status(text: string): void {
    if (text === this.#status) return;
    this.#status = text;
    this.#queue.write(ERASE_LINE + text);
  }

  /** Waits until everything is written. */
  async flush(): Promise<void> {
    try {
      await this.#queue.flush();
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  }
}
