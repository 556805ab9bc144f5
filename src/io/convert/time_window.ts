/** A stretch of time that records are chosen by. */
import { MomoError } from "../../core/error.ts";
import { parseTimePoint, type TimePoint } from "../../core/time/time_point.ts";

/** Half-open: [from, to), in ns since the Unix epoch; null is open. A plain object that can be sent to a worker. */
export interface TimeWindow {
  readonly from: bigint | null;
  readonly to: bigint | null;
}

/** Nanoseconds of a UTC day. */
export const DAY_NS = 86_400_000_000_000n;

/**
 * The window that a start and an end say. Days are UTC days, and both are part of the window as a whole; of instants
 * the start is and the end is not.
 *
 * @throws {MomoError} `usage` if the window ends before it starts.
 */
export function timeWindow(start: string | undefined, end: string | undefined): TimeWindow {
  const first = start === undefined ? null : pointOf(start);
  const last = end === undefined ? null : pointOf(end);
  const from = first && startOf(first);
  const to = last && (last.kind === "day" ? startOf(last) + DAY_NS : last.epochNs);
  if (first !== null && last !== null && startOf(first) > lastOf(last)) {
    throw new MomoError(
      "usage",
      `Cannot load from --start ${start} to --end ${end}: ` +
        "expected a start that is not after the end",
      { hint: "swap them" },
    );
  }
  return { from, to };
}

function pointOf(text: string): TimePoint {
  const point = parseTimePoint(text);
  if (point === undefined) throw new TypeError(`${text} was not checked to be a time`);
  return point;
}

function startOf(point: TimePoint): bigint {
  return point.kind === "instant" ? point.epochNs : BigInt(point.day) * DAY_NS;
}

/** The latest start that an end is not before. */
function lastOf(point: TimePoint): bigint {
  return point.kind === "instant" ? point.epochNs : startOf(point) + DAY_NS - 1n;
}
