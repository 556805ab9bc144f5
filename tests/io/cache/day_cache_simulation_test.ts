import assert from "node:assert/strict";
import { MomoError } from "../../../src/core/error.ts";
import { simulate, type Simulation, type SimulationResult } from "./simulated_trainer.ts";

const MIB = 2 ** 20;

const USUAL: Simulation = {
  visits: 200,
  pointMs: [500, 2000],
  loadMs: [50, 400],
  dayBytes: [MIB, 30 * MIB],
  memoryBytes: 512 * MIB,
};

/** Share of the queue's hits after the first two visits. */
function hitShare({ cache: { counters }, early }: SimulationResult): number {
  const hits = counters.l2Hits - early.hits;
  return hits / (hits + counters.l2Misses - early.misses);
}

function assertServed({ outcomes }: SimulationResult): void {
  for (const outcome of outcomes) {
    assert.ok(outcome.kind === "served");
    assert.deepEqual([outcome.day, outcome.lookback], [outcome.need.day, outcome.need.lookback]);
  }
}

const CASES: Readonly<Record<string, Partial<Simulation>>> = {
  "days trained on for half a minute": {},
  "days trained on for an hour: depth 1, loaded after three quarters": {
    pointMs: [120_000, 240_000],
  },
  "days trained on for a quarter of an hour": { pointMs: [40_000, 60_000] },
  "loads that take nearly as long as training": { pointMs: [500, 600], loadMs: [2500, 2900] },
  "results that change the plan": { hasFeedback: true },
  "memory for hardly more than two visits": { memoryBytes: 125 * MIB },
};

for (const [name, change] of Object.entries(CASES)) {
  Deno.test(`200 visits in the sampler's order hardly ever wait: ${name}`, async () => {
    const result = await simulate({ ...USUAL, ...change });
    await using cache = result.cache;

    assert.equal(result.outcomes.length, 200);
    assertServed(result);
    assert.ok(hitShare(result) >= 0.99, `hits ${hitShare(result)}`);
    const { waitMs } = cache.counters;
    assert.ok(waitMs <= 0.01 * result.wallMs, `waited ${waitMs} of ${result.wallMs} ms`);
    assert.ok(result.mostHeld <= (change.memoryBytes ?? USUAL.memoryBytes));
  });
}

Deno.test("when loading is slower than training, more threads and depth make up for it", async () => {
  const slow = { ...USUAL, pointMs: [20, 40] as const, loadMs: [600, 900] as const };

  const one = await simulate(slow);
  const four = await simulate({ ...slow, parallelLoads: 4 });

  assertServed(one);
  assertServed(four);
  assert.ok(four.cache.counters.wantedDepth > 3);
  assert.ok(four.wallMs < 0.5 * one.wallMs, `${four.wallMs} ms with four, ${one.wallMs} with one`);
});

Deno.test("loads that fail now and then do not stop training", async () => {
  const fails = (load: number) =>
    load % 7 === 3 ? new MomoError("io", "Cannot read it") : undefined;

  const result = await simulate({ ...USUAL, fails });

  assertServed(result);
  assert.ok(result.cache.counters.retries > 20);
  assert.ok(hitShare(result) >= 0.99);
});

Deno.test("days that cannot be loaded are skipped, lookbacks left out, the rest is served", async () => {
  const fails = (load: number) =>
    load % 9 === 4 ? new MomoError("bad_data", "Cannot read it") : undefined;

  const { outcomes, cache } = await simulate({ ...USUAL, fails });

  const skipped = outcomes.filter(({ kind }) => kind === "skipped");
  const without = outcomes.filter((outcome) => outcome.kind === "served" && outcome.lost !== null);
  assert.equal(outcomes.length, 200);
  assert.ok(skipped.length > 5 && without.length > 5);
  assert.ok(cache.counters.failures >= skipped.length + without.length);
  assert.equal(cache.counters.served + cache.counters.skipped, 200);
  assert.ok(without.every((outcome) => outcome.kind === "served" && outcome.lookback === null));
});

Deno.test("memory below one day is a budget error at the first visit, with what is needed", async () => {
  await assert.rejects(
    simulate({ ...USUAL, dayBytes: [30 * MIB, 30 * MIB], memoryBytes: 40 * MIB }),
    (error: unknown) => {
      assert.ok(error instanceof MomoError);
      assert.equal(error.code, "budget");
      assert.match(
        error.message,
        /^Cannot hold the day ".*": it and its lookback take 60\.0 MiB, wanted at most 40\.0 MiB$/,
      );
      assert.equal(error.hint, "raise the limit: --memory 60MiB");
      return true;
    },
  );
});
