import assert from "node:assert/strict";
import { checkPeriod, timeWindow } from "../../../src/io/convert/time_window.ts";
import { DAY, HOUR, MIDNIGHT } from "./made_records.ts";

const REFUSAL = {
  code: "usage",
  message: "Cannot load from --start 2025-03-25 to --end 2025-03-24: " +
    "expected a start that is not after the end",
};

function ns(instant: string): bigint {
  return Temporal.Instant.from(instant).epochNanoseconds;
}

Deno.test("UTC days are wholly part of the window", () => {
  assert.deepEqual(timeWindow({ start: "2025-03-24", end: "2025-03-24" }, "utc"), {
    from: MIDNIGHT,
    to: MIDNIGHT + DAY,
  });
  assert.deepEqual(timeWindow({ start: "2025-03-23", end: "2025-03-25" }, "utc"), {
    from: MIDNIGHT - DAY,
    to: MIDNIGHT + 2n * DAY,
  });
});

Deno.test("trade dates go from 20:00 in New York to 20:00, in winter as in summer", () => {
  assert.deepEqual(timeWindow({ start: "2025-03-25", end: "2025-03-25" }, "trade"), {
    from: ns("2025-03-24T20:00:00-04:00"),
    to: ns("2025-03-25T20:00:00-04:00"),
  });
  assert.deepEqual(timeWindow({ start: "2025-01-07", end: "2025-01-08" }, "trade"), {
    from: ns("2025-01-06T20:00:00-05:00"),
    to: ns("2025-01-08T20:00:00-05:00"),
  });
});

Deno.test("a trade date after a weekend or holiday begins where the session before it ended", () => {
  assert.equal(
    timeWindow({ start: "2025-03-24", end: undefined }, "trade").from,
    ns("2025-03-21T20:00:00-04:00"),
  );
  assert.equal(
    timeWindow({ start: "2025-02-18", end: undefined }, "trade").from, // Washington's Birthday before it
    ns("2025-02-14T20:00:00-05:00"),
  );
});

Deno.test("of instants the start is part of the window and the end is not, whatever days are", () => {
  const period = { start: "2025-03-24T01:00:00Z", end: "2025-03-23T22:00:00-04:00" };
  for (const days of ["utc", "trade"] as const) {
    assert.deepEqual(timeWindow(period, days), { from: MIDNIGHT + HOUR, to: MIDNIGHT + 2n * HOUR });
  }
});

Deno.test("what is not said is open", () => {
  const open = { start: undefined, end: undefined };
  assert.deepEqual(timeWindow(open, "trade"), { from: null, to: null });
  assert.deepEqual(timeWindow({ ...open, start: "2025-03-24" }, "utc"), {
    from: MIDNIGHT,
    to: null,
  });
});

Deno.test("a window that ends before it starts is refused, one without length is not", () => {
  const period = { start: "2025-03-25", end: "2025-03-24" };
  assert.throws(() => checkPeriod(period), REFUSAL);
  assert.throws(() => timeWindow(period, "trade"), REFUSAL);
  const instant = "2025-03-24T00:00:00Z";
  const none = timeWindow({ start: instant, end: instant }, "utc");
  assert.deepEqual(none, { from: MIDNIGHT, to: MIDNIGHT });
});

Deno.test("a day and an instant are compared once it is known what a day is", () => {
  const period = { start: "2025-01-07", end: "2025-01-07T00:30:00Z" };
  checkPeriod(period);
  assert.equal(timeWindow(period, "utc").from, ns("2025-01-07T00:00:00Z"));
  assert.throws(() => timeWindow(period, "trade"), { code: "usage" }); // it starts at 01:00 UTC
});
