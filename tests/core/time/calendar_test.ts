import assert from "node:assert/strict";
import {
  closureReason,
  isEarlyClose,
  isSession,
  previousSession,
  sessionsBetween,
} from "../../../src/core/time/calendar.ts";
import { epochDay, formatDate, parseDate, weekday } from "../../../src/core/time/dates.ts";
import { newYorkMidnight, newYorkOffset } from "../../../src/core/time/new_york.ts";
import {
  sessionAt,
  sessionBounds,
  tradeDateAt,
  tradeDateSpan,
} from "../../../src/core/time/sessions.ts";

// Year, number of sessions, full closures, 13:00 closes; cross-checked against the exchange's own announcements.
const CALENDAR = `
2010 252 01-01,01-18,02-15,04-02,05-31,07-05,09-06,11-25,12-24 11-26
2011 252 01-17,02-21,04-22,05-30,07-04,09-05,11-24,12-26 11-25
2012 250 01-02,01-16,02-20,04-06,05-28,07-04,09-03,10-29,10-30,11-22,12-25 07-03,11-23,12-24
2013 252 01-01,01-21,02-18,03-29,05-27,07-04,09-02,11-28,12-25 07-03,11-29,12-24
2014 252 01-01,01-20,02-17,04-18,05-26,07-04,09-01,11-27,12-25 07-03,11-28,12-24
2015 252 01-01,01-19,02-16,04-03,05-25,07-03,09-07,11-26,12-25 11-27,12-24
2016 252 01-01,01-18,02-15,03-25,05-30,07-04,09-05,11-24,12-26 11-25
2017 251 01-02,01-16,02-20,04-14,05-29,07-04,09-04,11-23,12-25 07-03,11-24
2018 251 01-01,01-15,02-19,03-30,05-28,07-04,09-03,11-22,12-05,12-25 07-03,11-23,12-24
2019 252 01-01,01-21,02-18,04-19,05-27,07-04,09-02,11-28,12-25 07-03,11-29,12-24
2020 253 01-01,01-20,02-17,04-10,05-25,07-03,09-07,11-26,12-25 11-27,12-24
2021 252 01-01,01-18,02-15,04-02,05-31,07-05,09-06,11-25,12-24 11-26
2022 251 01-17,02-21,04-15,05-30,06-20,07-04,09-05,11-24,12-26 11-25
2023 250 01-02,01-16,02-20,04-07,05-29,06-19,07-04,09-04,11-23,12-25 07-03,11-24
2024 252 01-01,01-15,02-19,03-29,05-27,06-19,07-04,09-02,11-28,12-25 07-03,11-29,12-24
2025 250 01-01,01-09,01-20,02-17,04-18,05-26,06-19,07-04,09-01,11-27,12-25 07-03,11-28,12-24
2026 251 01-01,01-19,02-16,04-03,05-25,06-19,07-03,09-07,11-26,12-25 11-27,12-24
2027 251 01-01,01-18,02-15,03-26,05-31,06-18,07-05,09-06,11-25,12-24 11-26
`;

for (const line of CALENDAR.trim().split("\n")) {
  const [yearText, sessions, closures, earlyCloses] = line.split(" ");
  Deno.test(`the calendar of ${yearText} has its sessions, closures and half days`, () => {
    const year = Number(yearText);
    const first = epochDay(year, 1, 1);
    const last = epochDay(year, 12, 31);
    const days = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const monthDay = (day: number) => formatDate(day).slice(5);

    const weekdays = days.filter((day) => weekday(day) % 6 !== 0);

    assert.equal(sessionsBetween(first, last).length, Number(sessions));
    assert.equal(weekdays.filter((day) => !isSession(day)).map(monthDay).join(), closures);
    assert.equal(days.filter(isEarlyClose).map(monthDay).join(), earlyCloses);
  });
}

Deno.test("previousSession() steps over weekends, holidays, mourning days and storms", () => {
  const cases = [
    ["2025-02-24", "2025-02-21"],
    ["2025-02-18", "2025-02-14"],
    ["2025-04-21", "2025-04-17"],
    ["2025-01-10", "2025-01-08"],
    ["2024-12-02", "2024-11-29"],
    ["2012-10-31", "2012-10-26"],
  ] as const;
  for (const [day, expected] of cases) {
    assert.equal(formatDate(previousSession(parseDate(day))), expected);
  }
});

Deno.test("closureReason() names the holiday, the weekend or nothing", () => {
  assert.equal(closureReason(parseDate("2025-02-17")), "Washington's Birthday");
  assert.equal(closureReason(parseDate("2025-02-16")), "weekend");
  assert.equal(closureReason(parseDate("2025-02-18")), null);
});

Deno.test("sessionBounds() ends half days at 13:00 and 17:00", () => {
  assert.deepEqual(sessionBounds(parseDate("2024-11-29")), {
    preOpen: 14_400,
    open: 34_200,
    close: 46_800,
    postClose: 61_200,
  });
  assert.equal(sessionAt(sessionBounds(parseDate("2024-11-29")), 46_800), "post");
  assert.equal(sessionAt(sessionBounds(parseDate("2024-11-29")), 61_200), "closed");
  assert.equal(sessionAt(sessionBounds(parseDate("2024-11-27")), 61_200), "post");
});

Deno.test("tradeDateAt() rolls at 20:00 New York time and over weekends and holidays", () => {
  const at = (iso: string) => formatDate(tradeDateAt(Date.parse(iso) / 1000));
  assert.equal(at("2025-02-03T00:59:59Z"), "2025-02-03"); // Sunday 19:59:59 EST: next session
  assert.equal(at("2025-02-04T00:59:59Z"), "2025-02-03"); // Monday 19:59:59 EST
  assert.equal(at("2025-02-04T01:00:00Z"), "2025-02-04"); // Monday 20:00 EST
  assert.equal(at("2025-07-03T23:59:59Z"), "2025-07-03"); // 19:59:59 EDT
  assert.equal(at("2025-07-04T00:00:00Z"), "2025-07-07"); // holiday, then a weekend
});

Deno.test("tradeDateSpan() is the set of instants tradeDateAt() maps to the day", () => {
  for (const text of ["2025-03-07", "2025-03-10", "2025-11-03", "2025-02-18", "2012-10-31"]) {
    const day = parseDate(text);
    const { start, end } = tradeDateSpan(day);
    assert.equal(tradeDateAt(start), day, text);
    assert.notEqual(tradeDateAt(start - 1), day, text);
    assert.equal(tradeDateAt(end - 1), day, text);
    assert.notEqual(tradeDateAt(end), day, text);
  }
});

Deno.test("New York time agrees with the platform's time zone database, 2007 to 2030", () => {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: "America/New_York",
    hourCycle: "h23",
    hour: "2-digit",
  });
  const start = Date.UTC(2007, 0, 1) / 1000;
  const end = Date.UTC(2030, 11, 31) / 1000;
  for (let instant = start; instant < end; instant += 3 * 3600 + 7) {
    const hour = Math.floor(
      (((instant + newYorkOffset(instant)) % 86_400) + 86_400) % 86_400 / 3600,
    );
    assert.equal(
      hour,
      Number(format.format(instant * 1000)),
      new Date(instant * 1000).toISOString(),
    );
  }
});

Deno.test("newYorkMidnight() is local midnight also on the days the clocks change", () => {
  const iso = (text: string) => new Date(newYorkMidnight(parseDate(text)) * 1000).toISOString();
  assert.equal(iso("2025-03-09"), "2025-03-09T05:00:00.000Z");
  assert.equal(iso("2025-03-10"), "2025-03-10T04:00:00.000Z");
  assert.equal(iso("2025-11-02"), "2025-11-02T04:00:00.000Z");
  assert.equal(iso("2025-11-03"), "2025-11-03T05:00:00.000Z");
});
