/** What the account holds and what it is worth. Money in micro-dollars, whole numbers. */
import { buyingPower } from "./buying_power.ts";
import { widenStaleTouch } from "./stale_touch.ts";
import { HEADER } from "./state_layout.ts";
import { openBook } from "./take.ts";
import { readTouch } from "./touch.ts";
import type { Venue } from "./venue.ts";

const MICRO = 1000; // nano-dollars

/** Levels of the book that a position is valued over; what is left is valued at the last of them. */
const MAX_LEVELS = 500;

/** The books of one environment at a moment. */
export interface Account {
  /** ns since local midnight. */
  readonly time: number;
  /** The broker's books. */
  readonly cash: number;
  /** Negative if short. */
  readonly shares: number;
  /** The same as far as reports have reached the agent. */
  readonly knownCash: number;
  /** Shares as far as reports have told, negative if short. */
  readonly knownShares: number;
  /** Cash at the reset. */
  readonly startCash: number;
  /** Fees paid so far. */
  readonly fees: number;
  /** Held ready for open orders, and what is left to spend. */
  readonly reserved: number;
  /** What is left to spend. */
  readonly buyingPower: number;
  /**
   * What closing the position now would bring (negative: cost) before fees, at the price that its own size and earlier
   * volume leave; `NaN` while that side of the book is empty.
   */
  readonly liquidationValue: number;
  /** Cash and liquidation value. */
  readonly equity: number;
  /** Shares bought and sold, money turned over, fills, refusals. */
  readonly bought: number;
  /** Shares sold. */
  readonly sold: number;
  /** Money turned over by fills. */
  readonly turnover: number;
  /** Number of fills. */
  readonly fills: number;
  /** Number of refused orders and requests. */
  readonly rejects: number;
  /**
   * Largest share that fills beyond the touch have had of the tape of a trailing minute (`participation_window`). Above
   * 0.1 the tape would have been another.
   */
  readonly participation: number;
  /** Orders in flight, resting, waiting or queued. */
  readonly openOrders: number;
}

/** The account at its present. */
export function readAccount(venue: Venue): Account {
  const { state, at } = venue;
  const value = (slot: number) => state[at + slot]!;
  const liquidation = liquidationValue(venue);
  return {
    time: value(HEADER.now),
    cash: value(HEADER.cash),
    shares: value(HEADER.shares),
    knownCash: value(HEADER.knownCash),
    knownShares: value(HEADER.knownShares),
    startCash: value(HEADER.startCash),
    fees: value(HEADER.fees),
    reserved: value(HEADER.reserved),
    buyingPower: buyingPower(venue),
    liquidationValue: liquidation,
    equity: value(HEADER.cash) + liquidation,
    bought: value(HEADER.bought),
    sold: value(HEADER.sold),
    turnover: value(HEADER.turnover),
    fills: value(HEADER.fills),
    rejects: value(HEADER.rejects),
    participation: value(HEADER.peakParticipation),
    openOrders: value(HEADER.openOrders),
  };
}

/**
 * What closing the whole position at the present would bring, micro-dollars; 0 without one. With one, sets `venue.touch`.
 *
 * It follows the same book as a real order, without caps or collars, so that an agent cannot mark itself up by buying.
 */
export function liquidationValue(venue: Venue): number {
  const { state, at, walk } = venue;
  const now = state[at + HEADER.now]!;
  const shares = state[at + HEADER.shares]!;
  if (shares === 0) return 0;
  venue.market.setNow(now);
  readTouch(venue, now);
  widenStaleTouch(venue, now);
  const side = shares > 0 ? -1 : 1;
  if (!openBook(venue, side, now)) return NaN;
  let left = Math.abs(shares);
  let value = 0;
  let price = 0;
  for (let level = 0; left > 0 && level < MAX_LEVELS && walk.next(); level++) {
    const taken = Math.min(left, walk.depth);
    price = walk.price / MICRO;
    value += taken * price;
    left -= taken;
  }
  return -side * (value + left * price);
}
