/** Aggressive fills: the touch as far as it reaches, then the synthetic book, until the order's own bound. */
import { bookFill } from "./book_fill.ts";
import { checkpointAt } from "./estimates.ts";
import { fillImproved } from "./improvement.ts";
import { bandEdge } from "./luld.ts";
import { ownVolumeOn, settleOwnVolume } from "./own_volume.ts";
import { participationLeft } from "./participation.ts";
import { priceBound } from "./gates.ts";
import { isBeyond } from "./prices.ts";
import { REASON } from "./reason_codes.ts";
import { LIQUIDITY } from "./report_log.ts";
import { ORDER, TYPE } from "./state_layout.ts";
import { takeFromTouch, takenFromTouch, touchKey, touchPrice, touchSize } from "./touch.ts";
import type { Venue } from "./venue.ts";

/**
 * Puts `venue.walk` at the front of the book that `side` meets at `t`, from the touch at hand.
 *
 * @returns False if that side is empty.
 */
export function openBook(venue: Venue, side: number, t: number): boolean {
  const { touch, law, estimates, settings } = venue;
  const price = touchPrice(touch, side);
  if (price !== price) return false;
  const checkpoint = checkpointAt(estimates, t);
  law.strength = price * settings.impact_coefficient * estimates.impact[checkpoint]!;
  law.crossover = settings.impact_crossover * estimates.dayVolume[checkpoint]!;
  const taken = takenFromTouch(venue, side, touchKey(venue, t));
  const size = Math.max(0, touchSize(venue, side) - taken);
  const own = ownVolumeOn(venue, side, t);
  venue.walk.begin({ law, side, touch: price, size, taken, own });
  return true;
}

/** Whether an order could be filled as a whole at `t`. Changes nothing that counts. */
export function canFillWhole(venue: Venue, order: number, t: number): boolean {
  const { state, walk } = venue;
  const side = state[order + ORDER.side]!;
  if (!openBook(venue, side, t)) return false;
  const bound = priceBound(venue, order, t);
  let left = state[order + ORDER.quantity]! - state[order + ORDER.filled]!;
  let beyondTouch = participationLeft(venue, t);
  while (left > 0 && walk.next() && !isBeyond(walk.price, bound, side)) {
    const shares = Math.min(left, walk.isTouch ? walk.depth : Math.min(walk.depth, beyondTouch));
    if (shares === 0) return false;
    left -= shares;
    if (!walk.isTouch) beyondTouch -= shares;
  }
  return left === 0;
}

/**
 * Fills an order against the book at `t`, as far as it may.
 *
 * @returns 0 if it is done, else why there is a rest: a number in `REASON_CODES`.
 */
export function takeLiquidity(venue: Venue, order: number, t: number): number {
  const { state, walk, fill, touch, settings } = venue;
  const side = state[order + ORDER.side]!;
  settleOwnVolume(venue, t);
  if (!openBook(venue, side, t)) return REASON.NO_LIQUIDITY;
  const bound = priceBound(venue, order, t);
  const key = touchKey(venue, t);
  let left = state[order + ORDER.quantity]! - state[order + ORDER.filled]!;
  let beyondTouch = -1; // looked up when the touch is used up
  fill.time = t;
  fill.touch = touchPrice(touch, side);
  fill.isSynthetic = touch.isSynthetic;
  const mayImprove = settings.improvement_probability > 0;
  if (mayImprove && fillImproved(venue, order, { key, left, bound })) return 0;
  while (left > 0) {
    if (!walk.next()) return REASON.NO_LIQUIDITY;
    if (isBeyond(walk.price, bound, side)) return boundReason(venue, order, t);
    if (!walk.isTouch && beyondTouch < 0) beyondTouch = participationLeft(venue, t);
    const shares = Math.min(left, walk.isTouch ? walk.depth : Math.min(walk.depth, beyondTouch));
    if (shares === 0) return REASON.PARTICIPATION_CAP;
    fill.shares = shares;
    fill.price = walk.price;
    fill.carry = walk.carry;
    fill.liquidity = walk.isTouch ? LIQUIDITY.touch : LIQUIDITY.walk;
    if (walk.isTouch) takeFromTouch(venue, side, key, shares);
    else beyondTouch -= shares;
    bookFill(venue, order);
    left -= shares;
  }
  return 0;
}

function boundReason(venue: Venue, order: number, t: number): number {
  const { state, bands } = venue;
  if (state[order + ORDER.type] !== TYPE.market) return REASON.IOC_REMAINDER;
  const side = state[order + ORDER.side]!;
  const isBand = bands !== null &&
    isBeyond(state[order + ORDER.worst]!, bandEdge(bands, t, side), side);
  return isBand ? REASON.LULD_BAND : REASON.PRICE_COLLAR;
}
