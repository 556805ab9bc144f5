import assert from "node:assert/strict";
import type { Bars } from "../../../src/core/columns/bars.ts";
import type { ColumnSpec } from "../../../src/core/columns/table.ts";
import { haltsOf } from "../../../src/core/market/halts.ts";
import { analyseDay, type DayRows } from "../../../src/core/scan/analyse_day.ts";
import { buildBaseline } from "../../../src/core/scan/baseline.ts";
import type { DayInput } from "../../../src/core/scan/day_input.ts";
import { DAY_COLUMNS, POINT_COLUMNS } from "../../../src/core/scan/index_columns.ts";
import { minuteGrid } from "../../../src/core/scan/minute_grid.ts";
import { scoreQuality } from "../../../src/core/scan/quality.ts";
import { spreadScore } from "../../../src/core/scan/spread_track.ts";
import type { DayMeasures } from "../../../src/core/scan/strategy.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { sessionsBefore } from "../../../src/core/time/calendar.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { sessionBounds } from "../../../src/core/time/sessions.ts";
import { deliveredDays } from "./delivered_days.ts";
import {
  assertClose,
  FULL_BOUNDS,
  FULL_DAY,
  generateBars,
  HALF_DAY,
  handBars,
} from "./generated_day.ts";
import { randomBaseline, randomHalts, randomQuotes, spreadsOf } from "./scanned_day.ts";

const LIMITS = scanThresholds();

function inputOf(bars: Bars, changed: Partial<DayInput> = {}): DayInput {
  return {
    ...{ symbol: "X", day: FULL_DAY, bars, barSource: "ohlcv-1s", dataset: "EQUS.MINI" },
    ...{ qualityBits: 0, condition: null, summaryRvol: null, files: [], baseline: null },
    ...{ prevClose: NaN, prevCloseSource: null, isSuspectSplit: false, gate: "pass" },
    ...{ halts: null, shortSaleChanges: null, statusSource: null },
    ...{ spreads: null, quoteSource: null, trades: null },
    ...changed,
  };
}

/** A random day with some of its sources missing. */
function randomInput(seed: number): DayInput {
  const day = seed % 4 === 0 ? HALF_DAY : FULL_DAY;
  const bounds = sessionBounds(day);
  const halts = seed % 3 === 0 ? null : randomHalts(seed);
  return inputOf(generateBars(seed, bounds, { activity: seed % 2 === 0 ? 0.1 : 1 }), {
    ...{ day, halts, prevClose: seed % 7 === 0 ? NaN : 4.8e9 },
    baseline: seed % 5 === 0 ? null : randomBaseline(seed, day),
    spreads: seed % 2 === 0 ? null : spreadsOf(randomQuotes(seed, bounds), halts ?? [], bounds),
  });
}

const analyse = (input: DayInput): DayRows => analyseDay(input, LIMITS);
const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

function assertRow(row: object, columns: readonly ColumnSpec[], where: string): void {
  const values = new Map<string, unknown>(Object.entries(row));
  assert.deepEqual([...values.keys()].sort(), columns.map(({ name }) => name).sort());
  for (const { name, nullable } of columns) {
    const value = values.get(name);
    assert.ok(nullable || value !== null, `${where}: ${name} is null`);
    assert.ok(typeof value !== "number" || Number.isFinite(value), `${where}: ${name} is ${value}`);
  }
}

Deno.test("each row has the columns of its table, with nulls only where they may be, and no NaN", () => {
  const elsewhere = ["symbol", "trade_date", "day_row"];
  const pointColumns = POINT_COLUMNS.filter(({ name }) => !elsewhere.includes(name));
  for (let seed = 1; seed <= 30; seed++) {
    const { day, points } = analyse(randomInput(seed));
    assertRow(day, DAY_COLUMNS, `seed ${seed}`);
    for (const point of points) assertRow(point, pointColumns, `seed ${seed}`);
  }
});

Deno.test("prices and volumes of a row are those of the bars", () => {
  for (let seed = 1; seed <= 12; seed++) {
    const input = randomInput(seed);
    const { bars } = input;
    const { open, close } = sessionBounds(input.day);
    const regular = [...bars.start.keys()].filter((i) => {
      return bars.start[i]! >= open * 1e9 && bars.start[i]! < close * 1e9;
    });
    const { day } = analyse(input);

    assert.equal(day.eod_open, bars.open[0]! / 1e9);
    assert.equal(day.eod_high, Math.max(...bars.high) / 1e9);
    assert.equal(day.eod_low, Math.min(...bars.low) / 1e9);
    assert.equal(day.eod_close, bars.close[bars.length - 1]! / 1e9);
    assert.equal(day.eod_volume, sum(bars.volume));
    assert.equal(day.eod_high_reg, Math.max(...regular.map((i) => bars.high[i]!)) / 1e9);
    assert.equal(day.eod_low_reg, Math.min(...regular.map((i) => bars.low[i]!)) / 1e9);
    assert.equal(day.eod_open_reg, bars.open[regular[0]!]! / 1e9);
    assert.equal(day.eod_close_reg, bars.close[regular.at(-1)!]! / 1e9);
    assert.equal(day.eod_volume_reg, sum(regular.map((i) => bars.volume[i]!)));
    assert.equal(day.eod_volume_pre + day.eod_volume_reg + day.eod_volume_post, day.eod_volume);
    assertClose(day.eod_range_pct, (day.eod_high - day.eod_low) / day.eod_open, 1e-12, "range");
    assertClose(day.eod_move_up_pct, day.eod_high / day.eod_open - 1, 1e-12, "up");
    assertClose(day.eod_move_down_pct, 1 - day.eod_low / day.eod_open, 1e-12, "down");
    const fade = (day.eod_high - day.eod_close) / (day.eod_high - day.eod_low);
    assertClose(day.eod_fade, fade, 1e-9, "fade");
  }
});

Deno.test("quality is that of the measures, its components beside it", () => {
  for (let seed = 1; seed <= 12; seed++) {
    const input = randomInput(seed);
    const { baseline, spreads, bars } = input;
    if (baseline === null) continue;
    const { day } = analyse(input);
    const bounds = sessionBounds(input.day);
    const grid = minuteGrid(bars, bounds);
    // multipliers and activity by hand: dollar volume times absolute return of each minute
    const isHalf = input.day === HALF_DAY;
    const steps = isHalf
      ? [[4, 0.8], [7, 1], [9.5, 1.25], [10.5, 1.05], [11.5, 0.8], [12, 1.15], [13, 0.85], [
        15,
        0.7,
      ]]
      : [[4, 0.8], [7, 1], [9.5, 1.25], [10.5, 1.05], [11.5, 0.8], [14, 0.95], [15, 1.15], [
        16,
        0.85,
      ], [18, 0.7]];
    const m = (minute: number) => steps.findLast(([hour]) => hour! <= 4 + minute / 60)![1]!;
    const a = Array.from({ length: grid.length }, (_, i) => {
      const step = i > 0 ? Math.abs(Math.log(grid.close[i]! / grid.close[i - 1]!)) : NaN;
      return step > 0 ? grid.turnover[i]! * step : 0;
    });
    const slots = (bounds.close - bounds.open) / 300;
    const busy = Array.from({ length: slots }, (_, k) =>
      sum(grid.volume.slice(330 + 5 * k, 335 + 5 * k)))
      .filter((shares) => shares >= baseline.regular / slots).length;
    const expected = scoreQuality({
      range: day.eod_range_pct,
      rvol: day.eod_volume / baseline.full,
      busyShare: busy / slots,
      clarity: Math.min(1, Math.max(0, (day.eod_efficiency - 0.3) / 0.45)),
      spread: spreads ? spreadScore(spreads.medianBps, spreads.meanMid, LIMITS) : 0.5,
      timeAverage: sum(a.map((value, i) => value * m(i))) / sum(a),
    }, LIMITS);

    const actual = [day.eod_score_move, day.eod_score_volume!, day.eod_score_clarity];
    for (const [i, score] of [expected.move, expected.volume, expected.clarity].entries()) {
      assertClose(actual[i]!, score, 1e-9, `seed ${seed}, component ${i}`);
    }
    assertClose(day.eod_score_spread, expected.spread, 1e-12, `seed ${seed}`);
    assertClose(day.eod_score_time, expected.time, 1e-9, `seed ${seed}`);
    assertClose(day.eod_quality!, expected.quality, 1.1e-6, `seed ${seed}`);
  }
});

Deno.test("a day without a baseline, or with nothing usual, has no relative volume, quality or category", () => {
  const bars = generateBars(1);
  const silent = sessionsBefore(FULL_DAY, 6).map((day) => ({
    ...{ day, source: "ohlcv-1s" as const, total: 0, splitFactor: 1 },
    ...{ minutes: new Uint16Array(0), shares: new Float64Array(0) },
  }));
  for (const baseline of [null, buildBaseline(FULL_DAY, silent, LIMITS)]) {
    const { day } = analyse(inputOf(bars, { baseline }));

    assert.deepEqual([day.eod_rvol, day.eod_quality, day.eod_score_volume], [null, null, null]);
    assert.deepEqual([day.eod_category, day.eod_is_momentum], ["none", false]);
  }
});

Deno.test("without status data the halts are unknown, the risk partial, and likely halts counted", () => {
  const bars = generateBars(1);
  const without = analyse(inputOf(bars)).day;
  const calm = analyse(inputOf(bars, { halts: [] })).day;

  const columns = (
    day: DayRows["day"],
  ) => [day.eod_n_halts, day.eod_halt_minutes, day.eod_halt_gap_max];
  assert.deepEqual([columns(without), columns(calm)], [[null, null, null], [0, 0, 0]]);
  assert.deepEqual([without.eod_risk_partial, calm.eod_risk_partial], [true, false]);
  assert.deepEqual([without.eod_halts_inferred, calm.eod_halts_inferred], [0, null]);
});

Deno.test("halts add up within the session, and the largest gap counts", () => {
  const halt = (start: number, end: number, reason = 50) => ({
    ...{ start: start * 1e9, end: end * 1e9, startKnown: start * 1e9, endKnown: end * 1e9 },
    ...{ action: 9, reason },
  });
  const bars = handBars([
    { at: 36_000, close: 10 },
    { at: 37_000, close: 12 },
    { at: 40_000, close: 9 },
  ]);
  const analysed = (...halts: ReturnType<typeof halt>[]) => analyse(inputOf(bars, { halts })).day;

  const day = analysed(halt(-3600, 18_000), halt(36_300, 36_600), halt(38_000, 38_600));

  assert.equal(day.eod_n_halts, 3);
  assertClose(day.eod_halt_minutes!, 60 + 5 + 10, 1e-12, "from 04:00 on");
  assertClose(day.eod_halt_gap_max!, Math.log(12 / 9), 1e-12, "12 to 9");
  assert.equal(day.eod_news_hint, false);
  assert.equal(analysed(halt(36_300, 36_600, 31)).eod_news_hint, true);
});

Deno.test("a squeeze goes on over a halt, whose seconds count from when it is known", () => {
  const calm = Array.from(
    { length: 210 },
    (_, i) => ({ at: 36_000 + 10 * i, close: 10, volume: 10 }),
  );
  const halt = {
    ...{ start: 38_110e9, end: 38_410e9, startKnown: 38_121e9, endKnown: 38_421e9 },
    ...{ action: 9, reason: 50 },
  };
  /** The largest squeeze if the price first rises by 4 %, seen at 38,101, and `after` seconds later by 10 %. */
  const largest = (after: number) => {
    const rise = [
      { at: 38_100, close: 10.4, volume: 1000 },
      { at: 38_100 + after, close: 11 },
    ];
    return analyse(inputOf(handBars([...calm, ...rise]), { halts: [halt] })).day.eod_squeeze_max!;
  };

  assertClose(largest(360), Math.log(1.1), 1e-12, "300 of 360 seconds halted");
  assertClose(largest(361), Math.log(1.04), 1e-12, "a second too late");
});

Deno.test("an unexplained gap of 20 % hints at news, a suspected split does not", () => {
  const bars = generateBars(2);
  const open = analyse(inputOf(bars)).day.eod_open_reg! * 1e9;
  const hint = (changed: Partial<DayInput>) => analyse(inputOf(bars, changed)).day.eod_news_hint;

  assert.equal(hint({ prevClose: open / 1.19 }), false);
  assert.equal(hint({ prevClose: open / 1.2001 }), true);
  assert.equal(hint({ prevClose: open / 0.79 }), true, "down");
  assert.equal(hint({ prevClose: open / 2, isSuspectSplit: true }), false);
  assertClose(analyse(inputOf(bars, { prevClose: open / 1.5 })).day.gap_pct!, 0.5, 1e-9, "gap");
});

Deno.test("short-sale restriction is told for 04:00 and for the whole day", () => {
  const ssr = (...changes: [number, boolean][]) => {
    const shortSaleChanges = changes.map(([at, isRestricted]) => ({
      tsRecv: at * 1e9,
      isRestricted,
    }));
    const { day } = analyse(inputOf(generateBars(1), { shortSaleChanges }));
    return [day.ssr_pre, day.eod_ssr];
  };
  assert.deepEqual(ssr(), [false, false]);
  assert.deepEqual(ssr([-3600, true]), [true, true]);
  assert.deepEqual(ssr([-3600, true], [14_000, false]), [false, false]);
  assert.deepEqual(ssr([40_000, true]), [false, true]);
  assert.deepEqual(ssr([-3600, true], [40_000, false]), [true, true]);
  const { day } = analyse(inputOf(generateBars(1)));
  assert.deepEqual([day.ssr_pre, day.eod_ssr], [null, null]);
});

Deno.test("the best period is the bucket with the most weighted activity", () => {
  // the same rise of 10 % in pre-market on 100 shares and after 15:00 on 90 shares, which weigh 1.15 to .80
  const bars = handBars([
    { at: 20_000, close: 10, volume: 1 },
    { at: 20_060, open: 11, close: 11, volume: 100 },
    { at: 55_000, open: 12.1, close: 12.1, volume: 90 },
  ]);
  assert.equal(analyse(inputOf(bars)).day.eod_best_period, "power_hour");
});

Deno.test("phases, patterns and points of the row agree with the points beside it", () => {
  for (let seed = 1; seed <= 8; seed++) {
    const input = randomInput(seed);
    const { day, points } = analyse(input);
    const minutes = day.eod_minutes_dormant + day.eod_minutes_accumulation +
      day.eod_minutes_breakout +
      day.eod_minutes_momentum + day.eod_minutes_distribution;

    assert.equal(minutes, input.day === HALF_DAY ? 780 : 960);
    assert.equal(day.eod_reset_points, points.length);
    assert.equal(day.eod_good_points, points.filter((point) => point.local_quality >= 0.6).length);
    assert.ok(points.every((point, i) => i === 0 || point.ts > points[i - 1]!.ts));
    assert.ok(points.every((point) => point.fut_mfe_15m >= 0 && point.fut_mae_15m <= 0));
  }
});

Deno.test("a strategy replaces the scores of points and of the day, and sees what they were", () => {
  const input = randomInput(1);
  const builtIn = analyse(input).day;
  const seen: DayMeasures[] = [];
  const { day, points } = analyseDay(input, LIMITS, {
    name: "test",
    scorePoint: () => 0.25,
    scoreDay: (measures) => {
      seen.push(measures);
      return { quality: 0.125, risk: 0.5, category: "mixed" };
    },
  });

  assert.deepEqual([day.eod_quality, day.eod_risk, day.eod_category], [0.125, 0.5, "mixed"]);
  assert.ok(points.length > 0 && points.every((point) => point.local_quality === 0.25));
  assert.equal(seen.length, 1);
  assert.deepEqual(
    [seen[0]!.quality, seen[0]!.range, seen[0]!.rvol, seen[0]!.tradeDate],
    [builtIn.eod_quality, builtIn.eod_range_pct, builtIn.eod_rvol, "2025-03-25"],
  );
});

Deno.test("the rows of delivered days hold the prices of their bars and the pauses of their status", () => {
  for (const { date, bars, status } of deliveredDays()) {
    const halts = status && haltsOf(status, FULL_BOUNDS);
    const { day } = analyse(inputOf(bars, { day: parseDate(date), halts }));

    assert.equal(day.eod_open, bars.open[0]! / 1e9, date);
    assert.equal(day.eod_high, Math.max(...bars.high) / 1e9, date);
    assert.equal(day.eod_low, Math.min(...bars.low) / 1e9, date);
    assert.equal(day.eod_close, bars.close[bars.length - 1]! / 1e9, date);
    assert.equal(day.eod_volume, sum(bars.volume), date);
    assert.equal(day.eod_n_halts, halts ? halts.length : null, date);
    // pauses last five minutes, extended ones ten, and reopen within a second of that
    assertClose((day.eod_halt_minutes ?? 0) / 5 % 1, 0, 0.01, date);
  }
});
