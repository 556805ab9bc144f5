/** Names one symbol-day: `MLGO:2025-03-24`. */
export type DayKey = string;

/** What one visit needs in memory. */
export interface VisitNeed {
  /** Number of the visit; later visits have higher numbers. */
  readonly visit: number;
  /** The day that is trained on; without it there is no visit. */
  readonly day: DayKey;
  /** The session before it, or `null` if none is wanted. A visit does without it if it cannot be loaded. */
  readonly lookback: DayKey | null;
  /** Reset points of the visit, at least 1; 1 if they are not known. */
  readonly points: number;
}

/** The days of a visit, the one that is trained on first. */
export function keysOf({ day, lookback }: VisitNeed): DayKey[] {
  return lookback === null || lookback === day ? [day] : [day, lookback];
}
