/**
 * The square-root law of market impact with a linear start, and the synthetic depth that is its inverse.
 *
 * Own volume `x` (shares) displaces the price by `D(x) = P Y sigma (sqrt(x / V + u0) - sqrt(u0))`, where sigma and V are
 * volatility and volume over the same span: only `sigma / sqrt(V)` counts, and a trailing window serves.
 *
 * @see Toth et al., arXiv:1105.1694 (the book that makes the law); Bucci et al., arXiv:1811.05230 (the linear start)
 */
import { SECOND_NS } from "../time/sessions.ts";
import { portableExp } from "../math/portable.ts";

/** Own volume is kept to 2^-20 shares, so that sums of it are exact in any order. */
const VOLUME_GRID = 2 ** 20;

/** The law at one moment, with the constants worked out. */
export interface ImpactLaw {
  /** `P Y sigma / sqrt(V)`, nano-dollars per square root of a share. */
  strength: number;
  /** `u0 V`, shares: below it the law is linear. */
  crossover: number;
}

/** Displacement of the price by `shares` of own volume (0 or more), nano-dollars. */
export function displacement(law: ImpactLaw, shares: number): number {
  return law.strength * (Math.sqrt(shares + law.crossover) - Math.sqrt(law.crossover));
}

/** Ticks that the first share beyond the touch at own volume `shares` is away from it: at least 1. */
export function walkTicks(law: ImpactLaw, shares: number, tick: number): number {
  const ticks = Math.ceil(displacement(law, shares) / tick);
  return ticks > 1 ? ticks : 1;
}

/** Ticks by which own volume displaces the touch itself: rounded to the nearest. */
export function carryTicks(law: ImpactLaw, shares: number, tick: number): number {
  return Math.round(displacement(law, shares) / tick);
}

/**
 * How many whole shares after `start` shares of own volume cost at most `ticks` ticks: the depth of the synthetic book.
 *
 * Agrees with {@link walkTicks} to the share, which a rounded inverse alone would not.
 */
export function sharesWithin(law: ImpactLaw, start: number, ticks: number, tick: number): number {
  const root = (ticks * tick) / law.strength + Math.sqrt(law.crossover);
  let shares = Math.max(0, Math.floor(root * root - law.crossover - start));
  if (!(shares < 1e12)) return 1e12; // no impact: endless depth
  while (walkTicks(law, start + shares + 1, tick) <= ticks) shares++;
  while (shares > 0 && walkTicks(law, start + shares, tick) > ticks) shares--;
  return shares;
}

/**
 * Own volume after `elapsedNs`: it decays exponentially, in volume and not in price, which leaves no room for
 * manipulation.
 *
 * @param volume Signed shares: bought less sold.
 * @see Alfonsi and Schied, "Optimal trade execution and absence of price manipulations in limit order book models" (2010)
 */
export function decayedVolume(volume: number, elapsedNs: number, decaySeconds: number): number {
  if (volume === 0 || elapsedNs <= 0) return volume;
  const decayed = volume * portableExp(-elapsedNs / (decaySeconds * SECOND_NS));
  return Math.trunc(decayed * VOLUME_GRID) / VOLUME_GRID;
}

/** A number of shares on the grid that own volume is kept on. */
export function onVolumeGrid(shares: number): number {
  return Math.round(shares * VOLUME_GRID) / VOLUME_GRID;
}
