/** Times of day as people write them: by the clock in New York, or as an instant with its zone. */

const HOUR_NS = 3600e9;
const MINUTE_NS = 60e9;
const DAY_NS = 24 * HOUR_NS;

/**
 * Reads a time of a trade date: `HH:MM`, `HH:MM:SS` or with up to nine decimals by the clock in New York, or an ISO 8601
 * instant that ends with `Z` or an offset.
 *
 * @param base Local midnight of the trade date, ns since the Unix epoch.
 * @returns ns since local midnight, or `undefined` if the text is neither; an instant may lie on another day.
 */
export function parseTimeOfDay(text: string, base: bigint): number | undefined {
  const clock = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/.exec(text);
  if (clock === null) return instantOf(text, base);
  const [hours, minutes, seconds] = [clock[1], clock[2], clock[3] ?? "0"].map(Number);
  const fraction = Number((clock[4] ?? "").padEnd(9, "0"));
  const ns = hours! * HOUR_NS + minutes! * MINUTE_NS + seconds! * 1e9 + fraction;
  return minutes! < 60 && seconds! < 60 && ns <= DAY_NS ? ns : undefined;
}

function instantOf(text: string, base: bigint): number | undefined {
  try {
    return Number(Temporal.Instant.from(text).epochNanoseconds - base);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // no such instant
    throw error;
  }
}
