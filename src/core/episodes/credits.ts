/** Keeping the mix of strata exact although visits differ in length. */
import { type PerStratum, STRATUM_COUNT } from "./strata.ts";
import type { Journal } from "./journal.ts";
import type { RandomStream } from "../math/philox.ts";
import { chooseLinear, wholeWeight } from "./weighted_choice.ts";

/** How much chance may reorder visits, in mean visits: without it their order would be periodic. */
const JITTER_VISITS = 4;

/**
 * The mean length of a visit, each stratum counted by its share of the episodes. (Counted by visits, many short visits
 * of points would leave the long ones too little jitter, and their order periodic.)
 *
 * @param meanLength Mean length of the visits of each stratum, in episodes; only counts for those with a share.
 */
export function meanVisit(mix: PerStratum, meanLength: PerStratum): number {
  return mix.reduce((sum, share, k) => share === 0 ? sum : sum + share * meanLength[k]!, 0);
}

/** What each stratum is owed, in episodes; adds up to 0. Positive: it has had less than its share. */
export class Credits {
  readonly #journal: Journal;
  readonly #credits: Float64Array;

  /** @param credits One per stratum. */
  constructor(credits: PerStratum, journal: Journal) {
    this.#credits = Float64Array.from({ length: STRATUM_COUNT }, (_, k) => credits[k] ?? 0);
    this.#journal = journal;
  }

  /** The credits in the order of the strata. */
  get values(): PerStratum {
    return [...this.#credits];
  }

  /**
   * The stratum with the largest `credit + 4 · share · mean visit · ξ`, ξ uniform in [0, 1).
   *
   * @param mix Shares; strata without one are never chosen.
   * @param visitLength Mean length of a visit, in episodes.
   */
  choose(mix: PerStratum, visitLength: number, random: RandomStream): number {
    let chosen = -1;
    let best = -Infinity;
    for (const [k, share] of mix.entries()) {
      const jitter = random.unit();
      if (share === 0) continue;
      const score = this.#credits[k]! + JITTER_VISITS * share * visitLength * jitter;
      if (score <= best) continue;
      best = score;
      chosen = k;
    }
    return chosen;
  }

  /** Books a visit: each stratum earns its share of the episodes, the visited one pays for all of them. */
  settle(mix: PerStratum, visited: number, episodes: number): void {
    for (const [k, share] of mix.entries()) {
      const paid = k === visited ? episodes : 0;
      this.#journal.set(this.#credits, k, this.#credits[k]! + episodes * share - paid);
    }
  }
}

/** Draws a stratum by its share, whatever came before. */
export function drawStratum(mix: PerStratum, random: RandomStream): number {
  const weightOf = (k: number) => mix[k] === 0 ? 0 : wholeWeight(mix[k]!);
  return chooseLinear(mix.length, weightOf, random);
}
