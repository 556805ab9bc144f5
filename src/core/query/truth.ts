/** Truth with a third value for what a null leaves open, and sets of truths. */
import type { Comparison } from "./expression.ts";

/** The truth of a condition in one row; the numbers make `and` the smaller and `or` the larger of two. */
export const FALSE = 0;
/** Neither true nor false: a null is in the way. */
export const UNKNOWN = 1;
/** Fulfilled. */
export const TRUE = 2;

/** How two values stand to each other, one bit each. */
export const LESS = 1;
/** Equal values. */
export const EQUAL = 2;
/** The first is the larger. */
export const GREATER = 4;

/** The relations that fulfil a comparison. */
export const RELATIONS: Readonly<Record<Comparison, number>> = {
  "<": LESS,
  "<=": LESS | EQUAL,
  "=": EQUAL,
  "!=": LESS | GREATER,
  ">=": EQUAL | GREATER,
  ">": GREATER,
};
