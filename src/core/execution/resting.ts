/** What quotes and prints do to the orders in the book. */
import { bookFill } from "./book_fill.ts";
import { bandEdge } from "./luld.ts";
import { endOfOrders, firstOrder, removeOrder } from "./open_orders.ts";
import { participationLeft } from "./participation.ts";
import { isBeyond, outward } from "./prices.ts";
import { followQuote, passQueue, UNSEEN } from "./queue.ts";
import { REASON } from "./reason_codes.ts";
import { KIND, LIQUIDITY } from "./report_log.ts";
import { reportOrder } from "./reporting.ts";
import { isBarredShort } from "./short_sales.ts";
import { ORDER, ORDER_SLOTS, STATUS, TYPE } from "./state_layout.ts";
import { takeFromTouch, takenFromTouch } from "./touch.ts";
import type { Venue } from "./venue.ts";

const SOLD = "A".charCodeAt(0);
const BOUGHT = "B".charCodeAt(0);

/** Lets the resting orders meet a quote that took effect at `t`. */
export function meetQuote(venue: Venue, row: number, t: number): void {
  const { quotes } = venue.tape.day;
  const bid = quotes.bid[row]!;
  const ask = quotes.ask[row]!;
  for (const side of [1, -1]) {
    const other = side > 0 ? ask : bid;
    const size = side > 0 ? quotes.askSize[row]! : quotes.bidSize[row]!;
    for (;;) {
      const order = nextCrossed(venue, side, other, row);
      if (order < 0) break;
      fillAgainstQuote(venue, order, { row, t, size });
    }
  }
  followQuotes(venue, row);
}

function followQuotes(venue: Venue, row: number): void {
  const { state, tape: { day: { quotes } } } = venue;
  const end = endOfOrders(venue);
  for (let order = firstOrder(venue); order < end; order += ORDER_SLOTS) {
    if (state[order + ORDER.status] !== STATUS.resting) continue;
    const buys = state[order + ORDER.side]! > 0;
    const price = buys ? quotes.bid[row]! : quotes.ask[row]!;
    followQuote(venue, order, price, buys ? quotes.bidSize[row]! : quotes.askSize[row]!);
  }
}

/** A key that tells quotes from prints in the slot of the last row met. */
function quoteKey(row: number): number {
  return -1 - row;
}

/** The first order in price-time priority that a price crosses and that has not met this quote; -1 if none. */
function nextCrossed(venue: Venue, side: number, price: number, row: number): number {
  return nextInLine(venue, { side, price, key: quoteKey(row), isStrict: false });
}

interface Line {
  readonly side: number;
  /** Orders at this price or better are in line; `NaN` for none. */
  readonly price: number;
  /** What they are about to meet; orders that met it already are passed over. */
  readonly key: number;
  /** Whether orders at exactly the price are left out. */
  readonly isStrict: boolean;
}

/** Best price first, then the order that came to rest first. Marks the order as having met `key`. */
function nextInLine(venue: Venue, { side, price, key, isStrict }: Line): number {
  const { state } = venue;
  const end = endOfOrders(venue);
  let best = -1;
  for (let order = firstOrder(venue); order < end; order += ORDER_SLOTS) {
    if (state[order + ORDER.status] !== STATUS.resting) continue;
    if (state[order + ORDER.side] !== side || state[order + ORDER.lastPrint] === key) continue;
    if (state[order + ORDER.isWaiting] === 1) continue;
    const better = (state[order + ORDER.limit]! - price) * side;
    if (!(isStrict ? better > 0 : better >= 0)) continue;
    if (best < 0 || isAhead(state, order, best)) best = order;
  }
  if (best >= 0) state[best + ORDER.lastPrint] = key;
  return best;
}

function isAhead(state: Float64Array, a: number, b: number): boolean {
  const better = (state[a + ORDER.limit]! - state[b + ORDER.limit]!) * state[a + ORDER.side]!;
  if (better !== 0) return better > 0;
  const earlier = state[b + ORDER.restedAt]! - state[a + ORDER.restedAt]!;
  return earlier !== 0 ? earlier > 0 : state[a + ORDER.number]! < state[b + ORDER.number]!;
}

/** The market came through the order's price: it fills there, against what the quote still shows. */
function fillAgainstQuote(
  venue: Venue,
  order: number,
  { row, t, size }: { row: number; t: number; size: number },
): void {
  const { state, settings } = venue;
  const side = state[order + ORDER.side]!;
  const shown = Math.floor(size * settings.visible_fraction) - takenFromTouch(venue, side, row);
  const shares = passiveShares(venue, order, t, Math.max(0, shown));
  if (shares === 0) return;
  takeFromTouch(venue, side, row, shares);
  fillPassively(venue, order, { t, shares, price: state[order + ORDER.limit]!, row });
}

/** Lets the resting orders meet a print of `t`; all of them together get no more than their share of it. */
export function meetPrint(venue: Venue, row: number, t: number): void {
  const { prints } = venue.tape;
  const price = prints.price[row]!;
  const budget = Math.floor(prints.size[row]! * venue.settings.print_fraction);
  let used = 0;
  const aggressor = aggressorOf(venue, row, t);
  for (const side of [1, -1]) {
    for (;;) {
      const order = nextInLine(venue, { side, price, key: row, isStrict: false });
      if (order < 0) break;
      const isAtPrice = venue.state[order + ORDER.limit] === price;
      if (isAtPrice && aggressor !== -side) continue;
      const reach = isAtPrice ? passQueue(venue, order, budget) : budget;
      const shares = passiveShares(venue, order, t, Math.max(0, reach - used));
      if (shares === 0) continue;
      used += shares;
      const limit = venue.state[order + ORDER.limit]!;
      fillPassively(venue, order, { t, shares, price: limit, row: venue.market.quoteAt(t) });
    }
  }
}

/** 1 if the print was bought, -1 if sold; by the record, else by the quote, else by the price before; 0 if unknown. */
function aggressorOf(venue: Venue, row: number, t: number): number {
  const { prints, day: { quotes } } = venue.tape;
  if (prints.side[row] === SOLD) return -1;
  if (prints.side[row] === BOUGHT) return 1;
  const price = prints.price[row]!;
  const quote = venue.market.quoteAt(t);
  if (quote >= 0) {
    if (price >= quotes.ask[quote]!) return 1;
    if (price <= quotes.bid[quote]!) return -1;
  }
  for (let i = row - 1; i >= 0; i--) {
    if (prints.price[i] !== price) return prints.price[i]! < price ? 1 : -1;
  }
  return 0;
}

/** How much of `offered` a resting order may take: its leaves, the participation cap, the band, the short-sale rule. */
function passiveShares(venue: Venue, order: number, t: number, offered: number): number {
  const { state, bands } = venue;
  const side = state[order + ORDER.side]!;
  const limit = state[order + ORDER.limit]!;
  const leaves = state[order + ORDER.quantity]! - state[order + ORDER.filled]!;
  const wanted = Math.min(leaves, offered);
  if (wanted === 0) return 0;
  if (bands !== null && isBeyond(limit, bandEdge(bands, t, side), side)) return 0;
  if (isBarredShort(venue, order, t)) return 0;
  return Math.min(wanted, participationLeft(venue, t));
}

interface PassiveFill {
  readonly t: number;
  readonly shares: number;
  readonly price: number;
  /** Quote in effect, for the explanation; -1 without one. */
  readonly row: number;
}

function fillPassively(venue: Venue, order: number, { t, shares, price, row }: PassiveFill): void {
  const { state, fill, tape: { day: { quotes } } } = venue;
  const side = state[order + ORDER.side]!;
  fill.time = t;
  fill.shares = shares;
  fill.price = price;
  fill.liquidity = LIQUIDITY.passive;
  fill.touch = row < 0 ? NaN : side > 0 ? quotes.ask[row]! : quotes.bid[row]!;
  fill.carry = 0;
  fill.isSynthetic = false;
  bookFill(venue, order);
  if (state[order + ORDER.quantity] === state[order + ORDER.filled]) removeOrder(venue, order);
}

/**
 * The reopening after a halt: one price for all, own orders get a small share of it. Orders that were kept for it and
 * are not filled come to rest, or end if they have no limit.
 */
export function meetCross(venue: Venue, row: number, t: number): void {
  const { prints } = venue.tape;
  const price = prints.price[row]!;
  let left = Math.floor(prints.size[row]! * venue.settings.cross_share);
  for (const side of [1, -1]) {
    const crossPrice = outward(price, side);
    for (;;) {
      const order = nextForCross(venue, side, crossPrice, row);
      if (order < 0) break;
      const shares = passiveShares(venue, order, t, left);
      if (shares === 0) continue;
      left -= shares;
      fillInCross(venue, order, { t, shares, price: crossPrice });
    }
  }
  releaseQueued(venue, t);
}

/** Orders without a limit first, then price and time. */
function nextForCross(venue: Venue, side: number, price: number, row: number): number {
  const { state } = venue;
  const end = endOfOrders(venue);
  let best = -1;
  for (let order = firstOrder(venue); order < end; order += ORDER_SLOTS) {
    const status = state[order + ORDER.status];
    if (status !== STATUS.resting && status !== STATUS.queued) continue;
    if (state[order + ORDER.side] !== side || state[order + ORDER.lastPrint] === row) continue;
    const isMarket = state[order + ORDER.type] === TYPE.market;
    const bound = state[order + (isMarket ? ORDER.worst : ORDER.limit)]!;
    if (isBeyond(price, bound, side)) continue;
    if (isMarket) best = order;
    else if (best < 0 || isAheadInCross(state, order, best)) best = order;
    if (isMarket) break;
  }
  if (best >= 0) state[best + ORDER.lastPrint] = row;
  return best;
}

function isAheadInCross(state: Float64Array, a: number, b: number): boolean {
  return state[b + ORDER.type] !== TYPE.market && isAhead(state, a, b);
}

function fillInCross(
  venue: Venue,
  order: number,
  { t, shares, price }: { t: number; shares: number; price: number },
): void {
  const { state, fill } = venue;
  fill.time = t;
  fill.shares = shares;
  fill.price = price;
  fill.liquidity = LIQUIDITY.cross;
  fill.touch = NaN;
  fill.carry = 0;
  fill.isSynthetic = false;
  bookFill(venue, order);
  if (state[order + ORDER.quantity] === state[order + ORDER.filled]) removeOrder(venue, order);
}

function releaseQueued(venue: Venue, t: number): void {
  const { state } = venue;
  for (let order = firstOrder(venue); order < endOfOrders(venue);) {
    if (state[order + ORDER.status] !== STATUS.queued) {
      order += ORDER_SLOTS;
    } else if (state[order + ORDER.type] === TYPE.market) {
      reportOrder(venue, order, KIND.cancelled, t, REASON.NO_LIQUIDITY);
      removeOrder(venue, order); // another moves into its place
    } else {
      state[order + ORDER.status] = STATUS.resting;
      state[order + ORDER.restedAt] = t;
      state[order + ORDER.isWaiting] = 1;
      state[order + ORDER.queueAhead] = UNSEEN;
      order += ORDER_SLOTS;
    }
  }
}
