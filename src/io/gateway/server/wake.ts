/** Waiting that can be cut short. */

/** Timers of this platform take at most this many milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

/** One waiter, who wakes up when time is over, when somebody rings, or when a signal is aborted. */
export class Wake {
  readonly #signal: AbortSignal;
  #wake: (() => void) | null = null;
  #hasRung = false;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Wakes the waiter, or whoever waits next. */
  ring(): void {
    this.#hasRung = true;
    this.#wake?.();
  }

  /** Waits for at most `ms`. */
  async wait(ms: number): Promise<void> {
    if (this.#hasRung || this.#signal.aborted) {
      this.#hasRung = false;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, Math.min(Math.max(ms, 0), LONGEST_MS));
    const wake = () => resolve();
    this.#wake = wake;
    this.#signal.addEventListener("abort", wake, { once: true });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#signal.removeEventListener("abort", wake);
      this.#wake = null;
      this.#hasRung = false;
    }
  }
}
