/** Time for a live client: how long it waits, and when it gives a connection up. */

/** A clock that can be waited on. */
export interface LiveClock {
  /** Milliseconds since some fixed moment; never goes back. */
  readonly monotonicMs: () => number;
  /** Ends after `ms`, or once the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The clock of this machine. */
export const LIVE_CLOCK: LiveClock = {
  monotonicMs: () => performance.now(),
  wait: async (ms, signal) => {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    const timer = setTimeout(wake, ms);
    signal.addEventListener("abort", wake, { once: true });
    await promise;
    clearTimeout(timer);
    signal.removeEventListener("abort", wake);
  },
};
