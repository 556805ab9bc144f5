/** What the cache is to do: the policy decides, whoever holds the days does it, in the order given. */
import type { DayKey, VisitNeed } from "./visit_need.ts";

/** Why a day could not be loaded. */
export interface LoadFailure {
  /** The day. */
  readonly key: DayKey;
  /** One sentence. */
  readonly reason: string;
  /** Attempts made. */
  readonly attempts: number;
}

/** One thing to do. */
export type CacheDecision =
  /** Load a day after a delay, and answer with `loaded` or `failed`. `attempt` counts from 1. */
  | {
    readonly kind: "load";
    readonly key: DayKey;
    readonly delayMs: number;
    readonly attempt: number;
  }
  /** Give up a load; an answer that comes all the same is ignored. */
  | { readonly kind: "cancel"; readonly key: DayKey }
  /** Bring a day from the pre-load queue to the active tier, and answer with `promoted` or `lost`. */
  | { readonly kind: "promote"; readonly key: DayKey }
  /** The active day goes back to the queue, since a later visit needs it. */
  | { readonly kind: "demote"; readonly key: DayKey }
  /** Forget a day. */
  | { readonly kind: "evict"; readonly key: DayKey }
  /** All that the visit needs is in the active tier, except a lookback that could not be loaded. */
  | {
    readonly kind: "serve";
    readonly need: VisitNeed;
    readonly waitMs: number;
    readonly lost: LoadFailure | null;
  }
  /** The visit's day cannot be loaded: go on with the next one. */
  | {
    readonly kind: "skip";
    readonly need: VisitNeed;
    readonly waitMs: number;
    readonly failure: LoadFailure;
  }
  /** The visit needs more memory than there is; nothing can be served any more. One of its days may be an estimate. */
  | {
    readonly kind: "overflow";
    readonly need: VisitNeed;
    readonly needBytes: number;
    readonly isEstimate: boolean;
  };
