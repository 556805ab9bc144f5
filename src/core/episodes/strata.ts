/** What episodes are mixed from: categories of days, and two kinds of reset points. */
import type { Category } from "../scan/risk.ts";
import type { Phase } from "../scan/phases.ts";

/** The six strata in the order of their codes. The first four hold whole days, the others single points of any day. */
export const STRATA = [
  "prime",
  "secondary",
  "risk",
  "mixed",
  "accumulation",
  "dead_zone",
] as const;

/** One of `STRATA`. */
export type Stratum = (typeof STRATA)[number];

/** One number per stratum, in the order of `STRATA`. */
export type PerStratum = readonly number[];

/** Code of days and points that no stratum holds. */
export const NO_STRATUM = 255;

/** Number of strata. */
export const STRATUM_COUNT = STRATA.length;

/** Codes of the strata that rules name. */
export const CODE = {
  prime: STRATA.indexOf("prime"),
  secondary: STRATA.indexOf("secondary"),
  risk: STRATA.indexOf("risk"),
  mixed: STRATA.indexOf("mixed"),
  accumulation: STRATA.indexOf("accumulation"),
  deadZone: STRATA.indexOf("dead_zone"),
} as const;

/** Kinds of strata that a day can be in at once: that of its category, and those of its points. */
export const KINDS = 3;

/** The kind of a stratum: 0 for day categories, 1 for accumulation, 2 for the dead zone. */
export function kindOf(stratum: number): number {
  return Math.max(0, stratum - CODE.mixed);
}

/** Code of the stratum of days of a category; `NO_STRATUM` for `none`. */
export function dayStratum(category: Category): number {
  return category === "none" ? NO_STRATUM : STRATA.indexOf(category);
}

/** Code of the stratum of points in a phase; `NO_STRATUM` for the phases without one. */
export function pointStratum(phase: Phase): number {
  if (phase === "accumulation") return CODE.accumulation;
  return phase === "dormant" ? CODE.deadZone : NO_STRATUM;
}

/** Numbers per stratum as an object with the strata in their order. */
export function byName(values: ArrayLike<number>): Record<Stratum, number> {
  const entries = STRATA.map((name, k) => [name, values[k] ?? 0] as const);
  return Object.fromEntries(entries) as Record<Stratum, number>; // one entry per stratum
}
