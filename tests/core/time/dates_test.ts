import assert from "node:assert/strict";
import fc from "fast-check";
import { MomoError } from "../../../src/core/error.ts";
import { requireCalendar } from "../../../src/core/time/calendar.ts";
import {
  dateNumber,
  dateParts,
  dayOfDateNumber,
  epochDay,
  formatDate,
  parseDate,
  weekday,
} from "../../../src/core/time/dates.ts";

const day = fc.integer({ min: epochDay(1900, 1, 1), max: epochDay(2200, 1, 1) });

Deno.test("days count from 1970-01-01, a Thursday", () => {
  assert.equal(epochDay(1970, 1, 1), 0);
  assert.equal(epochDay(1969, 12, 31), -1);
  assert.equal(epochDay(2000, 3, 1) - epochDay(2000, 2, 28), 2);
  assert.equal(epochDay(2025, 12, 32), epochDay(2026, 1, 1));
  assert.deepEqual([0, 1, 2, 3, -4].map(weekday), [4, 5, 6, 0, 0]);
});

Deno.test("a day survives its text, its number and its parts", () => {
  fc.assert(fc.property(day, (value) => {
    const { year, month, day } = dateParts(value);
    assert.equal(parseDate(formatDate(value)), value);
    assert.equal(dayOfDateNumber(dateNumber(value)), value);
    assert.equal(epochDay(year, month, day), value);
    assert.equal(weekday(value), new Date(value * 86_400_000).getUTCDay());
  }));
});

Deno.test("parseDate() refuses what is not an existing date in its form", () => {
  for (
    const text of ["", "2025-2-3", "2025-02-30", "20250203", "2025-13-01", "2025-02-03T00:00Z"]
  ) {
    assert.throws(
      () => parseDate(text),
      new MomoError("usage", `Cannot read the date "${text}": expected YYYY-MM-DD`),
    );
  }
});

Deno.test("dayOfDateNumber() knows no day for a number that is no date", () => {
  for (const value of [0, 20250230, 20251301, 2025, 99999999]) {
    assert.equal(dayOfDateNumber(value), undefined);
  }
  assert.equal(dayOfDateNumber(20250203), parseDate("2025-02-03"));
});

Deno.test("requireCalendar() refuses days outside the years it covers, naming them", () => {
  requireCalendar(parseDate("2010-01-01"));
  requireCalendar(parseDate("2027-12-31"));
  for (const text of ["2009-12-31", "2028-01-01"]) {
    assert.throws(
      () => requireCalendar(parseDate(text)),
      new MomoError(
        "bad_data",
        `Cannot place ${text} in the trading calendar: it covers 2010 to 2027`,
      ),
    );
  }
});
