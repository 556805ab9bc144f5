/** A stretch of time that records are chosen by, as people say it and in nanoseconds. */
import { MomoError } from "../../core/error.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { tradeDateSpan } from "../../core/time/sessions.ts";
import { parseTimePoint, type TimePoint } from "../../core/time/time_point.ts";

/** Half-open: [from, to), in ns since the Unix epoch; null is open. A plain object that can be sent to a worker. */
export interface TimeWindow {
  readonly from: bigint | null;
  readonly to: bigint | null;
}

/** A start and an end as they were said; each may be left open. */
export interface TimePeriod {
  readonly start: string | undefined;
  readonly end: string | undefined;
}

/** What a day is: from midnight to midnight UTC, or what New York calls a trade date, from 20:00 to 20:00. */
export type DayKind = "utc" | "trade";

/** Nanoseconds of a UTC day. */
export const DAY_NS = 86_400_000_000_000n;
const SECOND_NS = 1_000_000_000n;

/**
 * Refuses a period that ends before it starts, as far as that can be told without knowing what its days are.
 *
 * @throws {MomoError} `usage` if both are days, or both instants, in the wrong order.
 */
export function checkPeriod(period: TimePeriod): void {
  const { start, end } = period;
  if (start === undefined || end === undefined) return;
  if (pointOf(start).kind === pointOf(end).kind) timeWindow(period, "utc");
}

/**
 * The window of a period. The days of start and end are both part of it as a whole; of instants the start is and the
 * end is not.
 *
 * @throws {MomoError} `usage` if the window ends before it starts.
 */
export function timeWindow({ start, end }: TimePeriod, days: DayKind): TimeWindow {
  const from = start === undefined ? null : spanOf(pointOf(start), days).from;
  const to = end === undefined ? null : spanOf(pointOf(end), days).to;
  if (from !== null && to !== null && from > lastStart(end, to)) {
    throw new MomoError(
      "usage",
      `Cannot load from --start ${start} to --end ${end}: ` +
        "expected a start that is not after the end",
      { hint: "swap them" },
    );
  }
  return { from, to };
}

/** The latest start that an end is not before; one of no length is let through where the end is an instant. */
function lastStart(end: string | undefined, to: bigint): bigint {
  return end !== undefined && pointOf(end).kind === "day" ? to - 1n : to;
}

function pointOf(text: string): TimePoint {
  const point = parseTimePoint(text);
  if (point === undefined) throw new TypeError(`${text} was not checked to be a time`);
  return point;
}

/** An instant as a window without length; a day from its start to that of the next. */
function spanOf(point: TimePoint, days: DayKind): { from: bigint; to: bigint } {
  if (point.kind === "instant") return { from: point.epochNs, to: point.epochNs };
  return days === "trade" ? tradeDateOf(point.day) : utcDayOf(point.day);
}

function utcDayOf(day: EpochDay): { from: bigint; to: bigint } {
  const from = BigInt(day) * DAY_NS;
  return { from, to: from + DAY_NS };
}

function tradeDateOf(day: EpochDay): { from: bigint; to: bigint } {
  const { start, end } = tradeDateSpan(day);
  return { from: BigInt(start) * SECOND_NS, to: BigInt(end) * SECOND_NS };
}
