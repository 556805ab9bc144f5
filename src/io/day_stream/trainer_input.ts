/** The trainer's messages as they come in. */
import { ioError } from "../store/io_error.ts";
import { readLines } from "../text/read_lines.ts";
import { parseTrainerMessage, type TrainerMessage } from "./trainer_message.ts";

/** A message and where it stood: `line 3 of standard input`. */
export interface PlacedMessage {
  readonly place: string;
  readonly message: TrainerMessage;
}

const NAME = "standard input";

/** Messages in order, each once. The next one is being read before it is asked for, so that the end is noticed. */
export class TrainerInput implements AsyncDisposable {
  readonly #bytes: ReadableStream<Uint8Array>;
  readonly #lines: AsyncGenerator<readonly [number, string]>;
  readonly #stop = new AbortController();
  #next: Promise<PlacedMessage | null> | undefined;

  /** @param bytes Lines of JSON. */
  constructor(bytes: ReadableStream<Uint8Array>) {
    // A pipe between, which can be given up while a read of standard input is under way.
    this.#bytes = bytes.pipeThrough(new TransformStream(), { signal: this.#stop.signal });
    this.#lines = readLines(this.#bytes);
  }

  /**
   * The next message, which stays the next one until it is taken; `null` at the end of the input.
   *
   * @throws {MomoError} `protocol` if the line is no message; `io` if the input cannot be read.
   */
  peek(): Promise<PlacedMessage | null> {
    this.#next ??= this.#read();
    this.#next.catch(() => {}); // whoever asks gets it
    return this.#next;
  }

  /** Takes the message that `peek` gave. */
  take(): void {
    this.#next = undefined;
  }

  /** Stops listening, whether or not the trainer has closed its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#next?.catch(() => {});
  }

  async #read(): Promise<PlacedMessage | null> {
    let next;
    try {
      next = await this.#lines.next();
    } catch (error) {
      throw ioError("read", NAME, error);
    }
    if (next.done === true) return null;
    const [line, text] = next.value;
    const place = `line ${line} of ${NAME}`;
    return { place, message: parseTrainerMessage(text, place) };
  }
}
