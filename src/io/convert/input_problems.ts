/** What went wrong with inputs whose readable part is used nevertheless. */
import { MomoError } from "../../core/error.ts";

/** Damaged and cut inputs of one run. */
export class InputProblems {
  readonly #isStrict: boolean;
  readonly #all: MomoError[] = [];

  /** @param isStrict Whether the first problem ends the run. */
  constructor(isStrict: boolean) {
    this.#isStrict = isStrict;
  }

  /** In the order they were met. */
  get all(): readonly MomoError[] {
    return this.#all;
  }

  /**
   * Notes that an input cannot be read on.
   *
   * @throws The error itself, if the run is strict or it is none of the input's.
   */
  meet(error: unknown): void {
    const isInputs = error instanceof MomoError &&
      (error.code === "bad_data" || error.code === "io");
    if (this.#isStrict || !isInputs) throw error;
    this.#all.push(error);
  }
}
