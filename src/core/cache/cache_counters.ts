/** What a cache did so far. */
import { RollingSample } from "./rolling_sample.ts";

/** Counters of a two-tier day cache. Hits and misses count days that visits asked for. */
export interface CacheCounters {
  /** Visits asked for. */
  readonly visits: number;
  /** Visits that got their day. */
  readonly served: number;
  /** Visits whose day could not be loaded. */
  readonly skipped: number;
  /** Days that the visit before had in use. */
  readonly l1Hits: number;
  /** Days that it had not: these are looked for in the pre-load queue. */
  readonly l1Misses: number;
  /** Days that were in the queue when they were asked for. */
  readonly l2Hits: number;
  /** Days that training had to wait for. */
  readonly l2Misses: number;
  /** Time that all visits together waited for their days, ms. */
  readonly waitMs: number;
  /** The longest time that a visit waited, ms. */
  readonly waitMaxMs: number;
  /** Median of the latest visits' waiting times, ms; 0 before the first. */
  readonly waitP50Ms: number;
  /** Their 90th percentile. */
  readonly waitP90Ms: number;
  /** Median of the latest days' loading times, ms; 0 before the first. */
  readonly loadP50Ms: number;
  /** Their 90th percentile. */
  readonly loadP90Ms: number;
  /** Days loaded. */
  readonly loads: number;
  /** Attempts that were repeated. */
  readonly retries: number;
  /** Days given up. */
  readonly failures: number;
  /** Days that left the queue unused. */
  readonly evictions: number;
  /** Bytes of the active day with its lookback. */
  readonly l1Bytes: number;
  /** Bytes of the queue. */
  readonly l2Bytes: number;
  /** The most bytes that both had together. */
  readonly peakBytes: number;
  /** Visits ahead that are ready. */
  readonly queueDepth: number;
  /** Visits ahead that are wanted. */
  readonly wantedDepth: number;
}

/** What changes from moment to moment. */
export type CacheState = Pick<
  CacheCounters,
  "l1Bytes" | "l2Bytes" | "queueDepth" | "wantedDepth"
>;

const LATEST = 512;

/** Names of the plain counts. */
type Count =
  | "visits"
  | "served"
  | "skipped"
  | "l1Hits"
  | "l1Misses"
  | "l2Hits"
  | "l2Misses"
  | "loads"
  | "retries"
  | "failures"
  | "evictions";

/** Counts events. */
export class CacheCounter {
  readonly #counts: Record<Count, number> = {
    ...{ visits: 0, served: 0, skipped: 0, l1Hits: 0, l1Misses: 0, l2Hits: 0, l2Misses: 0 },
    ...{ loads: 0, retries: 0, failures: 0, evictions: 0 },
  };
  readonly #waits = new RollingSample(LATEST);
  readonly #loads = new RollingSample(LATEST);
  #waitMs = 0;
  #waitMaxMs = 0;
  #peakBytes = 0;

  /** Something happened once more. */
  count(what: Count): void {
    this.#counts[what]++;
  }

  /** A visit waited for its days. */
  addWait(ms: number): void {
    this.#waits.add(ms);
    this.#waitMs += ms;
    this.#waitMaxMs = Math.max(this.#waitMaxMs, ms);
  }

  /** A day was loaded. */
  addLoad(ms: number): void {
    this.#counts.loads++;
    this.#loads.add(ms);
  }

  /** So many bytes are held. */
  hold(bytes: number): void {
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
  }

  /** Everything so far, together with the state of the moment. */
  read(state: CacheState): CacheCounters {
    const { loads, retries, failures, evictions, ...visits } = this.#counts;
    return {
      ...visits,
      waitMs: this.#waitMs,
      waitMaxMs: this.#waitMaxMs,
      waitP50Ms: this.#waits.quantile(0.5) || 0,
      waitP90Ms: this.#waits.quantile(0.9) || 0,
      loadP50Ms: this.#loads.quantile(0.5) || 0,
      loadP90Ms: this.#loads.quantile(0.9) || 0,
      ...{ loads, retries, failures, evictions },
      peakBytes: this.#peakBytes,
      ...state,
    };
  }
}
