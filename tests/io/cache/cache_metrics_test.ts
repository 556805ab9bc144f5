import assert from "node:assert/strict";
import { CacheCounter } from "../../../src/core/cache/cache_counters.ts";
import { cacheSentence, observeWait, recordCache } from "../../../src/io/cache/cache_metrics.ts";
import { Metrics } from "../../../src/io/observe/metrics.ts";

function countedCounters() {
  const counter = new CacheCounter();
  const counts = { visits: 5, served: 4, skipped: 1, l1Hits: 2, l1Misses: 7, l2Hits: 6 } as const;
  for (const [name, times] of Object.entries(counts)) {
    for (let i = 0; i < times; i++) counter.count(name as keyof typeof counts);
  }
  for (const ms of [10, 20, 300]) counter.addLoad(ms);
  for (const ms of [0, 1500]) counter.addWait(ms);
  counter.count("l2Misses");
  counter.count("evictions");
  counter.hold(3_000_000);
  counter.hold(2_000_000);
  return counter.read({ l1Bytes: 1000, l2Bytes: 2000, queueDepth: 2, wantedDepth: 3 });
}

Deno.test("the counters make one sentence", () => {
  assert.equal(
    cacheSentence(countedCounters()),
    "hits L1 2 of 9, L2 6 of 7; waited 1.5 s, at most 1500 ms; loads p50 20 ms, p90 300 ms; " +
      "3 wanted ahead, at most 3.0 MB, 1 evicted",
  );
});

Deno.test("the counters are metrics, with the tier or the outcome as a label", () => {
  const metrics = new Metrics();

  observeWait(metrics, 0.4);
  observeWait(metrics, 40);
  recordCache(metrics, countedCounters());

  const lines = metrics.toPrometheus().split("\n");
  for (
    const line of [
      'momo_cache_wait_ms_bucket{le="1"} 1',
      'momo_cache_wait_ms_bucket{le="50"} 2',
      "momo_cache_wait_ms_sum 40.4",
      'momo_cache_visits_total{outcome="served"} 4',
      'momo_cache_visits_total{outcome="skipped"} 1',
      'momo_cache_hits_total{tier="l1"} 2',
      'momo_cache_hits_total{tier="l2"} 6',
      'momo_cache_misses_total{tier="l1"} 7',
      'momo_cache_misses_total{tier="l2"} 1',
      "momo_cache_loads_total 3",
      "momo_cache_evictions_total 1",
      'momo_cache_bytes{tier="l1"} 1000',
      'momo_cache_bytes{tier="l2"} 2000',
      "momo_cache_peak_bytes 3000000",
      "momo_cache_queue_depth 2",
      "momo_cache_wanted_depth 3",
      'momo_cache_load_ms{quantile="0.5"} 20',
      'momo_cache_load_ms{quantile="0.9"} 300',
    ]
  ) assert.ok(lines.includes(line), line);
});
