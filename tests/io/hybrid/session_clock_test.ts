import assert from "node:assert/strict";
import { formatDate } from "../../../src/core/time/dates.ts";
import { SessionClock } from "../../../src/io/hybrid/session_clock.ts";

/** The turns of a stream that starts at a time. */
function turns(start: string, count: number): string[] {
  const clock = new SessionClock();
  clock.start(Temporal.Instant.from(start).epochNanoseconds);
  return Array.from({ length: count }, () => {
    const { kind, tradeDate, time } = clock.turn();
    return `${kind} ${formatDate(tradeDate)} ${new Temporal.Instant(time)}`;
  });
}

Deno.test("sessions turn at 04:00 and 20:00 in New York, over a weekend on which clocks change", () => {
  assert.deepEqual(turns("2025-03-07T15:00:00Z", 4), [
    "open 2025-03-07 2025-03-07T09:00:00Z",
    "closed 2025-03-07 2025-03-08T01:00:00Z",
    "open 2025-03-10 2025-03-10T08:00:00Z",
    "closed 2025-03-10 2025-03-11T00:00:00Z",
  ]);
});

Deno.test("a half day after a holiday ends at 17:00, and its evening belongs to no session", () => {
  assert.deepEqual(turns("2024-11-28T15:00:00Z", 2), [
    "open 2024-11-29 2024-11-29T09:00:00Z",
    "closed 2024-11-29 2024-11-29T22:00:00Z",
  ]);
  assert.deepEqual(turns("2024-11-29T22:00:00.000000001Z", 1), [
    "open 2024-12-02 2024-12-02T09:00:00Z",
  ]);
  assert.deepEqual(turns("2024-11-29T22:00:00Z", 2), turns("2024-11-28T15:00:00Z", 2));
});

Deno.test("a stream that starts at night waits for the morning", () => {
  assert.deepEqual(turns("2024-11-25T01:00:00.5Z", 1), ["open 2024-11-25 2024-11-25T09:00:00Z"]);
  assert.deepEqual(turns("2024-11-26T01:00:00.5Z", 1), ["open 2024-11-26 2024-11-26T09:00:00Z"]);
});
