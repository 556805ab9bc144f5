/** The two-tier cache of days at work: it does what its policy decides. */
import type { CacheCounters } from "../../core/cache/cache_counters.ts";
import type { CacheDecision, LoadFailure } from "../../core/cache/cache_decision.ts";
import { DayCachePolicy } from "../../core/cache/day_cache_policy.ts";
import { type DayKey, keysOf, type VisitNeed } from "../../core/cache/visit_need.ts";
import { MOST_DEPTH } from "../../core/cache/visit_pace.ts";
import { messageOf, MomoError } from "../../core/error.ts";
import type { CacheBackend } from "./cache_backend.ts";
import type { DayLoader } from "./day_loader.ts";
import { KeyedQueue } from "./keyed_queue.ts";
import { budgetError } from "./budget_error.ts";
import { MemoryBackend } from "./memory_backend.ts";
import { type WaitFor, waitFor } from "./wait_for.ts";

/** How a cache is set up. */
export interface DayCacheOptions<V> {
  /** Where days come from. */
  readonly loader: DayLoader<V>;
  /** The visits after the one that was asked for last, in order, at most so many. Asked for often. */
  readonly upcoming: (count: number) => readonly VisitNeed[];
  /** Most bytes in memory. */
  readonly memoryBytes: number;
  /** Where the queue lies, and the most it may take there; by default in the same memory. */
  readonly queue?: { readonly backend: CacheBackend<V>; readonly bytes: number } | undefined;
  /** Loads ahead of need at the same time; default 1. */
  readonly parallelLoads?: number;
  /** How often a failed load is repeated; default 3. */
  readonly retries?: number;
  /** Delay before the first repetition, ms; each further one takes twice as long. Default 250. */
  readonly backoffMs?: number;
  /** Milliseconds of some clock that never goes back; default that of this machine. */
  readonly nowMs?: () => number;
  /** Waits; default in real time. */
  readonly wait?: WaitFor;
}

/** What became of a visit that was asked for. */
export type VisitOutcome<V> =
  | {
    readonly kind: "served";
    readonly need: VisitNeed;
    readonly day: V;
    /** `null` if none was wanted, or it could not be loaded. */
    readonly lookback: V | null;
    readonly lost: LoadFailure | null;
    readonly waitMs: number;
  }
  | {
    readonly kind: "skipped";
    readonly need: VisitNeed;
    readonly failure: LoadFailure;
    readonly waitMs: number;
  };

interface Waiting<V> {
  readonly resolve: (outcome: VisitOutcome<V>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Days that are in memory before they are asked for. One visit at a time: asking for the next one gives the one before
 * back. Dispose of it to end all loads and to remove what the queue left on a disk.
 *
 * @example
 * ```ts ignore
 * await using cache = new DayCache({ loader, upcoming: (count) => next(count), memoryBytes: 2 ** 30 });
 * const outcome = await cache.request({ visit: 0, day: "MLGO:2025-03-25", lookback: null, points: 24 });
 * if (outcome.kind === "served") train(outcome.day);
 * cache.progress(24, 24);
 * ```
 */
export class DayCache<V> implements AsyncDisposable {
  readonly #options: DayCacheOptions<V>;
  readonly #policy: DayCachePolicy;
  readonly #backend: CacheBackend<V>;
  readonly #nowMs: () => number;
  readonly #wait: WaitFor;
  /** Days in the active tier. */
  readonly #active = new Map<DayKey, V>();
  readonly #loads = new Map<DayKey, AbortController>();
  /** Work on the queue's backend, in order for each day. */
  readonly #moves = new KeyedQueue();
  /** The next visits, as they were told last. */
  #planned: readonly VisitNeed[] = [];
  #isPlanOld = true;
  #waiting: Waiting<V> | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** An empty cache: nothing is loaded before the first visit is asked for. */
  constructor(options: DayCacheOptions<V>) {
    const { loader, queue, memoryBytes, parallelLoads = 1, retries, backoffMs } = options;
    this.#options = options;
    this.#backend = queue?.backend ?? new MemoryBackend();
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#wait = options.wait ?? waitFor;
    const queueBytes = this.#backend.sharesMemory ? null : queue?.bytes ?? null;
    this.#policy = new DayCachePolicy({
      limits: { memoryBytes, queueBytes },
      parallelLoads,
      ...(retries !== undefined && { retries }),
      ...(backoffMs !== undefined && { backoffMs }),
      ...(loader.estimateBytes && { estimateBytes: (key) => loader.estimateBytes?.(key, "rough") }),
    });
  }

  /** What it did so far. */
  get counters(): CacheCounters {
    return this.#policy.counters;
  }

  /**
   * Asks for a visit; the days of the one before may be forgotten from now on.
   *
   * @throws {MomoError} `budget` if the visit alone needs more memory than there is; `io` if the queue's disk fails.
   * @throws {TypeError} If the visit before is still being waited for, or the cache was disposed of.
   */
  request(need: VisitNeed): Promise<VisitOutcome<V>> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure.error);
      if (this.#waiting !== undefined) throw new TypeError("one visit at a time");
      this.#waiting = { resolve, reject };
      const later = this.#planned.filter(({ visit }) => visit > need.visit);
      this.#isPlanOld = true; // planning can wait until the visit has its days, or at least their loads
      this.#apply(this.#policy.request(need, later, this.#nowMs()));
      if (later.length === 0) this.replan();
    });
  }

  /** Tells that so many of the active visit's reset points are done, which is what starts loading ahead. */
  progress(finished: number, points: number): void {
    if (this.#failure !== undefined) return;
    if (this.#isPlanOld) this.replan();
    this.#apply(this.#policy.progress(finished, points, this.#nowMs()));
  }

  /**
   * Asks for the visits after the active one again: because they have changed, or because there is time for it. It is
   * done at the latest with the first `progress` of a visit.
   */
  replan(): void {
    if (this.#failure !== undefined) return;
    this.#planned = this.#options.upcoming(MOST_DEPTH);
    this.#isPlanOld = false;
    this.#apply(this.#policy.plan(this.#planned, this.#nowMs()));
  }

  /** Ends all loads and forgets all days. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(new TypeError("the cache was disposed of"));
    await this.#moves.idle();
    await this.#backend[Symbol.asyncDispose]();
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { error };
    for (const load of this.#loads.values()) load.abort();
    this.#loads.clear();
    this.#active.clear();
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  #apply(decisions: readonly CacheDecision[]): void {
    for (const decision of decisions) {
      if (this.#failure !== undefined) return;
      this.#do(decision);
    }
  }

  #do(decision: CacheDecision): void {
    switch (decision.kind) {
      case "load":
        return void this.#load(decision.key, decision.delayMs);
      case "cancel":
        return this.#cancel(decision.key);
      case "promote":
        return this.#promote(decision.key);
      case "demote":
        return this.#enqueue(decision.key);
      case "evict":
        this.#active.delete(decision.key);
        return this.#move(decision.key, () => this.#backend.remove(decision.key));
      case "overflow":
        return this.#fail(budgetError(this.#closer(decision), this.#options.memoryBytes));
      case "serve":
      case "skip":
        return this.#answer(decision);
    }
  }

  /** With a need that was worth more effort, since it is told. */
  #closer(decision: CacheDecision & { readonly kind: "overflow" }) {
    const { loader, memoryBytes } = this.#options;
    if (!decision.isEstimate) return decision;
    const bytes = keysOf(decision.need).map((key) => loader.estimateBytes?.(key, "close") ?? NaN);
    const needBytes = bytes.reduce((sum, size) => sum + size, 0);
    return needBytes > memoryBytes ? { ...decision, needBytes } : decision;
  }

  #answer(decision: CacheDecision & { readonly kind: "serve" | "skip" }): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    const { need, waitMs } = decision;
    if (decision.kind === "skip") {
      return waiting?.resolve({ kind: "skipped", need, failure: decision.failure, waitMs });
    }
    const [day, lookback = null] = keysOf(need).map((key) => this.#active.get(key));
    waiting?.resolve({ kind: "served", need, day: day!, lookback, lost: decision.lost, waitMs });
  }

  async #load(key: DayKey, delayMs: number): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#loads.set(key, controller);
    let answer: () => CacheDecision[];
    try {
      if (delayMs > 0) await this.#wait(delayMs, signal);
      const startMs = this.#nowMs();
      const { value, bytes } = await this.#options.loader.load(key, signal);
      if (signal.aborted) return;
      this.#active.set(key, value); // where it belongs is told by what follows
      const loadMs = this.#nowMs() - startMs;
      answer = () => this.#policy.loaded(key, bytes, loadMs, this.#nowMs());
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof MomoError)) return this.#fail(error); // a bug
      const isPermanent = error.code !== "io";
      answer = () => this.#policy.failed(key, messageOf(error), isPermanent, this.#nowMs());
    }
    this.#loads.delete(key);
    const decisions = answer();
    if (this.#policy.tierOf(key) === 2 && this.#active.has(key)) this.#enqueue(key);
    this.#apply(decisions);
  }

  #cancel(key: DayKey): void {
    this.#loads.get(key)?.abort();
    this.#loads.delete(key);
  }

  /** From the active tier into the queue. */
  #enqueue(key: DayKey): void {
    const value = this.#active.get(key);
    if (value === undefined) return;
    this.#active.delete(key);
    this.#move(key, () => this.#backend.put(key, value));
  }

  #promote(key: DayKey): void {
    this.#move(key, async () => {
      const value = await this.#backend.take(key);
      if (this.#failure !== undefined) return;
      if (value === undefined) return this.#apply(this.#policy.lost(key, this.#nowMs()));
      const tier = this.#policy.tierOf(key); // plans may have changed since
      if (tier === 2) await this.#backend.put(key, value);
      if (tier !== 1) return;
      this.#active.set(key, value);
      this.#apply(this.#policy.promoted(key, this.#nowMs()));
    });
  }

  #move(key: DayKey, work: () => Promise<void>): void {
    this.#moves.add(key, work).catch((error) => this.#fail(error));
  }
}
