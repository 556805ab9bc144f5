/**
 * Time per visit of the curriculum sampler over 100 000 days of 1000 symbols, 20 to 24 reset points each:
 * `deno bench -A bench/sampler.bench.ts`. One iteration is one visit, or what its name says; the target is 50 us.
 */
import { EpisodeSampler } from "../src/core/episodes/sampler.ts";
import type { SamplerConfig } from "../src/core/episodes/sampler_config.ts";
import { formatState } from "../src/core/episodes/sampler_state.ts";
import { identityOf, makeCandidates } from "../tests/core/episodes/made_candidates.ts";
import { resultOf } from "../tests/core/episodes/trainer.ts";

const CANDIDATES = makeCandidates({ days: 100_000, symbols: 1000, points: [20, 24] });
const ADVANCED_EPISODE = 50_000;

/** A sampler in the advanced stage, where all strata take part. */
function makeSampler(config: Partial<SamplerConfig> = {}): EpisodeSampler {
  const sampler = new EpisodeSampler(CANDIDATES, identityOf(config));
  while (sampler.next().episode < ADVANCED_EPISODE);
  return sampler;
}

const CONFIGS: Readonly<Record<string, Partial<SamplerConfig>>> = {
  "mode visit": {},
  "mode episode": { mode: "episode" },
  "mode iid": { mode: "iid" },
  "strong evenness": { evenness: "strong" },
};

for (const [name, config] of Object.entries(CONFIGS)) {
  const sampler = makeSampler(config);
  Deno.bench(`next visit, ${name}`, { group: "visit" }, () => {
    sampler.next();
  });
}

const trained = makeSampler();
Deno.bench("next visit with the results of its episodes", { group: "visit" }, () => {
  const { episode, planned } = trained.next();
  for (let i = 0; i < planned; i++) trained.report(resultOf(episode + i));
});

const peeking = makeSampler();
Deno.bench("next visit and a look at the three after it", { group: "visit" }, () => {
  peeking.next();
  peeking.peek(3);
});

const saved = makeSampler();
Deno.bench("state as text", { group: "state" }, () => {
  formatState(saved.state());
});
const state = saved.state();
Deno.bench("sampler from a state", { group: "state" }, () => {
  new EpisodeSampler(CANDIDATES, identityOf(), { state });
});
