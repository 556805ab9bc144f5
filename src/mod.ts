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
export type { CacheCounters } from "./core/cache/cache_counters.ts";
export type { LoadFailure } from "./core/cache/cache_decision.ts";
export type { DayKey, VisitNeed } from "./core/cache/visit_need.ts";
export type { CacheBackend } from "./io/cache/cache_backend.ts";
export { DayCache, type DayCacheOptions, type VisitOutcome } from "./io/cache/day_cache.ts";
export type { DayLoader, LoadedDay } from "./io/cache/day_loader.ts";
export type { DayFacts, EncodedDay, EncodedTable, JsonValue } from "./io/cache/encoded_day.ts";
export { FolderBackend } from "./io/cache/folder_backend.ts";
export { MemoryBackend } from "./io/cache/memory_backend.ts";
export type { WaitFor } from "./io/cache/wait_for.ts";
