import { MomoError } from "../error.ts";

/** A calendar date as whole days since 1970-01-01 (proleptic Gregorian); the same number Parquet's DATE uses. */
export type EpochDay = number;

const DAY_MS = 86_400_000;

/** The day number of a calendar date; `month` 1 to 12. Out-of-range parts roll over, as in `Date.UTC`. */
export function epochDay(year: number, month: number, day: number): EpochDay {
  return Math.floor(Date.UTC(year, month - 1, day) / DAY_MS);
}

/** The calendar parts of a day number: year, month 1 to 12, day of month. */
export function dateParts(day: EpochDay): { year: number; month: number; day: number } {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 0 is Sunday, 6 is Saturday. */
export function weekday(day: EpochDay): number {
  return (((day + 4) % 7) + 7) % 7; // 1970-01-01 was a Thursday
}

/** `YYYY-MM-DD`. */
export function formatDate(day: EpochDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** `YYYYMMDD` as a decimal number, the form of dates in DBN metadata. */
export function dateNumber(day: EpochDay): number {
  const { year, month, day: dayOfMonth } = dateParts(day);
  return year * 10_000 + month * 100 + dayOfMonth;
}

/** The day of a `YYYYMMDD` decimal number, or `undefined` if it names no date. */
export function dayOfDateNumber(value: number): EpochDay | undefined {
  const day = epochDay(Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100);
  return dateNumber(day) === value ? day : undefined;
}

/**
 * Reads `YYYY-MM-DD`.
 *
 * @throws {MomoError} `usage` if the text is not an existing date in that form.
 */
export function parseDate(text: string): EpochDay {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match) {
    const day = epochDay(Number(match[1]), Number(match[2]), Number(match[3]));
    if (formatDate(day) === text) return day;
  }
  throw new MomoError("usage", `Cannot read the date "${text}": expected YYYY-MM-DD`);
}
