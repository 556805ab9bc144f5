/** What went wrong with an input without stopping the others. */

/** A finding about an input file or directory. */
export interface Problem {
  /** An `error` makes the program exit with 1 after the rest was done; a `warning` does not. */
  readonly severity: "warning" | "error";
  /** One sentence that names the file and the state. */
  readonly message: string;
  /** Key of the file whose content is not all there, if it is about one. */
  readonly damagedFile?: string;
}

/** Collects problems in order of appearance, each message once. */
export class Problems {
  readonly #byMessage = new Map<string, Problem>();
  readonly #damagedFiles = new Set<string>();

  /** Notes a problem that leaves the result complete. */
  warn(message: string): void {
    this.add({ severity: "warning", message });
  }

  /** Notes a problem because of which something is missing from the result. */
  error(message: string): void {
    this.add({ severity: "error", message });
  }

  /** Notes a problem; the same message again changes nothing. */
  add(problem: Problem): void {
    if (!this.#byMessage.has(problem.message)) this.#byMessage.set(problem.message, problem);
    if (problem.damagedFile !== undefined) this.#damagedFiles.add(problem.damagedFile);
  }

  /** All problems so far. */
  get all(): readonly Problem[] {
    return [...this.#byMessage.values()];
  }

  /** Keys of the files that could not be read whole. */
  get damagedFiles(): ReadonlySet<string> {
    return this.#damagedFiles;
  }

  /** Whether any of them is an error. */
  get hasErrors(): boolean {
    return this.all.some((problem) => problem.severity === "error");
  }
}
