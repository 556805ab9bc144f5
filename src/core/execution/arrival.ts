/** What happens when something of an order reaches the venue, or its time is up. */
import { setReserve } from "./buying_power.ts";
import { judge, VERDICT } from "./gates.ts";
import { removeOrder } from "./open_orders.ts";
import { catchUpWithMarket } from "./pass_market.ts";
import { joinQueue } from "./queue.ts";
import { REASON } from "./reason_codes.ts";
import { KIND } from "./report_log.ts";
import { reportOrder } from "./reporting.ts";
import { ORDER, STATUS, TIF, TYPE } from "./state_layout.ts";
import { canFillWhole, takeLiquidity } from "./take.ts";
import type { Venue } from "./venue.ts";
import { isMarketable, mustWait } from "./waiting.ts";

/** The order arrives: it is judged, then executed, kept, or refused. */
export function arrive(venue: Venue, order: number, t: number): void {
  const { state } = venue;
  // a request that overtook the order waits for it
  state[order + ORDER.cancelAt] = Math.max(t, state[order + ORDER.cancelAt]!);
  state[order + ORDER.replaceAt] = Math.max(t, state[order + ORDER.replaceAt]!);
  const verdict = judge(venue, order, t);
  if (verdict > 0) {
    reportOrder(venue, order, KIND.rejected, t, verdict);
    return removeOrder(venue, order);
  }
  setExpiry(venue, order, t);
  if (verdict !== VERDICT.execute) catchUpWithMarket(venue, t);
  if (verdict === VERDICT.hold) {
    state[order + ORDER.status] = STATUS.waiting;
    reportOrder(venue, order, KIND.accepted, t);
  } else if (verdict === VERDICT.queue) {
    state[order + ORDER.status] = STATUS.queued;
    reportOrder(venue, order, KIND.queued, t, REASON.HALTED);
  } else {
    reportOrder(venue, order, KIND.accepted, t);
    execute(venue, order, t);
  }
}

/** The end of the session that the order may trade in, or its own time if that is earlier. */
function setExpiry(venue: Venue, order: number, t: number): void {
  const { state, tape: { day: { times } } } = venue;
  const isExtended = state[order + ORDER.extended] === 1 || t >= times.close;
  const end = isExtended ? times.postClose : times.close;
  const goodUntil = state[order + ORDER.tif] === TIF.gtd ? state[order + ORDER.goodUntil]! : end;
  state[order + ORDER.expires] = Math.min(end, goodUntil);
}

/** Executes what can be, then lets the rest go or come to rest. */
function execute(venue: Venue, order: number, t: number): void {
  const { state } = venue;
  const tif = state[order + ORDER.tif]!;
  const isMarket = state[order + ORDER.type] === TYPE.market;
  const meets = isMarketable(venue, order, t);
  if (tif === TIF.fok && !(meets && canFillWhole(venue, order, t))) {
    reportOrder(venue, order, KIND.cancelled, t, REASON.FOK_UNFILLABLE);
    return removeOrder(venue, order);
  }
  const reason = meets ? takeLiquidity(venue, order, t) : REASON.IOC_REMAINDER;
  if (reason === 0) return removeOrder(venue, order);
  if (!isMarket && tif !== TIF.ioc) return rest(venue, order, { t, reason: meets ? reason : 0 });
  const isCapped = isMarket || reason === REASON.PARTICIPATION_CAP;
  reportOrder(venue, order, KIND.cancelled, t, isCapped ? reason : REASON.IOC_REMAINDER);
  removeOrder(venue, order);
}

/** @param reason Why the book did not fill it, as {@link mustWait} takes it. */
function rest(
  venue: Venue,
  order: number,
  { t, reason }: { t: number; reason: number },
): void {
  const { state } = venue;
  catchUpWithMarket(venue, t);
  state[order + ORDER.status] = STATUS.resting;
  state[order + ORDER.restedAt] = t;
  state[order + ORDER.lastPrint] = NaN;
  state[order + ORDER.isWaiting] = mustWait(venue, order, t, reason) ? 1 : 0;
  const { touch } = venue;
  const buys = state[order + ORDER.side]! > 0;
  const size = buys ? touch.bidSize : touch.askSize;
  joinQueue(venue, order, buys ? touch.bid : touch.ask, size);
}

/** The cancel arrives. */
export function cancelArrives(venue: Venue, order: number, t: number): void {
  venue.state[order + ORDER.cancelAt] = Infinity;
  reportOrder(venue, order, KIND.cancelled, t);
  removeOrder(venue, order);
}

/** The order's time in force has ended. */
export function expire(venue: Venue, order: number, t: number): void {
  reportOrder(venue, order, KIND.expired, t, REASON.EXPIRED);
  removeOrder(venue, order);
}

/**
 * The replacement arrives and is judged like a new order; if it is refused, the order stays as it was. An order whose
 * quantity only shrinks keeps its place in the queue.
 */
export function replaceArrives(venue: Venue, order: number, t: number): void {
  const { state } = venue;
  const before = {
    quantity: state[order + ORDER.quantity]!,
    limit: state[order + ORDER.limit]!,
    stop: state[order + ORDER.stop]!,
  };
  const wanted = {
    quantity: state[order + ORDER.replaceQuantity]!,
    limit: state[order + ORDER.replaceLimit]!,
    stop: state[order + ORDER.replaceStop]!,
  };
  state[order + ORDER.replaceAt] = Infinity;
  const held = state[order + ORDER.reserved]!;
  const filled = state[order + ORDER.filled]!;
  if (wanted.quantity <= filled && wanted.quantity >= 1) {
    reportOrder(venue, order, KIND.cancelled, t);
    return removeOrder(venue, order);
  }
  setReserve(venue, order, 0);
  setTerms(state, order, wanted);
  const verdict = judge(venue, order, t);
  if (verdict > 0) {
    setTerms(state, order, before);
    setReserve(venue, order, held);
    reportOrder(venue, order, KIND.request_rejected, t, verdict);
    return;
  }
  reportOrder(venue, order, KIND.replaced, t);
  if (verdict !== VERDICT.execute || state[order + ORDER.status] !== STATUS.resting) return;
  if (wanted.limit === before.limit && wanted.quantity < before.quantity) return;
  execute(venue, order, t);
}

function setTerms(
  state: Float64Array,
  order: number,
  terms: { quantity: number; limit: number; stop: number },
): void {
  state[order + ORDER.quantity] = terms.quantity;
  state[order + ORDER.limit] = terms.limit;
  state[order + ORDER.stop] = terms.stop;
}
