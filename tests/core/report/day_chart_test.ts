import assert from "node:assert/strict";
import fc from "fast-check";
import { type Bars, createBars } from "../../../src/core/columns/bars.ts";
import { chartOfDay } from "../../../src/core/report/day_chart.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { epochDay } from "../../../src/core/time/dates.ts";
import { decodeCandles, mergeCandles } from "../../../src/io/report/page/chart_data.js";

const DAY = epochDay(2025, 3, 24);
const PRE_OPEN = 4 * 3600;
const OPEN = 9.5 * 3600;
const NO_POINTS = { time: [] };
const LIMITS = scanThresholds();

/** One-second bars at seconds since local midnight: cents, and shares. */
function barsOf(rows: readonly (readonly [second: number, cents: number, shares: number])[]): Bars {
  const bars = createBars(1e9, rows.length);
  for (const [i, [second, cents, shares]] of rows.entries()) {
    bars.start[i] = second * 1e9;
    for (const column of ["open", "high", "low", "close"] as const) bars[column][i] = cents * 1e7;
    bars.volume[i] = shares;
  }
  return bars;
}

function draw(bars: Bars, halts: Parameters<typeof chartOfDay>[0]["halts"] = null) {
  return chartOfDay({ day: DAY, bars, halts, baselineShares: null, points: NO_POINTS }, LIMITS);
}

Deno.test("chartOfDay() draws minutes that decode to the open, high, low, close and volume of their bars", () => {
  const rows = fc.uniqueArray(
    fc.tuple(fc.nat(57_599), fc.integer({ min: 1, max: 90_000 }), fc.integer({ min: 1, max: 1e6 })),
    { minLength: 1, maxLength: 60, selector: ([second]) => second },
  );
  fc.assert(fc.property(rows, (unordered) => {
    const sorted = [...unordered].sort(([a], [b]) => a - b);
    const byMinute = Map.groupBy(sorted, ([second]) => Math.floor(second / 60));

    const chart = draw(barsOf(sorted.map(([second, ...rest]) => [PRE_OPEN + second, ...rest])));
    const candles = decodeCandles(chart.candles);

    let turnover = 0;
    let shares = 0;
    const expected = [...byMinute].map(([minute, own]) => {
      const cents = own.map(([, price]) => price);
      for (const [, price, volume] of own) {
        [turnover, shares] = [turnover + price * volume, shares + volume];
      }
      return {
        ...{ minute, open: cents[0]! / 100, close: cents.at(-1)! / 100 },
        ...{ high: Math.max(...cents) / 100, low: Math.min(...cents) / 100 },
        volume: own.reduce((sum, [, , volume]) => sum + volume, 0),
        vwap: Math.round((turnover / shares) * 100) / 1e4,
      };
    });
    assert.equal(candles.length, expected.length);
    for (const [i, { vwap, ...rest }] of expected.entries()) {
      const { vwap: drawn, ...candle } = candles[i]!;
      assert.deepEqual(candle, rest);
      assert.ok(Math.abs(drawn - vwap) < 2e-4, `${drawn} ${vwap}`);
    }
  }));
});

Deno.test("mergeCandles() makes candles of five minutes from those of one", () => {
  const chart = draw(
    barsOf([[PRE_OPEN, 100, 1], [PRE_OPEN + 70, 120, 2], [PRE_OPEN + 250, 90, 3], [
      PRE_OPEN + 300,
      95,
      4,
    ]]),
  );

  const merged = mergeCandles(decodeCandles(chart.candles), 5);

  assert.deepEqual([...merged.keys()], [0, 1]);
  const { open, high, low, close, volume } = merged.get(0)!;
  assert.deepEqual([open, high, low, close, volume], [1, 1.2, 0.9, 0.9, 6]);
});

Deno.test("chartOfDay() marks a sudden rise on volume as a squeeze and a stretch of breakout", () => {
  const quiet = Array.from(
    { length: 7200 / 10 },
    (_, i) => [OPEN + 10 * i, 1000 + (i % 2), 100] as const,
  );
  const rise = Array.from({ length: 60 }, (_, i) => [OPEN + 7200 + i, 1002 + 2 * i, 5000] as const);

  const chart = draw(barsOf([...quiet, ...rise]));

  assert.equal(chart.squeezes.length, 1);
  const [trigger, end, magnitude, ratio] = chart.squeezes[0]!;
  assert.ok(trigger > OPEN + 7200 && trigger < end && trigger < OPEN + 7260, String(trigger));
  assert.ok(Math.abs(magnitude - Math.log(1120 / 1001)) < 0.002, String(magnitude));
  assert.ok(ratio > 3);
  const patterns = chart.patterns.filter(([, , name]) => name === "breakout");
  assert.ok(
    patterns.some(([from, to, , score]) => from <= OPEN + 7260 && to > OPEN + 7260 && score >= 0.5),
  );
});

Deno.test("chartOfDay() keeps the part of a halt that lies within the day, in whole seconds", () => {
  const known = { startKnown: 0, endKnown: 0, action: 9, reason: 50 };
  const halts = [
    { start: 3 * 3600e9, end: 5 * 3600e9, ...known },
    { start: 36_000.4e9, end: 36_299.2e9, ...known },
  ];

  const chart = draw(barsOf([[OPEN, 100, 1]]), halts);

  assert.deepEqual(chart.halts, [[PRE_OPEN, 5 * 3600, 50], [36_000, 36_300, 50]]);
  assert.equal(chart.hasStatus, true);
});

Deno.test("chartOfDay() guesses halts from silence where there is no status", () => {
  const before = Array.from({ length: 300 }, (_, i) => [OPEN + 600 + i, 1000, 100] as const);
  const after = [[OPEN + 1200, 1100, 100]] as const;

  const chart = draw(barsOf([...before, ...after]));

  assert.equal(chart.hasStatus, false);
  assert.deepEqual(chart.halts, [[OPEN + 900, OPEN + 1200, 0]]);
});

Deno.test("chartOfDay() has the sessions of a half day", () => {
  const bars = barsOf([[OPEN, 100, 1]]);

  const chart = chartOfDay(
    { day: epochDay(2025, 7, 3), bars, halts: null, baselineShares: null, points: NO_POINTS },
    LIMITS,
  );

  assert.deepEqual(chart.sessions, [4, 9.5, 13, 17].map((hour) => hour * 3600));
});
