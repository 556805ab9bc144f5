/**
 * The NYSE and Nasdaq trading calendar, 2010 to 2027, by rule plus a table of special closures.
 *
 * Sources: NYSE holiday rules as announced for 2025 to 2027; Juneteenth from 2022; closures for Hurricane Sandy
 * (2012) and the days of mourning of 2018 and 2025.
 */
import { MomoError } from "../error.ts";
import { dateParts, type EpochDay, epochDay, formatDate, parseDate, weekday } from "./dates.ts";

/** Years for which the rules and the table of special closures are known to hold. */
export const CALENDAR_YEARS = { first: 2010, last: 2027 } as const;

const SPECIAL_CLOSURES: ReadonlyMap<EpochDay, string> = new Map([
  [parseDate("2012-10-29"), "Hurricane Sandy"],
  [parseDate("2012-10-30"), "Hurricane Sandy"],
  [parseDate("2018-12-05"), "National day of mourning (G. H. W. Bush)"],
  [parseDate("2025-01-09"), "National day of mourning (J. Carter)"],
]);

const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;
const SUNDAY = 0;

/** The n-th given weekday (1-based) of a month. */
function nthWeekday(year: number, month: number, target: number, n: number): EpochDay {
  const first = epochDay(year, month, 1);
  return first + ((target - weekday(first) + 7) % 7) + (n - 1) * 7;
}

function lastMonday(year: number, month: number): EpochDay {
  const last = epochDay(year, month + 1, 0);
  return last - ((weekday(last) - MONDAY + 7) % 7);
}

/** Gregorian Easter Sunday (Meeus, Astronomical Algorithms, ch. 8). */
function easterSunday(year: number): EpochDay {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const day = (h + l - 7 * m + 33 * month + 19) % 32;
  return epochDay(year, month, day);
}

/** A fixed-date holiday moved to Friday or Monday when it falls on a weekend. */
function observed(day: EpochDay): EpochDay {
  if (weekday(day) === SATURDAY) return day - 1;
  if (weekday(day) === SUNDAY) return day + 1;
  return day;
}

function holidaysOf(year: number): Map<EpochDay, string> {
  const holidays = new Map<EpochDay, string>([
    [nthWeekday(year, 1, MONDAY, 3), "Martin Luther King Day"],
    [nthWeekday(year, 2, MONDAY, 3), "Washington's Birthday"],
    [easterSunday(year) - 2, "Good Friday"],
    [lastMonday(year, 5), "Memorial Day"],
    [observed(epochDay(year, 7, 4)), "Independence Day"],
    [nthWeekday(year, 9, MONDAY, 1), "Labor Day"],
    [nthWeekday(year, 11, THURSDAY, 4), "Thanksgiving"],
    [observed(epochDay(year, 12, 25)), "Christmas"],
  ]);
  // New Year's Day on a Saturday is not observed: the Friday before closes the year's accounts and trades.
  const newYear = epochDay(year, 1, 1);
  if (weekday(newYear) !== SATURDAY) holidays.set(observed(newYear), "New Year's Day");
  if (year >= 2022) holidays.set(observed(epochDay(year, 6, 19)), "Juneteenth");
  for (const [day, reason] of SPECIAL_CLOSURES) {
    if (dateParts(day).year === year) holidays.set(day, reason);
  }
  return holidays;
}

function earlyClosesOf(year: number): Set<EpochDay> {
  const days = new Set([nthWeekday(year, 11, THURSDAY, 4) + 1]);
  const christmasEve = epochDay(year, 12, 24);
  if (weekday(christmasEve) >= MONDAY && weekday(christmasEve) <= THURSDAY) days.add(christmasEve);
  const julyThird = epochDay(year, 7, 3);
  const dayOfWeek = weekday(julyThird);
  const beforeHoliday = dayOfWeek === MONDAY || dayOfWeek === 2 || dayOfWeek === THURSDAY;
  if (beforeHoliday || (dayOfWeek === 3 && year >= 2013)) days.add(julyThird);
  // Before 2013 a Wednesday 3 July was a full day and the Friday after the holiday closed early.
  if (dayOfWeek === 3 && year < 2013) days.add(epochDay(year, 7, 5));
  return days;
}

interface YearCalendar {
  readonly holidays: ReadonlyMap<EpochDay, string>;
  readonly earlyCloses: ReadonlySet<EpochDay>;
}

const years = new Map<number, YearCalendar>();

function yearCalendar(year: number): YearCalendar {
  let calendar = years.get(year);
  if (calendar === undefined) {
    calendar = { holidays: holidaysOf(year), earlyCloses: earlyClosesOf(year) };
    years.set(year, calendar);
  }
  return calendar;
}

/** Why the exchanges are closed all day on `day`, or `null` if they trade. */
export function closureReason(day: EpochDay): string | null {
  const dayOfWeek = weekday(day);
  if (dayOfWeek === SATURDAY || dayOfWeek === SUNDAY) return "weekend";
  return yearCalendar(dateParts(day).year).holidays.get(day) ?? null;
}

const FULL_DAY = 1;
const HALF_DAY = 2;
const CLOSED = 3;
const UNKNOWN = 0;

/** Kind of each day from 1970 to 2069 once it was asked for: calendars are asked often, and dates cost much. */
const kinds = new Uint8Array(36_525);

function kindOf(day: EpochDay): number {
  let kind = kinds[day] ?? UNKNOWN;
  if (kind !== UNKNOWN) return kind;
  if (closureReason(day) !== null) kind = CLOSED;
  else {
    const isHalf = yearCalendar(dateParts(day).year).earlyCloses.has(day);
    kind = isHalf ? HALF_DAY : FULL_DAY;
  }
  if (day >= 0 && day < kinds.length) kinds[day] = kind;
  return kind;
}

/** Whether the exchanges trade on `day`. */
export function isSession(day: EpochDay): boolean {
  return kindOf(day) !== CLOSED;
}

/** Whether the regular session of `day` ends at 13:00. */
export function isEarlyClose(day: EpochDay): boolean {
  return kindOf(day) === HALF_DAY;
}

/** The last session strictly before `day`. */
export function previousSession(day: EpochDay): EpochDay {
  let candidate = day - 1;
  while (!isSession(candidate)) candidate--;
  return candidate;
}

/** The first session strictly after `day`. */
export function nextSession(day: EpochDay): EpochDay {
  let candidate = day + 1;
  while (!isSession(candidate)) candidate++;
  return candidate;
}

/** The `count` sessions strictly before `day`, latest first. */
export function sessionsBefore(day: EpochDay, count: number): EpochDay[] {
  const sessions: EpochDay[] = [];
  for (let session = day; sessions.length < count;) {
    session = previousSession(session);
    sessions.push(session);
  }
  return sessions;
}

/** All sessions from `first` to `last`, both included, in order. */
export function sessionsBetween(first: EpochDay, last: EpochDay): EpochDay[] {
  const sessions: EpochDay[] = [];
  for (let day = first; day <= last; day++) if (isSession(day)) sessions.push(day);
  return sessions;
}

/**
 * Refuses dates outside the years the calendar covers.
 *
 * @throws {MomoError} `bad_data` naming the day and the covered years.
 */
export function requireCalendar(day: EpochDay): void {
  const { year } = dateParts(day);
  if (year < CALENDAR_YEARS.first || year > CALENDAR_YEARS.last) {
    throw new MomoError(
      "bad_data",
      `Cannot place ${formatDate(day)} in the trading calendar: it covers ` +
        `${CALENDAR_YEARS.first} to ${CALENDAR_YEARS.last}`,
    );
  }
}
