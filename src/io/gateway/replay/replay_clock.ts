/** The time of a replay. Times are ns since the base of the replay. */

/** What tells a session how far it may go. */
export interface ReplayClock {
  /** Records that become available up to this time may be sent. */
  limit(): number;
  /** The time that messages carry. */
  now(): number;
  /** Milliseconds of waiting until a time; 0 if it has come. */
  msUntil(time: number): number;
  /** Told of the last time that was served. */
  reached(time: number): void;
}

const MS_NS = 1e6;

/** Runs in proportion to the clock of this machine. */
export class PacedClock implements ReplayClock {
  readonly #begin: number;
  readonly #speed: number;
  readonly #monotonicMs: () => number;
  readonly #startedMs: number;

  /**
   * Starts now.
   *
   * @param begin Time of the replay at the start.
   * @param speed Seconds of the replay in a second.
   */
  constructor(begin: number, speed: number, monotonicMs: () => number) {
    this.#begin = begin;
    this.#speed = speed;
    this.#monotonicMs = monotonicMs;
    this.#startedMs = monotonicMs();
  }

  now(): number {
    return this.#begin + (this.#monotonicMs() - this.#startedMs) * MS_NS * this.#speed;
  }

  limit(): number {
    return this.now();
  }

  msUntil(time: number): number {
    return Math.max((time - this.now()) / (MS_NS * this.#speed), 0);
  }

  reached(): void {}
}

/** Waits for nothing: the time is that of what was served last. */
export class UnpacedClock implements ReplayClock {
  #now: number;

  /** @param begin Time of the replay at the start. */
  constructor(begin: number) {
    this.#now = begin;
  }

  now(): number {
    return this.#now;
  }

  limit(): number {
    return Infinity;
  }

  msUntil(): number {
    return 0;
  }

  reached(time: number): void {
    if (time > this.#now) this.#now = time;
  }
}
