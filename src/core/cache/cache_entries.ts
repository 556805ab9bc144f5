/** The days that a cache holds or loads, with the bytes of each tier. */
import type { DayKey } from "./visit_need.ts";

/**
 * - `loading`: under way, or waiting for its next attempt
 * - `ready`: in the tier it belongs to
 * - `promoting`: on its way from the queue to the active tier
 * - `failed`: given up
 */
export type EntryState = "loading" | "ready" | "promoting" | "failed";

/** One day. */
export interface CacheEntry {
  readonly key: DayKey;
  readonly state: EntryState;
  /** 1: in use by the active visit; 2: loaded for a later one. */
  readonly tier: 1 | 2;
  /** Its size if it is held, what is set aside for it while it is loaded, 0 if it failed. */
  readonly bytes: number;
  readonly attempt: number;
  /** Why it failed last. */
  readonly reason: string;
}

/** Days by name. Each is there once, whatever its roles. */
export class CacheEntries {
  readonly #entries = new Map<DayKey, CacheEntry>();
  readonly #heldBytes = { 1: 0, 2: 0 };
  readonly #reservedBytes = { 1: 0, 2: 0 };

  /** The day of this name. */
  get(key: DayKey): CacheEntry | undefined {
    return this.#entries.get(key);
  }

  /** All days, in the order in which they came. */
  values(): CacheEntry[] {
    return [...this.#entries.values()];
  }

  /** Whether a day is held, in either tier. */
  isHeld(key: DayKey): boolean {
    const state = this.#entries.get(key)?.state;
    return state === "ready" || state === "promoting";
  }

  /** Puts a day in, or changes it. */
  set(entry: CacheEntry): void {
    this.remove(entry.key);
    this.#entries.set(entry.key, entry);
    this.#account(entry, 1);
  }

  /** Takes a day out; a day that is not there is no error. */
  remove(key: DayKey): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#account(entry, -1);
  }

  /** Bytes held in a tier. */
  heldBytes(tier: 1 | 2): number {
    return this.#heldBytes[tier];
  }

  /** Bytes held in a tier and set aside for loads into it. */
  claimedBytes(tier: 1 | 2): number {
    return this.#heldBytes[tier] + this.#reservedBytes[tier];
  }

  #account({ state, tier, bytes }: CacheEntry, sign: 1 | -1): void {
    const account = state === "loading" ? this.#reservedBytes : this.#heldBytes;
    if (state !== "failed") account[tier] += sign * bytes;
  }
}
