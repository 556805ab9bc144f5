/** How many shares are ahead of a resting order, as far as the top of the book tells. */
import { portableExp, portableLog } from "../math/portable.ts";
import { ORDER } from "./state_layout.ts";
import type { Venue } from "./venue.ts";

/** Not known: the level has not been the touch since the order came to rest. */
export const UNSEEN = -1;

/**
 * Sets the queue from the touch of the order's own side: all of it at the same price, none at a better price, not known
 * yet at a worse one.
 */
export function joinQueue(venue: Venue, order: number, price: number, size: number): void {
  const { state } = venue;
  const better = (state[order + ORDER.limit]! - price) * state[order + ORDER.side]!;
  state[order + ORDER.levelSize] = 0;
  state[order + ORDER.queueAhead] = better < 0 ? UNSEEN : 0; // an empty side (NaN) leaves nobody ahead
  if (better !== 0) return;
  state[order + ORDER.queueAhead] = size;
  state[order + ORDER.levelSize] = size;
}

/** Follows a new quote of the order's own side. */
export function followQuote(venue: Venue, order: number, price: number, size: number): void {
  const { state } = venue;
  const better = (state[order + ORDER.limit]! - price) * state[order + ORDER.side]!;
  if (better < 0) return; // the level is covered by a better one
  if (better !== 0) {
    state[order + ORDER.queueAhead] = 0;
    return;
  }
  const ahead = state[order + ORDER.queueAhead]!;
  const left = ahead === UNSEEN ? size : shrunk(venue, order, ahead, size);
  state[order + ORDER.queueAhead] = Math.min(left, size);
  state[order + ORDER.levelSize] = size;
}

/**
 * The queue after the level shrank to `size` without prints: unchanged unless that is more than is there (risk-averse),
 * or shorter by the share of cancels that were ahead (power model of hftbacktest).
 */
function shrunk({ state, settings }: Venue, order: number, ahead: number, size: number): number {
  const before = state[order + ORDER.levelSize]!;
  const cancelled = before - size;
  if (settings.queue_model !== "power" || cancelled <= 0) return ahead;
  const behind = Math.max(0, before - ahead);
  const front = power(ahead, settings.queue_power);
  const back = power(behind, settings.queue_power);
  const shareAhead = front + back > 0 ? front / (front + back) : 1;
  return Math.max(0, Math.floor(ahead - shareAhead * cancelled));
}

function power(base: number, exponent: number): number {
  return base > 0 ? portableExp(exponent * portableLog(base)) : 0;
}

/** Takes a print at the order's own price off its queue. @returns Shares of it that come after the queue. */
export function passQueue(venue: Venue, order: number, printed: number): number {
  const { state } = venue;
  const ahead = state[order + ORDER.queueAhead]!;
  if (ahead === UNSEEN) return 0;
  state[order + ORDER.queueAhead] = Math.max(0, ahead - printed);
  state[order + ORDER.levelSize] = Math.max(0, state[order + ORDER.levelSize]! - printed);
  return Math.max(0, printed - ahead);
}
