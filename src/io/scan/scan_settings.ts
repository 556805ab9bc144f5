/** What a scan is asked to do. */
import type { CorporateAction } from "../../core/clean/corporate_actions.ts";
import type { ScanThresholds } from "../../core/scan/threshold_keys.ts";
import type { EpochDay } from "../../core/time/dates.ts";

/** A part of the symbols: those whose hash is `index` (1 to `count`) modulo `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Settings of a scan. */
export interface ScanSettings {
  /** Directories or files to read. */
  readonly data: readonly string[];
  /** Datasets to use; empty for all. */
  readonly datasets: readonly string[];
  /** Raw symbols; empty for all. */
  readonly symbols: readonly string[];
  /** Trade dates, inclusive; `null` for open. */
  readonly start: EpochDay | null;
  readonly end: EpochDay | null;
  readonly shard: Shard | null;
  readonly limits: ScanThresholds;
  /** Which days get a row: those that pass the gate, or all. */
  readonly keep: "gate" | "all";
  /** URL of a strategy file, and the hash of its content. */
  readonly strategy: { readonly url: string; readonly sha256: string } | null;
  readonly corporateActions: readonly CorporateAction[];
  readonly workers: number;
}

/** The shard (1 to `count`) a symbol belongs to: FNV-1a over its UTF-8 bytes, the same on any host. */
export function shardOf(symbol: string, count: number): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(symbol)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0) % count + 1;
}

/** Whether a trade date is one of those asked for. */
export function isSelected(day: EpochDay, { start, end }: ScanSettings): boolean {
  return day >= (start ?? -Infinity) && day <= (end ?? Infinity);
}
