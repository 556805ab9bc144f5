import assert from "node:assert/strict";
import { stageAt, stageMix, STAGES } from "../../../src/core/episodes/stages.ts";

const DAYS = [10, 20, 5, 60, 80, 90];
const EQUAL = { advanced: "equal", allowNewStrata: false } as const;

Deno.test("stageAt() changes at 10000 and 50000 episodes, the edges included", () => {
  const episodes = [0, 9_999, 10_000, 49_999, 50_000, 1e9];

  assert.deepEqual(episodes.map((episode) => STAGES[stageAt(episode)]), [
    "early",
    "early",
    "intermediate",
    "intermediate",
    "advanced",
    "advanced",
  ]);
});

Deno.test("stageMix() is the curriculum's: 70/20/10, 40/30/20/10, six equal strata", () => {
  const mixes = [0, 1, 2].map((stage) => stageMix(stage, EQUAL, DAYS));

  assert.deepEqual(mixes, [
    { shares: [0.7, 0.2, 0.1, 0, 0, 0], empty: [] },
    { shares: [0.4, 0.3, 0.2, 0, 0.1, 0], empty: [] },
    { shares: [1 / 6, 1 / 6, 1 / 6, 1 / 6, 1 / 6, 1 / 6], empty: [] },
  ]);
});

Deno.test("stageMix() natural is in proportion to the days, in the advanced stage only", () => {
  const settings = { advanced: "natural", allowNewStrata: false } as const;

  const { shares, empty } = stageMix(2, settings, [10, 20, 0, 70, 50, 50]);

  assert.deepEqual(shares, [0.05, 0.1, 0, 0.35, 0.25, 0.25]);
  assert.deepEqual(empty, []);
  assert.deepEqual(stageMix(0, settings, DAYS).shares, [0.7, 0.2, 0.1, 0, 0, 0]);
});

Deno.test("stageMix() gives the share of an empty stratum to the others in proportion, and names it", () => {
  const { shares, empty } = stageMix(0, EQUAL, [10, 20, 0, 60, 80, 90]);

  assert.deepEqual(empty, [2]);
  for (const [k, share] of [7 / 9, 2 / 9, 0, 0, 0, 0].entries()) {
    assert.ok(Math.abs(shares[k]! - share) < 1e-15);
  }
});

Deno.test("stageMix() of a stage whose strata are all empty is equal over the others", () => {
  assert.deepEqual(stageMix(0, EQUAL, [0, 0, 0, 60, 0, 90]), {
    shares: [0, 0, 0, 0.5, 0, 0.5],
    empty: [0, 1, 2],
  });
});

Deno.test("stageMix() with new strata gives mixed days and the dead zone 2 % each where they have none", () => {
  const settings = { advanced: "equal", allowNewStrata: true } as const;

  const early = stageMix(0, settings, DAYS).shares;
  const advanced = stageMix(2, settings, DAYS).shares;

  assert.deepEqual(early, [0.7 * 0.96, 0.2 * 0.96, 0.1 * 0.96, 0.02, 0, 0.02]);
  assert.deepEqual(advanced, Array.from({ length: 6 }, () => 1 / 6));
});
