import assert from "node:assert/strict";
import { minuteAt, minuteGrid } from "../../../src/core/scan/minute_grid.ts";
import { assertClose, FULL_BOUNDS, generateBars, HALF_BOUNDS, handBars } from "./generated_day.ts";

Deno.test("minuteGrid() puts hand-written bars into their minutes", () => {
  const grid = minuteGrid(
    handBars([
      { at: 14_400, open: 5, high: 6, low: 4, close: 5, volume: 10 },
      { at: 14_459, open: 5, high: 7, low: 5, close: 6, volume: 20 },
      { at: 14_580, close: 8, volume: 30 },
    ]),
    FULL_BOUNDS,
  );

  assert.equal(grid.length, 960);
  assert.deepEqual([...grid.high.subarray(0, 4)], [7e9, NaN, NaN, 8e9]);
  assert.deepEqual([...grid.low.subarray(0, 4)], [4e9, NaN, NaN, 8e9]);
  assert.deepEqual([...grid.close.subarray(0, 5)], [6e9, 6e9, 6e9, 8e9, 8e9]);
  assert.deepEqual([...grid.volume.subarray(0, 4)], [30, 0, 0, 30]);
  assert.deepEqual([...grid.traded.subarray(0, 4)], [1, 0, 0, 1]);
  assert.deepEqual([...grid.cumulative.subarray(0, 6)], [0, 30, 30, 30, 60, 60]);
  assert.equal(grid.turnover[0], 5e9 * 10 + 6e9 * 20);
  assert.equal(grid.turnover[3], 8e9 * 30);
});

Deno.test("minuteGrid() knows no close before the first trade", () => {
  const grid = minuteGrid(handBars([{ at: 36_000, close: 5 }]), FULL_BOUNDS);

  assert.ok(grid.close.subarray(0, 360).every(Number.isNaN));
  assert.ok(grid.close.subarray(360).every((price) => price === 5e9));
});

Deno.test("minuteGrid() agrees with a search of the bars of each minute", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const bounds = seed % 2 === 0 ? HALF_BOUNDS : FULL_BOUNDS;
    const bars = generateBars(seed, bounds);
    const grid = minuteGrid(bars, bounds);
    assert.equal(grid.length, seed % 2 === 0 ? 780 : 960);
    const all = [...bars.start.keys()];
    let close = NaN;
    let shares = 0;
    for (let minute = 0; minute < grid.length; minute++) {
      const from = (bounds.preOpen + 60 * minute) * 1e9;
      const rows = all.filter((i) => bars.start[i]! >= from && bars.start[i]! < from + 60e9);
      const where = `seed ${seed}, minute ${minute}`;
      const sum = (value: (i: number) => number) => rows.reduce((s, i) => s + value(i), 0);
      if (rows.length > 0) close = bars.close[rows.at(-1)!]!;
      const isEmpty = rows.length === 0;
      assert.equal(grid.traded[minute], isEmpty ? 0 : 1, where);
      assert.equal(grid.high[minute], isEmpty ? NaN : Math.max(...rows.map((i) => bars.high[i]!)));
      assert.equal(grid.low[minute], isEmpty ? NaN : Math.min(...rows.map((i) => bars.low[i]!)));
      assert.equal(grid.close[minute], close, where);
      assert.equal(grid.volume[minute], sum((i) => bars.volume[i]!), where);
      assert.equal(grid.cumulative[minute], shares, where);
      shares += grid.volume[minute]!;
      const turnover = sum((i) =>
        (bars.high[i]! + bars.low[i]! + bars.close[i]!) / 3 * bars.volume[i]!
      );
      assertClose(grid.turnover[minute]!, turnover, 1e-12, where);
    }
    assert.equal(grid.cumulative[grid.length], shares);
    assert.equal(shares, bars.volume.reduce((a, b) => a + b, 0));
  }
});

Deno.test("minuteAt() counts whole minutes from 04:00", () => {
  assert.equal(minuteAt(FULL_BOUNDS, 14_400), 0);
  assert.equal(minuteAt(FULL_BOUNDS, 14_459), 0);
  assert.equal(minuteAt(FULL_BOUNDS, 14_460), 1);
  assert.equal(minuteAt(FULL_BOUNDS, 34_200), 330);
});
