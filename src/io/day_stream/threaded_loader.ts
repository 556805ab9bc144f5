/** Loads days on threads of their own. */
import type { DayKey } from "../../core/cache/visit_need.ts";
import type { DayLoader, EstimateEffort, LoadedDay } from "../cache/day_loader.ts";
import { WORKER_ENTRY } from "../workers/entry.ts";
import { WorkerPool } from "../workers/pool.ts";
import type { DayPlans, SessionJob } from "./day_plans.ts";
import type { DayOpening } from "./day_worker.ts";
import type { SourceSizes } from "./source_sizes.ts";

/** Loads ahead of need that may be under way beside one that is waited for. */
export function loadsAhead(threads: number): number {
  return Math.max(1, threads - 1);
}

/** In which form threads give days, and what is to be known of it. */
export interface DayForm<V> {
  readonly opening: DayOpening;
  /** What a day takes in memory. */
  readonly bytesOf: (value: V) => number;
  /** Whether a session has no rows at all, so that it cannot be a lookback. */
  readonly isEmpty: (value: V) => boolean;
}

/** Days as their plans say, read by worker threads. */
export class ThreadedLoader<V> implements DayLoader<V>, Disposable {
  readonly #plans: DayPlans;
  readonly #sizes: SourceSizes;
  readonly #form: DayForm<V>;
  readonly #pool: WorkerPool<SessionJob, V>;

  /** Starts the threads. */
  constructor(plans: DayPlans, sizes: SourceSizes, threads: number, form: DayForm<V>) {
    this.#plans = plans;
    this.#sizes = sizes;
    this.#form = form;
    this.#pool = new WorkerPool(WORKER_ENTRY, threads, form.opening);
  }

  /** Loads a day; a load that nobody wants any more runs to its end on its thread. */
  async load(key: DayKey): Promise<LoadedDay<V>> {
    const job = this.#plans.jobOf(key);
    const value = await this.#pool.run({ request: job });
    const bytes = this.#form.bytesOf(value);
    if (this.#form.isEmpty(value)) this.#plans.noteEmpty(key);
    this.#sizes.learn(job.session, bytes);
    return { value, bytes };
  }

  /** What a day will take. */
  estimateBytes(key: DayKey, effort: EstimateEffort): number | undefined {
    try {
      return this.#sizes.memoryBytes(this.#plans.jobOf(key).session, effort);
    } catch {
      return undefined; // it cannot be planned, which loading it will say
    }
  }

  /** Ends the threads at once. */
  [Symbol.dispose](): void {
    this.#pool[Symbol.dispose]();
  }
}
