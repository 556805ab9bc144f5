/**
 * How wide the bands of the limit up-limit down plan are.
 *
 * @see Plan to Address Extraordinary Market Volatility, section V and appendix A; 83 FR 66464
 */
import { SECOND_NS } from "../time/sessions.ts";

const CENT = 1e7; // nano-dollars
const LAST_PART_NS = 25 * 60 * SECOND_NS;

/** How far a price may move from the reference, nano-dollars up and down. */
export interface BandWidth {
  readonly up: number;
  readonly down: number;
}

/**
 * The width of a band.
 *
 * @param previousClose Nano-dollars: picks the percentage.
 * @param isLate Whether it is 25 minutes before the close or later, where bands double (not for tier 2 above $3).
 */
export function bandWidth(
  reference: number,
  previousClose: number,
  tier: number,
  isLate: boolean,
): BandWidth {
  const doubling = isLate && (tier === 1 || previousClose <= 3e9) ? 2 : 1;
  if (previousClose < 0.75e9) {
    const width = doubling * Math.min(0.15e9, 0.75 * reference);
    return { up: width, down: Math.min(width, reference) };
  }
  const fraction = previousClose <= 3e9 ? 0.2 : tier === 1 ? 0.05 : 0.1;
  const width = doubling * fraction * reference;
  return { up: width, down: width };
}

/** What the width of a band depends on besides its reference price. */
export interface BandRule {
  /** Nano-dollars: picks the percentage. */
  readonly previousClose: number;
  /** 1 or 2. */
  readonly tier: number;
  /** End of the regular session, ns since local midnight. */
  readonly close: number;
}

/**
 * The edge of the band around a reference price at `t` in the regular session, nano-dollars, on the cent: the upper one
 * for `side` 1, the lower one for -1.
 */
export function edgeAround(
  { previousClose, tier, close }: BandRule,
  reference: number,
  t: number,
  side: number,
): number {
  const width = bandWidth(reference, previousClose, tier, t >= close - LAST_PART_NS);
  const edge = side > 0 ? reference + width.up : reference - width.down;
  return Math.round(edge / CENT) * CENT;
}
