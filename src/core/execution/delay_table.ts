/** A log-normal delay by its probability: a table in between, for speed, the exact law in the tails. */
import { normalQuantile, portableExp } from "../math/portable.ts";

/** A log-normal delay above a floor. */
export interface LatencyPart {
  /** Smallest delay, ms. */
  readonly floor: number;
  /** Median of what comes on top, ms. */
  readonly median: number;
  /** Standard deviation of its logarithm. */
  readonly sigma: number;
}

/** Straight lines between so many points are within 1e-5 of the law, which is less than delays are rounded by. */
const STEPS = 2048;
/** Probability below which, and above one less which, the law bends too much. */
const TAIL = 1 / 32;

/** Draws of one delay. */
export class DelayTable {
  readonly #part: LatencyPart;
  readonly #delays: Float64Array;

  constructor(part: LatencyPart) {
    this.#part = part;
    this.#delays = Float64Array.from(
      { length: STEPS + 1 },
      (_, i) => i > 0 && i < STEPS ? exactDelay(part, i / STEPS) : NaN,
    );
  }

  /** The delay in ms that a share `u` of draws stays below. @param u From 0 to 1, both excluded. */
  at(u: number): number {
    if (u < TAIL || u >= 1 - TAIL) return exactDelay(this.#part, u);
    const place = u * STEPS;
    const i = Math.floor(place);
    const from = this.#delays[i]!;
    return from + (this.#delays[i + 1]! - from) * (place - i);
  }
}

function exactDelay({ floor, median, sigma }: LatencyPart, u: number): number {
  if (median === 0) return floor;
  return floor + median * portableExp(sigma * normalQuantile(u));
}
