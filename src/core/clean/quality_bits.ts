/**
 * Data-quality bits. Records are flagged, never silently deleted; consumers choose what to leave out.
 *
 * D0 to D10 are causal, but for D6, which looks ahead, and D10, which compares whole bars.
 */
export const QUALITY_BIT = {
  /** D0: undefined or non-positive price, or a trade of size 0. */
  undefined: 1 << 0,
  /** D1: captured before its predecessor of the same instrument. */
  order: 1 << 1,
  /** D2: the same record once more, from an overlapping file or a replay. */
  duplicate: 1 << 2,
  /** D3: bid at or above the ask while trading. */
  crossed: 1 << 3,
  /** D4: spread far above its recent median. */
  wide: 1 << 4,
  /** D5: price far outside its recent range and the quote (live-safe). */
  spike: 1 << 5,
  /** D6: price far outside the range before, around and after it (offline). */
  spikeOffline: 1 << 6,
  /** D7: trade while trading is halted. */
  halted: 1 << 7,
  /** D8: outside the trade date's sessions. */
  outsideSession: 1 << 8,
  /** D9: the vendor's own flags say the receive time or the book may be wrong. */
  badFlags: 1 << 9,
  /** D10: a bar whose prices contradict each other, or without volume. */
  barSanity: 1 << 10,
} as const;

/** Names of the bits, lowest first: `D0` is index 0. */
export const QUALITY_BIT_NAMES: readonly string[] = Object.keys(QUALITY_BIT);
