/** Loads days on threads of their own. */
import type { DayKey } from "../../core/cache/visit_need.ts";
import type { DayLoader, LoadedDay } from "../cache/day_loader.ts";
import { encodedBytes, type EncodedDay } from "../cache/encoded_day.ts";
import { WORKER_ENTRY } from "../workers/entry.ts";
import { WorkerPool } from "../workers/pool.ts";
import type { DayPlans, SessionJob } from "./day_plans.ts";
import type { DayOpening } from "./day_worker.ts";
import type { SourceSizes } from "./source_sizes.ts";

/** Loads ahead of need that may be under way beside one that is waited for. */
export function loadsAhead(threads: number): number {
  return Math.max(1, threads - 1);
}

/** Days as their plans say, read by worker threads. */
export class ThreadedLoader implements DayLoader<EncodedDay>, Disposable {
  readonly #plans: DayPlans;
  readonly #sizes: SourceSizes;
  readonly #pool: WorkerPool<SessionJob, EncodedDay>;

  /** Starts the threads. */
  constructor(plans: DayPlans, sizes: SourceSizes, threads: number) {
    const opening: DayOpening = { role: "day" };
    this.#plans = plans;
    this.#sizes = sizes;
    this.#pool = new WorkerPool(WORKER_ENTRY, threads, opening);
  }

  /** Loads a day; a load that nobody wants any more runs to its end on its thread. */
  async load(key: DayKey): Promise<LoadedDay<EncodedDay>> {
    const job = this.#plans.jobOf(key);
    const value = await this.#pool.run({ request: job });
    const bytes = encodedBytes(value);
    if (value.facts.rows === 0) this.#plans.noteEmpty(key);
    this.#sizes.learn(job.session, bytes);
    return { value, bytes };
  }

  /** What a day will take, once the first ones have shown how sources and memory compare. */
  estimateBytes(key: DayKey): number | undefined {
    try {
      return this.#sizes.memoryBytes(this.#plans.jobOf(key).session);
    } catch {
      return undefined; // it cannot be planned, which loading it will say
    }
  }

  /** Ends the threads at once. */
  [Symbol.dispose](): void {
    this.#pool[Symbol.dispose]();
  }
}
