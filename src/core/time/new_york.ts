/**
 * New York wall-clock time by rule, without a time zone database: US daylight saving time as in force since 2007
 * (15 U.S.C. 260a): from 02:00 on the second Sunday of March to 02:00 on the first Sunday of November.
 */
import { dateParts, type EpochDay, epochDay, weekday } from "./dates.ts";

/** Seconds in a day. */
export const DAY_SECONDS = 86_400;

/** The n-th Sunday (1-based) of a month. */
function nthSunday(year: number, month: number, n: number): EpochDay {
  const first = epochDay(year, month, 1);
  return first + ((7 - weekday(first)) % 7) + (n - 1) * 7;
}

/** UTC instants, in epoch seconds, of a calendar year and of the daylight saving time in it. */
interface Year {
  readonly from: number;
  readonly to: number;
  readonly daylightStart: number;
  readonly daylightEnd: number;
}

function yearOf(epochSeconds: number): Year {
  const { year } = dateParts(Math.floor(epochSeconds / DAY_SECONDS));
  return {
    from: epochDay(year, 1, 1) * DAY_SECONDS,
    to: epochDay(year + 1, 1, 1) * DAY_SECONDS,
    daylightStart: nthSunday(year, 3, 2) * DAY_SECONDS + 7 * 3600, // 02:00 EST = 07:00 UTC
    daylightEnd: nthSunday(year, 11, 1) * DAY_SECONDS + 6 * 3600, // 02:00 EDT = 06:00 UTC
  };
}

/** The year that was asked for last: neighbouring questions are nearly always about the same one. */
let latest: Year = { from: Infinity, to: -Infinity, daylightStart: 0, daylightEnd: 0 };

/** Seconds to add to UTC to get New York wall-clock time at an instant: -14400 (EDT) or -18000 (EST). */
export function newYorkOffset(epochSeconds: number): number {
  if (!(epochSeconds >= latest.from && epochSeconds < latest.to)) latest = yearOf(epochSeconds);
  const isDaylight = epochSeconds >= latest.daylightStart && epochSeconds < latest.daylightEnd;
  return isDaylight ? -4 * 3600 : -5 * 3600;
}

/** The instant of local midnight that starts `day` in New York, in epoch seconds. */
export function newYorkMidnight(day: EpochDay): number {
  const utcMidnight = day * DAY_SECONDS;
  // Both changes happen at 02:00 local time, so the offset at midnight is that of the evening before.
  return utcMidnight - newYorkOffset(utcMidnight + 4 * 3600);
}

/** The New York calendar date of an instant and the seconds since its local midnight by the wall clock. */
export function newYorkClock(epochSeconds: number): { day: EpochDay; seconds: number } {
  const local = epochSeconds + newYorkOffset(epochSeconds);
  const day = Math.floor(local / DAY_SECONDS);
  return { day, seconds: local - day * DAY_SECONDS };
}
