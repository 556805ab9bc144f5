/** Time going by in one environment: its own messages, quotes and prints, in the order in which they take effect. */
import { arrive, cancelArrives, expire, replaceArrives } from "./arrival.ts";
import { deliverReports } from "./book_fill.ts";
import { endOfOrders, firstOrder } from "./open_orders.ts";
import { passMarket } from "./pass_market.ts";
import { HEADER, ORDER, ORDER_SLOTS, STATUS } from "./state_layout.ts";
import type { Venue } from "./venue.ts";

/**
 * Advances the environment at hand to `t`, which must not lie before its present.
 *
 * What ends an order comes before the quotes and prints of the same instant, an arrival after them; of several orders
 * the one with the lowest number comes first.
 */
export function advance(venue: Venue, t: number): void {
  const { state, at } = venue;
  venue.market.setNow(t);
  for (;;) {
    const order = state[at + HEADER.openOrders]! > 0 ? nextOrder(venue, t) : -1;
    if (order < 0) {
      if (passMarket(venue, t)) continue; // something new may happen before `t`
      break;
    }
    const time = eventTime(state, order);
    const isArrival = state[order + ORDER.status] === STATUS.inFlight;
    if (!passMarket(venue, isArrival ? time : time - 1)) handleEvent(venue, order, time);
  }
  state[at + HEADER.now] = t;
  if (state[at + HEADER.pendingReports]! > 0) deliverReports(venue, t);
}

/** The order with the next event at or before `t`; -1 if there is none. */
function nextOrder(venue: Venue, t: number): number {
  const { state } = venue;
  const end = endOfOrders(venue);
  let next = -1;
  for (let order = firstOrder(venue); order < end; order += ORDER_SLOTS) {
    if (eventTime(state, order) > t) continue;
    if (next < 0 || isBefore(state, order, next)) next = order;
  }
  return next;
}

/** When the next thing happens to an order: it arrives, is cancelled, replaced, or expires. */
function eventTime(state: Float64Array, order: number): number {
  if (state[order + ORDER.status] === STATUS.inFlight) return state[order + ORDER.arrival]!;
  const request = Math.min(state[order + ORDER.cancelAt]!, state[order + ORDER.replaceAt]!);
  return Math.min(request, state[order + ORDER.expires]!);
}

function isBefore(state: Float64Array, a: number, b: number): boolean {
  const later = eventTime(state, b) - eventTime(state, a);
  if (later !== 0) return later > 0;
  const aArrives = state[a + ORDER.status] === STATUS.inFlight;
  const bArrives = state[b + ORDER.status] === STATUS.inFlight;
  if (aArrives !== bArrives) return bArrives;
  return state[a + ORDER.number]! < state[b + ORDER.number]!;
}

function handleEvent(venue: Venue, order: number, t: number): void {
  const { state } = venue;
  if (state[order + ORDER.status] === STATUS.inFlight) return arrive(venue, order, t);
  if (state[order + ORDER.expires]! <= t) return expire(venue, order, t);
  if (state[order + ORDER.cancelAt]! <= t) return cancelArrives(venue, order, t);
  return replaceArrives(venue, order, t);
}
