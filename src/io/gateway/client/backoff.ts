/** Waits between tries to connect: longer each time, and never two clients in step. */
import { RandomStream } from "../../../core/math/philox.ts";

/** How waits grow. */
export interface BackoffOptions {
  /** First wait, ms; the vendor asks for a second at least. */
  readonly firstMs: number;
  /** Longest wait, ms. */
  readonly longestMs: number;
  /** Whole number that the jitter depends on. */
  readonly seed: number;
}

/** Used where nothing else is said. */
export const DEFAULT_BACKOFF: BackoffOptions = { firstMs: 1000, longestMs: 60_000, seed: 0 };

/** Stream of random numbers for waits. */
const BACKOFF_STREAM = 40;

/** Doubles each wait, and lengthens it by up to a half at random. */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: RandomStream;
  #tries = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
    this.#random = new RandomStream(options.seed, BACKOFF_STREAM);
  }

  /** Tries since the last success. */
  get tries(): number {
    return this.#tries;
  }

  /** The next wait, ms. */
  next(): number {
    const { firstMs, longestMs } = this.#options;
    const wait = Math.min(firstMs * 2 ** Math.min(this.#tries++, 30), longestMs);
    return wait * (1 + this.#random.unit() / 2);
  }

  /** Begins anew after a success. */
  reset(): void {
    this.#tries = 0;
  }
}
