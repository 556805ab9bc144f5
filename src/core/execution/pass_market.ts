/** Walking the quotes and prints that the working orders of an environment live through. */
import { LEG } from "./keyed_draws.ts";
import { endOfOrders, firstOrder } from "./open_orders.ts";
import { KIND } from "./report_log.ts";
import { reportOrder, travelNs } from "./reporting.ts";
import { meetCross, meetPrint, meetQuote } from "./resting.ts";
import { HEADER, ORDER, ORDER_SLOTS, STATUS, TYPE } from "./state_layout.ts";
import { effectiveTime, lastEffective, lastEffectiveFrom } from "./effective_time.ts";
import { midOf, readTouch, touchPrice } from "./touch.ts";
import type { Venue } from "./venue.ts";
import { isWaiting, meetBook } from "./waiting.ts";

/**
 * Lets all working orders meet the market up to `t`, included. Stops where a stop is triggered, for its order may arrive
 * before `t`.
 *
 * @returns Whether orders were done or triggered, so that the next event may be another one.
 */
export function passMarket(venue: Venue, t: number): boolean {
  const { state, at, tape: { day, prints, printIndex } } = venue;
  const open = state[at + HEADER.openOrders]!;
  if (open === 0 || !hasWorking(venue)) return false;
  const quoteNext = state[at + HEADER.quoteNext]!;
  const tradeNext = state[at + HEADER.tradeNext]!;
  const quoteEnd = lastEffectiveFrom(day.quotes, day.quoteIndex, quoteNext - 1, t) + 1;
  const tradeEnd = lastEffectiveFrom(prints, printIndex, tradeNext - 1, t) + 1;
  if (quoteEnd <= quoteNext && tradeEnd <= tradeNext) return false;
  if (meetRows(venue, { quoteNext, quoteEnd, tradeNext, tradeEnd })) return true;
  state[at + HEADER.quoteNext] = quoteEnd;
  state[at + HEADER.tradeNext] = tradeEnd;
  state[at + HEADER.marketTime] = t;
  return state[at + HEADER.openOrders] !== open;
}

/** To be called at `t` before an order starts to work: without working orders nobody follows the market. */
export function catchUpWithMarket(venue: Venue, t: number): void {
  if (hasWorking(venue)) return;
  const { state, at, tape: { day, prints, printIndex } } = venue;
  state[at + HEADER.quoteNext] = lastEffective(day.quotes, day.quoteIndex, t) + 1;
  state[at + HEADER.tradeNext] = lastEffective(prints, printIndex, t) + 1;
  state[at + HEADER.marketTime] = t;
}

function hasWorking(venue: Venue): boolean {
  const end = endOfOrders(venue);
  for (let order = firstOrder(venue); order < end; order += ORDER_SLOTS) {
    if (venue.state[order + ORDER.status] !== STATUS.inFlight) return true;
  }
  return false;
}

/** Rows of quotes and prints, each [next, end). */
interface Rows {
  readonly quoteNext: number;
  readonly quoteEnd: number;
  readonly tradeNext: number;
  readonly tradeEnd: number;
}

/** Prices beyond which a row can matter to some order. */
interface Reach {
  highestBuy: number;
  lowestSale: number;
  lowestBuyStop: number;
  highestSaleStop: number;
  /** Whether some order waits for the other side of the book. */
  hasWaiting: boolean;
}

/** In order of time; a print before a quote of the same instant. @returns Whether it stopped at a trigger. */
function meetRows(venue: Venue, rows: Rows): boolean {
  const { state, at, tape: { day: { quotes }, prints, halts } } = venue;
  let { quoteNext: quote, tradeNext: print } = rows;
  const passed = state[at + HEADER.marketTime]!;
  let quoteTime = quote < rows.quoteEnd ? effectiveTime(quotes, quote, passed) : Infinity;
  let printTime = print < rows.tradeEnd ? effectiveTime(prints, print, passed) : Infinity;
  let reach = reachOf(venue);
  while (quoteTime < Infinity || printTime < Infinity) {
    const isPrint = printTime <= quoteTime;
    const t = isPrint ? printTime : quoteTime;
    const isHalted = halts.indexAt(t) >= 0;
    let isTriggered = false;
    if (isPrint) {
      if (!isHalted) {
        const isLast = quoteTime > t; // of several rows of one instant the last quote counts
        if (reach.hasWaiting && isLast && !isCross(venue, print)) meetBook(venue, quote - 1, t);
        isTriggered = meetOnePrint(venue, print, t, reach);
        if (isCross(venue, print)) reach = reachOf(venue);
      }
      print++;
      printTime = print < rows.tradeEnd ? effectiveTime(prints, print, printTime) : Infinity;
    } else {
      const row = quote++;
      quoteTime = quote < rows.quoteEnd ? effectiveTime(quotes, quote, quoteTime) : Infinity;
      if (!isHalted) {
        if (reach.hasWaiting && quoteTime > t) meetBook(venue, row, t);
        isTriggered = meetOneQuote(venue, row, t, reach);
      }
    }
    if (!isTriggered) continue;
    state[at + HEADER.quoteNext] = quote;
    state[at + HEADER.tradeNext] = print;
    state[at + HEADER.marketTime] = t;
    return true;
  }
  return false;
}

function isCross({ tape }: Venue, row: number): boolean {
  return tape.crossRows.length > 0 && tape.crossRows.includes(row);
}

function meetOnePrint(venue: Venue, row: number, t: number, reach: Reach): boolean {
  const price = venue.tape.prints.price[row]!;
  if (!(price > 0)) return false;
  if (isCross(venue, row)) meetCross(venue, row, t);
  else if (price <= reach.highestBuy || price >= reach.lowestSale) meetPrint(venue, row, t);
  if (venue.settings.stop_trigger !== "last") return false;
  return triggerStops(venue, t, { buy: price, sale: price }, reach);
}

function meetOneQuote(venue: Venue, row: number, t: number, reach: Reach): boolean {
  const { quotes } = venue.tape.day;
  const bid = quotes.bid[row]!;
  const ask = quotes.ask[row]!;
  // a quote between all own bids and offers, crossed or not, does nothing to them
  const isBetween = bid > reach.highestBuy && ask > reach.highestBuy &&
    bid < reach.lowestSale && ask < reach.lowestSale;
  if (!isBetween) meetQuote(venue, row, t);
  if (venue.settings.stop_trigger !== "quote") return false;
  return triggerStops(venue, t, { buy: ask, sale: bid }, reach);
}

function reachOf(venue: Venue): Reach {
  const { state } = venue;
  const reach = {
    ...{ highestBuy: -Infinity, lowestSale: Infinity },
    ...{ lowestBuyStop: Infinity, highestSaleStop: -Infinity, hasWaiting: false },
  };
  const end = endOfOrders(venue);
  for (let order = firstOrder(venue); order < end; order += ORDER_SLOTS) {
    const buys = state[order + ORDER.side]! > 0;
    const limit = state[order + ORDER.limit]!;
    const stop = state[order + ORDER.stop]!;
    if (isWaiting(state, order)) reach.hasWaiting = true;
    if (state[order + ORDER.status] === STATUS.waiting) {
      if (buys) reach.lowestBuyStop = Math.min(reach.lowestBuyStop, stop);
      else reach.highestSaleStop = Math.max(reach.highestSaleStop, stop);
    } else if (state[order + ORDER.status] === STATUS.resting) {
      if (buys) reach.highestBuy = Math.max(reach.highestBuy, limit);
      else reach.lowestSale = Math.min(reach.lowestSale, limit);
    }
  }
  return reach;
}

/** Releases the stops that these prices reach, in the regular session. @returns Whether there were any. */
function triggerStops(
  venue: Venue,
  t: number,
  price: { buy: number; sale: number },
  reach: Reach,
): boolean {
  if (!(price.buy >= reach.lowestBuyStop || price.sale <= reach.highestSaleStop)) return false;
  const { state, tape: { day: { times } } } = venue;
  if (t < times.open || t >= times.close) return false;
  let isTriggered = false;
  const end = endOfOrders(venue);
  for (let order = firstOrder(venue); order < end; order += ORDER_SLOTS) {
    if (state[order + ORDER.status] !== STATUS.waiting) continue;
    const stop = state[order + ORDER.stop]!;
    const isReached = state[order + ORDER.side]! > 0 ? price.buy >= stop : price.sale <= stop;
    if (!isReached) continue;
    release(venue, order, t);
    isTriggered = true;
  }
  return isTriggered;
}

/** The broker sends the order that the stop was for: a new leg, decided now. */
function release(venue: Venue, order: number, t: number): void {
  const { state } = venue;
  const attempt = state[order + ORDER.attempts]!;
  const isLimit = state[order + ORDER.type] === TYPE.stop_limit;
  state[order + ORDER.type] = isLimit ? TYPE.limit : TYPE.market;
  state[order + ORDER.status] = STATUS.inFlight;
  state[order + ORDER.attempts] = attempt + 1;
  const message = { drawKey: state[order + ORDER.drawKey]!, leg: LEG.trigger, attempt };
  state[order + ORDER.arrival] = t + travelNs(venue, venue.triggerLatency, message, t);
  const touch = readTouch(venue, t);
  state[order + ORDER.decisionMid] = midOf(touch);
  state[order + ORDER.decisionTouch] = touchPrice(touch, state[order + ORDER.side]!);
  reportOrder(venue, order, KIND.triggered, t);
}
