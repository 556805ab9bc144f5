import assert from "node:assert/strict";
import { buildingBlocks } from "../../../src/core/scan/building_blocks.ts";
import {
  activeSlots,
  busySlotShare,
  maxIntradayMove,
  minuteActivity,
  ohlcvOf,
  ohlcvOfMinutes,
  regularOhlcv,
  worstFlush,
} from "../../../src/core/scan/day_statistics.ts";
import { minuteGrid } from "../../../src/core/scan/minute_grid.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import {
  assertClose,
  FULL_BOUNDS,
  generateBars,
  HALF_BOUNDS,
  type HandBar,
  handBars,
} from "./generated_day.ts";

const gridOf = (...rows: HandBar[]) => minuteGrid(handBars(rows), FULL_BOUNDS);

Deno.test("ohlcvOf() and regularOhlcv() of a hand-made day, session edges half-open", () => {
  const bars = handBars([
    { at: 34_199, open: 5, high: 99, low: 4, close: 6, volume: 1 },
    { at: 34_200, open: 7, high: 9, low: 6, close: 8, volume: 10 },
    { at: 57_599, open: 8, high: 8, low: 3, close: 4, volume: 100 },
    { at: 57_600, open: 2, high: 2, low: 1, close: 1.5, volume: 1000 },
  ]);

  assert.deepEqual(ohlcvOf(bars), { open: 5e9, high: 99e9, low: 1e9, close: 1.5e9, volume: 1111 });
  assert.deepEqual(regularOhlcv(bars, FULL_BOUNDS), {
    ...{ open: 7e9, high: 9e9, low: 3e9, close: 4e9, volume: 110 },
  });
});

Deno.test("a session without trades has no prices and no volume", () => {
  const bars = handBars([{ at: 20_000, close: 5 }]);

  assert.deepEqual(regularOhlcv(bars, FULL_BOUNDS), {
    ...{ open: NaN, high: NaN, low: NaN, close: NaN, volume: 0 },
  });
});

Deno.test("ohlcvOfMinutes() says the same as going over the bars", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const bounds = seed % 2 === 0 ? HALF_BOUNDS : FULL_BOUNDS;
    const bars = generateBars(seed, bounds, { activity: 0.01 });
    const grid = minuteGrid(bars, bounds);
    const close = (bounds.close - bounds.preOpen) / 60;

    assert.deepEqual(ohlcvOfMinutes(bars, grid, 0, grid.length), ohlcvOf(bars));
    assert.deepEqual(ohlcvOfMinutes(bars, grid, 330, close), regularOhlcv(bars, bounds));
  }
});

Deno.test("maxIntradayMove() looks forward in time only", () => {
  const day = (...closes: number[]) =>
    gridOf(...closes.map((close, i) => ({ at: 36_000 + 60 * i, close })));

  assertClose(maxIntradayMove(day(10, 12, 9)), 0.25, 1e-12, "12 to 9 falls by 25 %");
  assertClose(maxIntradayMove(day(9, 12, 10)), 1 / 3, 1e-12, "9 to 12 rises by 33 %");
  assertClose(maxIntradayMove(day(12, 8, 9)), 1 / 3, 1e-12, "12 to 8 falls by 33 %");
  assert.equal(maxIntradayMove(day(10, 10)), 0);
});

Deno.test("maxIntradayMove() agrees with trying all pairs of minutes", () => {
  for (let seed = 1; seed <= 6; seed++) {
    const grid = minuteGrid(generateBars(seed, HALF_BOUNDS, { activity: 0.1 }), HALF_BOUNDS);
    const closes = [...grid.close].filter((close) => !Number.isNaN(close));
    const moves = closes.flatMap((p, u) =>
      closes.slice(u + 1).map((q) => Math.max(q / p - 1, 1 - q / p))
    );

    const best = moves.reduce((a, b) => Math.max(a, b), 0);
    assertClose(maxIntradayMove(grid), best, 1e-12, `seed ${seed}`);
  }
});

Deno.test("activeSlots() counts aligned slots with a trade", () => {
  const grid = gridOf(
    { at: 14_400, close: 5 },
    { at: 14_699, close: 5 },
    { at: 14_700, close: 5 },
    { at: 36_000, close: 5 },
  );

  assert.equal(activeSlots(grid, 1), 4);
  assert.equal(activeSlots(grid, 5), 3);
  assert.equal(activeSlots(gridOf(), 5), 0);
});

Deno.test("busySlotShare() counts regular five-minute slots with enough shares", () => {
  const rows = [34_200, 34_499, 34_500, 57_599].map((at) => ({ at, close: 5, volume: 50 }));
  const grid = gridOf({ at: 30_000, close: 5, volume: 1e6 }, ...rows, {
    at: 57_600,
    close: 5,
    volume: 1e6,
  });

  assert.equal(busySlotShare(grid, 100), 1 / 78);
  assert.equal(busySlotShare(grid, 50), 3 / 78);
  assert.equal(busySlotShare(grid, 101), 0);
  const half = minuteGrid(handBars(rows.slice(0, 3)), HALF_BOUNDS);
  assert.equal(busySlotShare(half, 50), 2 / 42);
});

Deno.test("minuteActivity() is dollar volume times absolute log return", () => {
  const activity = minuteActivity(
    gridOf(
      { at: 36_000, close: 10, volume: 500 },
      { at: 36_060, open: 10, high: 12, low: 9, close: 12, volume: 100 },
      { at: 36_300, close: 9, volume: 10 },
      { at: 36_360, close: 9, volume: 10 },
    ),
  );

  assert.equal(activity[360], 0, "no return yet");
  assertClose(activity[361]!, 11 * 100 * Math.log(1.2), 1e-12, "1100 dollars, up");
  assertClose(activity[365]!, 90 * Math.log(12 / 9), 1e-12, "90 dollars, down");
  assert.equal(activity[366], 0, "no move");
  assert.equal(activity.reduce((a, b) => a + b, 0), activity[361]! + activity[365]!);
});

Deno.test("worstFlush() is the largest five-minute drop on at least 0.2 % of the day's volume", () => {
  const blocksOf = (grid: ReturnType<typeof gridOf>) => buildingBlocks(grid, scanThresholds());
  const day = (volume: number) =>
    gridOf(
      { at: 36_000, close: 10, volume: 499_000 - volume },
      { at: 37_000, close: 9, volume: 1000 },
      { at: 38_000, close: 6, volume },
    );
  const flush = (volume: number) => worstFlush(blocksOf(day(volume)).r5, day(volume), 0.002);

  assertClose(flush(1000), Math.log(9 / 6), 1e-12, "1000 of 500,000 shares");
  assertClose(flush(999), Math.log(10 / 9), 1e-12, "999 are not enough");
  const rising = gridOf({ at: 36_000, close: 10 }, { at: 36_100, close: 11 });
  assert.equal(worstFlush(blocksOf(rising).r5, rising, 0.002), 0);
});

Deno.test("worstFlush() agrees with a search of random days", () => {
  for (let seed = 1; seed <= 8; seed++) {
    const bars = generateBars(seed);
    const grid = minuteGrid(bars, FULL_BOUNDS);
    const { r5 } = buildingBlocks(grid, scanThresholds());
    const total = bars.volume.reduce((a, b) => a + b, 0);
    const drops = [...r5.keys()].filter((t) => {
      const shares = grid.volume.slice(Math.max(0, t - 5), t).reduce((a, b) => a + b, 0);
      return t >= 5 && shares > 0 && shares >= 0.002 * total;
    }).map((t) => -r5[t]!);

    assert.equal(worstFlush(r5, grid, 0.002), Math.max(0, ...drops.filter((d) => d > 0)));
  }
});
