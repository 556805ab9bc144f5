/**
 * Session bounds of US equities and the trade date of an instant.
 *
 * A trade date runs from 20:00 New York time of the evening before to 20:00 of its own day. Weekends and holidays
 * have no trade date of their own: their hours belong to the next session.
 */
import { isEarlyClose, isSession, nextSession } from "./calendar.ts";
import type { EpochDay } from "./dates.ts";
import { newYorkClock, newYorkMidnight } from "./new_york.ts";

/** Nanoseconds in a second. */
export const SECOND_NS = 1e9;
/** Nanoseconds in a minute. */
export const MINUTE_NS = 60e9;

const HOUR = 3600;

/** Bounds of one trade date's sessions in seconds since local midnight, each half-open [start, end). */
export interface SessionBounds {
  /** Start of pre-market trading: 04:00. */
  readonly preOpen: number;
  /** Start of the regular session: 09:30. */
  readonly open: number;
  /** End of the regular session: 16:00, or 13:00 on early closes. */
  readonly close: number;
  /** End of post-market trading: 20:00, or 17:00 on early closes. */
  readonly postClose: number;
}

/** The part of the trading day an instant lies in. */
export type SessionName = "pre" | "regular" | "post" | "closed";

interface SessionRule {
  /** First trade date the rule holds for. */
  readonly from: EpochDay;
  readonly full: SessionBounds;
  readonly early: SessionBounds;
}

/** Effective-dated, newest last: an overnight session to come is one more row. */
const SESSION_RULES: readonly SessionRule[] = [{
  from: -Infinity,
  full: { preOpen: 4 * HOUR, open: 9.5 * HOUR, close: 16 * HOUR, postClose: 20 * HOUR },
  early: { preOpen: 4 * HOUR, open: 9.5 * HOUR, close: 13 * HOUR, postClose: 17 * HOUR },
}];

/** Local time at which the trade date rolls to the next session, in seconds since midnight. */
export const TRADE_DATE_ROLL = 20 * HOUR;

/** Regular minutes of a full session; half days are scaled to it. */
export const FULL_REGULAR_MINUTES = 390;

/** The session bounds of a trade date. Early closes end at 13:00 (post-market 17:00). */
export function sessionBounds(day: EpochDay): SessionBounds {
  const rule = SESSION_RULES.findLast((candidate) => candidate.from <= day)!;
  return isEarlyClose(day) ? rule.early : rule.full;
}

/** Minutes of the regular session of a trade date: 390, or 210 on early closes. */
export function regularMinutes(day: EpochDay): number {
  const { open, close } = sessionBounds(day);
  return (close - open) / 60;
}

/** The session an offset (seconds since local midnight) lies in. */
export function sessionAt(bounds: SessionBounds, seconds: number): SessionName {
  if (seconds < bounds.preOpen || seconds >= bounds.postClose) return "closed";
  if (seconds < bounds.open) return "pre";
  return seconds < bounds.close ? "regular" : "post";
}

/** The trade date an instant (epoch seconds, UTC) belongs to. */
export function tradeDateAt(epochSeconds: number): EpochDay {
  const { day, seconds } = newYorkClock(epochSeconds);
  const rolled = seconds >= TRADE_DATE_ROLL ? day + 1 : day;
  return isSession(rolled) ? rolled : nextSession(rolled);
}

/** The instants [start, end), in epoch seconds, that carry the trade date `day`: roll to roll, weekends included. */
export function tradeDateSpan(day: EpochDay): { start: number; end: number } {
  let firstCalendarDay = day;
  while (!isSession(firstCalendarDay - 1)) firstCalendarDay--;
  return {
    start: newYorkMidnight(firstCalendarDay - 1) + rollSeconds(firstCalendarDay - 1),
    end: newYorkMidnight(day) + rollSeconds(day),
  };
}

/** Elapsed seconds from local midnight to the roll; one hour off the wall clock on the days the clocks change. */
function rollSeconds(day: EpochDay): number {
  const utc = newYorkMidnight(day) + TRADE_DATE_ROLL;
  return TRADE_DATE_ROLL + (TRADE_DATE_ROLL - newYorkClock(utc).seconds);
}
