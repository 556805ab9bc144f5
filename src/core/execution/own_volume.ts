/** Own volume that still displaces the price: what it was, less what is forgotten with time. Shares, bought less sold. */
import { decayedVolume, onVolumeGrid } from "./impact.ts";
import { HEADER } from "./state_layout.ts";
import type { Venue } from "./venue.ts";

/** Decay times of the mixture, seconds: each is for a third of own volume. */
export const MIXTURE_SECONDS = [30, 300, 3600] as const;

/** Slots of the thirds: with a single decay time the last one is for all. */
const PARTS = [HEADER.ownVolumeFast, HEADER.ownVolumeMiddle, HEADER.ownVolume] as const;

function isMixture({ settings }: Venue): boolean {
  return settings.impact_memory === "mixture";
}

/** Own volume that still makes `side` dearer at `t`, shares, 0 or more. Asking changes nothing. */
export function ownVolumeOn(venue: Venue, side: number, t: number): number {
  const { state, at, settings } = venue;
  const elapsed = t - state[at + HEADER.ownVolumeTime]!;
  if (isMixture(venue)) return Math.max(0, side * mixtureLeft(venue, elapsed));
  const volume = side * state[at + HEADER.ownVolume]!;
  return volume <= 0 ? 0 : decayedVolume(volume, elapsed, settings.impact_decay);
}

function mixtureLeft({ state, at }: Venue, elapsed: number): number {
  let left = 0;
  for (let i = 0; i < PARTS.length; i++) {
    left += decayedVolume(state[at + PARTS[i]!]!, elapsed, MIXTURE_SECONDS[i]!);
  }
  return left;
}

/** Works out own volume for `t` once and for all fills of that time. */
export function settleOwnVolume(venue: Venue, t: number): void {
  const { state, at, settings } = venue;
  const elapsed = t - state[at + HEADER.ownVolumeTime]!;
  state[at + HEADER.ownVolumeTime] = t;
  if (!isMixture(venue)) {
    const volume = state[at + HEADER.ownVolume]!;
    state[at + HEADER.ownVolume] = decayedVolume(volume, elapsed, settings.impact_decay);
    return;
  }
  for (let i = 0; i < PARTS.length; i++) {
    const slot = at + PARTS[i]!;
    state[slot] = decayedVolume(state[slot]!, elapsed, MIXTURE_SECONDS[i]!);
  }
}

/** Adds a fill of the time that own volume was settled for. @param shares Above 0, weighted. */
export function addOwnVolume(venue: Venue, side: number, shares: number): void {
  const { state, at } = venue;
  let left = onVolumeGrid(shares);
  if (isMixture(venue)) {
    const third = onVolumeGrid(left / PARTS.length);
    for (const slot of [HEADER.ownVolumeFast, HEADER.ownVolumeMiddle]) {
      state[at + slot] = state[at + slot]! + side * third;
      left -= third; // the last part takes what is left, so that the sum is exact
    }
  }
  state[at + HEADER.ownVolume] = state[at + HEADER.ownVolume]! + side * left;
}
