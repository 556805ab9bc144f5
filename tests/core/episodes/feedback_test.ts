import assert from "node:assert/strict";
import fc from "fast-check";
import { boundedMix } from "../../../src/core/episodes/bounded_mix.ts";
import type { EpisodeResult } from "../../../src/core/episodes/episode_result.ts";
import { Feedback, NO_FEEDBACK } from "../../../src/core/episodes/feedback.ts";
import { stageMix } from "../../../src/core/episodes/stages.ts";
import { CODE } from "../../../src/core/episodes/strata.ts";
import { makeRandom } from "./made_candidates.ts";

const { prime, secondary, risk, mixed, accumulation, deadZone } = CODE;

function result(changes: Partial<EpisodeResult> = {}): EpisodeResult {
  const usual = { episode: 0, reward: 0, success: true, trades: 1, steps: 600 };
  return { ...usual, phaseSteps: { dormant: 600 }, ...changes };
}

/** One report of a trace: stratum, whether it succeeded, trades. */
type Report = readonly [number, boolean, number];

function factorsAfter(trace: readonly Report[]): readonly number[] {
  const feedback = new Feedback();
  for (const [stratum, success, trades] of trace) {
    feedback.add(stratum, result({ success, trades }));
  }
  return feedback.memory.factors;
}

const ALL_DAYS = [10, 20, 15, 50, 60, 70];
const STAGE_SHARES = [
  stageMix(0, { advanced: "equal", allowNewStrata: false }, ALL_DAYS).shares,
  stageMix(1, { advanced: "equal", allowNewStrata: true }, ALL_DAYS).shares,
  stageMix(2, { advanced: "equal", allowNewStrata: false }, ALL_DAYS).shares,
];

/** A random trace over all strata, the same for the same seed. */
function makeTrace(seed: number, length: number): Report[] {
  const random = makeRandom(seed);
  const odds = Array.from({ length: 6 }, () => random());
  const most = 4 * random();
  return Array.from({ length }, () => {
    const stratum = Math.floor(random() * 6);
    return [stratum, random() < odds[stratum]!, Math.floor(random() * most)] as const;
  });
}

const SEED = fc.integer({ min: 0, max: 1_000_000 });

Deno.test("nothing changes before the hundredth result, nor by success that fewer than 20 results speak of", () => {
  const feedback = new Feedback();
  for (let i = 0; i < 99; i++) {
    const isDue = feedback.add(i < 15 ? risk : prime, result({ success: i >= 15 }));
    assert.equal(isDue, false);
  }
  assert.deepEqual(feedback.memory.factors, NO_FEEDBACK.factors);

  assert.equal(feedback.add(prime, result()), true);

  const { factors } = feedback.memory;
  assert.equal(factors[risk], 1 + 0.1 * 0.5); // strong on prime; the failures on risk do not count yet
  assert.equal(factors[prime], 1 - 0.1);
});

Deno.test("poor success on risk days asks for more of them, by the published fixed points", () => {
  const poor = Array.from({ length: 6000 }, () => [risk, false, 1] as const);
  const good = Array.from({ length: 6000 }, () => [risk, true, 1] as const);
  const even = Array.from({ length: 6000 }, (_, i) => [risk, i % 2 === 0, 1] as const);

  assert.ok(Math.abs(factorsAfter(poor)[risk]! - 1.8333) < 0.01);
  assert.ok(Math.abs(factorsAfter(good)[risk]! - 0.6429) < 0.01);
  assert.ok(Math.abs(factorsAfter(even)[risk]! - 1) < 0.02);
});

Deno.test("overtrading in the dormant phase asks for patience, half as much of accumulation", () => {
  const trace = (trades: number) =>
    Array.from(
      { length: 6000 },
      (_, i) => [[mixed, accumulation, deadZone][i % 3]!, true, trades] as const,
    );

  const many = factorsAfter(trace(2)); // two trades in ten minutes: need 1
  const calm = factorsAfter(trace(1));
  const none = factorsAfter(trace(0));

  const near = (value: number, wanted: number) =>
    assert.ok(Math.abs(value - wanted) < 0.01, `${value}`);
  near(many[mixed]!, 1.8333);
  near(many[deadZone]!, 1.8333);
  near(many[accumulation]!, 1.3125);
  near(calm[mixed]!, 1);
  near(none[deadZone]!, 0.6429);
});

Deno.test("strength on prime days moves the mix to harder strata", () => {
  const trace = Array.from(
    { length: 6000 },
    (_, i) => [[prime, secondary, mixed][i % 3]!, true, 1] as const,
  );

  const factors = factorsAfter(trace);

  assert.ok(factors[prime]! < 0.66);
  assert.ok(factors[secondary]! > 1.3);
  assert.ok(factors[mixed]! > 1.3);
  assert.ok(factors[risk]! > 1.3);
  assert.equal(factors[accumulation], 1); // what trades there are is neither many nor few
});

Deno.test("trades are spread over the steps unless they are counted by phase", () => {
  const rate = (changes: Partial<EpisodeResult>) => {
    const feedback = new Feedback();
    feedback.add(mixed, result(changes));
    const { trades, windows } = feedback.memory.dormant;
    return trades / windows;
  };
  const half = { trades: 6, steps: 1200, phaseSteps: { dormant: 600, momentum: 600 } };

  assert.equal(rate(half), 3);
  assert.equal(rate({ ...half, phaseTrades: { momentum: 5, dormant: 1 } }), 1);
  assert.equal(rate({ ...half, phaseTrades: { momentum: 6 } }), 0);
  assert.equal(rate({ ...half, stepSeconds: 60 }), 3 / 60);
});

Deno.test("episodes without a dormant step say nothing about overtrading", () => {
  const feedback = new Feedback();

  feedback.add(prime, result({ phaseSteps: { momentum: 600 }, trades: 50 }));

  assert.deepEqual(feedback.memory.dormant, NO_FEEDBACK.dormant);
});

Deno.test("feedback direction: worse success on risk days never lowers their share, all else equal", () => {
  fc.assert(fc.property(SEED, fc.integer({ min: 100, max: 1500 }), (seed, length) => {
    const better = makeTrace(seed, length);
    const random = makeRandom(seed + 1);
    const worse = better.map(([k, success, trades]) =>
      [k, k === risk && random() < 0.4 ? false : success, trades] as const
    );

    const [a, b] = [factorsAfter(better), factorsAfter(worse)];

    for (const shares of STAGE_SHARES) {
      assert.ok(boundedMix(shares, b)[risk]! >= boundedMix(shares, a)[risk]! - 1e-12);
    }
  }));
});

Deno.test("feedback direction: more trades in the dormant phase never lower the share of mixed and dead, all else equal", () => {
  fc.assert(fc.property(SEED, fc.integer({ min: 100, max: 1500 }), (seed, length) => {
    const calm = makeTrace(seed, length);
    const random = makeRandom(seed + 2);
    const busy = calm.map(([k, success, trades]) =>
      [k, success, trades + (random() < 0.3 ? 1 : 0)] as const
    );

    const [a, b] = [factorsAfter(calm), factorsAfter(busy)];

    for (const shares of STAGE_SHARES) {
      const patience = (factors: readonly number[]) => {
        const mix = boundedMix(shares, factors);
        return mix[mixed]! + mix[deadZone]!;
      };
      assert.ok(patience(b) >= patience(a) - 1e-12);
    }
  }));
});

Deno.test("feedback direction: factors stay from a half to 2, and shares within half and twice of the stage's", () => {
  fc.assert(
    fc.property(SEED, fc.integer({ min: 1000, max: 6000 }), (seed, length) => {
      const factors = factorsAfter(makeTrace(seed, length));

      for (const factor of factors) assert.ok(factor >= 0.5 && factor <= 2);
      for (const shares of STAGE_SHARES) {
        const mix = boundedMix(shares, factors);
        assert.ok(Math.abs(mix.reduce((x, y) => x + y, 0) - 1) <= 1e-12);
        for (const [k, share] of mix.entries()) {
          assert.ok(share >= shares[k]! / 2 && share <= shares[k]! * 2);
        }
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("feedback return: without need every factor is within 0.02 of 1 after 20 updates", () => {
  for (const start of [0.5, 2]) {
    const factors = NO_FEEDBACK.factors.map(() => start);
    const counts = factors.map(() => 1000);
    const feedback = new Feedback({
      ...NO_FEEDBACK,
      ...{ factors, counts },
      success: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
      dormant: { episodes: 1000, trades: 1, windows: 1 },
    });

    // Success by turns keeps the averages where nothing is needed: below 0.65 on prime, 0.5 on risk, one trade a window.
    for (let i = 0; i < 2000; i++) feedback.add(prime, result({ success: i % 2 === 0 }));

    assert.equal(feedback.memory.reports, 2000);
    for (const factor of feedback.memory.factors) {
      assert.ok(Math.abs(factor - 1) < 0.02, `${factor}`);
    }
  }
});
