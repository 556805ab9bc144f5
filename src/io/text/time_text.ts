/** Instants as ISO 8601 text with nine decimals. */

const SECOND_NS = 1_000_000_000n;

/** Writes an instant, given in nanoseconds since the Unix epoch. */
export type FormatTime = (epochNs: bigint) => string;

/** `2025-03-24T13:30:00.000000001Z`. */
export function formatUtc(epochNs: bigint): string {
  let nanoseconds = epochNs % SECOND_NS;
  if (nanoseconds < 0n) nanoseconds += SECOND_NS;
  const seconds = Number((epochNs - nanoseconds) / SECOND_NS);
  const text = new Date(seconds * 1000).toISOString();
  return `${text.slice(0, -5)}.${String(nanoseconds).padStart(9, "0")}Z`;
}

/**
 * How instants are written in a time zone: with `Z` in UTC, else as local time with its offset,
 * `2025-03-24T09:30:00.000000001-04:00`.
 *
 * @param zone IANA name.
 */
export function timeFormat(zone: string): FormatTime {
  if (zone === "UTC") return formatUtc;
  const options = { timeZone: zone, fractionalSecondDigits: 9 } as const;
  return (epochNs) => new Temporal.Instant(epochNs).toString(options);
}
