/** How the curriculum progresses: what share of the episodes each stratum is meant to have. */
import { CODE, type PerStratum, STRATA, STRATUM_COUNT } from "./strata.ts";

/** Stages of the curriculum in their order. */
export const STAGES = ["early", "intermediate", "advanced"] as const;

/** One of `STAGES`. */
export type Stage = (typeof STAGES)[number];

/** Number of the first episode of each stage. */
export const STAGE_STARTS: readonly number[] = [0, 10_000, 50_000];

/** What the advanced stage can mean: all strata equally, or in proportion to their days. */
export const ADVANCED_MIXES = ["equal", "natural"] as const;

/** One of `ADVANCED_MIXES`. */
export type AdvancedMix = (typeof ADVANCED_MIXES)[number];

/** Share of a stratum of patience that a stage without it gets with `allowNewStrata`. */
const NEW_STRATUM_SHARE = 0.02;

/** Shares in the order of `STRATA`: prime, secondary, risk, mixed, accumulation, dead zone. */
const MIXES: readonly PerStratum[] = [
  [0.7, 0.2, 0.1, 0, 0, 0],
  [0.4, 0.3, 0.2, 0, 0.1, 0],
  STRATA.map(() => 1 / STRATUM_COUNT),
];

/** What the shares depend on, besides the stage. */
export interface MixSettings {
  readonly advanced: AdvancedMix;
  /** Gives `mixed` and `dead_zone` a small share in stages that have none of them. */
  readonly allowNewStrata: boolean;
}

/** The shares of a stage, and the strata that had to give theirs away. */
export interface StageMix {
  /** Adds up to 1. */
  readonly shares: PerStratum;
  /** Codes of strata with a share but no day; the others got it in proportion, or equally if none had one. */
  readonly empty: readonly number[];
}

/** Number of the stage that a visit is in, by the number of its first episode. */
export function stageAt(episode: number): number {
  return STAGE_STARTS.findLastIndex((start) => episode >= start);
}

function wantedShares(stage: number, settings: MixSettings, days: PerStratum): PerStratum {
  const isLast = stage === STAGES.length - 1;
  if (isLast && settings.advanced === "natural") {
    const all = days.reduce((sum, count) => sum + count, 0);
    return days.map((count) => count / all);
  }
  const shares = MIXES[stage]!;
  const added = [CODE.mixed, CODE.deadZone].filter((k) => shares[k] === 0);
  if (!settings.allowNewStrata || added.length === 0) return shares;
  const left = 1 - added.length * NEW_STRATUM_SHARE;
  return shares.map((share, k) => added.includes(k) ? NEW_STRATUM_SHARE : share * left);
}

/**
 * The shares of a stage among the strata that have days. What strata without days should have had goes to the others in
 * proportion; if the stage has none but such strata, all others get equal shares, so that an index of mixed days can be
 * trained on from the first episode.
 *
 * @param stage 0 to 2.
 * @param days Number of days of each stratum, not all 0.
 */
export function stageMix(stage: number, settings: MixSettings, days: PerStratum): StageMix {
  const wanted = wantedShares(stage, settings, days);
  const empty = STRATA.map((_, k) => k).filter((k) => wanted[k]! > 0 && days[k] === 0);
  if (empty.length === 0) return { shares: wanted, empty };
  const present = wanted.map((share, k) => days[k] === 0 ? 0 : share);
  const sum = present.reduce((total, share) => total + share, 0);
  if (sum > 0) return { shares: present.map((share) => share / sum), empty };
  const others = days.filter((count) => count > 0).length;
  return { shares: days.map((count) => count > 0 ? 1 / others : 0), empty };
}
