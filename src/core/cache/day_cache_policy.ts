/**
 * When days are loaded, kept and forgotten: the active visit's days (tier 1) and a queue of those of the next visits
 * (tier 2). Events in, decisions out; it holds no days, and knows no clock but the times it is told.
 */
import { type CacheLimits, hasRoom, isQueueOver } from "./cache_budget.ts";
import { CacheCounter, type CacheCounters } from "./cache_counters.ts";
import type { CacheDecision, LoadFailure } from "./cache_decision.ts";
import { CacheEntries, type CacheEntry } from "./cache_entries.ts";
import { DaySizes } from "./day_sizes.ts";
import { triggerPoint, VisitPace } from "./visit_pace.ts";
import { type DayKey, keysOf, type VisitNeed } from "./visit_need.ts";

/** What a policy works with. */
export interface CachePolicyOptions {
  readonly limits: CacheLimits;
  /** Loads ahead of need that may be under way at the same time, at least 1; what a visit waits for goes beside them. */
  readonly parallelLoads: number;
  /** How often a load is repeated after it failed. Default 3. */
  readonly retries?: number;
  /** Delay before the first repetition; each further one takes twice as long. Default 250 ms. */
  readonly backoffMs?: number;
  /** What a day will take, in bytes, if that can be told before it is loaded. */
  readonly estimateBytes?: (key: DayKey) => number | undefined;
}

interface ActiveVisit {
  readonly need: VisitNeed;
  readonly requestedMs: number;
  /** `undefined` while it waits for its days. */
  servedMs: number | undefined;
  finished: number;
  points: number;
  isOver: boolean;
}

const RETRIES = 3;
const BACKOFF_MS = 250;

/** The policy of a two-tier cache of days. */
export class DayCachePolicy {
  readonly #options: CachePolicyOptions;
  readonly #entries = new CacheEntries();
  readonly #sizes: DaySizes;
  readonly #pace = new VisitPace();
  readonly #counter = new CacheCounter();
  #active: ActiveVisit | undefined;
  /** The next visits, in order. */
  #queue: readonly VisitNeed[] = [];
  #decisions: CacheDecision[] = [];
  #hasOverflown = false;

  constructor(options: CachePolicyOptions) {
    this.#options = options;
    this.#sizes = new DaySizes(options.estimateBytes);
  }

  /** What it did so far. */
  get counters(): CacheCounters {
    return this.#counter.read({
      l1Bytes: this.#entries.heldBytes(1),
      l2Bytes: this.#entries.heldBytes(2),
      queueDepth: this.#readyVisits(),
      wantedDepth: this.#depth(),
    });
  }

  /** The tier that a day belongs to; `undefined` if it is not kept. */
  tierOf(key: DayKey): 1 | 2 | undefined {
    return this.#entries.get(key)?.tier;
  }

  /**
   * The trainer asks for a visit, and is done with the one before. The decisions, or those of a later event, have a
   * `serve`, `skip` or `overflow` for it.
   *
   * @param upcoming The visits after it, in order; as many as are known, up to `MOST_DEPTH`.
   */
  request(need: VisitNeed, upcoming: readonly VisitNeed[], nowMs: number): CacheDecision[] {
    this.#counter.count("visits");
    this.#countHits(need);
    const { points } = need;
    const state = { servedMs: undefined, finished: 0, points, isOver: false };
    this.#active = { need, requestedMs: nowMs, ...state };
    this.#queue = upcoming;
    this.#leaveTier1();
    return this.#settle(nowMs);
  }

  /** The visits after the active one, if they have changed. */
  plan(upcoming: readonly VisitNeed[], nowMs: number): CacheDecision[] {
    this.#queue = upcoming;
    return this.#settle(nowMs);
  }

  /** So many of the reset points of the active visit are done. */
  progress(finished: number, points: number, nowMs: number): CacheDecision[] {
    const active = this.#active;
    if (active?.servedMs === undefined) return [];
    active.finished = finished;
    active.points = points;
    if (finished >= points && !active.isOver) {
      active.isOver = true;
      this.#pace.addVisit(nowMs - active.servedMs);
    }
    return this.#settle(nowMs);
  }

  /** A load has come to its end; whoever loads holds the day now. */
  loaded(key: DayKey, bytes: number, loadMs: number, nowMs: number): CacheDecision[] {
    const entry = this.#entries.get(key);
    if (entry?.state !== "loading") return [{ kind: "evict", key }]; // given up before
    this.#sizes.learn(key, bytes);
    this.#pace.addLoad(loadMs);
    this.#counter.addLoad(loadMs);
    this.#entries.set({ ...entry, state: "ready", bytes });
    return this.#settle(nowMs);
  }

  /** A load has failed. @param isPermanent Whether it would fail again. */
  failed(key: DayKey, reason: string, isPermanent: boolean, nowMs: number): CacheDecision[] {
    const entry = this.#entries.get(key);
    if (entry?.state !== "loading") return [];
    const { retries = RETRIES } = this.#options;
    if (isPermanent || entry.attempt > retries) {
      this.#counter.count("failures");
      this.#entries.set({ ...entry, state: "failed", bytes: 0, reason });
    } else {
      this.#counter.count("retries");
      this.#startLoad({ ...entry, attempt: entry.attempt + 1, reason });
    }
    return this.#settle(nowMs);
  }

  /** A day is in the active tier, as a `promote` asked for. */
  promoted(key: DayKey, nowMs: number): CacheDecision[] {
    const entry = this.#entries.get(key);
    if (entry?.state !== "promoting") return [];
    this.#entries.set({ ...entry, state: "ready" });
    return this.#settle(nowMs);
  }

  /** A day that was held is not there any more, or damaged: it is loaded anew if a visit needs it. */
  lost(key: DayKey, nowMs: number): CacheDecision[] {
    if (!this.#entries.isHeld(key)) return [];
    this.#entries.remove(key);
    return this.#settle(nowMs);
  }

  #settle(nowMs: number): CacheDecision[] {
    if (this.#hasOverflown) return [];
    this.#dropUnneeded();
    this.#gatherActive();
    this.#shrinkQueue();
    if (!this.#checkOverflow()) {
      this.#answer(nowMs);
      this.#preload();
    }
    const held = this.#entries.heldBytes(1) + this.#entries.heldBytes(2);
    this.#counter.hold(held);
    return this.#decisions.splice(0);
  }

  #countHits(need: VisitNeed): void {
    for (const key of keysOf(need)) {
      const entry = this.#entries.get(key);
      if (entry?.state === "failed") continue; // known not to exist: nobody waits for it
      const isReady = entry?.state === "ready";
      const isInUse = isReady && entry.tier === 1;
      this.#counter.count(isInUse ? "l1Hits" : "l1Misses");
      if (!isInUse) this.#counter.count(isReady ? "l2Hits" : "l2Misses");
    }
  }

  /** Days that the active visit does not use: later visits get them, or they are dropped as not needed. */
  #leaveTier1(): void {
    const [active, queued] = [this.#activeKeys(), this.#queuedKeys()];
    for (const entry of this.#entries.values()) {
      const { key, state, tier } = entry;
      if (tier === 2 || active.includes(key) || !queued.includes(key)) continue;
      this.#entries.set({ ...entry, tier: 2, state: state === "promoting" ? "ready" : state });
      if (this.#entries.isHeld(key)) this.#decisions.push({ kind: "demote", key });
    }
  }

  #dropUnneeded(): void {
    const needed = new Set([...this.#activeKeys(), ...this.#queuedKeys()]);
    for (const { key } of this.#entries.values()) if (!needed.has(key)) this.#drop(key);
  }

  #drop(key: DayKey): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.remove(key);
    if (entry.state === "failed") return;
    this.#decisions.push({ kind: entry.state === "loading" ? "cancel" : "evict", key });
    if (entry.state === "ready" && entry.tier === 2) this.#counter.count("evictions");
  }

  /** Starts what the active visit lacks, and takes over what is there already. */
  #gatherActive(): void {
    if (this.#active?.servedMs !== undefined) return;
    for (const key of this.#activeKeys()) {
      const entry = this.#entries.get(key);
      if (entry === undefined) this.#loadActive(key);
      else if (entry.tier === 2 && entry.state === "ready") {
        this.#entries.set({ ...entry, tier: 1, state: "promoting" });
        this.#decisions.push({ kind: "promote", key });
      } else if (entry.tier === 2) this.#entries.set({ ...entry, tier: 1 });
    }
  }

  #loadActive(key: DayKey): void {
    const bytes = this.#sizes.expect(key);
    while (!hasRoom(this.#entries, this.#options.limits, 1, bytes) && this.#evictNewest());
    this.#startLoad({ key, state: "loading", tier: 1, bytes, attempt: 1, reason: "" });
  }

  #startLoad(entry: CacheEntry): void {
    const { backoffMs = BACKOFF_MS } = this.#options;
    const { key, attempt } = entry;
    this.#entries.set(entry);
    const delayMs = attempt === 1 ? 0 : backoffMs * 2 ** (attempt - 2);
    this.#decisions.push({ kind: "load", key, delayMs, attempt });
  }

  #shrinkQueue(): void {
    while (isQueueOver(this.#entries, this.#options.limits) && this.#evictNewest());
  }

  /** Forgets the held day of the queue that is needed last. Returns false if there is none. */
  #evictNewest(): boolean {
    const newest = this.#queuedKeys().findLast((key) => {
      return this.#entries.get(key)?.tier === 2 && this.#entries.isHeld(key);
    });
    if (newest === undefined) return false;
    this.#drop(newest);
    return true;
  }

  /** Whether the active visit alone needs more than there is. */
  #checkOverflow(): boolean {
    const active = this.#active;
    if (active === undefined) return false;
    const keys = this.#activeKeys();
    const needed = keys.map((key) => this.#knownBytes(key));
    if (sumOf(needed.map((bytes) => bytes ?? 0)) <= this.#options.limits.memoryBytes) return false;
    const needBytes = sumOf(needed.map((bytes, i) => bytes ?? this.#sizes.expect(keys[i]!)));
    const isEstimate = needed.includes(undefined);
    this.#hasOverflown = true;
    for (const { key } of this.#entries.values()) this.#drop(key);
    this.#decisions.push({ kind: "overflow", need: active.need, needBytes, isEstimate });
    return true;
  }

  #knownBytes(key: DayKey): number | undefined {
    const entry = this.#entries.get(key);
    if (entry?.state === "failed") return 0;
    return this.#entries.isHeld(key) ? entry!.bytes : this.#sizes.known(key);
  }

  /** Serves the active visit, or gives it up, once everything about its days is known. */
  #answer(nowMs: number): void {
    const active = this.#active;
    if (active === undefined || active.servedMs !== undefined) return;
    const { need, requestedMs } = active;
    const waitMs = nowMs - requestedMs;
    const failure = this.#failureOf(need.day);
    if (failure !== null) {
      this.#finishWait("skipped", waitMs);
      this.#active = undefined;
      this.#decisions.push({ kind: "skip", need, waitMs, failure });
      this.#leaveTier1();
      this.#dropUnneeded();
      this.#shrinkQueue();
      return;
    }
    const lost = need.lookback === null ? null : this.#failureOf(need.lookback);
    const wanted = this.#activeKeys().filter((key) => key !== lost?.key);
    if (!wanted.every((key) => this.#entries.get(key)?.state === "ready")) return;
    this.#finishWait("served", waitMs);
    active.servedMs = nowMs;
    this.#decisions.push({ kind: "serve", need, waitMs, lost });
  }

  #finishWait(outcome: "served" | "skipped", waitMs: number): void {
    this.#counter.count(outcome);
    this.#counter.addWait(waitMs);
  }

  #failureOf(key: DayKey): LoadFailure | null {
    const entry = this.#entries.get(key);
    if (entry?.state !== "failed") return null;
    return { key, reason: entry.reason, attempts: entry.attempt };
  }

  /** Starts loading the next visits' days, in order, as far as room and threads go. */
  #preload(): void {
    if (!this.#isPreloading()) return;
    const next = this.#queue.slice(0, this.#depth()).filter(({ day }) => !this.#failureOf(day));
    for (const key of next.flatMap(keysOf)) {
      if (this.#entries.get(key) !== undefined) continue;
      if (this.#loadsUnderWay() >= this.#options.parallelLoads) return;
      const bytes = this.#sizes.expect(key);
      if (!hasRoom(this.#entries, this.#options.limits, 2, bytes)) return;
      this.#startLoad({ key, state: "loading", tier: 2, bytes, attempt: 1, reason: "" });
    }
  }

  #isPreloading(): boolean {
    const active = this.#active;
    if (active === undefined) return false;
    // What a visit waits for is not held up; while it waits to be tried again there is time for others.
    if (active.servedMs === undefined) return this.#isRetrying(active.need);
    if (this.#depth() > 1 || this.#pace.isLoadLong(keysOf(active.need).length)) return true;
    return active.finished >= triggerPoint(active.points);
  }

  #isRetrying(need: VisitNeed): boolean {
    return keysOf(need).some((key) => (this.#entries.get(key)?.attempt ?? 1) > 1);
  }

  #loadsUnderWay(): number {
    return this.#entries.values().filter(({ state, tier }) => state === "loading" && tier === 2)
      .length;
  }

  #depth(): number {
    return this.#pace.depth(this.#active === undefined ? 1 : keysOf(this.#active.need).length);
  }

  /** Visits at the head of the queue that could begin at once. */
  #readyVisits(): number {
    const isReady = (key: DayKey) => {
      return this.#entries.isHeld(key) || this.#entries.get(key)?.state === "failed";
    };
    const first = this.#queue.findIndex((need) => !keysOf(need).every(isReady));
    return first < 0 ? this.#queue.length : first;
  }

  #activeKeys(): DayKey[] {
    return this.#active === undefined ? [] : keysOf(this.#active.need);
  }

  /** Each once, in the order in which they are needed first. */
  #queuedKeys(): DayKey[] {
    return [...new Set(this.#queue.flatMap(keysOf))];
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
