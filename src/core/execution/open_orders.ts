/** The list of open orders of an environment: packed from the front, in no particular order. */
import { setReserve } from "./buying_power.ts";
import { KIND } from "./report_log.ts";
import { REASON } from "./reason_codes.ts";
import { reportOrder } from "./reporting.ts";
import { HEADER, MAX_OPEN_ORDERS, ORDER, ORDER_SLOTS, ORDERS_AT } from "./state_layout.ts";
import type { Venue } from "./venue.ts";

/** Where the slots of the open orders begin and end. */
export function firstOrder({ at }: Venue): number {
  return at + ORDERS_AT;
}

/** The end of the slots in use. */
export function endOfOrders({ state, at }: Venue): number {
  return at + ORDERS_AT + state[at + HEADER.openOrders]! * ORDER_SLOTS;
}

/** Room for a new order, all zero. @returns Where its slots begin; -1 if there is no room. */
export function addOrder(venue: Venue): number {
  const { state, at } = venue;
  const count = state[at + HEADER.openOrders]!;
  if (count === MAX_OPEN_ORDERS) return -1;
  const order = endOfOrders(venue);
  for (let slot = 0; slot < ORDER_SLOTS; slot++) state[order + slot] = 0; // faster than fill()
  state[at + HEADER.openOrders] = count + 1;
  return order;
}

/** The open order with a number; -1 if there is none. */
export function findOrder(venue: Venue, number: number): number {
  const end = endOfOrders(venue);
  for (let order = firstOrder(venue); order < end; order += ORDER_SLOTS) {
    if (venue.state[order + ORDER.number] === number) return order;
  }
  return -1;
}

/**
 * Takes an order off the list whose end was just reported; another may move into its slots. Requests on their way come
 * too late.
 */
export function removeOrder(venue: Venue, order: number): void {
  const { state, at } = venue;
  rejectLateRequests(venue, order);
  setReserve(venue, order, 0);
  const last = endOfOrders(venue) - ORDER_SLOTS;
  if (last !== order) state.copyWithin(order, last, last + ORDER_SLOTS);
  state[at + HEADER.openOrders] = state[at + HEADER.openOrders]! - 1;
}

function rejectLateRequests(venue: Venue, order: number): void {
  const { state } = venue;
  const cancelAt = state[order + ORDER.cancelAt]!;
  const replaceAt = state[order + ORDER.replaceAt]!;
  if (cancelAt === Infinity && replaceAt === Infinity) return;
  const endedAt = state[order + ORDER.reportedAt]!;
  for (const time of [Math.min(cancelAt, replaceAt), Math.max(cancelAt, replaceAt)]) {
    if (time < Infinity) {
      reportOrder(
        venue,
        order,
        KIND.request_rejected,
        time,
        REASON.TOO_LATE_TO_CANCEL,
        endedAt,
      );
    }
  }
}
