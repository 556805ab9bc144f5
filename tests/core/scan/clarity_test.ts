import assert from "node:assert/strict";
import {
  clarityScore,
  swingEfficiency,
  usualMinuteReturn,
} from "../../../src/core/scan/clarity.ts";
import { minuteGrid } from "../../../src/core/scan/minute_grid.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { findPivots } from "../../../src/core/scan/zigzag.ts";
import { assertClose, FULL_BOUNDS, generateBars, HALF_BOUNDS, handBars } from "./generated_day.ts";

const LIMITS = scanThresholds();

/** A grid with one flat bar a minute from the open on, closes in dollars. */
function regularGrid(closes: readonly number[]) {
  return minuteGrid(
    handBars(closes.map((close, i) => ({ at: 34_200 + 60 * i, close }))),
    FULL_BOUNDS,
  );
}

const line = (from: number, to: number, minutes: number) =>
  Array.from({ length: minutes }, (_, i) => from + ((to - from) * (i + 1)) / minutes);

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  const n = sorted.length;
  return (sorted[Math.floor((n - 1) / 2)]! + sorted[Math.floor(n / 2)]!) / 2;
}

Deno.test("usualMinuteReturn() is 1.4826 times the MAD of returns between trading minutes", () => {
  for (let seed = 1; seed <= 6; seed++) {
    const grid = minuteGrid(generateBars(seed, FULL_BOUNDS, { activity: 0.05 }), FULL_BOUNDS);
    const closes = [...grid.close.keys()].filter((i) => i >= 330 && i < 720 && grid.traded[i] === 1)
      .map((i) => grid.close[i]!);
    const returns = closes.slice(1).map((close, i) => Math.log(close / closes[i]!));
    const center = median([...returns]);
    const expected = 1.4826 * median(returns.map((r) => Math.abs(r - center)));

    assertClose(usualMinuteReturn(grid, 330, 720), expected, 1e-9, `seed ${seed}`);
  }
  assert.equal(usualMinuteReturn(regularGrid([10]), 330, 720), NaN);
});

Deno.test("a straight swing is fully efficient", () => {
  assertClose(swingEfficiency(regularGrid([10, ...line(10, 12, 60)]), LIMITS), 1, 1e-12, "up");
  assertClose(swingEfficiency(regularGrid([10, ...line(10, 8, 60)]), LIMITS), 1, 1e-12, "down");
});

Deno.test("a swing that walks back every second minute covers a third of its path", () => {
  const closes = [10];
  for (let i = 0; i < 60; i++) closes.push(closes.at(-1)! * Math.exp(i % 2 === 0 ? 0.008 : -0.004));

  // up .008, down .004: gains .004 on a path of .012, but for the first step up
  const efficiency = swingEfficiency(regularGrid(closes), LIMITS);

  assert.ok(Math.abs(efficiency - 1 / 3) < 0.02, `${efficiency}`);
});

Deno.test("a market without a reversal of full size has no swing and no efficiency", () => {
  assert.equal(swingEfficiency(regularGrid(line(10, 10.1, 60)), LIMITS), 0);
  assert.equal(swingEfficiency(regularGrid([]), LIMITS), 0);
});

Deno.test("swings shorter than three minutes do not count", () => {
  const falling = line(10.05, 10, 30);
  const jump = [...falling, 11, ...Array(30).fill(11)];
  assert.equal(swingEfficiency(regularGrid(jump), LIMITS), 0);
  const steps = [...falling, 10.4, 10.7, 11, ...Array(30).fill(11)];
  assertClose(swingEfficiency(regularGrid(steps), LIMITS), 1, 1e-12, "three minutes");
});

Deno.test("trades outside the regular session do not matter", () => {
  const regular = [10, ...line(10, 12, 60)].map((close, i) => ({ at: 34_200 + 60 * i, close }));
  const wild = [10, 30, 5, 40, 8].map((close, i) => ({ at: 20_000 + 600 * i, close }));
  const late = wild.map(({ close }, i) => ({ at: 60_000 + 600 * i, close }));
  const grid = minuteGrid(handBars([...wild, ...regular, ...late]), FULL_BOUNDS);

  assertClose(swingEfficiency(grid, LIMITS), 1, 1e-12, "efficiency");
});

Deno.test("efficiency is the size-weighted mean of the three largest swings", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const bounds = seed % 4 === 0 ? HALF_BOUNDS : FULL_BOUNDS;
    const grid = minuteGrid(generateBars(seed, bounds), bounds);
    const to = (bounds.close - bounds.preOpen) / 60;
    const prices = grid.close.slice(330, to);
    const sigma = usualMinuteReturn(grid, 330, to);
    const delta = Math.min(0.1, Math.max(0.02, 3 * sigma * Math.sqrt(5)));
    const rows = findPivots(prices, delta).map(({ row }) => row);
    const last = rows.at(-1);
    if (last !== undefined) {
      const distance = (i: number) => Math.abs(prices[i]! - prices[last]!);
      const after = [...prices.keys()].filter((i) => i >= last);
      const furthest = Math.max(...after.map(distance));
      rows.push(after.find((i) => distance(i) === furthest)!);
    }
    const step = (i: number) => Math.abs(Math.log(prices[i]! / prices[i - 1]!));
    const legs = rows.slice(1).map((end, k) => {
      const start = rows[k]!;
      const path = Array.from({ length: end - start }, (_, i) => step(start + 1 + i));
      const size = Math.abs(Math.log(prices[end]! / prices[start]!));
      return { size, minutes: end - start, path: path.reduce((a, b) => a + b, 0) };
    }).filter(({ minutes }) => minutes >= 3).sort((a, b) => b.size - a.size).slice(0, 3);
    const total = legs.reduce((sum, { size }) => sum + size, 0);
    const weighted = legs.reduce((sum, { size, path }) => sum + size * size / path, 0);

    const expected = total > 0 ? weighted / total : 0;
    assertClose(swingEfficiency(grid, LIMITS), expected, 1e-9, `seed ${seed}`);
  }
});

Deno.test("clarity scores efficiency from .30 to .75", () => {
  assert.equal(clarityScore(0.3, LIMITS), 0);
  assertClose(clarityScore(0.525, LIMITS), 0.5, 1e-12, "half way");
  assert.equal(clarityScore(0.75, LIMITS), 1);
});
