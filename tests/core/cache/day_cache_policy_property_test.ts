import assert from "node:assert/strict";
import fc from "fast-check";
import type { VisitNeed } from "../../../src/core/cache/visit_need.ts";
import { CacheWorld, type WorldDay } from "./cache_world.ts";

const DAYS = 8;
const UPCOMING = 5;

type Step =
  | { readonly kind: "finish"; readonly pick: number }
  | { readonly kind: "progress"; readonly share: number }
  | { readonly kind: "replan"; readonly shift: number }
  | { readonly kind: "wait"; readonly ms: number };

const dayArbitrary: fc.Arbitrary<WorldDay> = fc.record({
  bytes: fc.integer({ min: 1, max: 40 }),
  failures: fc.constantFrom(0, 0, 0, 1, 2, 9),
  isPermanent: fc.boolean(),
});

const needArbitrary = fc.record({
  day: fc.nat(DAYS - 1),
  lookback: fc.option(fc.nat(DAYS - 1), { nil: null }),
  points: fc.integer({ min: 1, max: 24 }),
});

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("finish" as const), pick: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("progress" as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("replan" as const), shift: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      ms: fc.integer({ min: 1, max: 2_000_000 }),
    }),
  },
);

const runArbitrary = fc.record({
  days: fc.array(dayArbitrary, { minLength: DAYS, maxLength: DAYS }),
  needs: fc.array(needArbitrary, { minLength: 1, maxLength: 12 }),
  steps: fc.array(fc.array(stepArbitrary, { maxLength: 8 }), { minLength: 12, maxLength: 12 }),
  memoryBytes: fc.integer({ min: 5, max: 160 }),
  queueBytes: fc.option(fc.integer({ min: 0, max: 90 }), { nil: null }),
  parallelLoads: fc.integer({ min: 1, max: 3 }),
  knowsSizes: fc.boolean(),
});

type Run = typeof runArbitrary extends fc.Arbitrary<infer T> ? T : never;

function needsOf({ needs }: Run): VisitNeed[] {
  return needs.map(({ day, lookback, points }, visit) => ({
    visit,
    day: `d${day}`,
    lookback: lookback === null || lookback === day ? null : `d${lookback}`,
    points,
  }));
}

function makeWorld({ days, memoryBytes, queueBytes, parallelLoads, knowsSizes }: Run): CacheWorld {
  const dayOf = (key: string) => days[Number(key.slice(1))]!;
  return new CacheWorld({
    limits: { memoryBytes, queueBytes },
    parallelLoads,
    ...(knowsSizes && { estimateBytes: (key: string) => dayOf(key).bytes }),
  }, dayOf);
}

function take(world: CacheWorld, step: Step, need: VisitNeed, upcoming: readonly VisitNeed[]) {
  const { open } = world;
  if (step.kind === "finish" && open.length > 0) world.finish(open[step.pick % open.length]!, 5);
  if (step.kind === "progress") world.progress(Math.floor(step.share * need.points), need.points);
  if (step.kind === "replan") world.plan(upcoming.slice(step.shift));
  if (step.kind === "wait") world.nowMs += step.ms;
}

/** Asks for all visits in turn; between them random things happen. Returns false if the memory was too small. */
function play(world: CacheWorld, run: Run): boolean {
  const needs = needsOf(run);
  for (const [i, need] of needs.entries()) {
    const upcoming = needs.slice(i + 1, i + 1 + UPCOMING);
    world.request(need, upcoming);
    for (const step of run.steps[i]!) take(world, step, need, upcoming);
    for (let n = 0; world.answers.length <= i; n++) {
      assert.ok(n < 1000 && world.open.length > 0, `visit ${i} is never answered`);
      world.finish(world.open[0]!, 5);
    }
    assert.equal(world.answers.length, i + 1);
    assert.equal(world.answers[i]!.need, need);
    if (world.answers[i]!.kind === "overflow") return false;
    world.progress(need.points, need.points);
  }
  return true;
}

Deno.test("whatever happens: within its budget, no day twice, the active one kept, each visit answered", () => {
  fc.assert(
    fc.property(runArbitrary, (run) => {
      play(makeWorld(run), run);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("memory is too small exactly if a visit that is not skipped needs more", () => {
  fc.assert(
    fc.property(runArbitrary, (run) => {
      const world = makeWorld(run);

      play(world, run);

      for (const answer of world.answers) {
        const isLost = (key: string) => answer.kind === "serve" && answer.lost?.key === key;
        const { day, lookback } = answer.need;
        const bytes = [day, ...(lookback === null ? [] : [lookback])]
          .filter((key) => !isLost(key))
          .reduce((sum, key) => sum + run.days[Number(key.slice(1))]!.bytes, 0);
        if (answer.kind === "serve") assert.ok(bytes <= run.memoryBytes);
        if (answer.kind === "overflow") assert.ok(bytes > run.memoryBytes);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("a visit is skipped only if its day cannot be loaded, after all its attempts", () => {
  fc.assert(
    fc.property(runArbitrary, (run) => {
      const world = makeWorld(run);

      play(world, run);

      for (const answer of world.answers) {
        if (answer.kind !== "skip") continue;
        const { failures, isPermanent = false } = run.days[Number(answer.need.day.slice(1))]!;
        assert.ok(failures > 0);
        assert.equal(answer.failure.key, answer.need.day);
        if (!isPermanent) assert.equal(answer.failure.attempts, 4);
      }
    }),
    { numRuns: 1000 },
  );
});
