/**
 * Price improvement: a wholesaler may fill a small market order inside the quote. Off unless it is asked for, since
 * reported averages (17 CFR 242.605) say little about fast small caps.
 */
import { bookFill } from "./book_fill.ts";
import { LEG } from "./keyed_draws.ts";
import { isBeyond } from "./prices.ts";
import { LIQUIDITY } from "./report_log.ts";
import { HEADER, ORDER, TYPE } from "./state_layout.ts";
import { takeFromTouch, takenFromTouch, touchSize } from "./touch.ts";
import type { Venue } from "./venue.ts";

/** Fills inside the quote are not bound to the tick of quotes; they come in hundredths of a cent. Nano-dollars. */
const FINE_TICK = 1e5;

/** What a market order is about to meet. */
interface Meeting {
  /** From `touchKey`. */
  readonly key: number;
  /** Shares still to be filled. */
  readonly left: number;
  /** The worst price that is accepted, nano-dollars. */
  readonly bound: number;
}

/**
 * Fills a market order at a better price than the touch, if it gets that: within the size that is left at the
 * touch, with the probability that the settings say, by their share of half the spread. `venue.fill` and
 * `venue.walk` are those of a fill that begins.
 *
 * @returns Whether it did, as a whole.
 */
export function fillImproved(venue: Venue, order: number, meeting: Meeting): boolean {
  const { state, fill, touch, settings, walk } = venue;
  const { key, left, bound } = meeting;
  const isEligible = state[order + ORDER.type] === TYPE.market && !touch.isSynthetic &&
    touch.ask > touch.bid;
  if (!isEligible) return false;
  const side = state[order + ORDER.side]!;
  const shown = touchSize(venue, side) - takenFromTouch(venue, side, key);
  const price = fill.touch + side * walk.carry;
  if (left > shown || isBeyond(price, bound, side)) return false;
  const gain = (settings.improvement_fraction * (touch.ask - touch.bid)) / 2;
  const improvement = Math.floor(gain / FINE_TICK) * FINE_TICK;
  if (improvement === 0 || !isDrawn(venue, order)) return false;
  fill.shares = left;
  fill.price = price - side * improvement;
  fill.carry = walk.carry;
  fill.liquidity = LIQUIDITY.improved;
  takeFromTouch(venue, side, key, left);
  bookFill(venue, order);
  return true;
}

function isDrawn({ state, at, draws, settings }: Venue, order: number): boolean {
  const environment = state[at + HEADER.environment]!;
  draws.seek(environment, state[order + ORDER.drawKey]!, LEG.improvement, 0);
  return draws.unit(0) < settings.improvement_probability;
}
