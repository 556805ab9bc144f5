/** The mix of each stage with the feedback of the moment. */
import { boundedMix } from "./bounded_mix.ts";
import type { StratumMembers } from "./candidates.ts";
import { meanVisit } from "./credits.ts";
import { type MixSettings, type Stage, stageAt, stageMix, STAGES } from "./stages.ts";
import { type PerStratum, STRATA, type Stratum } from "./strata.ts";

/** What a visit is planned with. */
export interface StagePlan {
  readonly stage: Stage;
  /** Shares of the strata; add up to 1. */
  readonly mix: PerStratum;
  /** Strata whose share went to the others, because they have no day. */
  readonly empty: readonly Stratum[];
  /** Mean length of a visit in episodes. */
  readonly visitLength: number;
}

/** The plans of all stages. */
export class MixPlan {
  readonly #plans: readonly StagePlan[];

  /**
   * @param factors Factor of each stratum's share.
   * @param isSingle Whether each visit is one episode.
   */
  constructor(
    members: readonly StratumMembers[],
    settings: MixSettings,
    factors: PerStratum,
    isSingle: boolean,
  ) {
    const days = members.map((stratum) => stratum.days.length);
    const meanLength = members.map(({ days, points }) =>
      isSingle ? 1 : points.length / days.length
    );
    this.#plans = STAGES.map((stage, number) => {
      const { shares, empty } = stageMix(number, settings, days);
      const mix = boundedMix(shares, factors);
      const names = empty.map((k) => STRATA[k]!);
      return { stage, mix, empty: names, visitLength: meanVisit(mix, meanLength) };
    });
  }

  /** The plan for a visit that begins with this episode. */
  at(episode: number): StagePlan {
    return this.#plans[stageAt(episode)]!;
  }
}
