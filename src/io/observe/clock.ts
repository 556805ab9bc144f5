/** Time for logs and progress; market time never comes from here. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  readonly monotonicMs: () => number;
  /** Milliseconds since the Unix epoch. */
  readonly wallMs: () => number;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
};
