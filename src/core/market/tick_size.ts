const CENT = 1e7; // nano-dollars
const SUB_DOLLAR_TICK = 1e5;
const DOLLAR = 1e9;

/**
 * Minimum price increment of a US equity quote in nano-dollars: $0.01 at or above $1, $0.0001 below.
 *
 * @see 17 CFR 242.612 (Rule 612) as in force through 2027; its half-cent amendment is under exemption.
 */
export function tickSize(price: number): number {
  return price >= DOLLAR ? CENT : SUB_DOLLAR_TICK;
}
