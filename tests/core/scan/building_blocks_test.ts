import assert from "node:assert/strict";
import type { Bars } from "../../../src/core/columns/bars.ts";
import { type BuildingBlocks, buildingBlocks } from "../../../src/core/scan/building_blocks.ts";
import { minuteGrid } from "../../../src/core/scan/minute_grid.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import type { SessionBounds } from "../../../src/core/time/sessions.ts";
import {
  assertClose,
  FULL_BOUNDS,
  generateBars,
  HALF_BOUNDS,
  type HandBar,
  handBars,
  randomSource,
} from "./generated_day.ts";

const LIMITS = scanThresholds();

/** The bars as plain rows, times in minutes after 04:00, so that the formulas below read like the definitions. */
class Tape {
  readonly rows: { minute: number; high: number; low: number; close: number; volume: number }[];

  constructor(bars: Bars, bounds: SessionBounds) {
    this.rows = Array.from({ length: bars.length }, (_, i) => ({
      minute: (bars.start[i]! / 1e9 - bounds.preOpen) / 60,
      ...{ high: bars.high[i]!, low: bars.low[i]!, close: bars.close[i]!, volume: bars.volume[i]! },
    }));
  }

  /** Rows of the minutes [from, to). */
  within(from: number, to: number) {
    return this.rows.filter((row) => row.minute >= from && row.minute < to);
  }

  /** Last trade before minute edge `t`; before the session there is none. */
  c(t: number): number {
    return t < 0 ? NaN : this.within(0, t).at(-1)?.close ?? NaN;
  }

  V(from: number, to: number): number {
    return this.within(from, to).reduce((sum, row) => sum + row.volume, 0);
  }

  H(from: number, to: number): number {
    return Math.max(...this.within(from, to).map((row) => row.high));
  }

  L(from: number, to: number): number {
    return Math.min(...this.within(from, to).map((row) => row.low));
  }
}

const unknownIfInfinite = (value: number) => Number.isFinite(value) ? value : NaN;

function median(values: number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const n = sorted.length;
  return n === 0 ? NaN : (sorted[Math.floor((n - 1) / 2)]! + sorted[Math.floor(n / 2)]!) / 2;
}

function deviation(values: number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  const center = median(known);
  return median(known.map((value) => Math.abs(value - center)));
}

const integers = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

/** Every field at minute edge `t`, straight from the formulas. */
function oracle(tape: Tape, t: number): Record<Exclude<keyof BuildingBlocks, "length">, number> {
  const r = (at: number, minutes: number) =>
    at < minutes ? NaN : Math.log(tape.c(at) / tape.c(at - minutes));
  const R10 = (at: number) =>
    unknownIfInfinite(
      Math.log(tape.H(Math.max(0, at - 10), at) / tape.L(Math.max(0, at - 10), at)),
    );
  const [low5, high5] = [tape.L(t - 5, t), tape.H(t - 5, t)];
  const v5 = tape.V(t - 5, t);
  const earlier5 = median(
    integers(1, 13).filter((k) => t - 5 * k >= 5).map((k) => tape.V(t - 5 * k - 5, t - 5 * k)),
  );
  const steps = integers(t - 14, t + 1).map((i) => Math.abs(r(i, 1)));
  const path = steps.reduce((sum, step) => sum + (step > 0 ? step : 0), 0);
  const net = Math.abs(r(t, 15));
  const all = tape.within(0, t);
  const shares = tape.V(0, t);
  const turnover = all.reduce((s, row) => s + (row.high + row.low + row.close) / 3 * row.volume, 0);
  return {
    price: tape.c(t),
    r5: r(t, 5),
    r10: r(t, 10),
    r15: r(t, 15),
    r30: r(t, 30),
    sigma5: Math.max(0.005, (1.4826 * deviation(integers(t - 59, t - 4).map((i) => r(i, 5)))) || 0),
    burst5: t < 5 ? NaN : v5 === 0 ? 0 : Math.min(50, earlier5 > 0 ? v5 / earlier5 : Infinity),
    high30: unknownIfInfinite(tape.H(t - 31, t - 1)),
    low30: unknownIfInfinite(tape.L(t - 31, t - 1)),
    position5: high5 === low5 ? 0.5 : unknownIfInfinite((tape.c(t) - low5) / (high5 - low5)),
    range10: R10(t),
    usualRange10: median(integers(1, 13).filter((k) => t - 10 * k > 0).map((k) => R10(t - 10 * k))),
    efficiency: Number.isNaN(net) ? NaN : path > 0 ? Math.min(1, net / path) : 0,
    vwap: turnover / shares,
    dayHigh: unknownIfInfinite(tape.H(0, t)),
    dayLow: unknownIfInfinite(tape.L(0, t)),
    traded10: integers(Math.max(0, t - 10), t).filter((m) => tape.V(m, m + 1) > 0).length,
  };
}

function blocksOf(bars: Bars, bounds = FULL_BOUNDS): BuildingBlocks {
  return buildingBlocks(minuteGrid(bars, bounds), LIMITS);
}

Deno.test("all building blocks agree with their formulas at random minutes of random days", () => {
  for (let seed = 1; seed <= 14; seed++) {
    const bounds = seed % 4 === 0 ? HALF_BOUNDS : FULL_BOUNDS;
    const bars = generateBars(seed, bounds, { activity: seed % 3 === 0 ? 0.05 : 0.3 });
    const tape = new Tape(bars, bounds);
    const blocks = blocksOf(bars, bounds);
    const minutes = (bounds.postClose - bounds.preOpen) / 60;
    assert.equal(blocks.length, minutes + 1);
    const random = randomSource(seed + 1000);
    const edges = [1, 4, 5, 6, 10, 15, minutes];
    while (edges.length < 16) edges.push(1 + Math.floor(random() * minutes));
    for (const t of edges) {
      for (const [field, expected] of Object.entries(oracle(tape, t))) {
        const actual = blocks[field as keyof ReturnType<typeof oracle>][t]!;
        assertClose(actual, expected, 1e-9, `${field}, seed ${seed}, minute ${t}`);
      }
    }
  }
});

/** One bar a minute from `from` on, flat inside, with the closes given in dollars. */
function minuteBars(from: number, closes: number[], volume = 100): HandBar[] {
  return closes.map((close, i) => ({ at: 14_400 + 60 * (from + i), close, volume }));
}

Deno.test("returns, extremes and position of a hand-made rise", () => {
  const closes = integers(0, 41).map((i) => 10 + i * 0.1); // 10.0, 10.1, … 14.0 at minutes 0 to 40
  const blocks = blocksOf(handBars(minuteBars(0, closes)));
  const t = 41; // the close of minute 40 is known

  assert.equal(blocks.price[t], 14e9);
  assertClose(blocks.r5[t]!, Math.log(14 / 13.5), 1e-12, "r5");
  assertClose(blocks.r10[t]!, Math.log(14 / 13), 1e-12, "r10");
  assertClose(blocks.r15[t]!, Math.log(14 / 12.5), 1e-12, "r15");
  assertClose(blocks.r30[t]!, Math.log(14 / 11), 1e-12, "r30");
  assert.equal(blocks.high30[t], 13.9e9); // not the latest bar
  assert.equal(blocks.low30[t], 11e9); // minutes 10 to 39
  assert.equal(blocks.position5[t], 1);
  assertClose(blocks.range10[t]!, Math.log(14 / 13.1), 1e-12, "range of minutes 31 to 40");
  assert.equal(blocks.efficiency[t], 1);
  assert.equal(blocks.burst5[t], 1);
  assertClose(blocks.vwap[t]!, 12e9, 1e-12, "vwap");
  assert.deepEqual([blocks.dayHigh[t], blocks.dayLow[t], blocks.traded10[t]], [14e9, 10e9, 10]);
});

Deno.test("volume bursts are capped at 50, 0 without volume, and 50 where nothing is usual", () => {
  const rows = [...minuteBars(0, Array(60).fill(10), 1), ...minuteBars(60, [10], 1000)];
  const blocks = blocksOf(handBars(rows));

  assert.equal(blocks.burst5[60], 1);
  assert.equal(blocks.burst5[61], 50);
  assert.equal(blocks.burst5[66], 0);
  assert.equal(blocksOf(handBars(minuteBars(100, [10]))).burst5[101], 50);
});

Deno.test("nothing is known before the first trade", () => {
  const blocks = blocksOf(handBars(minuteBars(100, [10, 11])));

  for (
    const field of ["price", "r5", "high30", "position5", "range10", "vwap", "dayHigh"] as const
  ) {
    assert.equal(blocks[field][100], NaN, field);
  }
  assert.equal(blocks.price[101], 10e9);
  assert.equal(blocks.traded10[100], 0);
});

Deno.test("a market that goes back and forth is inefficient, one that stands still has no path", () => {
  const zigzag = integers(0, 30).map((i) => 10 + (i % 2) * 0.1);
  const blocks = blocksOf(handBars(minuteBars(0, zigzag)));

  assertClose(blocks.efficiency[30]!, 1 / 15, 1e-9, "one step gained on fifteen");
  assert.equal(blocksOf(handBars(minuteBars(0, Array(30).fill(10)))).efficiency[30], 0);
});
