/** How much own trading beyond the touch the tape of the last minute allows. */
import { SECOND_NS } from "../time/sessions.ts";
import { FLOW_AT, FLOW_CAPACITY, FLOW_SLOTS, HEADER } from "./state_layout.ts";
import type { Venue } from "./venue.ts";

/** Share of the tape that stands for no cap at all. */
const NO_CAP = 1;

/** Shares beyond the touch that may still be filled at `t`; infinite without a cap. */
export function participationLeft(venue: Venue, t: number): number {
  const { settings, state, at } = venue;
  if (settings.participation_cap >= NO_CAP) return Infinity;
  const since = windowStart(venue, t);
  forgetFlow(venue, since);
  const allowed = Math.floor(settings.participation_cap * tapeVolume(venue, since, t));
  return Math.max(0, allowed - state[at + HEADER.flowShares]!);
}

function windowStart({ settings }: Venue, t: number): number {
  return t - settings.participation_window * SECOND_NS;
}

/** Shares on the tape in (`from`, `to`]. */
function tapeVolume({ tape: { day }, market }: Venue, from: number, to: number): number {
  const rowAt = (time: number) => day.hasTape ? market.tradeAt(time) : market.barAt(time);
  return day.totals.volumeBetween(rowAt(from) + 1, rowAt(to) + 1);
}

function flowSlot(venue: Venue, i: number): number {
  const head = venue.state[venue.at + HEADER.flowHead]!;
  return venue.at + FLOW_AT + ((head + i) % FLOW_CAPACITY) * FLOW_SLOTS;
}

function forgetFlow(venue: Venue, since: number): void {
  const { state, at } = venue;
  while (state[at + HEADER.flowCount]! > 0) {
    const oldest = flowSlot(venue, 0);
    if (state[oldest]! > since) return;
    state[at + HEADER.flowShares] = state[at + HEADER.flowShares]! - state[oldest + 1]!;
    dropOldest(venue);
  }
}

function dropOldest(venue: Venue): void {
  const { state, at } = venue;
  state[at + HEADER.flowHead] = (state[at + HEADER.flowHead]! + 1) % FLOW_CAPACITY;
  state[at + HEADER.flowCount] = state[at + HEADER.flowCount]! - 1;
}

/** Remembers a fill beyond the touch, and the largest share of the tape that such fills have had. */
export function rememberFlow(venue: Venue, t: number, shares: number): void {
  const { state, at } = venue;
  const since = windowStart(venue, t);
  forgetFlow(venue, since);
  addFlow(venue, t, shares);
  const share = state[at + HEADER.flowShares]! / Math.max(1, tapeVolume(venue, since, t));
  state[at + HEADER.peakParticipation] = Math.max(state[at + HEADER.peakParticipation]!, share);
}

function addFlow(venue: Venue, t: number, shares: number): void {
  const { state, at } = venue;
  state[at + HEADER.flowShares] = state[at + HEADER.flowShares]! + shares;
  const count = state[at + HEADER.flowCount]!;
  const last = count > 0 ? flowSlot(venue, count - 1) : -1;
  if (last >= 0 && state[last] === t) {
    state[last + 1] = state[last + 1]! + shares;
    return;
  }
  if (count === FLOW_CAPACITY) { // the oldest two become one that is forgotten with the later of them
    const second = flowSlot(venue, 1);
    state[second + 1] = state[second + 1]! + state[flowSlot(venue, 0) + 1]!;
    dropOldest(venue);
  }
  const slot = flowSlot(venue, state[at + HEADER.flowCount]!);
  state[slot] = t;
  state[slot + 1] = shares;
  state[at + HEADER.flowCount] = state[at + HEADER.flowCount]! + 1;
}
