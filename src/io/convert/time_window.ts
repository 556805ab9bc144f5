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
  const from = start === undefined ? null : bound(start, 0n);
  const to = end === undefined ? null : bound(end, 1n);
  if (from !== null && to !== null && from > to) {
    throw new MomoError(
      "usage",
      `Cannot load from --start ${start} to --end ${end}: ` +
        "expected a start that is not after the end",
      { hint: "swap them" },
    );
  }
  return { from, to };
}

function bound(text: string, daysLater: bigint): bigint {
  const point: TimePoint | undefined = parseTimePoint(text);
  if (point === undefined) throw new TypeError(`${text} was not checked to be a time`);
  return point.kind === "instant" ? point.epochNs : (BigInt(point.day) + daysLater) * DAY_NS;
}
