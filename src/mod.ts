/**
 * momo as a library: what a Deno program can import.
 *
 * ```ts
 * import { isSession, parseDate } from "./mod.ts";
 *
 * console.log(isSession(parseDate("2025-02-17"))); // false: Washington's Birthday
 * ```
 *
 * @module
 */
export { type ErrorCode, type ErrorDetails, MomoError } from "./core/error.ts";
export { type EpochDay, epochDay, formatDate, parseDate } from "./core/time/dates.ts";
export {
  closureReason,
  isEarlyClose,
  isSession,
  nextSession,
  previousSession,
  sessionsBetween,
} from "./core/time/calendar.ts";
export {
  sessionAt,
  type SessionBounds,
  sessionBounds,
  type SessionName,
  tradeDateAt,
} from "./core/time/sessions.ts";
export type { Moment } from "./core/scan/moments.ts";
export { type Pattern, PATTERNS } from "./core/scan/patterns.ts";
export { type Phase, PHASES } from "./core/scan/phases.ts";
export { CATEGORIES, type Category } from "./core/scan/risk.ts";
export type {
  DayMeasures,
  DayScore,
  QualityComponents,
  ScanStrategy,
} from "./core/scan/strategy.ts";
export { type Bucket, BUCKETS } from "./core/scan/time_of_day.ts";
