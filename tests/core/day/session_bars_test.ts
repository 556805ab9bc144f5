import assert from "node:assert/strict";
import fc from "fast-check";
import { QUALITY_BIT } from "../../../src/core/clean/quality_bits.ts";
import { lastCloseAt, resampleSession } from "../../../src/core/day/session_bars.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { sessionBounds } from "../../../src/core/time/sessions.ts";
import { barsOf, nano, SECOND } from "./day_fixtures.ts";

const SECONDS = { "1m": 60, "5m": 300, "1h": 3600, session: 86_400 } as const;

/** Bucket and end of a bar by asking each bucket of the day in turn. */
function bucketOf(at: number, length: number, date: string): readonly [number, number] {
  const { preOpen, open, close, postClose } = sessionBounds(parseDate(date));
  for (const [from, to] of [[preOpen, open], [open, close], [close, postClose]] as const) {
    for (let start = from; start < to; start += length) {
      const end = Math.min(start + length, to);
      if (at >= start && at < end) return [start, end];
    }
  }
  throw new Error(`no bucket for ${at}`);
}

for (const date of ["2025-03-24", "2024-11-29"]) {
  for (const length of ["1m", "5m", "1h", "session"] as const) {
    Deno.test(`resampleSession() to ${length} on ${date} sums up each bucket of each session`, () => {
      const { preOpen, postClose } = sessionBounds(parseDate(date));
      const row = fc.tuple(
        fc.integer({ min: preOpen, max: postClose - 1 }),
        fc.integer({ min: 100, max: 200 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 0, max: 3 }),
      );
      const rows = fc.uniqueArray(row, { selector: ([at]) => at, maxLength: 200 });
      fc.assert(
        fc.property(rows, (unsorted) => {
          const sorted = unsorted.sort(([a], [b]) => a - b);
          const source = barsOf(
            sorted.map(([at, price, size]) => [at, price, price + 1, price - 1, price + 0.5, size]),
          );
          source.quality.set(sorted.map(([, , , bits]) => bits));

          const { bars, end, quality } = resampleSession(
            source,
            length,
            sessionBounds(parseDate(date)),
          );

          const groups = Map.groupBy(sorted, ([at]) => bucketOf(at, SECONDS[length], date)[0]);
          const expected = [...groups].map(([start, members]) => [
            ...[start * SECOND, bucketOf(members[0]![0], SECONDS[length], date)[1] * SECOND],
            nano(members[0]![1]),
            nano(Math.max(...members.map(([, price]) => price)) + 1),
            nano(Math.min(...members.map(([, price]) => price)) - 1),
            nano(members.at(-1)![1] + 0.5),
            members.reduce((sum, [, , size]) => sum + size, 0),
            members.reduce((all, [, , , bits]) => all | bits, 0),
          ]);
          const actual = Array.from({ length: bars.length }, (_, i) => [
            ...[bars.start[i], end[i], bars.open[i], bars.high[i], bars.low[i], bars.close[i]],
            ...[bars.volume[i], quality[i]],
          ]);
          assert.deepEqual(actual, expected);
        }),
        { numRuns: 40 },
      );
    });
  }
}

Deno.test("a bar of a day is the whole trade date, from 04:00 to the close of post", () => {
  const bounds = sessionBounds(parseDate("2024-11-29"));
  const source = barsOf([[15_000, 5, 6, 4, 5, 10], [40_000, 5, 9, 5, 7, 1], [
    60_000,
    7,
    7,
    3,
    4,
    2,
  ]]);

  const { bars, end } = resampleSession(source, "1d", bounds);

  assert.equal(bars.length, 1);
  assert.deepEqual([bars.start[0], end[0]], [4 * 3600 * SECOND, 17 * 3600 * SECOND]);
  assert.deepEqual([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]], [
    ...[nano(5), nano(9), nano(3), nano(4), 13],
  ]);
});

Deno.test("lastCloseAt() gives the close of the last complete bar without a spike, else of the day before", () => {
  const base = 1_700_000_000_000_000_000n;
  const bars1s = barsOf([[100, 5, 5, 5, 5, 1], [200, 6, 6, 6, 6, 1], [300, 9, 9, 9, 9, 1]]);
  bars1s.quality[2] = QUALITY_BIT.spike;
  const before = { bars1s: barsOf([[500, 3, 3, 3, 3, 1]]), base: base - 3n * 86_400_000_000_000n };
  const day = { bars1s, base, previous: { day: before } };

  assert.equal(lastCloseAt(day, 201 * SECOND)?.price, nano(6));
  assert.equal(lastCloseAt(day, 201 * SECOND - 1)?.price, nano(5));
  assert.equal(lastCloseAt(day, 1e6 * SECOND)?.price, nano(6));
  assert.deepEqual(lastCloseAt(day, 50 * SECOND), {
    price: nano(3),
    availableAt: (501 - 3 * 86_400) * SECOND,
  });
  assert.equal(lastCloseAt({ bars1s, base }, 50 * SECOND), null);
});
