/** A world that does what the policy decides, and checks at every step that it may be done. */
import assert from "node:assert/strict";
import type { CacheDecision } from "../../../src/core/cache/cache_decision.ts";
import {
  type CachePolicyOptions,
  DayCachePolicy,
} from "../../../src/core/cache/day_cache_policy.ts";
import type { VisitNeed } from "../../../src/core/cache/visit_need.ts";

/** A day of this world: its size, and how often loading it fails before it succeeds. */
export interface WorldDay {
  readonly bytes: number;
  readonly failures: number;
  readonly isPermanent?: boolean;
}

/** What was answered to a visit. */
export type Answer = CacheDecision & { readonly kind: "serve" | "skip" | "overflow" };

/** The days a visit needs, without the code under test. */
export function daysOf({ day, lookback }: VisitNeed): string[] {
  return lookback === null ? [day] : [day, lookback];
}

/** Holds what the policy wants held. */
export class CacheWorld {
  readonly policy: DayCachePolicy;
  readonly #options: CachePolicyOptions;
  readonly #days: (key: string) => WorldDay;
  readonly #failed = new Map<string, number>();
  /** Bytes of held days by tier, and loads under way. */
  readonly tiers: Record<1 | 2, Map<string, number>> = { 1: new Map(), 2: new Map() };
  readonly loading = new Set<string>();
  readonly promoting = new Set<string>();
  readonly answers: Answer[] = [];
  readonly log: CacheDecision[] = [];
  needed: string[] = [];
  nowMs = 0;

  constructor(options: CachePolicyOptions, days: (key: string) => WorldDay) {
    this.policy = new DayCachePolicy(options);
    this.#options = options;
    this.#days = days;
  }

  request(need: VisitNeed, upcoming: readonly VisitNeed[]): void {
    this.needed = daysOf(need);
    this.#do(this.policy.request(need, upcoming, this.nowMs));
  }

  plan(upcoming: readonly VisitNeed[]): void {
    this.#do(this.policy.plan(upcoming, this.nowMs));
  }

  progress(finished: number, points: number): void {
    this.#do(this.policy.progress(finished, points, this.nowMs));
  }

  /** A held day turns out to be gone. */
  lose(key: string): void {
    for (const tier of [1, 2] as const) this.tiers[tier].delete(key);
    this.promoting.delete(key);
    this.#do(this.policy.lost(key, this.nowMs));
  }

  /** Finishes a load, or a promotion, under way. */
  finish(key: string, loadMs = 0): void {
    if (this.promoting.delete(key)) return this.#do(this.policy.promoted(key, this.nowMs));
    if (!this.loading.delete(key)) return;
    const { bytes, failures, isPermanent = false } = this.#days(key);
    const failed = this.#failed.get(key) ?? 0;
    if (failed < failures) {
      this.#failed.set(key, failed + 1);
      return this.#do(this.policy.failed(key, "no luck", isPermanent, this.nowMs));
    }
    // Where an arriving day belongs is told by the policy once it knows that it is there.
    const decisions = this.policy.loaded(key, bytes, loadMs, this.nowMs);
    const tier = this.policy.tierOf(key);
    if (tier !== undefined) this.tiers[tier].set(key, bytes);
    this.#do(decisions);
  }

  /** Keys that `finish` would do something for. */
  get open(): string[] {
    return [...this.loading, ...this.promoting];
  }

  held(tier: 1 | 2): number {
    return [...this.tiers[tier].values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  #do(decisions: readonly CacheDecision[]): void {
    this.log.push(...decisions);
    for (const decision of decisions) this.#apply(decision);
    this.#check();
  }

  #apply(decision: CacheDecision): void {
    const [active, queue] = [this.tiers[1], this.tiers[2]];
    switch (decision.kind) {
      case "load":
        assert.ok(!active.has(decision.key) && !queue.has(decision.key), "loaded while held");
        assert.ok(!this.loading.has(decision.key), "loaded twice");
        this.loading.add(decision.key);
        return;
      case "cancel":
        assert.ok(this.loading.delete(decision.key), "cancelled without a load");
        return;
      case "promote":
        assert.ok(queue.has(decision.key), "promoted without being queued");
        active.set(decision.key, queue.get(decision.key)!);
        queue.delete(decision.key);
        this.promoting.add(decision.key);
        return;
      case "demote":
        assert.ok(active.has(decision.key), "demoted without being active");
        queue.set(decision.key, active.get(decision.key)!);
        active.delete(decision.key);
        this.promoting.delete(decision.key);
        return;
      case "evict":
        active.delete(decision.key);
        queue.delete(decision.key);
        this.promoting.delete(decision.key);
        return;
      default:
        return this.#answer(decision);
    }
  }

  #answer(answer: Answer): void {
    this.answers.push(answer);
    if (answer.kind === "skip") this.needed = [];
    if (answer.kind !== "serve") return;
    for (const key of daysOf(answer.need)) {
      if (key === answer.lost?.key) continue;
      assert.ok(this.tiers[1].has(key), `served without ${key}`);
      assert.ok(!this.promoting.has(key), `served before ${key} was there`);
    }
  }

  #check(): void {
    const { memoryBytes, queueBytes } = this.#options.limits;
    if (queueBytes === null) assert.ok(this.held(1) + this.held(2) <= memoryBytes, "over budget");
    else assert.ok(this.held(1) <= memoryBytes && this.held(2) <= queueBytes, "over budget");
    for (const key of this.tiers[1].keys()) assert.ok(!this.tiers[2].has(key), "stored twice");
    const { l1Bytes, l2Bytes } = this.policy.counters;
    assert.deepEqual([l1Bytes, l2Bytes], [this.held(1), this.held(2)]);
    const served = this.answers.at(-1);
    if (served?.kind !== "serve") return;
    const isActive = daysOf(served.need).join() === this.needed.join();
    if (!isActive || served.lost !== null) return;
    for (const key of daysOf(served.need)) assert.ok(this.#isThere(key), `active ${key} is gone`);
  }

  #isThere(key: string): boolean {
    return this.tiers[1].has(key) || this.loading.has(key);
  }
}
