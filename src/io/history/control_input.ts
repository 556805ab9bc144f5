/** Instructions from a stream of lines. */
import { MomoError } from "../../core/error.ts";
import { boundedLines } from "../text/bounded_lines.ts";
import { type Control, parseControl } from "./control_line.ts";
import type { ControlInput } from "./play_history.ts";

const MOST_LINE_BYTES = 64 * 1024;

/** Reads ahead by one line, so that it is known when an instruction is there. Lines that are none are told and left out. */
export class ControlLines implements ControlInput {
  readonly #lines: AsyncGenerator<{ readonly line: number; readonly text: string | null }>;
  readonly #onProblem: (error: MomoError) => void;
  #next: Promise<Control | null> | undefined;
  #ready: Control | null | undefined;
  #failure: unknown;

  constructor(bytes: AsyncIterable<Uint8Array>, onProblem: (error: MomoError) => void) {
    this.#lines = boundedLines(bytes, MOST_LINE_BYTES);
    this.#onProblem = onProblem;
  }

  /** @throws Why the input cannot be read any more. */
  get ready(): Control | null | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    return this.#ready;
  }

  peek(): Promise<Control | null> {
    if (this.#next === undefined) {
      this.#next = this.#read();
      this.#next.catch((error) => this.#failure = error); // the input may be closed while nobody waits for it
    }
    return this.#next;
  }

  take(): void {
    this.#next = this.#ready = undefined;
  }

  async #read(): Promise<Control | null> {
    while (true) {
      const next = await this.#lines.next();
      if (next.done === true) return this.#ready = null;
      const { line, text } = next.value;
      try {
        return this.#ready = parseControl(text ?? "", line);
      } catch (error) {
        if (!(error instanceof MomoError)) throw error;
        this.#onProblem(error);
      }
    }
  }
}
