/** Which trade date of the day store a record belongs to. */
import { dateParts, type EpochDay } from "../../core/time/dates.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import { tradeDateAt, tradeDateSpan } from "../../core/time/sessions.ts";
import type { TimeSpan } from "../day/day_files.ts";
import type { Schema } from "../dbn/schema.ts";

/** Whether records are bars of UTC days: each stands for the date that it is named after. */
export function isDaily(schema: Schema): boolean {
  return schema === "ohlcv-1d" || schema === "ohlcv-eod";
}

/** The date that an instant belongs to. @param seconds Whole seconds since the Unix epoch. */
export function storedDateAt(schema: Schema, seconds: number): EpochDay {
  return isDaily(schema) ? Math.floor(seconds / DAY_SECONDS) : tradeDateAt(seconds);
}

/** The time whose records are stored under a date, epoch seconds: from roll to roll, of daily bars the UTC day. */
export function storedSpan(schema: Schema, date: EpochDay): TimeSpan {
  if (isDaily(schema)) return { from: date * DAY_SECONDS, to: (date + 1) * DAY_SECONDS };
  const { start, end } = tradeDateSpan(date);
  return { from: start, to: end };
}

/** Number of the month of a date. */
export function monthOf(date: EpochDay): number {
  const { year, month } = dateParts(date);
  return year * 12 + month;
}
