/** Short sales while they are restricted. */
import { openingShares } from "./buying_power.ts";
import { ORDER } from "./state_layout.ts";
import type { Venue } from "./venue.ts";

/**
 * Whether the open shares of a resting sale are short, restricted at `t`, and not priced above the bid (17 CFR 242.201).
 */
export function isBarredShort(venue: Venue, order: number, t: number): boolean {
  const { state, tape: { day: { quotes } } } = venue;
  if (state[order + ORDER.side]! > 0) return false;
  const leaves = state[order + ORDER.quantity]! - state[order + ORDER.filled]!;
  if (openingShares(venue, -1, leaves, order) === 0) return false;
  if (!venue.market.isShortSaleRestricted(t)) return false;
  const row = venue.market.quoteAt(t);
  return row >= 0 && state[order + ORDER.limit]! <= quotes.bid[row]!;
}
