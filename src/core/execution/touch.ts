/** The touch that an order meets or was decided on, and what own orders have taken from it. */
import type { Touch } from "../market/venue_market.ts";
import { SECOND_NS } from "../time/sessions.ts";
import { HEADER } from "./state_layout.ts";
import type { Venue } from "./venue.ts";

/** Works out the touch at venue time `t`, in `venue.touch`. */
export function readTouch(venue: Venue, t: number): Touch {
  venue.market.touchAt(t, venue.touch);
  return venue.touch;
}

/** Takes the touch at `t` from a row of the quotes, in `venue.touch`. */
export function readTouchOfRow(
  { touch, tape: { day: { quotes } } }: Venue,
  row: number,
  t: number,
): void {
  touch.bid = quotes.bid[row]!;
  touch.ask = quotes.ask[row]!;
  touch.bidSize = quotes.bidSize[row]!;
  touch.askSize = quotes.askSize[row]!;
  touch.row = row;
  touch.ageNs = Math.max(0, t - quotes.tsEvent[row]!);
  touch.isSynthetic = false;
}

/** The last usable quote that an agent can have seen by `t`, in `venue.touch`; synthetic where there is none. */
export function readSeenTouch(venue: Venue, t: number): Touch {
  const { touch } = venue;
  const { quoteIndex, usableQuotes } = venue.tape.day;
  const row = usableQuotes.lastUsable(quoteIndex.lastAtOrBefore(t));
  if (row < 0) return readTouch(venue, t);
  readTouchOfRow(venue, row, t);
  return touch;
}

/** Whether the touch at `t` is too old for a market order: no quote, and no print either, for longer than is allowed. */
export function isStale(venue: Venue, t: number): boolean {
  const limit = staleAfterNs(venue, t);
  if (venue.touch.ageNs <= limit) return false;
  const row = venue.market.tradeAt(t);
  return row < 0 || t - venue.tape.day.trades.tsEvent[row]! > limit;
}

/** Age from which a touch is stale at `t`, ns. */
export function staleAfterNs({ settings, tape: { day: { times } } }: Venue, t: number): number {
  const isRegular = t >= times.open && t < times.close;
  return (isRegular ? settings.stale_regular : settings.stale_extended) * SECOND_NS;
}

/** The price a marketable order of `side` (1 buys, -1 sells) meets: the worse one while the book is crossed. */
export function touchPrice(touch: Touch, side: number): number {
  const price = side > 0 ? touch.ask : touch.bid;
  if (!(price > 0)) return NaN;
  return touch.bid > touch.ask ? (side > 0 ? touch.bid : touch.ask) : price;
}

/** Size displayed on the side that an order of `side` takes from, as far as it can be reached; whole shares. */
export function touchSize(venue: Venue, side: number): number {
  const { touch, settings } = venue;
  return Math.floor((side > 0 ? touch.askSize : touch.bidSize) * settings.visible_fraction);
}

/** Middle of the touch in nano-dollars, whole micro-dollars; `NaN` if a side is empty. */
export function midOf(touch: Touch): number {
  return Math.round((touch.bid + touch.ask) / 2000) * 1000;
}

/** A synthetic touch is known by the print it was made from, half a row after it. */
const AFTER_PRINT = 0.5;

/** Key of the touch at hand for {@link takenFromTouch}: the quote's row, or a number between the rows of prints. */
export function touchKey(venue: Venue, t: number): number {
  if (!venue.touch.isSynthetic) return venue.touch.row;
  return venue.tape.printIndex.lastAtOrBefore(t) + AFTER_PRINT;
}

/**
 * Shares that this environment has taken from the touch since it was refreshed: by another price, or a larger size.
 *
 * @param side 1 for the ask, -1 for the bid.
 * @param key From {@link touchKey}, or the row of a quote; not before that of the last call.
 */
export function takenFromTouch(venue: Venue, side: number, key: number): number {
  const { state, at } = venue;
  const slot = at + (side > 0 ? HEADER.askTaken : HEADER.bidTaken);
  const taken = state[slot]!;
  if (taken === 0) return 0;
  const keySlot = at + (side > 0 ? HEADER.askTakenRow : HEADER.bidTakenRow);
  const since = state[keySlot]!;
  if (key === since) return taken;
  if (isRefreshed(venue, side, since, key)) {
    state[slot] = 0;
    return 0;
  }
  state[keySlot] = key;
  return taken;
}

/** Notes that `shares` were taken from the touch with this key. */
export function takeFromTouch(venue: Venue, side: number, key: number, shares: number): void {
  const before = takenFromTouch(venue, side, key);
  const { state, at } = venue;
  state[at + (side > 0 ? HEADER.askTaken : HEADER.bidTaken)] = before + shares;
  state[at + (side > 0 ? HEADER.askTakenRow : HEADER.bidTakenRow)] = key;
}

function isRefreshed(venue: Venue, side: number, since: number, key: number): boolean {
  const { prints, day: { quotes } } = venue.tape;
  const wasSynthetic = since % 1 !== 0;
  if (wasSynthetic !== (key % 1 !== 0)) return true;
  if (wasSynthetic) return prints.price[key - AFTER_PRINT] !== prints.price[since - AFTER_PRINT];
  const prices = side > 0 ? quotes.ask : quotes.bid;
  const sizes = side > 0 ? quotes.askSize : quotes.bidSize;
  for (let row = key; row > since; row--) { // most rows refresh one side: a short way
    if (prices[row] !== prices[row - 1] || sizes[row]! > sizes[row - 1]!) return true;
  }
  return false;
}
