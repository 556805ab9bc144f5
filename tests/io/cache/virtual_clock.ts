/** Time that passes only when everybody waits for it. */

const TURNS = 50; // of the microtask queue, until nothing is left to be done without waiting

interface Timer {
  readonly atMs: number;
  readonly ring: () => void;
}

/** A clock whose time jumps from timer to timer. */
export class VirtualClock {
  #nowMs = 0;
  #timers: Timer[] = [];

  readonly nowMs = (): number => this.#nowMs;

  /** Waits so many milliseconds of this clock. */
  readonly wait = (ms: number, signal?: AbortSignal): Promise<void> => {
    return new Promise((resolve, reject) => {
      const timer = { atMs: this.#nowMs + ms, ring: resolve };
      this.#timers.push(timer);
      signal?.addEventListener("abort", () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(signal.reason);
      }, { once: true });
    });
  };

  /** Lets time pass until the work is done. @throws If everybody waits for something that is not time. */
  async run<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const watched = work.finally(() => isDone = true);
    watched.catch(() => {});
    while (true) {
      for (let turn = 0; turn < TURNS; turn++) await Promise.resolve();
      if (isDone) return await watched;
      this.#ringNext();
    }
  }

  #ringNext(): void {
    const next = this.#timers.reduce<Timer | undefined>(
      (first, timer) => first === undefined || timer.atMs < first.atMs ? timer : first,
      undefined,
    );
    if (next === undefined) throw new Error("nothing is going to happen any more");
    this.#timers = this.#timers.filter((timer) => timer !== next);
    this.#nowMs = next.atMs;
    next.ring();
  }
}
