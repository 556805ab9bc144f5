/**
 * Orders that rest only because there was nothing to meet when they arrived: the other side was empty or its quote
 * stale, or own trading had reached its share of the tape, the order the price band, or a halt kept it. In a real book
 * such an order would not stand at its limit through the other side: it meets the next touch that is shown, at the price
 * of that touch, and until then no print fills it at its limit.
 */
import { priceBound } from "./gates.ts";
import { endOfOrders, firstOrder, removeOrder } from "./open_orders.ts";
import { isBeyond } from "./prices.ts";
import { joinQueue } from "./queue.ts";
import { REASON } from "./reason_codes.ts";
import { isBarredShort } from "./short_sales.ts";
import { ORDER, ORDER_SLOTS, STATUS, TYPE } from "./state_layout.ts";
import { takeLiquidity } from "./take.ts";
import { isStale, readTouch, readTouchOfRow, touchPrice } from "./touch.ts";
import type { Venue } from "./venue.ts";

/** Whether the touch at hand is good enough for the order at `t`; a stale one never is. */
export function isMarketable(venue: Venue, order: number, t: number): boolean {
  const { state } = venue;
  if (state[order + ORDER.type] === TYPE.market) return true;
  const side = state[order + ORDER.side]!;
  const price = touchPrice(venue.touch, side);
  if (price !== price || isBeyond(price, priceBound(venue, order, t), side)) return false;
  return !isStale(venue, t);
}

/**
 * Whether an order that comes to rest with the touch at hand has to wait for the other side.
 *
 * @param reason Why it was not filled as a whole, as `takeLiquidity` says; 0 if it did not meet the touch at all.
 */
export function mustWait(venue: Venue, order: number, t: number, reason: number): boolean {
  const { state } = venue;
  const side = state[order + ORDER.side]!;
  const limit = state[order + ORDER.limit]!;
  const price = touchPrice(venue.touch, side);
  if (price !== price) { // behind the touch of its own side it is a resting order like any other
    const own = touchPrice(venue.touch, -side);
    return own !== own || isBeyond(limit, own, side);
  }
  if (isBeyond(price, limit, side)) return false;
  if (reason === 0 || reason === REASON.PARTICIPATION_CAP) return true;
  return isBeyond(limit, priceBound(venue, order, t), side);
}

/**
 * Lets the orders that wait meet the book at `t`, first come, first served.
 *
 * @param row The last quote in effect; -1 before the first.
 */
export function meetBook(venue: Venue, row: number, t: number): void {
  const { state, market } = venue;
  if (row < 0 && market.quoteAt(t) >= 0) return; // that quote comes next
  for (let order = firstOrder(venue); order < endOfOrders(venue);) {
    const isDone = isWaiting(state, order) && meet(venue, order, { row, t });
    if (isDone) removeOrder(venue, order); // another moves into its place
    else order += ORDER_SLOTS;
  }
}

/** Whether an order waits for the other side of the book. */
export function isWaiting(state: Float64Array, order: number): boolean {
  return state[order + ORDER.isWaiting] === 1 && state[order + ORDER.status] === STATUS.resting;
}

/** @returns Whether the order is filled as a whole. */
function meet(venue: Venue, order: number, { row, t }: { row: number; t: number }): boolean {
  const { state, touch } = venue;
  if (row < 0) readTouch(venue, t);
  else readTouchOfRow(venue, row, t);
  const side = state[order + ORDER.side]!;
  const price = touchPrice(touch, side);
  if (price !== price || isStale(venue, t) || isBarredShort(venue, order, t)) return false;
  if (row >= 0 && isOfBeforeHalt(venue, row, t)) return false;
  const meets = isMarketable(venue, order, t);
  const reason = meets ? takeLiquidity(venue, order, t) : 0;
  if (meets && reason === 0) return true;
  if (mustWait(venue, order, t, reason)) return false;
  state[order + ORDER.isWaiting] = 0;
  const buys = side > 0;
  joinQueue(venue, order, buys ? touch.bid : touch.ask, buys ? touch.bidSize : touch.askSize);
  return false;
}

/** Whether a quote is from before the last halt: the price may be another one since. */
function isOfBeforeHalt(
  { tape: { halts, day: { quotes } } }: Venue,
  row: number,
  t: number,
): boolean {
  const halt = halts.lastStarted(t);
  return halt >= 0 && quotes.tsEvent[row]! < halts.starts[halt]!;
}
