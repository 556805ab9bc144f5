/** Instants as ISO 8601 text with nine decimals. */

const SECOND_NS = 1_000_000_000n;

/** Writes an instant, given in nanoseconds since the Unix epoch. */
export type FormatTime = (epochNs: bigint) => string;

/** `2025-03-24T13:30:00.000000001Z`. */
export function formatUtc(epochNs: bigint): string {
  return utcFormat()(epochNs);
}

/** The same for many instants: those that follow each other within a second are written faster. */
export function utcFormat(): FormatTime {
  let second = 0n; // start of the one under way, ns
  let text = "1970-01-01T00:00:00.";
  return (epochNs) => {
    let nanoseconds = Number(epochNs - second);
    if (!(nanoseconds >= 0 && nanoseconds < 1e9)) {
      second = startOfSecond(epochNs);
      nanoseconds = Number(epochNs - second);
      text = new Date(Number(second / 1_000_000n)).toISOString().slice(0, -4);
    }
    return `${text}${String(nanoseconds).padStart(9, "0")}Z`;
  };
}

function startOfSecond(epochNs: bigint): bigint {
  const nanoseconds = epochNs % SECOND_NS;
  return epochNs - nanoseconds - (nanoseconds < 0n ? SECOND_NS : 0n);
}

/**
 * How instants are written in a time zone: with `Z` in UTC, else as local time with its offset,
 * `2025-03-24T09:30:00.000000001-04:00`.
 *
 * @param zone IANA name.
 */
export function timeFormat(zone: string): FormatTime {
  if (zone === "UTC") return utcFormat();
  const options = { timeZone: zone, fractionalSecondDigits: 9 } as const;
  return (epochNs) => new Temporal.Instant(epochNs).toString(options);
}
