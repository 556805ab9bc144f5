/** Dividing a stretch of time into steps of equal length. */

/**
 * A scale is an array, because a number in a field is one more step away than one in an array at hand: where the first
 * step begins (ns since local midnight), steps in a ns, and the number of the last step.
 */
export type TimeScale = Float64Array;

/** Positions in a `TimeScale`. */
const ORIGIN = 0;
const PER_NS = 1;
const LAST = 2;

/** A scale of `steps` steps from a time on. @param perNs Steps in a ns. */
export function timeScale(originNs: number, perNs: number, steps: number): TimeScale {
  return Float64Array.of(originNs, perNs, steps - 1);
}

/**
 * The step that the time `clock[at]` lies in; times before the first and after the last step count to these.
 *
 * Never descends as the time grows, so that rounding cannot put a later time into an earlier step.
 */
export function stepOf(scale: TimeScale, clock: Float64Array, at: number): number {
  const step = (clock[at]! - scale[ORIGIN]!) * scale[PER_NS]!;
  const last = scale[LAST]!;
  return (step >= last ? last : step > 0 ? step : 0) | 0;
}
