/** A made-up trainer: results that depend on the episode alone. */
import type { EpisodeResult } from "../../../src/core/episodes/episode_result.ts";
import type { EpisodeSampler } from "../../../src/core/episodes/sampler.ts";
import type { Visit } from "../../../src/core/episodes/visit.ts";
import { makeRandom } from "./made_candidates.ts";

/** The result of an episode: success in a given share of the cases. */
export function resultOf(episode: number, successShare = 0.4): EpisodeResult {
  const random = makeRandom(episode + 1);
  const dormant = Math.floor(random() * 900);
  return {
    episode,
    reward: random() - 0.5,
    success: random() < successShare,
    trades: Math.floor(random() * 8),
    steps: 1200,
    phaseSteps: { dormant, momentum: 1200 - dormant },
    tdAbs: random() * 3,
  };
}

/** What is compared of a visit. */
export function visitText({ visit, episode, stratum, day, points }: Visit): string {
  return `${visit} ${episode} ${stratum} ${day}: ${points.join(" ")}`;
}

/** The next visits as texts. */
export function nextVisits(sampler: EpisodeSampler, count: number): string[] {
  return Array.from({ length: count }, () => visitText(sampler.next()));
}
