/** What an observer keeps besides what it shows: positions in its two arrays. */
import { OBSERVED_LENGTH } from "./observation.ts";

/** Positions of numbers, after those of `OBSERVED`. All times are ns. */
export const KEPT = {
  /** Time from capture to the observer. */
  latency: OBSERVED_LENGTH,
  /** Length of a bar. */
  barDelay: OBSERVED_LENGTH + 1,
  /** What has to have been received by the time of the call. */
  visible: OBSERVED_LENGTH + 2,
  /** What a bar has to have started by. */
  visibleBar: OBSERVED_LENGTH + 3,
  /** End of the span that the state holds for. */
  stateUntil: OBSERVED_LENGTH + 4,
  /** Silence after which a quote is stale. */
  staleAfter: OBSERVED_LENGTH + 5,
  /** Receive time of the quote that is shown. */
  quoteTime: OBSERVED_LENGTH + 6,
  /** Receive time of the last print. */
  lastTime: OBSERVED_LENGTH + 7,
  /** Volume and turnover of the visible tape: two numbers. */
  sums: OBSERVED_LENGTH + 8,
  /** Of rows that may still be to come: written only, never read or shown. */
  ahead: OBSERVED_LENGTH + 10,
} as const;

/** Length of the array of numbers. */
export const KEPT_LENGTH = OBSERVED_LENGTH + 11;

/** Positions of rows: the last ones visible, and those that are shown; -1 without one. */
export const ROWS = {
  quote: 0,
  /** Of the tape, or else of the bars. */
  tape: 1,
  bar: 2,
  shownQuote: 3,
  lastPrint: 4,
} as const;

/** Length of the array of rows. */
export const ROWS_LENGTH = 5;

/** Rows before the first: no row of its own was read yet, so that the first read is never skipped. */
export const UNREAD = -2;
