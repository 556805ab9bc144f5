/** Booking a fill: order, cash, shares, fees, own volume, the report, and what the agent will know of it. */
import { feesOf, type FilledSoFar } from "./fees.ts";
import { addOwnVolume, settleOwnVolume } from "./own_volume.ts";
import { rememberFlow } from "./participation.ts";
import { KIND, LIQUIDITY, REPORT } from "./report_log.ts";
import { reportOrder } from "./reporting.ts";
import { HEADER, ORDER, PENDING_AT, PENDING_CAPACITY, PENDING_SLOTS } from "./state_layout.ts";
import type { Fill, Venue } from "./venue.ts";
import { updateReserve } from "./buying_power.ts";

/** Nano-dollars in a micro-dollar. */
const MICRO = 1000;

/** Books `venue.fill` on an order. Everything is whole micro-dollars, so cash adds up exactly. */
export function bookFill(venue: Venue, order: number): void {
  const { state, at, fill } = venue;
  const side = state[order + ORDER.side]!;
  const value = fill.shares * (fill.price / MICRO);
  const fees = feesOfFill(venue, order, value);
  state[at + HEADER.cash] = state[at + HEADER.cash]! - side * value - fees;
  state[at + HEADER.shares] = state[at + HEADER.shares]! + side * fill.shares;
  state[at + HEADER.fees] = state[at + HEADER.fees]! + fees;
  state[at + HEADER.turnover] = state[at + HEADER.turnover]! + value;
  state[at + HEADER.fills] = state[at + HEADER.fills]! + 1;
  const total = at + (side > 0 ? HEADER.bought : HEADER.sold);
  state[total] = state[total]! + fill.shares;
  updateReserve(venue, order);
  settleOwnVolume(venue, fill.time);
  addOwnVolume(venue, side, fill.shares * weightOf(venue));
  if (!isOfTouch(fill)) rememberFlow(venue, fill.time, fill.shares);
  const known = reportFill(venue, order, fees);
  announce(venue, known, -side * value - fees, side * fill.shares);
}

/** Whether it took from the size that is displayed. */
function isOfTouch({ liquidity }: Fill): boolean {
  return liquidity === LIQUIDITY.touch || liquidity === LIQUIDITY.improved;
}

/** Weight of the fill at hand in own volume. */
function weightOf({ fill, settings }: Venue): number {
  const isAggressive = isOfTouch(fill) || fill.liquidity === LIQUIDITY.walk;
  return isAggressive ? 1 : settings.impact_passive_weight;
}

/** Fees that this fill adds to its order, which is brought up to date. Micro-dollars. */
function feesOfFill(venue: Venue, order: number, value: number): number {
  const { state, fill, rates } = venue;
  const isAdded = fill.liquidity === LIQUIDITY.passive;
  state[order + ORDER.filled] = state[order + ORDER.filled]! + fill.shares;
  state[order + ORDER.notional] = state[order + ORDER.notional]! + value;
  if (isAdded) state[order + ORDER.added] = state[order + ORDER.added]! + fill.shares;
  const filled: FilledSoFar = {
    isSale: state[order + ORDER.side]! < 0,
    shares: state[order + ORDER.filled]!,
    added: state[order + ORDER.added]!,
    notional: state[order + ORDER.notional]!,
  };
  const total = feesOf(rates, filled);
  const fees = total - state[order + ORDER.fees]!;
  state[order + ORDER.fees] = total;
  return fees;
}

/** @returns When the agent learns of the fill. */
function reportFill(venue: Venue, order: number, fees: number): number {
  const { fill, state } = venue;
  const row = reportOrder(venue, order, KIND.fill, fill.time);
  const from = venue.log.lastOffset;
  row[from + REPORT.shares] = fill.shares;
  row[from + REPORT.price] = fill.price;
  row[from + REPORT.liquidity] = fill.liquidity;
  row[from + REPORT.fees] = fees;
  row[from + REPORT.synthetic] = fill.isSynthetic ? 1 : 0;
  explain(fill, state, order, row, from);
  return row[from + REPORT.reportTime]!;
}

/**
 * The parts of a fill's cost, per side of the order: from the mid to the touch at the decision, on to the touch at the
 * fill, on by own earlier volume, on to the price. Where a touch is unknown, the next known price takes its place.
 */
function explain(
  fill: Fill,
  state: Float64Array,
  order: number,
  row: Float64Array,
  from: number,
): void {
  const side = state[order + ORDER.side]!;
  const money = (distance: number) => side * (distance / MICRO) * fill.shares + 0; // whole, and never -0
  const touch = onMicro(fill.touch === fill.touch ? fill.touch : fill.price);
  const seen = state[order + ORDER.decisionTouch]!;
  const decisionTouch = onMicro(seen === seen ? seen : touch);
  const mid = state[order + ORDER.decisionMid]!;
  const decisionMid = mid === mid ? mid : decisionTouch;
  const carry = side * fill.carry;
  row[from + REPORT.halfSpread] = money(decisionTouch - decisionMid);
  row[from + REPORT.drift] = money(touch - decisionTouch);
  row[from + REPORT.carry] = money(carry);
  row[from + REPORT.walk] = money(fill.price - touch - carry);
}

function onMicro(price: number): number {
  return Math.round(price / MICRO) * MICRO;
}

/** Puts a change of the books on its way to the agent. */
function announce(venue: Venue, time: number, cash: number, shares: number): void {
  const { state, at } = venue;
  const count = state[at + HEADER.pendingReports]!;
  let slot = at + PENDING_AT + (count - 1) * PENDING_SLOTS;
  const joinsLast = count > 0 && (state[slot] === time || count === PENDING_CAPACITY);
  if (joinsLast) {
    state[slot] = Math.max(state[slot]!, time);
  } else {
    slot += PENDING_SLOTS;
    state[slot] = time;
    state[slot + 1] = 0;
    state[slot + 2] = 0;
    state[at + HEADER.pendingReports] = count + 1;
  }
  state[slot + 1] = state[slot + 1]! + cash;
  state[slot + 2] = state[slot + 2]! + shares;
}

/** Lets the agent know what has reached it by `t`. */
export function deliverReports(venue: Venue, t: number): void {
  const { state, at } = venue;
  const count = state[at + HEADER.pendingReports]!;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const slot = at + PENDING_AT + i * PENDING_SLOTS;
    if (state[slot]! <= t) {
      state[at + HEADER.knownCash] = state[at + HEADER.knownCash]! + state[slot + 1]!;
      state[at + HEADER.knownShares] = state[at + HEADER.knownShares]! + state[slot + 2]!;
    } else {
      state.copyWithin(at + PENDING_AT + kept * PENDING_SLOTS, slot, slot + PENDING_SLOTS);
      kept++;
    }
  }
  state[at + HEADER.pendingReports] = kept;
}
