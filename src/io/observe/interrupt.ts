/** Ctrl-C and termination: the first asks the command to leave, the second does not ask. */

/** Signals that end a run, with the exit code each gives. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** A signal that a run can be ended by. */
export type EndingSignal = keyof typeof EXIT_CODES;

/** Why a run's `AbortSignal` was aborted. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly exitCode: number;

  constructor(signal: EndingSignal) {
    super(signal === "SIGINT" ? "interrupted" : "terminated");
    this.exitCode = EXIT_CODES[signal];
  }
}

/** What to do on a signal. */
export interface InterruptHandlers {
  /** On the first: tell the user. */
  readonly onFirst: (reason: Interrupted) => void;
  /** On the second: end the process. */
  readonly onSecond: (reason: Interrupted) => void;
}

/** Listens for signals until disposed of. */
export class Interrupts implements Disposable {
  readonly #controller = new AbortController();
  readonly #listeners: readonly (readonly [EndingSignal, () => void])[];

  constructor(handlers: InterruptHandlers) {
    const signals: readonly EndingSignal[] = ["SIGINT", "SIGTERM"];
    this.#listeners = signals.map((signal) => [signal, () => this.#receive(signal, handlers)]);
    for (const [signal, listener] of this.#listeners) Deno.addSignalListener(signal, listener);
  }

  /** Aborted by the first signal, with an `Interrupted` as its reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The first signal received, if any. */
  get reason(): Interrupted | undefined {
    const { reason } = this.signal;
    return reason instanceof Interrupted ? reason : undefined;
  }

  /** Stops listening. */
  [Symbol.dispose](): void {
    for (const [signal, listener] of this.#listeners) Deno.removeSignalListener(signal, listener);
  }

  #receive(signal: EndingSignal, handlers: InterruptHandlers): void {
    const reason = new Interrupted(signal);
    if (this.signal.aborted) return handlers.onSecond(reason);
    handlers.onFirst(reason);
    this.#controller.abort(reason);
  }
}
