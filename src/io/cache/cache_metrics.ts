/** The counters of a cache as metrics of the run, and as a line for people. */
import type { CacheCounters } from "../../core/cache/cache_counters.ts";
import type { Metrics } from "../observe/metrics.ts";

/** Bounds of the waiting times' buckets, ms. */
const WAIT_BOUNDS = [1, 5, 10, 50, 100, 500, 1000, 5000, 10_000];

/** Notes how long one visit waited for its days. */
export function observeWait(metrics: Metrics, waitMs: number): void {
  metrics.histogram("momo_cache_wait_ms", "Time that a visit waited for its days", WAIT_BOUNDS)
    .observe(waitMs);
}

/** Puts the counters of a cache, as they are now, into the metrics of the run. */
export function recordCache(metrics: Metrics, counters: CacheCounters): void {
  const total = (name: string, help: string, values: Readonly<Record<string, number>>) => {
    const counter = metrics.counter(name, help);
    for (const [label, value] of Object.entries(values)) {
      counter.set(value, label === "" ? {} : labelled(name, label));
    }
  };
  const gauge = (name: string, help: string, value: number, labels = {}) => {
    metrics.gauge(name, help).set(value, labels);
  };
  const { l1Hits, l1Misses, l2Hits, l2Misses, served, skipped } = counters;
  total("momo_cache_visits_total", "Visits by what became of them", { served, skipped });
  total("momo_cache_hits_total", "Days found in a tier", { l1: l1Hits, l2: l2Hits });
  total("momo_cache_misses_total", "Days not found in a tier", { l1: l1Misses, l2: l2Misses });
  total("momo_cache_loads_total", "Days loaded", { "": counters.loads });
  total("momo_cache_load_retries_total", "Loads repeated", { "": counters.retries });
  total("momo_cache_load_failures_total", "Days given up", { "": counters.failures });
  total("momo_cache_evictions_total", "Days that left the queue unused", {
    "": counters.evictions,
  });
  gauge("momo_cache_bytes", "Bytes held", counters.l1Bytes, { tier: "l1" });
  gauge("momo_cache_bytes", "Bytes held", counters.l2Bytes, { tier: "l2" });
  gauge("momo_cache_peak_bytes", "The most that was held", counters.peakBytes);
  gauge("momo_cache_queue_depth", "Visits ahead that were ready", counters.queueDepth);
  gauge("momo_cache_wanted_depth", "Visits ahead that were wanted", counters.wantedDepth);
  const loadHelp = "Time to load a day, of the latest ones";
  gauge("momo_cache_load_ms", loadHelp, counters.loadP50Ms, { quantile: "0.5" });
  gauge("momo_cache_load_ms", loadHelp, counters.loadP90Ms, { quantile: "0.9" });
}

function labelled(metric: string, value: string): Readonly<Record<string, string>> {
  return metric === "momo_cache_visits_total" ? { outcome: value } : { tier: value };
}

/** The counters in one sentence, without a final period. */
export function cacheSentence(counters: CacheCounters): string {
  const { l1Hits, l1Misses, l2Hits, l2Misses, waitMs, waitMaxMs, peakBytes } = counters;
  const { loadP50Ms, loadP90Ms, evictions, wantedDepth } = counters;
  return `hits L1 ${l1Hits} of ${l1Hits + l1Misses}, L2 ${l2Hits} of ${l2Hits + l2Misses}; ` +
    `waited ${(waitMs / 1000).toFixed(1)} s, at most ${Math.round(waitMaxMs)} ms; ` +
    `loads p50 ${Math.round(loadP50Ms)} ms, p90 ${Math.round(loadP90Ms)} ms; ` +
    `${wantedDepth} wanted ahead, at most ${(peakBytes / 1e6).toFixed(1)} MB, ${evictions} evicted`;
}
