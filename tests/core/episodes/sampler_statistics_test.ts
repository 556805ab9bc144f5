/** What the plan is like over thousands of visits. Seeds are fixed, so each test always has the same outcome. */
import assert from "node:assert/strict";
import { EpisodeSampler } from "../../../src/core/episodes/sampler.ts";
import type { SamplerConfig } from "../../../src/core/episodes/sampler_config.ts";
import { STAGES } from "../../../src/core/episodes/stages.ts";
import { STRATA } from "../../../src/core/episodes/strata.ts";
import { identityOf, makeCandidates, type Recipe } from "./made_candidates.ts";
import {
  autocorrelation,
  chiSquareTest,
  gini,
  herfindahl,
  kolmogorovTest,
  longestRun,
  normalisedEntropy,
} from "./statistics.ts";
import { resultOf } from "./trainer.ts";

function makeSampler(recipe: Partial<Recipe>, config: Partial<SamplerConfig> = {}, seed = 1) {
  const candidates = makeCandidates(recipe);
  return { candidates, sampler: new EpisodeSampler(candidates, identityOf(config, seed)) };
}

/** Largest distance of any stratum's episodes from its planned share, over 60 000 episodes. */
function worstMix({ sampler }: ReturnType<typeof makeSampler>, hasResults = false): number {
  const planned = new Float64Array(6);
  let worst = 0;
  for (;;) {
    const visit = sampler.next();
    if (visit.episode >= 60_000) return worst;
    for (const [k, share] of visit.mix.entries()) {
      planned[k]! += visit.planned * share;
      if (STRATA[k] === visit.stratum) planned[k]! -= visit.planned;
      worst = Math.max(worst, Math.abs(planned[k]!));
    }
    if (!hasResults) continue;
    for (let i = 0; i < visit.planned; i++) sampler.report(resultOf(visit.episode + i, 0.8));
  }
}

const LENGTHS: readonly (readonly [number, number])[] = [[3, 24], [24, 24], [10, 10], [1, 24], [
  1,
  1,
]];

for (const points of LENGTHS) {
  Deno.test(`mix exactness: each stratum stays within two visits of its share, days of ${points.join(" to ")} points`, () => {
    for (const seed of [1, 2, 3]) {
      const worst = worstMix(makeSampler({ points, seed }, {}, seed));
      assert.ok(worst <= 2 * points[1], `seed ${seed}: ${worst} episodes`);
    }
  });
}

Deno.test("mix exactness: each stratum stays within two of the longest visits of its share with other mixes too", () => {
  for (const changes of [{ allowNewStrata: true }, { advanced: "natural" }] as const) {
    for (const points of LENGTHS) {
      const worst = worstMix(makeSampler({ points }, changes));
      assert.ok(worst <= 48, `${Object.keys(changes)}: ${worst} episodes`);
    }
  }
});

Deno.test("mix exactness: in mode episode each stratum stays within two episodes of its share", () => {
  for (const seed of [1, 2]) {
    const worst = worstMix(makeSampler({ seed }, { mode: "episode" }, seed));
    assert.ok(worst <= 2, `seed ${seed}: ${worst} episodes`);
  }
});

Deno.test("mix exactness: also while results move the shares", () => {
  const worst = worstMix(makeSampler({}, { allowNewStrata: true }), true);

  assert.ok(worst <= 48, `${worst} episodes`);
});

Deno.test("mix chi-square: independent draws have the shares of the mix", () => {
  const { candidates } = makeSampler({});
  const values = Array.from({ length: 20 }, (_, seed) => {
    const sampler = new EpisodeSampler(candidates, identityOf({ mode: "iid" }, seed));
    const counts = [0, 0, 0];
    for (let i = 0; i < 10_000; i++) counts[STRATA.indexOf(sampler.next().stratum)]!++;
    return chiSquareTest(counts, [7000, 2000, 1000]);
  });

  assert.ok(values.every((p) => p > 0.001), values.join());
  assert.ok(values.filter((p) => p < 0.01).length <= 1, values.join());
});

Deno.test("mix chi-square: visits are far more even than independent draws", () => {
  const { sampler } = makeSampler({ points: [10, 10] });
  const counts = [0, 0, 0];
  for (let i = 0; i < 1000; i++) counts[STRATA.indexOf(sampler.next().stratum)]!++;

  assert.ok(chiSquareTest(counts, [700, 200, 100]) > 0.95, counts.join());
});

for (const points of LENGTHS) {
  Deno.test(`order: strata do not come periodically, days of ${points.join(" to ")} points`, () => {
    const lags = Array.from({ length: 19 }, (_, i) => i + 2);
    const seeds = [1, 2, 3, 4, 5];
    const means = new Map<string, number>();
    for (const seed of seeds) {
      const { sampler } = makeSampler({ points, seed }, {}, seed);
      const orders: string[][] = STAGES.map(() => []);
      for (;;) {
        const { episode, stage, stratum } = sampler.next();
        if (episode >= 60_000) break;
        orders[STAGES.indexOf(stage)]!.push(stratum);
      }
      for (const [stage, order] of orders.entries()) {
        assert.ok(longestRun(order) <= 16, `stage ${stage}: run of ${longestRun(order)}`);
        for (const stratum of new Set(order)) {
          const indicator = order.map((other) => other === stratum ? 1 : 0);
          for (const lag of lags) {
            const key = `stage ${stage}, ${stratum}, lag ${lag}`;
            const share = autocorrelation(indicator, lag) / seeds.length;
            means.set(key, (means.get(key) ?? 0) + share);
          }
        }
      }
    }

    // The mean over seeds: a stage of 10 000 episodes has 417 visits of 24, which alone scatter by 0.05.
    for (const [key, value] of means) assert.ok(Math.abs(value) < 0.2, `${key}: ${value}`);
  });
}

/** Only prime days, so that all visits go to one stratum. */
const ONE_STRATUM: Partial<Recipe> = { shares: [1, 0, 0, 0], phases: [0, 0], symbols: 10 };
const PICKS = 7000;

/** Days in the order of their visits. */
function visitedDays({ sampler }: ReturnType<typeof makeSampler>, visits = PICKS): number[] {
  return Array.from({ length: visits }, () => sampler.next().day);
}

function countsOf(values: readonly number[], size: number): number[] {
  const counts = Array.from({ length: size }, () => 0);
  for (const value of values) counts[value]!++;
  return counts;
}

const EVENNESS = [[50, 0.12, 0.07], [200, 0.2, 0.07], [1000, 0.25, 0.11]] as const;

for (const [days, normal, strong] of EVENNESS) {
  Deno.test(`usage evenness: visits are spread evenly over ${days} days`, () => {
    for (const seed of [1, 2, 3]) {
      for (const [evenness, most] of [["normal", normal], ["strong", strong]] as const) {
        const made = makeSampler({ ...ONE_STRATUM, days, seed }, { evenness }, seed);
        const counts = countsOf(visitedDays(made), days);
        const inequality = gini(counts);

        assert.ok(inequality <= most, `${evenness}: Gini ${inequality}`);
        assert.ok(Math.max(...counts) / (PICKS / days) <= 3);
        assert.ok(normalisedEntropy(counts) >= 0.97);
      }
    }
  });

  Deno.test(`coverage: each of ${days} days is used within ${10 * days} visits`, () => {
    for (const seed of [4, 5]) {
      const made = makeSampler({ ...ONE_STRATUM, days, seed }, {}, seed);

      assert.equal(new Set(visitedDays(made, 10 * days)).size, days);
    }
  });
}

Deno.test("cool-down: in all strata a day waits for min(25, half the days) others before it comes again", () => {
  for (const days of [12, 40, 150, 400]) {
    const { sampler, candidates } = makeSampler({ days, seed: days });
    const orders = new Map<string, number[]>();
    for (let i = 0; i < 6000; i++) {
      const { stratum, day } = sampler.next();
      orders.set(stratum, [...orders.get(stratum) ?? [], day]);
    }

    assert.deepEqual(sampler.state().relaxCounts, { symbolRun: 0, cap: 0, coolDown: 0 });
    for (const [stratum, order] of orders) {
      const code = STRATA.findIndex((name) => name === stratum);
      const members = code < 4
        ? candidates.dayStratum.filter((other) => other === code).length
        : new Set(order).size;
      const wait = Math.min(25, Math.floor(members / 2));
      const last = new Map<number, number>();
      for (const [i, day] of order.entries()) {
        assert.ok(i - (last.get(day) ?? -Infinity) > wait, `${stratum} of ${members} days`);
        last.set(day, i);
      }
    }
  }
});

Deno.test("symbol rotation: no symbol comes more than three times in a row", () => {
  for (const seed of [1, 2, 3]) {
    const { sampler } = makeSampler(
      { ...ONE_STRATUM, days: 300, symbols: 5, skew: 2, seed },
      {},
      seed,
    );

    const symbols = Array.from({ length: 3000 }, () => sampler.next().symbol);

    assert.equal(longestRun(symbols), 3);
    assert.equal(sampler.state().relaxCounts.symbolRun, 0);
  }
});

Deno.test("symbol rotation: symbols with many days have less than their share", () => {
  const recipe = { ...ONE_STRATUM, days: 600, symbols: 12, skew: 1.5 };
  const made = makeSampler(recipe);
  const { daySymbol } = made.candidates;

  const visits = countsOf(visitedDays(made, 3000).map((day) => daySymbol[day]!), 12);

  assert.ok(herfindahl(visits) < 0.8 * herfindahl(countsOf([...daySymbol], 12)));
});

Deno.test("symbol rotation: independent draws give symbols shares by the square root of their days (chi-square)", () => {
  const candidates = makeCandidates({ ...ONE_STRATUM, days: 600, symbols: 8, skew: 1.5 });
  const equal = { ...candidates, dayQuality: candidates.dayQuality.map(() => 0.5) };
  const sampler = new EpisodeSampler(equal, identityOf({ mode: "iid" }));
  const roots = countsOf([...candidates.daySymbol], 8).map(Math.sqrt);
  const sum = roots.reduce((a, b) => a + b, 0);

  const visits = countsOf(
    Array.from({ length: PICKS }, () => candidates.daySymbol[sampler.next().day]!),
    8,
  );

  assert.ok(chiSquareTest(visits, roots.map((root) => PICKS * root / sum)) > 0.001);
});

Deno.test("calendar bias: dates are not favoured within a stratum (Kolmogorov-Smirnov)", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const made = makeSampler({ ...ONE_STRATUM, days: 1000, symbols: 20, skew: 1, seed }, {}, seed);
    const { dayDate } = made.candidates;

    const p = kolmogorovTest(visitedDays(made, 2000).map((day) => dayDate[day]!), [...dayDate]);

    assert.ok(p > 0.001, `seed ${seed}: p = ${p}`);
  }
});
