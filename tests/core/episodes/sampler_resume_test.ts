import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import { EpisodeSampler } from "../../../src/core/episodes/sampler.ts";
import type { SamplerConfig } from "../../../src/core/episodes/sampler_config.ts";
import { formatState, type SamplerState } from "../../../src/core/episodes/sampler_state.ts";
import { candidatesOf, identityOf, makeCandidates, makeRandom } from "./made_candidates.ts";
import { nextVisits, resultOf, visitText } from "./trainer.ts";

const CANDIDATES = makeCandidates({ days: 120, symbols: 7 });
const CUTS = 100;
const SUFFIX = 1000; // episodes
const LENGTH = 12_000; // past the edge of the first stage

function parse(text: string): SamplerState {
  return JSON.parse(text);
}

/** Trains on one episode and reports it, but for every seventh. */
function step(sampler: EpisodeSampler): string {
  const { episode, point, visit } = sampler.nextEpisode();
  if (episode % 7 !== 0) sampler.report(resultOf(episode));
  return `${episode} ${point} ${visit.visit} ${visit.stratum} ${visit.mix.join()}`;
}

const CONFIGS: Readonly<Record<string, Partial<SamplerConfig>>> = {
  "usual settings": {},
  "a limit of episodes": { maxEpisodesPerDay: 4 },
  "mode episode": { mode: "episode" },
  "mode iid": { mode: "iid" },
  "strong evenness": { evenness: "strong", allowNewStrata: true },
  "priority by TD error": { priority: "td" },
  "priority by success": { priority: "success" },
};

for (const [name, config] of Object.entries(CONFIGS)) {
  Deno.test(`resume: saved at ${CUTS} random points it goes on as if never stopped: ${name}`, () => {
    const random = makeRandom(17);
    const cuts = new Set<number>();
    while (cuts.size < CUTS) cuts.add(Math.floor(random() * (LENGTH - SUFFIX)));
    const sampler = new EpisodeSampler(CANDIDATES, identityOf(config));
    const episodes: string[] = [];
    const states = new Map<number, string>();
    for (let i = 0; i < LENGTH; i++) {
      if (cuts.has(i)) states.set(i, formatState(sampler.state()));
      episodes.push(step(sampler));
    }

    for (const [cut, text] of states) {
      const resumed = new EpisodeSampler(CANDIDATES, identityOf(config), { state: parse(text) });
      assert.equal(formatState(resumed.state()), text);
      const suffix = Array.from({ length: SUFFIX }, () => step(resumed));
      assert.deepEqual(suffix, episodes.slice(cut, cut + SUFFIX), `after episode ${cut}`);
    }
  });
}

Deno.test("a visit that was begun goes on where it was left", () => {
  const sampler = new EpisodeSampler(CANDIDATES, identityOf());
  nextVisits(sampler, 9);
  for (let i = 0; i < 2; i++) sampler.nextEpisode();

  const resumed = new EpisodeSampler(CANDIDATES, identityOf(), { state: sampler.state() });

  assert.equal(resumed.positionInVisit, 2);
  assert.deepEqual(resumed.current, sampler.current);
  assert.deepEqual(resumed.nextEpisode(), sampler.nextEpisode());
});

for (const hosts of [1, 2, 3, 8]) {
  Deno.test(`host invariance: ${hosts} hosts share the visits of one, each its own part`, () => {
    const all = nextVisits(new EpisodeSampler(CANDIDATES, identityOf()), 240);
    const union: string[] = [];

    for (let index = 1; index <= hosts; index++) {
      const host = { index, count: hosts };
      const sampler = new EpisodeSampler(CANDIDATES, identityOf(), { host });
      const own = Array.from({ length: 240 / hosts }, () => sampler.next());
      assert.ok(own.every(({ visit }) => visit % hosts === index % hosts));
      assert.equal(
        new EpisodeSampler(CANDIDATES, identityOf(), { host }).peek(1)[0]!.visit,
        own[0]!.visit,
      );
      union.push(...own.map(visitText));
    }

    assert.deepEqual(union.sort(), all.sort());
  });
}

Deno.test("host invariance: the number of hosts may change at any visit", () => {
  const all = nextVisits(new EpisodeSampler(CANDIDATES, identityOf()), 150);
  const given: string[] = [];
  let state: SamplerState | undefined;
  let from = 0;
  for (const [hosts, until] of [[2, 50], [3, 77], [8, 110], [1, 150]] as const) {
    let latest: SamplerState | undefined;
    for (let index = 1; index <= hosts; index++) {
      const host = { index, count: hosts };
      const sampler = new EpisodeSampler(CANDIDATES, identityOf(), { state, host });
      while (sampler.peek(1)[0]!.visit < until) given.push(visitText(sampler.next()));
      if (sampler.current?.visit === until - 1) latest = sampler.state();
    }
    assert.equal(latest?.visit, until);
    [state, from] = [latest, until];
  }

  assert.equal(from, 150);
  assert.deepEqual(given.sort(), all.sort());
});

function conflict(pattern: RegExp) {
  return (error: unknown) =>
    error instanceof MomoError && error.code === "conflict" && pattern.test(error.message) &&
    (error.hint ?? "").includes("--rebase");
}

Deno.test("a state of another index, seed or configuration is refused, and which it is is said", () => {
  const state = new EpisodeSampler(CANDIDATES, identityOf()).state();
  const open = (changes: Parameters<typeof identityOf>[0], seed = 7, indexHash = "1".repeat(64)) =>
    new EpisodeSampler(CANDIDATES, { ...identityOf(changes, seed), indexHash }, { state });

  assert.throws(() => open({}, 7, "9".repeat(64)), conflict(/another index/));
  assert.throws(() => open({}, 8), conflict(/seed is 7, and this run has 8/));
  assert.throws(() => open({ mode: "iid" }), conflict(/mode is visit, and this run has iid/));
  assert.throws(() => open({ maxEpisodesPerDay: 3 }), conflict(/per day is 0, and this run has 3/));
});

Deno.test("a rebase takes usage over by symbol and date, and reports what has no place", () => {
  const sampler = new EpisodeSampler(CANDIDATES, identityOf());
  nextVisits(sampler, 400);
  sampler.nextEpisode();
  const state = sampler.state();
  const { daySymbol, dayDate, dayStratum, dayQuality, symbols } = CANDIDATES;
  // Every fifth day is gone, a new symbol comes before all others, and days have other categories and points.
  const kept = [...daySymbol.keys()].filter((day) => day % 5 !== 0);
  const made = candidatesOf([
    { symbol: 0, date: 5, stratum: 0, quality: 0.5, points: [[4, 0.5]] },
    ...kept.map((day) => ({
      symbol: daySymbol[day]! + 1,
      date: dayDate[day]!,
      stratum: (dayStratum[day]! + 1) % 4,
      quality: dayQuality[day]!,
      points: [[4, 0.5], [5, 0.4], [255, 0.3]] as const,
    })),
  ]);
  const other = { ...made, symbols: ["NEW", ...symbols] };
  const identity = { ...identityOf({ mode: "episode" }, 8), indexHash: "9".repeat(64) };

  const rebased = new EpisodeSampler(other, identity, { state, isRebase: true });

  const uses = new Map<number, number>();
  const names = new Map<string, number>();
  const replay = new EpisodeSampler(CANDIDATES, identityOf());
  for (let i = 0; i < 400; i++) {
    const { day } = replay.next();
    uses.set(day, (uses.get(day) ?? 0) + 1);
    names.set(`${symbols[daySymbol[day]!]} ${dayDate[day]}`, uses.get(day)!);
  }
  const gone = [...uses].filter(([day]) => day % 5 === 0);
  const { rebase } = rebased;
  assert.equal(rebase?.keptDays, uses.size - gone.length);
  assert.equal(rebase?.droppedDays.length, gone.length);
  assert.equal(rebase?.droppedVisits, gone.reduce((sum, [, count]) => sum + count, 0));
  assert.equal(rebase?.hasDroppedVisit, true);
  assert.equal(rebased.current, null);

  const next = rebased.state();
  assert.equal(next.visit, 400);
  assert.equal(next.seed, 8);
  assert.equal(next.indexHash, "9".repeat(64));
  assert.deepEqual(next.credits, state.credits);
  for (const visit of rebased.peek(200)) {
    const before = names.get(`${visit.symbol} ${visit.tradeDate}`) ?? 0;
    assert.ok(visit.uses >= before, `${visit.symbol} ${visit.tradeDate}`);
  }
});

Deno.test("after a rebase the state is one of the new index, and saving it changes nothing", () => {
  const sampler = new EpisodeSampler(CANDIDATES, identityOf());
  for (let i = 0; i < 3000; i++) step(sampler);
  const fewer = makeCandidates({ days: 60, symbols: 7, seed: 5 });
  const identity = { ...identityOf(), indexHash: "9".repeat(64) };
  const rebased = new EpisodeSampler(fewer, identity, { state: sampler.state(), isRebase: true });

  const text = formatState(rebased.state());
  const resumed = new EpisodeSampler(fewer, identity, { state: parse(text) });

  assert.equal(formatState(resumed.state()), text);
  for (let i = 0; i < 1000; i++) assert.equal(step(resumed), step(rebased));
});

Deno.test("a state that names days its index does not have is damaged", () => {
  const sampler = new EpisodeSampler(CANDIDATES, identityOf());
  nextVisits(sampler, 3);
  const state = sampler.state();
  const day = state.recentDays.prime[0]!;
  const cases: Partial<SamplerState>[] = [
    { usage: { ...state.usage, NONE: "2021-01-04=1" } },
    { usage: { S0000: "2021-01-04" } },
    { usage: { S0000: "yesterday=1" } },
    { usage: { S0000: "2021-01-04=x" } },
    { recentDays: { ...state.recentDays, mixed: [day] } },
    { log: ["S0000:2021-01-04 prime"] },
    { log: [`${day} cream 3`] },
    { current: { ...state.current!, day, stratum: "mixed" } },
  ];

  for (const changes of cases) {
    assert.throws(
      () => new EpisodeSampler(CANDIDATES, identityOf(), { state: { ...state, ...changes } }),
      (error: unknown) => error instanceof MomoError && error.code === "bad_data",
      JSON.stringify(changes),
    );
  }
});
