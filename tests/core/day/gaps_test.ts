import assert from "node:assert/strict";
import { coverageGaps, describeGaps, silentHour } from "../../../src/core/day/coverage_gaps.ts";
import { quoteGaps } from "../../../src/core/day/gaps.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { sessionBounds } from "../../../src/core/time/sessions.ts";
import { SECOND } from "./day_fixtures.ts";

const DAY = parseDate("2025-03-24");
const BOUNDS = sessionBounds(DAY);
const HOUR = 3600;

function gapsOf(seconds: readonly number[], halts: Parameters<typeof quoteGaps>[1] = []) {
  const tsRecv = Float64Array.from(seconds, (at) => at * SECOND);
  return quoteGaps({ length: seconds.length, tsRecv }, halts, BOUNDS)
    .map(({ start, end }) => [start / SECOND, end / SECOND]);
}

/** A quote a second through the regular session, but for the given stretch. */
function everySecond(from: number, to: number): number[] {
  const seconds: number[] = [];
  for (let at = BOUNDS.open; at < BOUNDS.close; at++) if (at <= from || at >= to) seconds.push(at);
  return seconds;
}

Deno.test("a silence above 30 s and 20 usual steps is a gap of the quotes", () => {
  assert.deepEqual(gapsOf(everySecond(40_000, 40_029)), []);
  assert.deepEqual(gapsOf(everySecond(40_000, 40_040)), [[40_000, 40_040]]);
});

Deno.test("where quotes come every ten seconds, three minutes of silence are no gap", () => {
  const slow = everySecond(0, 0).filter((at) => at % 10 === 0 && !(at > 40_000 && at < 40_180));

  assert.deepEqual(gapsOf(slow), []);
});

Deno.test("halts are no gaps; what is left around them may be", () => {
  const halt = { startKnown: 0, endKnown: 0, action: 9, reason: 50 };
  const inside = [{ start: 40_001 * SECOND, end: 40_299 * SECOND, ...halt }];
  const before = [{ start: 40_100 * SECOND, end: 40_299 * SECOND, ...halt }];

  assert.deepEqual(gapsOf(everySecond(40_000, 40_300), inside), []);
  assert.deepEqual(gapsOf(everySecond(40_000, 40_300), before), [[40_000, 40_100]]);
});

Deno.test("silence from the last quote to the close is a gap; a day without quotes has none", () => {
  assert.deepEqual(gapsOf(everySecond(50_000, 99_999)), [[50_000, BOUNDS.close]]);
  assert.deepEqual(gapsOf([]), []);
});

Deno.test("what no file covers is said with its hours, of status messages within the sessions", () => {
  const night = coverageGaps(
    "status",
    [{ from: -4 * HOUR * SECOND, to: 5 * HOUR * SECOND }],
    BOUNDS,
  );
  const post = coverageGaps(
    "quotes",
    [{ from: 19 * HOUR * SECOND, to: 20 * HOUR * SECOND }],
    BOUNDS,
  );

  assert.deepEqual(describeGaps([...night, ...post]), [
    "No file has the status messages from 04:00 to 05:00",
    "No file has the quotes from 19:00 to 20:00",
  ]);
});

Deno.test("an empty last hour is unknown in standard time only, and on full days only", () => {
  const times = { bars1s: Float64Array.of(10 * HOUR * SECOND) };
  const filled = { bars1s: Float64Array.of(19.5 * HOUR * SECOND) };
  const count = (date: string, rows: { readonly bars1s: Float64Array }) =>
    silentHour(parseDate(date), sessionBounds(parseDate(date)), rows).length;

  assert.equal(count("2025-02-24", times), 1);
  assert.equal(count("2025-02-24", filled), 0);
  assert.equal(count("2025-03-24", times), 0);
  assert.equal(count("2024-11-29", times), 0);
});
