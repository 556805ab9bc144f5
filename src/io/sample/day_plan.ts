/** What is to happen on one day of one symbol, before chance fills in the details. */

/** A stretch of time, seconds since local midnight, half-open [start, end). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A stretch in which the price is pushed, and trading is livelier (or duller) than the time of day would have it. */
export interface Move extends Span {
  /** Relative change of the price over the stretch, for example 0.2. */
  readonly change: number;
  /** Multiple of the usual trading. */
  readonly activity: number;
  /** Multiple of the day's volatility. */
  readonly volatility: number;
}

/** A halt for news, and how far away the price reopens. */
export interface NewsHalt extends Span {
  /** Relative change across the halt. */
  readonly change: number;
}

/** A day's script. */
export interface DayPlan {
  /** First price over the previous regular close, minus 1. */
  readonly gap: number;
  /** Multiple of the symbol's daily volatility. */
  readonly volatility: number;
  /** Multiple of the symbol's trades on a quiet day. */
  readonly activity: number;
  readonly moves: readonly Move[];
  /** Nobody trades; quotes stand. */
  readonly silences: readonly Span[];
  readonly newsHalt: NewsHalt | null;
  /** No quotes come in; the trades that do are off-exchange prints at the last known quotes. */
  readonly outages: readonly Span[];
}

/** A day on which nothing special happens. */
export const UNEVENTFUL: DayPlan = {
  gap: 0,
  volatility: 1,
  activity: 1,
  moves: [],
  silences: [],
  newsHalt: null,
  outages: [],
};
