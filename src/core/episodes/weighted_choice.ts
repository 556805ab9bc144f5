/** Choosing by weight with whole numbers, so that every engine chooses alike. */
import type { RandomStream } from "../math/philox.ts";

/** The whole number that a weight of 1 becomes. */
export const WEIGHT_ONE = 2 ** 32;

/** A weight from 0 to 1 as a whole number; never 0, so that nothing is excluded by being small. */
export function wholeWeight(weight: number): number {
  return Math.max(1, Math.floor(weight * WEIGHT_ONE));
}

/**
 * Chooses an index by weight, in linear time.
 *
 * @param count Number of weights.
 * @param weightOf Whole numbers; their sum below 2^53.
 * @returns -1 if all weights are 0.
 */
export function chooseLinear(
  count: number,
  weightOf: (index: number) => number,
  random: RandomStream,
): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += weightOf(i);
  if (total === 0) return -1;
  let left = random.below(total);
  for (let i = 0;; i++) {
    left -= weightOf(i);
    if (left < 0) return i;
  }
}
