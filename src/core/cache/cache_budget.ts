/** How many bytes a cache may hold. */
import type { CacheEntries } from "./cache_entries.ts";

/** Limits in bytes. */
export interface CacheLimits {
  /** Of the active tier; of both together unless the queue has a limit of its own. */
  readonly memoryBytes: number;
  /** Of the queue if it lies elsewhere, such as on a disk; `null` if it shares the memory. */
  readonly queueBytes: number | null;
}

/**
 * Whether a tier may take so many bytes more, what is under way to it included. What is under way to the queue is no
 * reason to keep the active tier waiting: it is forgotten when it arrives and there is no room.
 */
export function hasRoom(
  entries: CacheEntries,
  { memoryBytes, queueBytes }: CacheLimits,
  tier: 1 | 2,
  bytes: number,
): boolean {
  if (queueBytes === null) {
    const queue = tier === 1 ? entries.heldBytes(2) : entries.claimedBytes(2);
    return entries.claimedBytes(1) + queue + bytes <= memoryBytes;
  }
  return entries.claimedBytes(tier) + bytes <= (tier === 1 ? memoryBytes : queueBytes);
}

/** Whether more is held than may be, in the queue or in the memory it shares. */
export function isQueueOver(
  entries: CacheEntries,
  { memoryBytes, queueBytes }: CacheLimits,
): boolean {
  if (queueBytes !== null) return entries.heldBytes(2) > queueBytes;
  return entries.heldBytes(1) + entries.heldBytes(2) > memoryBytes;
}
