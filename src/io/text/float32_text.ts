/** Decimal digits that every normal float32 keeps, and those that always suffice to tell two apart. */
const KEPT_DIGITS = 6;
const SUFFICIENT_DIGITS = 9;
const SMALLEST_NORMAL = 2 ** -126;

/**
 * The decimal of the fewest digits that reads back as the same float32: 0.6, where the float64 of the same value
 * prints 0.6000000238418579. Minus zero becomes zero, as in JSON.
 *
 * @param value A number that is exactly a float32, and finite.
 */
export function shortestFloat32(value: number): number {
  // Below the normal range digits are lost one by one, so that fewer may do.
  let digits = Math.abs(value) < SMALLEST_NORMAL ? 1 : KEPT_DIGITS;
  for (; digits < SUFFICIENT_DIGITS; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(SUFFICIENT_DIGITS));
}
