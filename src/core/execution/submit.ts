/** Sending orders, cancels and replacements on their way to the venue. */
import { tickSize } from "../market/tick_size.ts";
import { LEG } from "./keyed_draws.ts";
import { addOrder, findOrder } from "./open_orders.ts";
import type { OrderRequest, OrderTerms } from "./order_request.ts";
import { REASON } from "./reason_codes.ts";
import { KIND } from "./report_log.ts";
import { reportRequest, travelNs } from "./reporting.ts";
import { HEADER, ORDER, STATUS, TIF, TYPE } from "./state_layout.ts";
import { midOf, readSeenTouch, touchPrice } from "./touch.ts";
import type { Venue } from "./venue.ts";

const MS_NS = 1e6;

/** Sends an order that is decided at `t`, the present. @returns Its number. */
export function submitOrder(venue: Venue, request: OrderRequest, t: number): number {
  const { state, at } = venue;
  const number = state[at + HEADER.nextOrder]!;
  state[at + HEADER.nextOrder] = number + 1;
  const drawKey = request.drawKey ?? number;
  const isLate = t < state[at + HEADER.now]!;
  const order = isLate ? -1 : addOrder(venue);
  if (order < 0) {
    const { side } = request;
    const refused = { kind: KIND.rejected, order: number, side, drawKey, sentAt: t };
    reportRequest(venue, refused, t, REASON.TECHNICAL);
    return number;
  }
  venue.market.setNow(t);
  writeOrder(state, order, request);
  state[order + ORDER.number] = number;
  state[order + ORDER.drawKey] = drawKey;
  noteTouch(venue, order, t);
  const message = { drawKey, leg: LEG.entry, attempt: 0 };
  state[order + ORDER.arrival] = t + travelNs(venue, venue.latency, message, t);
  state[order + ORDER.attempts] = 1;
  return number;
}

function writeOrder(state: Float64Array, order: number, request: OrderRequest): void {
  state[order + ORDER.status] = STATUS.inFlight;
  state[order + ORDER.type] = TYPE[request.type];
  state[order + ORDER.side] = request.side;
  state[order + ORDER.tif] = TIF[request.tif ?? "day"];
  state[order + ORDER.extended] = request.extended ? 1 : 0;
  state[order + ORDER.quantity] = request.quantity;
  state[order + ORDER.limit] = request.limit ?? NaN;
  state[order + ORDER.stop] = request.stop ?? NaN;
  state[order + ORDER.goodUntil] = request.goodUntil ?? Infinity;
  state[order + ORDER.expires] = Infinity;
  state[order + ORDER.cancelAt] = Infinity;
  state[order + ORDER.replaceAt] = Infinity;
  state[order + ORDER.worst] = NaN;
  state[order + ORDER.lastPrint] = NaN;
  state[order + ORDER.lastReport] = -Infinity;
  state[order + ORDER.reportedAt] = NaN;
}

/** Notes the touch that the agent saw, and prices a marketable limit by it. */
function noteTouch(venue: Venue, order: number, t: number): void {
  const { state, settings } = venue;
  const touch = readSeenTouch(venue, t - settings.feed_latency * MS_NS);
  const side = state[order + ORDER.side]!;
  const price = touchPrice(touch, side);
  state[order + ORDER.decisionMid] = midOf(touch);
  state[order + ORDER.decisionTouch] = price;
  const limit = state[order + ORDER.limit]!;
  if (state[order + ORDER.type] === TYPE.marketable_limit && limit !== limit) {
    state[order + ORDER.limit] = price + side * settings.marketable_offset * tickSize(price);
  }
}

/** A request that is not taken in at all. */
export interface RefusedRequest {
  /** Whether it was a new order, not a cancel or a replacement. */
  readonly isNew: boolean;
  /** Of the new order; else 0. */
  readonly side: number;
  /** Keys the delay of its report. */
  readonly drawKey: number;
}

/** Refuses a request of time `t` as `TECHNICAL`; nothing else happens. */
export function refuseRequest(venue: Venue, request: RefusedRequest, t: number): void {
  const { isNew, side, drawKey } = request;
  const kind = isNew ? KIND.rejected : KIND.request_rejected;
  reportRequest(venue, { kind, order: 0, side, drawKey, sentAt: t }, t, REASON.TECHNICAL);
}

/** Sends a cancel at `t`. What is filled before it arrives stays filled. */
export function sendCancel(venue: Venue, number: number, t: number): void {
  const { state } = venue;
  const order = requestedOrder(venue, number, t, LEG.cancel);
  if (order < 0) return;
  state[order + ORDER.cancelAt] = requestArrival(venue, order, t, LEG.cancel);
}

/** Sends new terms at `t`; what they leave out stays as it is. */
export function sendReplace(venue: Venue, number: number, terms: OrderTerms, t: number): void {
  const { state } = venue;
  const order = requestedOrder(venue, number, t, LEG.replace);
  if (order < 0) return;
  state[order + ORDER.replaceAt] = requestArrival(venue, order, t, LEG.replace);
  state[order + ORDER.replaceQuantity] = terms.quantity ?? state[order + ORDER.quantity]!;
  state[order + ORDER.replaceLimit] = terms.limit ?? state[order + ORDER.limit]!;
  state[order + ORDER.replaceStop] = terms.stop ?? state[order + ORDER.stop]!;
}

/** The open order that a request is for; -1 if it is refused, which is reported. */
function requestedOrder(venue: Venue, number: number, t: number, leg: number): number {
  const { state, at } = venue;
  const order = findOrder(venue, number);
  const slot = leg === LEG.cancel ? ORDER.cancelAt : ORDER.replaceAt;
  const isLate = t < state[at + HEADER.now]!;
  const isFree = order >= 0 && state[order + slot] === Infinity;
  if (isFree && !isLate) return order;
  const isKnown = number >= 1 && number < state[at + HEADER.nextOrder]!;
  const reason = isLate || order >= 0
    ? REASON.TECHNICAL
    : isKnown
    ? REASON.TOO_LATE_TO_CANCEL
    : REASON.UNKNOWN_ORDER;
  const drawKey = (Number.isFinite(number) ? Math.abs(Math.trunc(number)) : 0) % 2 ** 32;
  const arrival = t + travelNs(venue, venue.latency, { drawKey, leg, attempt: 0 }, t);
  const refused = {
    ...{ kind: KIND.request_rejected, order: isKnown ? number : 0 },
    ...{ side: 0, drawKey, sentAt: t },
  };
  reportRequest(venue, refused, arrival, reason);
  return -1;
}

/** When a request arrives: after its own delay, but not before the order itself. */
function requestArrival(venue: Venue, order: number, t: number, leg: number): number {
  const { state } = venue;
  const attempt = state[order + ORDER.attempts]!;
  state[order + ORDER.attempts] = attempt + 1;
  const message = { drawKey: state[order + ORDER.drawKey]!, leg, attempt };
  const arrival = t + travelNs(venue, venue.latency, message, t);
  const isInFlight = state[order + ORDER.status] === STATUS.inFlight;
  return isInFlight ? Math.max(arrival, state[order + ORDER.arrival]!) : arrival;
}
