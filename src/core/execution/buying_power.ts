/** What the account can still pay for, and what is held ready for its open orders. Micro-dollars. */
import { worstFees } from "./fees.ts";
import { HEADER, ORDER, ORDER_SLOTS, ORDERS_AT, STATUS } from "./state_layout.ts";
import { midOf } from "./touch.ts";
import type { Venue } from "./venue.ts";

const MICRO = 1000; // nano-dollars

/** Buying power with the touch at hand: cash less what is reserved, for a cash account that is not short. */
export function buyingPower(venue: Venue): number {
  const { state, at, settings } = venue;
  const cash = state[at + HEADER.cash]!;
  const shares = state[at + HEADER.shares]!;
  const reserved = state[at + HEADER.reserved]!;
  if (shares === 0 || (settings.leverage === 1 && shares > 0)) {
    return Math.floor(settings.leverage * cash) - reserved;
  }
  const mark = markPrice(venue) / MICRO;
  const equity = cash + shares * mark;
  return Math.floor(settings.leverage * equity - Math.abs(shares) * mark) - reserved;
}

/** Middle of the touch, or the side that is there; 0 without any. Nano-dollars. */
function markPrice({ touch }: Venue): number {
  const mid = midOf(touch);
  if (mid > 0) return mid;
  return touch.bid > 0 ? touch.bid : touch.ask > 0 ? touch.ask : 0;
}

/**
 * Shares of an order that would open a position or make it larger, if all orders ahead of it fill.
 *
 * @param side 1 buys, -1 sells.
 * @param order The order's own slots, which do not count as ahead of it.
 */
export function openingShares(
  venue: Venue,
  side: number,
  quantity: number,
  order: number,
): number {
  const { state, at } = venue;
  let closable = Math.max(0, -side * state[at + HEADER.shares]!);
  if (closable === 0) return quantity;
  const end = at + ORDERS_AT + state[at + HEADER.openOrders]! * ORDER_SLOTS;
  for (let other = at + ORDERS_AT; other < end; other += ORDER_SLOTS) {
    if (other === order || state[other + ORDER.side] !== side) continue;
    const status = state[other + ORDER.status];
    if (status !== STATUS.resting && status !== STATUS.queued) continue;
    closable -= state[other + ORDER.quantity]! - state[other + ORDER.filled]!;
  }
  return Math.max(0, quantity - Math.max(0, closable));
}

/** What an order has to be able to pay in the worst case: its opening shares at the worst price, and all its fees. */
export function worstCost(venue: Venue, order: number, opening: number, worst: number): number {
  if (opening === 0) return 0;
  const { state, rates } = venue;
  const quantity = state[order + ORDER.quantity]!;
  const leaves = quantity - state[order + ORDER.filled]!;
  const price = Math.ceil(worst / MICRO);
  const notional = state[order + ORDER.notional]! + leaves * price;
  return opening * price + worstFees(rates, quantity, notional) - state[order + ORDER.fees]!;
}

/** Brings what is reserved for an order in line with what is left of it. */
export function updateReserve(venue: Venue, order: number): void {
  const { state } = venue;
  const leaves = state[order + ORDER.quantity]! - state[order + ORDER.filled]!;
  const opening = Math.min(leaves, state[order + ORDER.opening]!);
  setReserve(venue, order, worstCost(venue, order, opening, state[order + ORDER.worst]!));
}

/** Holds an amount ready for an order. */
export function setReserve(venue: Venue, order: number, amount: number): void {
  const { state, at } = venue;
  const before = state[order + ORDER.reserved]!;
  state[order + ORDER.reserved] = amount;
  state[at + HEADER.reserved] = state[at + HEADER.reserved]! - before + amount;
}
