/** What a session measures of itself. */
import type { CacheCounters } from "../../core/cache/cache_counters.ts";
import { RollingSample } from "../../core/cache/rolling_sample.ts";
import { snakeCase } from "./observed_values.ts";

const LATEST = 1024;

/** How long requests took, by their type. */
export class RequestTimes {
  readonly #samples = new Map<string, { count: number; readonly latest: RollingSample }>();

  /** Notes that a request was answered. */
  add(type: string, ms: number): void {
    let entry = this.#samples.get(type);
    if (entry === undefined) {
      this.#samples.set(type, entry = { count: 0, latest: new RollingSample(LATEST) });
    }
    entry.count++;
    entry.latest.add(ms);
  }

  /** Count, median and 99th percentile of each type, ms; quantiles of the latest ones. */
  read(): Record<string, { count: number; p50_ms: number; p99_ms: number }> {
    const rounded = (ms: number) => Math.round(ms * 1e4) / 1e4;
    return Object.fromEntries([...this.#samples].map(([type, { count, latest }]) => [type, {
      count,
      p50_ms: rounded(latest.quantile(0.5)),
      p99_ms: rounded(latest.quantile(0.99)),
    }]));
  }
}

/** Counters of a cache under the names that trainers read. */
export function cacheRecord(counters: CacheCounters): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counters).map(([name, value]) => [snakeCase(name), value]),
  );
}
