import type { PerStratum } from "./strata.ts";

/** How far feedback may move a share: between half of it and twice. */
const LEAST = 0.5;
const MOST = 2;

/**
 * Shares times factors, made to add up to 1 again with each share within half and twice of what it was. Repeated
 * clip-and-renormalise: what is out of bounds on the heavier side is fixed there and the rest scaled anew, so that a
 * higher factor never lowers a share. At most one round per stratum.
 *
 * @param shares Add up to 1.
 * @param factors Above 0.
 */
export function boundedMix(shares: PerStratum, factors: PerStratum): PerStratum {
  if (factors.every((factor) => factor === factors[0])) return shares; // not even rounded
  const mix = shares.map((share, k) => share * factors[k]!);
  const isFree = shares.map((share) => share > 0);
  for (let round = 0; round < shares.length; round++) {
    rescale(mix, isFree);
    if (!fixOutliers(mix, isFree, shares)) break;
  }
  return mix;
}

/** Scales the free shares so that all add up to 1. */
function rescale(mix: number[], isFree: readonly boolean[]): void {
  let free = 0;
  let fixed = 0;
  for (const [k, share] of mix.entries()) {
    if (isFree[k]) free += share;
    else fixed += share;
  }
  for (const [k, share] of mix.entries()) {
    if (isFree[k]) mix[k] = share * (1 - fixed) / free;
  }
}

/** Fixes the free shares that are out of bounds on the side with more excess. Returns whether there were any. */
function fixOutliers(mix: number[], isFree: boolean[], shares: PerStratum): boolean {
  const bounded = mix.map((share, k) => {
    return Math.min(Math.max(share, shares[k]! * LEAST), shares[k]! * MOST);
  });
  const excess = mix.map((share, k) => isFree[k] ? bounded[k]! - share : 0);
  const sum = excess.reduce((total, part) => total + part, 0);
  let found = false;
  for (const [k, part] of excess.entries()) {
    if (part === 0 || part * sum < 0) continue; // at 0 both sides are right as they are
    mix[k] = bounded[k]!;
    isFree[k] = false;
    found = true;
  }
  return found;
}
