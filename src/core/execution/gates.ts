/**
 * Whether an order may be executed, judged when it arrives: session, halt, price band, short-sale rule, quote, collar,
 * buying power, form, in this order. The first that refuses gives the reason.
 */
import { tickSize } from "../market/tick_size.ts";
import { buyingPower, openingShares, setReserve, worstCost } from "./buying_power.ts";
import { bandEdge } from "./luld.ts";
import { isBeyond, isOnTick, outward, tighter } from "./prices.ts";
import { REASON } from "./reason_codes.ts";
import { ORDER, TIF, TYPE } from "./state_layout.ts";
import { isStale, readTouch, touchPrice } from "./touch.ts";
import type { Venue } from "./venue.ts";

/** What the gates decided. */
export const VERDICT = { execute: 0, hold: -1, queue: -2 } as const;

/**
 * Judges an order at `t`. Sets `venue.touch`, the order's worst price and its reserve.
 *
 * @returns `execute`; `hold` for a stop that waits; `queue` for one that waits for the reopening; or a number in
 * `REASON_CODES`.
 */
export function judge(venue: Venue, order: number, t: number): number {
  const { state } = venue;
  const type = state[order + ORDER.type]!;
  const isStop = type === TYPE.stop || type === TYPE.stop_limit;
  const closed = sessionReason(venue, order, t);
  if (closed !== 0) return closed;
  const halt = venue.tape.halts.indexAt(t);
  if (halt >= 0 && !mayQueue(venue, order, isStop)) return venue.tape.haltReasons[halt]!;
  if (halt < 0 && state[order + ORDER.tif] === TIF.gtd && t >= state[order + ORDER.goodUntil]!) {
    return REASON.EXPIRED;
  }
  readTouch(venue, t);
  const isWellFormed = formReason(venue, order) === 0;
  if (!isStop) {
    const refused = priceReason(venue, order, t, { isWellFormed, isHalted: halt >= 0 });
    if (refused !== 0) return refused;
    if (isWellFormed) {
      const unpaid = moneyReason(venue, order);
      if (unpaid !== 0) return unpaid;
    }
  }
  if (!isWellFormed) return formReason(venue, order);
  if (isStop) return VERDICT.hold;
  return halt >= 0 ? VERDICT.queue : VERDICT.execute;
}

function sessionReason(venue: Venue, order: number, t: number): number {
  const { times } = venue.tape.day;
  if (!(t >= times.preOpen && t < times.postClose)) return REASON.CLOSED;
  if (t >= times.open && t < times.close) return 0;
  const { state } = venue;
  const type = state[order + ORDER.type]!;
  const isLimit = type === TYPE.limit || type === TYPE.marketable_limit;
  return isLimit && state[order + ORDER.extended] === 1 ? 0 : REASON.EXT_HOURS_LIMIT_ONLY;
}

/** Whether an order that arrives in a halt is kept for the reopening. */
function mayQueue({ settings, state }: Venue, order: number, isStop: boolean): boolean {
  const tif = state[order + ORDER.tif]!;
  return settings.halt_policy === "queue" && !isStop && (tif === TIF.day || tif === TIF.gtd);
}

/** Band, short-sale rule and quote. */
function priceReason(
  venue: Venue,
  order: number,
  t: number,
  { isWellFormed, isHalted }: { isWellFormed: boolean; isHalted: boolean },
): number {
  const { state, touch, bands } = venue;
  const side = state[order + ORDER.side]!;
  const price = touchPrice(touch, side);
  const isMarket = state[order + ORDER.type] === TYPE.market;
  if (bands !== null && isMarket && !isHalted && isBeyond(price, bandEdge(bands, t, side), side)) {
    return REASON.LULD_BAND;
  }
  if (isWellFormed) {
    const refused = shortSaleReason(venue, order, t);
    if (refused !== 0) return refused;
  }
  if (state[order + ORDER.type] !== TYPE.market) return 0;
  if (price !== price) return missingReason(venue);
  if (isStale(venue, t) && !isHalted) return REASON.STALE_QUOTE;
  state[order + ORDER.worst] = collar(venue, price, side);
  return 0;
}

/** The worst price of a market order: so far from the touch, on the tick. */
function collar({ settings }: Venue, price: number, side: number): number {
  const edge = price * (1 + side * settings.market_collar);
  return Math.max(tickSize(edge), outward(edge, -side));
}

function missingReason({ tape: { day }, touch }: Venue): number {
  if (!day.hasTape && day.bars.length === 0 && day.quotes.length === 0) return REASON.DATA_GAP;
  return touch.isSynthetic ? REASON.NO_QUOTE : REASON.NO_LIQUIDITY;
}

/**
 * A sale of more than is held is short as a whole. While restricted it needs a price above the bid (17 CFR 242.201).
 */
function shortSaleReason(venue: Venue, order: number, t: number): number {
  const { state, settings, touch } = venue;
  if (state[order + ORDER.side]! > 0) return 0;
  const quantity = state[order + ORDER.quantity]! - state[order + ORDER.filled]!;
  if (openingShares(venue, -1, quantity, order) === 0) return 0;
  if (!venue.market.isShortSaleRestricted(t)) return 0;
  if (state[order + ORDER.type] !== TYPE.market) {
    return state[order + ORDER.limit]! <= touch.bid ? REASON.SSR_PRICE_TEST : 0;
  }
  if (settings.short_market_policy !== "rest" || !(touch.bid > 0)) return REASON.SSR_PRICE_TEST;
  state[order + ORDER.type] = TYPE.limit;
  state[order + ORDER.limit] = touch.bid + tickSize(touch.bid);
  return 0;
}

/** Buying power and locate; what passes is reserved. */
function moneyReason(venue: Venue, order: number): number {
  const { state, settings } = venue;
  const side = state[order + ORDER.side]!;
  const leaves = state[order + ORDER.quantity]! - state[order + ORDER.filled]!;
  const opening = openingShares(venue, side, leaves, order);
  if (opening > 0 && side < 0 && !settings.allow_short) return REASON.NO_LOCATE;
  if (state[order + ORDER.type] !== TYPE.market) {
    state[order + ORDER.worst] = worstOfLimit(venue, state[order + ORDER.limit]!, side);
  }
  state[order + ORDER.opening] = opening;
  const cost = worstCost(venue, order, opening, state[order + ORDER.worst]!);
  if (opening > 0 && cost > buyingPower(venue)) return REASON.INSUFFICIENT_BUYING_POWER;
  setReserve(venue, order, cost);
  return 0;
}

/** A buyer pays its limit at worst; a short seller's exposure is the higher of its limit and the touch. */
function worstOfLimit({ touch }: Venue, limit: number, side: number): number {
  return side < 0 && touch.bid > limit ? touch.bid : limit;
}

/** Quantity, then prices. */
function formReason({ state, settings }: Venue, order: number): number {
  const quantity = state[order + ORDER.quantity]!;
  if (!(quantity >= 1 && quantity <= settings.max_order_shares && Number.isInteger(quantity))) {
    return REASON.BAD_QTY;
  }
  const type = state[order + ORDER.type]!;
  const needsLimit = type !== TYPE.market && type !== TYPE.stop;
  const needsStop = type === TYPE.stop || type === TYPE.stop_limit;
  const limit = state[order + ORDER.limit]!;
  const stop = state[order + ORDER.stop]!;
  if ((needsLimit && limit !== limit) || (needsStop && stop !== stop)) return REASON.LIMIT_REQUIRED;
  if ((needsLimit && !isOnTick(limit)) || (needsStop && !isOnTick(stop))) return REASON.BAD_TICK;
  return 0;
}

/** The worst price at which an order may be executed at `t`: its limit or collar, and the price band. Nano-dollars. */
export function priceBound(venue: Venue, order: number, t: number): number {
  const { state, bands } = venue;
  const side = state[order + ORDER.side]!;
  const isMarket = state[order + ORDER.type] === TYPE.market;
  const own = state[order + (isMarket ? ORDER.worst : ORDER.limit)]!;
  return bands === null ? own : tighter(own, bandEdge(bands, t, side), side);
}
