import assert from "node:assert/strict";
import fc from "fast-check";
import { sliceBars } from "../../../src/core/columns/bars.ts";
import { DayIndicators } from "../../../src/core/market/day_indicators.ts";
import { IndicatorStream } from "../../../src/core/market/indicator_stream.ts";
import {
  type IndicatorName,
  INDICATORS,
  INDICATORS_LENGTH,
} from "../../../src/core/market/indicators.ts";
import { indexMarketDay } from "../../../src/core/market/market_day.ts";
import { tickSize } from "../../../src/core/market/tick_size.ts";
import { VolumeBins } from "../../../src/core/market/volume_bins.ts";
import { volumeLevels, vwapBands, vwapCrossings } from "../../../src/core/market/volume_levels.ts";
import { buildingBlocks } from "../../../src/core/scan/building_blocks.ts";
import { minuteGrid } from "../../../src/core/scan/minute_grid.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { sessionBounds } from "../../../src/core/time/sessions.ts";
import { type BarRow, HOUR, madeMarket, SECOND, seeded } from "./made_market.ts";

const DATE = "2025-03-25";
const BOUNDS = sessionBounds(parseDate(DATE));
const LIMITS = scanThresholds();

/** Bars that wander, with silences of minutes and hours. */
function wanderingBars(seed: number, count = 1500): BarRow[] {
  const random = seeded(seed);
  const rows: BarRow[] = [];
  let second = 4 * 3600 + Math.floor(random() * 3600);
  let price = 5;
  for (let i = 0; i < count; i++) {
    second += 1 + Math.floor(random() ** 6 * 400);
    if (random() < 0.002) second += Math.floor(random() * 7200);
    if (second >= 20 * 3600) break;
    const cents = () => Math.max(1, price + Math.floor(random() * 9 - 4) / 100);
    const [open, high, low, close] = [cents(), cents(), cents(), cents()];
    const all = [open, high, low, close];
    rows.push([
      ...[second * SECOND, open, Math.max(...all), Math.min(...all), close] as const,
      1 + Math.floor(random() * 3000),
    ]);
    price = close;
  }
  return rows;
}

function barsOf(seed: number) {
  return madeMarket({ bars: wanderingBars(seed) }).bars1s;
}

function typicalTape(bars: ReturnType<typeof barsOf>) {
  const price = bars.close.map((close, i) => (bars.high[i]! + bars.low[i]! + close) / 3);
  return { length: bars.length, price, volume: bars.volume };
}

Deno.test("indicators kept up to date bar by bar equal those of going over the day at once", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const bars = barsOf(seed);
      const day = indexMarketDay({ ...madeMarket({}), bars1s: bars });
      const indicators = new DayIndicators(day, LIMITS);
      const grid = minuteGrid(bars, BOUNDS);
      const blocks = buildingBlocks(grid, LIMITS);
      const crossings = vwapCrossings(blocks.price, blocks.vwap, 1);
      const tape = typicalTape(bars);
      const values = new Float64Array(INDICATORS_LENGTH);

      for (let edge = 0; edge <= grid.length; edge++) {
        const t = 4 * HOUR + edge * 60 * SECOND;
        assert.equal(indicators.at(t, values, 0), edge);
        const expect = (name: IndicatorName, expected: number) =>
          assert.equal(values[INDICATORS[name]], expected, `${name} at edge ${edge}`);
        for (
          const name of [
            ...["price", "r5", "r10", "r15", "r30", "sigma5", "burst5", "high30", "low30"],
            ...["position5", "range10", "usualRange10", "efficiency", "vwap", "dayHigh", "dayLow"],
            "traded10",
          ] as const
        ) expect(name as IndicatorName, blocks[name as "price"][edge]!);
        const until = bars.start.filter((start) => start < t).length;
        const bands = vwapBands(tape, until);
        expect("vwapSigma", bands.sigma);
        const levels = volumeLevels(tape, tickSize(tape.price[0]!), until);
        expect("pointOfControl", levels?.pointOfControl ?? NaN);
        expect("valueAreaLow", levels?.valueAreaLow ?? NaN);
        expect("valueAreaHigh", levels?.valueAreaHigh ?? NaN);
        const cross = crossings.findLast(({ row }) => row <= edge);
        expect("vwapCross", cross?.side ?? 0);
        expect("vwapCrossAge", cross === undefined ? NaN : edge - cross.row);
      }
    }),
    { numRuns: 12 },
  );
});

Deno.test("volume, its five minutes, extremes of five minutes and the regular VWAP follow from the bars", () => {
  const bars = barsOf(3);
  const values = new Float64Array(INDICATORS_LENGTH);
  const indicators = new DayIndicators(
    indexMarketDay({ ...madeMarket({}), bars1s: bars }),
    LIMITS,
  );
  const rows = [...bars.start.keys()];
  for (let edge = 5; edge <= 960; edge += 7) {
    const t = 4 * HOUR + edge * 60 * SECOND;
    indicators.at(t, values, 0);

    const within = (from: number, to: number) =>
      rows.filter((row) => bars.start[row]! >= from && bars.start[row]! < to);
    const volume = (chosen: number[]) => chosen.reduce((sum, row) => sum + bars.volume[row]!, 0);
    const last5 = within(t - 300 * SECOND, t);
    assert.equal(values[INDICATORS.volume], volume(within(0, t)));
    assert.equal(values[INDICATORS.volume5], volume(last5));
    assert.equal(
      values[INDICATORS.high5],
      last5.length === 0 ? NaN : Math.max(...last5.map((row) => bars.high[row]!)),
    );
    const regular = within(9.5 * HOUR, Math.min(t, 16 * HOUR));
    const turnover = regular.reduce(
      (sum, row) =>
        sum + ((bars.high[row]! + bars.low[row]! + bars.close[row]!) / 3) * bars.volume[row]!,
      0,
    );
    const vwap = turnover / volume(regular);
    const found = values[INDICATORS.regularVwap]!;
    assert.ok(
      Number.isNaN(vwap) ? Number.isNaN(found) : Math.abs(found - vwap) < 1,
      `${found} ${vwap}`,
    );
  }
});

Deno.test("a stream that is told the time gives the same as one that is only given bars", () => {
  const bars = barsOf(11);
  const seen = new Map<number, string>();
  const silent = new IndicatorStream(BOUNDS, LIMITS, (edge, values) => {
    seen.set(edge, values.join());
  });
  const told = new IndicatorStream(BOUNDS, LIMITS);
  for (let row = 0; row < bars.length; row++) {
    const bar = {
      start: bars.start[row]!,
      high: bars.high[row]!,
      low: bars.low[row]!,
      close: bars.close[row]!,
      volume: bars.volume[row]!,
    };
    told.advanceTo(bar.start);
    silent.addBar(bar);
    assert.equal(told.values.join(), seen.get(told.edge));
    told.addBar(bar);
  }
});

Deno.test("indicators stay when everything after their minute is another", () => {
  const bars = barsOf(5);
  const cut = bars.length >> 1;
  const other = sliceBars(bars, 0, cut);
  const at = Math.floor(bars.start[cut]! / (60 * SECOND)) * 60 * SECOND;
  const whole = new Float64Array(INDICATORS_LENGTH);
  const half = new Float64Array(INDICATORS_LENGTH);
  const indicators = (bars1s: typeof bars) =>
    new DayIndicators(indexMarketDay({ ...madeMarket({}), bars1s }), LIMITS);

  indicators(bars).at(at, whole);
  indicators(other).at(at, half);

  assert.deepEqual(half, whole);
});

Deno.test("a bar of a minute that is closed is refused", () => {
  const stream = new IndicatorStream(BOUNDS, LIMITS);
  stream.advanceTo(10 * HOUR);

  const bar = { start: 10 * HOUR - SECOND, high: 5, low: 5, close: 5, volume: 1 };
  assert.throws(() => stream.addBar(bar), RangeError);
});

Deno.test("nothing is known before pre-market opens", () => {
  const values = new Float64Array(INDICATORS_LENGTH);
  const indicators = new DayIndicators(
    indexMarketDay({ ...madeMarket({}), bars1s: barsOf(1) }),
    LIMITS,
  );

  assert.equal(indicators.at(4 * HOUR, values, 1), -1);
  assert.ok(values.every(Number.isNaN));
});

Deno.test("VolumeBins.levels() equals volumeLevels() after every print, far prices and ties included", () => {
  const print = fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 0, max: 4 }));
  fc.assert(
    fc.property(fc.array(print, { minLength: 1, maxLength: 60 }), (prints) => {
      const bins = new VolumeBins(1e7);
      const price = Float64Array.from(prints, ([cents]) => cents * 1e7);
      const volume = Float64Array.from(prints, ([, shares]) => shares * 100);
      for (let i = 0; i < prints.length; i++) {
        bins.add(price[i]!, volume[i]!);

        const tape = { length: prints.length, price, volume };
        assert.deepEqual(bins.levels(), volumeLevels(tape, 1e7, i + 1));
      }
    }),
    { numRuns: 300 },
  );
});
