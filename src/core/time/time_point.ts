/** What people write for a time: a calendar day, or an instant with its zone. */
import { MomoError } from "../error.ts";
import { type EpochDay, parseDate } from "./dates.ts";

/** A whole day, whose zone is for the reader to know, or an instant in ns since the Unix epoch. */
export type TimePoint =
  | { readonly kind: "day"; readonly day: EpochDay }
  | { readonly kind: "instant"; readonly epochNs: bigint };

/** The first instant that a uint64 of nanoseconds cannot hold. */
const END_OF_TIME = 2n ** 64n - 1n;

/**
 * Reads `YYYY-MM-DD`, or an ISO 8601 instant that ends with `Z` or an offset, such as `2025-03-24T09:30:00-04:00`.
 *
 * @returns The point, or `undefined` if the text is neither or the instant lies before 1970 or after 2554.
 */
export function parseTimePoint(text: string): TimePoint | undefined {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { kind: "day", day: parseDate(text) };
    const { epochNanoseconds } = Temporal.Instant.from(text);
    const isInRange = epochNanoseconds >= 0n && epochNanoseconds < END_OF_TIME;
    return isInRange ? { kind: "instant", epochNs: epochNanoseconds } : undefined;
  } catch (error) {
    if (error instanceof MomoError || error instanceof RangeError) return undefined; // no such time
    throw error;
  }
}
