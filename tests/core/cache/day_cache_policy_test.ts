import assert from "node:assert/strict";
import type { CacheDecision } from "../../../src/core/cache/cache_decision.ts";
import { DayCachePolicy } from "../../../src/core/cache/day_cache_policy.ts";
import type { VisitNeed } from "../../../src/core/cache/visit_need.ts";

const MINUTE = 60_000;

function need(visit: number, points = 24): VisitNeed {
  return { visit, day: `d${visit}`, lookback: null, points };
}

function needs(from: number, count: number): VisitNeed[] {
  return Array.from({ length: count }, (_, i) => need(from + i));
}

function makePolicy(memoryBytes = 1000, parallelLoads = 3): DayCachePolicy {
  return new DayCachePolicy({ limits: { memoryBytes, queueBytes: null }, parallelLoads });
}

function texts(decisions: readonly CacheDecision[]): string[] {
  return decisions.map((decision) =>
    "key" in decision ? `${decision.kind} ${decision.key}` : `${decision.kind} ${decision.need.day}`
  );
}

/** A policy that knows visits to take an hour, with visit 1 served at 0 ms of the second. */
function longVisits(): DayCachePolicy {
  const policy = makePolicy();
  policy.request(need(0), [], 0);
  policy.loaded("d0", 10, 100, 0);
  policy.progress(24, 24, 60 * MINUTE);
  policy.request(need(1), needs(2, 5), 60 * MINUTE);
  assert.deepEqual(texts(policy.loaded("d1", 10, 100, 60 * MINUTE)), ["serve d1"]);
  return policy;
}

Deno.test("with long visits the next one is loaded when three quarters are done, not before", () => {
  const policy = longVisits();

  const before = policy.progress(17, 24, 100 * MINUTE);
  const at = policy.progress(18, 24, 101 * MINUTE);
  const after = policy.progress(19, 24, 102 * MINUTE);

  assert.deepEqual([before, texts(at), after], [[], ["load d2"], []]);
});

Deno.test("the first visit has two loaded ahead as soon as it has its own day", () => {
  const policy = makePolicy();

  assert.deepEqual(texts(policy.request(need(0), needs(1, 5), 0)), ["load d0"]);
  assert.deepEqual(texts(policy.loaded("d0", 10, 100, 0)), ["serve d0", "load d1", "load d2"]);
});

Deno.test("when memory runs short the day that is needed last goes first, never the active one", () => {
  const policy = makePolicy(100);
  policy.request(need(0), needs(1, 5), 0);
  policy.loaded("d0", 30, 1, 0);
  policy.loaded("d1", 30, 1, 0);
  policy.loaded("d2", 30, 1, 0);

  // the plan changes: a new visit comes before both, and is larger than what is left
  const planned = policy.plan([{ ...need(1), day: "x" }, need(2), need(3)], 0);
  assert.deepEqual(texts(planned), ["evict d1", "load x"]);
  assert.deepEqual(texts(policy.loaded("x", 60, 1, 0)), ["evict d2"]);

  assert.deepEqual([policy.tierOf("d0"), policy.tierOf("x")], [1, 2]);
  assert.equal(policy.counters.evictions, 2);
});

Deno.test("what does not fit beside the active day is not loaded again and again", () => {
  const policy = makePolicy(100);
  policy.request(need(0), needs(1, 1), 0);
  policy.loaded("d0", 60, 1, 0);

  const arrived = policy.loaded("d1", 60, 1, 0);
  const later = [1, 2, 3].flatMap((finished) => policy.progress(finished, 24, finished));

  assert.deepEqual([texts(arrived), later], [["evict d1"], []]);
  assert.deepEqual(texts(policy.request(need(1), [], 10)), ["evict d0", "load d1"]);
  assert.deepEqual(texts(policy.loaded("d1", 60, 1, 20)), ["serve d1"]);
});

Deno.test("a visit whose size is known not to fit is refused before it is loaded", () => {
  const policy = makePolicy(100);
  policy.request(need(0), needs(1, 1), 0);
  policy.loaded("d0", 50, 1, 0);
  policy.loaded("d1", 120, 1, 0);

  const decisions = policy.request(need(1), [], 10);

  const last = decisions.at(-1);
  assert.ok(last?.kind === "overflow");
  assert.equal(last.needBytes, 120);
  assert.deepEqual(policy.request(need(2), [], 20), []);
});

Deno.test("what does not fit is told with an estimate of the day that is not loaded yet", () => {
  const options = { limits: { memoryBytes: 60, queueBytes: null }, parallelLoads: 1 };
  const policy = new DayCachePolicy({ ...options, estimateBytes: () => 50 });
  policy.request({ visit: 0, day: "d", lookback: "before", points: 1 }, [], 0);

  const last = policy.loaded("before", 70, 1, 0).at(-1);

  assert.ok(last?.kind === "overflow");
  assert.deepEqual([last.needBytes, last.isEstimate], [120, true]);
});

Deno.test("a failed load is repeated after 250, 500 and 1000 ms, then its visit is skipped", () => {
  const policy = makePolicy();
  policy.request(need(0), [], 0);
  const decisions: CacheDecision[] = [];
  for (let i = 0; i < 4; i++) decisions.push(...policy.failed("d0", "no luck", false, i));

  assert.deepEqual(decisions.slice(0, 3), [
    { kind: "load", key: "d0", delayMs: 250, attempt: 2 },
    { kind: "load", key: "d0", delayMs: 500, attempt: 3 },
    { kind: "load", key: "d0", delayMs: 1000, attempt: 4 },
  ]);
  assert.deepEqual(decisions.slice(3), [{
    kind: "skip",
    need: need(0),
    waitMs: 3,
    failure: { key: "d0", reason: "no luck", attempts: 4 },
  }]);
});

Deno.test("waiting times, hits and misses are counted by tier", () => {
  const policy = makePolicy();
  const withLookback = (visit: number, lookback: string) => ({ ...need(visit), lookback });
  const next = [withLookback(1, "d0"), withLookback(2, "d1")];
  policy.request(need(0), next, 0);
  policy.loaded("d0", 10, 5, 40); // waited 40 ms
  policy.loaded("d1", 10, 7, 50);

  policy.request(next[0]!, next.slice(1), 100);
  policy.promoted("d1", 101);
  const { l1Hits, l1Misses, l2Hits, l2Misses, waitMs, waitMaxMs, loads, l1Bytes } = policy.counters;

  assert.deepEqual({ l1Hits, l1Misses, l2Hits, l2Misses }, {
    l1Hits: 1, // d0, which was active
    l1Misses: 2,
    l2Hits: 1, // d1
    l2Misses: 1, // d0 at first
  });
  assert.deepEqual([waitMs, waitMaxMs, loads, l1Bytes], [41, 40, 2, 20]);
});
