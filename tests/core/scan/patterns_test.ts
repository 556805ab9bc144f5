import assert from "node:assert/strict";
import { type BuildingBlocks, buildingBlocks } from "../../../src/core/scan/building_blocks.ts";
import { type MinuteGrid, minuteGrid } from "../../../src/core/scan/minute_grid.ts";
import {
  failedBreakouts,
  PATTERNS,
  type PatternScores,
  scorePatterns,
} from "../../../src/core/scan/patterns.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import {
  assertClose,
  FULL_BOUNDS,
  generateBars,
  HALF_BOUNDS,
  type HandBar,
  handBars,
} from "./generated_day.ts";

const LIMITS = scanThresholds();

interface Day {
  readonly grid: MinuteGrid;
  readonly blocks: BuildingBlocks;
  readonly scores: PatternScores;
}

function dayOf(bars: ReturnType<typeof handBars>, bounds = FULL_BOUNDS): Day {
  const grid = minuteGrid(bars, bounds);
  const blocks = buildingBlocks(grid, LIMITS);
  return { grid, blocks, scores: scorePatterns(grid, blocks, LIMITS) };
}

const ramp = (x: number, a: number, b: number) =>
  Number.isNaN(x) ? 0 : Math.min(1, Math.max(0, (x - a) / (b - a)));
const gm = (...x: number[]) => x.reduce((product, value) => product * value, 1) ** (1 / x.length);
const { max, log, abs } = Math;

/** The four scores at minute edge `t`, straight from the table of formulas. */
function oracle({ grid, blocks }: Day, t: number): Record<string, number> {
  const at = (field: Exclude<keyof BuildingBlocks, "length">) => blocks[field][t]!;
  const c = at("price");
  const s = at("sigma5");
  const inactive = { flush: 0, breakout: 0, bounce: 0, consolidation: 0, breakdown: 0 };
  if (Number.isNaN(c)) return inactive;
  const traded = [...grid.high.keys()].filter((minute) => grid.traded[minute] === 1);
  const last15 = traded.filter((minute) => minute >= t - 15 && minute < t);
  const low = Math.min(...last15.map((minute) => grid.low[minute]!));
  const trough = last15.findLast((minute) => grid.low[minute] === low) ?? NaN;
  const before = traded.filter((minute) => minute >= trough - 15 && minute < trough);
  const peak = before.length > 0 ? max(...before.map((minute) => grid.high[minute]!)) : NaN;
  const rb = (c - low) / (peak - low);
  const a = t - 1 - trough;
  const drift = at("range10") > 0 ? abs(at("r10")) / at("range10") : 0;
  const isKnown = ![at("range10"), at("usualRange10"), at("r10")].some(Number.isNaN);
  return {
    flush: gm(
      ramp(-at("r5"), max(0.015, s), max(0.04, 2.5 * s)),
      ramp(at("burst5"), 1, 2),
      ramp(1 - at("position5"), 0.4, 0.75),
    ),
    breakout: gm(
      ramp(log(c / at("high30")), -0.002, 0.004),
      ramp(at("r5"), max(0.008, 0.5 * s), max(0.025, 2 * s)),
      ramp(at("burst5"), 1, 2.5),
    ),
    breakdown: gm(
      ramp(log(at("low30") / c), -0.002, 0.004),
      ramp(-at("r5"), max(0.008, 0.5 * s), max(0.025, 2 * s)),
      ramp(at("burst5"), 1, 2.5),
    ),
    bounce: peak > low
      ? gm(
        ramp(log(peak / low), max(0.02, 1.5 * s), max(0.05, 3 * s)),
        ramp(rb, 0.15, 0.35) * (1 - ramp(rb, 0.75, 1)),
        ramp(a, 0, 2) * (1 - ramp(a, 10, 15)),
        ramp(log(c / low), 0.005, 0.015),
      )
      : 0,
    consolidation: isKnown
      ? gm(
        1 - ramp(at("range10") / max(at("usualRange10"), 0.004), 0.5, 0.9),
        1 - ramp(at("range10"), 0.02, 0.05),
        1 - ramp(drift, 0.35, 0.8),
      )
      : 0,
  };
}

Deno.test("scores and labels agree with the table at every minute of random days", () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 12; seed++) {
    const bounds = seed % 4 === 0 ? HALF_BOUNDS : FULL_BOUNDS;
    const bars = generateBars(seed, bounds, { activity: seed % 2 === 0 ? 0.05 : 1 });
    const day = dayOf(bars, bounds);
    for (let t = 1; t < day.blocks.length; t++) {
      const expected = oracle(day, t);
      const where = `seed ${seed}, minute ${t}`;
      for (const [pattern, score] of Object.entries(expected)) {
        const actual = day.scores[pattern as "flush"][t]!;
        assertClose(actual, score, 6e-7, `${pattern}, ${where}`);
        assert.equal(actual, Number(actual.toFixed(6)), `${pattern} is rounded, ${where}`);
      }
      // the rule of the label on the rounded scores: the first of the highest, if it reaches one half
      const ranked = (["flush", "breakout", "bounce", "consolidation"] as const)
        .map((pattern) => ({ pattern, score: day.scores[pattern][t]! }));
      const best = max(...ranked.map(({ score }) => score));
      const winner = ranked.find(({ score }) => score === best)!.pattern;
      const label = PATTERNS[day.scores.label[t]!]!;
      const named = best >= 0.5 ? winner : "none";
      assert.equal(label, day.blocks.traded10[t]! < 4 ? "inactive" : named, where);
      assert.equal(day.scores.best[t], best, where);
      seen.add(label);
    }
  }
  assert.deepEqual([...seen].sort(), [...PATTERNS].sort());
});

/** One flat bar a minute from 04:00 + `from` minutes, closes in dollars. */
function minuteBars(from: number, closes: number[], volume = 100): HandBar[] {
  return closes.map((close, i) => ({ at: 14_400 + 60 * (from + i), close, volume }));
}

/** The label and scores once all the bars are known. */
function lastOf(...parts: HandBar[][]) {
  const rows = parts.flat();
  const { scores } = dayOf(handBars(rows));
  const t = (rows.at(-1)!.at - 14_400) / 60 + 1;
  const { flush, breakout, bounce, consolidation } = scores;
  return {
    label: PATTERNS[scores.label[t]!],
    scores: [flush[t]!, breakout[t]!, bounce[t]!, consolidation[t]!],
    breakdown: scores.breakdown[t]!,
  };
}

const line = (from: number, to: number, minutes: number) =>
  Array.from({ length: minutes }, (_, i) => from + ((to - from) * (i + 1)) / minutes);
/** Two hours of restless calm: a cent up, a cent down. */
const CALM = minuteBars(0, Array.from({ length: 120 }, (_, i) => 10 + (i % 2) * 0.1));

Deno.test("a fast fall on volume to the low of its five minutes is a flush", () => {
  const { label, scores, breakdown } = lastOf(CALM, minuteBars(120, line(10, 9.3, 5), 500));

  assert.equal(label, "flush");
  assert.deepEqual(scores, [1, 0, 0, 0]);
  assert.equal(breakdown, 1);
});

Deno.test("the same fall without volume, or bought back, is no flush", () => {
  const fall = line(10, 9.3, 5);
  assert.equal(lastOf(CALM, minuteBars(120, fall, 100)).scores[0], 0);
  const boughtBack = [...fall.slice(0, 4), 9.8];
  assert.equal(lastOf(CALM, minuteBars(120, boughtBack, 500)).scores[0], 0);
});

Deno.test("a fast rise on volume above the high of half an hour is a breakout", () => {
  const { label, scores, breakdown } = lastOf(CALM, minuteBars(120, line(10, 10.7, 5), 500));

  assert.equal(label, "breakout");
  assert.deepEqual(scores, [0, 1, 0, 0]);
  assert.equal(breakdown, 0);
});

Deno.test("a rise that stays below the high of half an hour is no breakout", () => {
  const { scores } = lastOf(CALM, minuteBars(120, [11]), minuteBars(121, line(10, 10.7, 5), 500));

  assert.equal(scores[1], 0);
});

Deno.test("a partial recovery a few minutes after a deep fall is a bounce", () => {
  const { label, scores } = lastOf(
    CALM,
    minuteBars(120, line(10, 9, 10)),
    minuteBars(130, line(9, 9.5, 4)),
  );

  assert.equal(label, "bounce");
  assert.deepEqual(scores.slice(0, 2), [0, 0]);
  assert.equal(scores[2], 1);
});

Deno.test("a bounce starts out of its trough's minute and ends with a full recovery or after 15 minutes", () => {
  const bounceAfter = (minutes: number, to: number) =>
    lastOf(CALM, minuteBars(120, line(10, 9, 10)), minuteBars(130, line(9, to, minutes)))
      .scores[2]!;

  assert.equal(lastOf(CALM, minuteBars(120, line(10, 9, 10))).scores[2], 0, "at the trough");
  assertClose(bounceAfter(1, 9.5), 0.5 ** 0.25, 6e-7, "a minute after");
  assert.equal(bounceAfter(10, 9.5), 1);
  assertClose(bounceAfter(14, 9.5), 0.2 ** 0.25, 6e-7, "fading");
  assert.equal(bounceAfter(4, 10.1), 0, "recovered in full");
});

Deno.test("a narrow, driftless stretch after a wide one is a consolidation", () => {
  const wide = minuteBars(0, Array.from({ length: 120 }, (_, i) => 10 + (i % 2) * 0.4));
  const narrow = Array.from({ length: 11 }, (_, i) => 10 + (i % 2) * 0.04);

  const { label, scores } = lastOf(wide, minuteBars(120, narrow));

  assert.equal(label, "consolidation");
  assert.deepEqual(scores.slice(0, 3), [0, 0, 0]);
  assert.equal(scores[3], 1);
});

Deno.test("a narrow stretch that drifts, or is as wide as ever, is no consolidation", () => {
  const wide = minuteBars(0, Array.from({ length: 120 }, (_, i) => 10 + (i % 2) * 0.4));

  assert.equal(lastOf(wide, minuteBars(120, line(10, 10.1, 11))).scores[3], 0);
  assert.equal(lastOf(CALM).label, "none");
  assert.deepEqual(lastOf(CALM).scores, [0, 0, 0, 0]);
});

Deno.test("fewer than four trading minutes of ten are inactive, whatever the price does", () => {
  const sparse = (step: number) => CALM.filter((_, i) => i % step === 119 % step);

  assert.equal(lastOf(sparse(5)).label, "inactive");
  assert.equal(lastOf(sparse(3)).label, "none"); // exactly four
  assert.equal(lastOf(sparse(5), minuteBars(120, [20], 9000)).label, "inactive");
  assert.equal(lastOf(sparse(5), minuteBars(120, [20], 9000)).scores[1], 1);
});

/** A breakout that scores from minute 122 on (level 10.10, price 10.14), then the closes given. */
function failuresAfter(closes: number[]): { start: number; failed: number }[] {
  const { blocks, scores } = dayOf(
    handBars([...CALM, ...minuteBars(120, line(10, 10.35, 5), 500), ...minuteBars(125, closes)]),
  );
  const isBreakout = [121, 122, 123, 124, 125].map((t) => scores.breakout[t]! >= 0.5);
  assert.deepEqual(isBreakout, [false, true, true, true, true]);
  return failedBreakouts(blocks, scores, LIMITS);
}

Deno.test("a breakout fails once it is 3 % below its level within 15 minutes", () => {
  const start = 122;

  assert.deepEqual(failuresAfter([10.3, 10.2, 9.79]), [{ start, failed: 128 }]);
  assert.deepEqual(failuresAfter([10.3, 10.2, 9.8]), [], "2.97 % below");
  assert.deepEqual(failuresAfter([10.45, 9.5]), [], "3 % gained first");
  assert.deepEqual(failuresAfter([10.44, 9.5]), [{ start, failed: 127 }], "2.96 % gained");
  assert.deepEqual(failuresAfter([...Array(11).fill(10.3), 9.5]), [{ start, failed: 137 }]);
  assert.deepEqual(failuresAfter([...Array(12).fill(10.3), 9.5]), [], "a minute too late");
});

Deno.test("failed breakouts of random days follow the definition, each fall counted once", () => {
  let total = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const { blocks, scores } = dayOf(generateBars(seed));
    /** The minute at which the breakout of minute `t` fails, straight from the definition; -1 if it does not. */
    const failure = (t: number) => {
      if (!(scores.breakout[t]! >= 0.5)) return -1;
      for (let u = t + 1; u <= Math.min(t + 15, blocks.length - 1); u++) {
        if (blocks.price[u]! >= 1.03 * blocks.price[t]!) return -1;
        if (blocks.price[u]! < 0.97 * blocks.high30[t]!) return u;
      }
      return -1;
    };
    const found = failedBreakouts(blocks, scores, LIMITS);
    for (const { start, failed } of found) assert.equal(failure(start), failed, `seed ${seed}`);
    for (let t = 1; t < blocks.length; t++) {
      const isStart = scores.breakout[t]! >= 0.5 && !(scores.breakout[t - 1]! >= 0.5);
      if (!isStart || failure(t) < 0) continue;
      // counted, or on its way down when another one failed
      const isCounted = found.some(({ failed }) => t <= failed && failed <= failure(t));
      assert.ok(isCounted, `seed ${seed}, ${t}`);
    }
    for (const [i, { start }] of found.entries()) {
      assert.ok(i === 0 || start > found[i - 1]!.failed, `seed ${seed}`);
    }
    total += found.length;
  }
  assert.ok(total > 10, `only ${total} failures in all`);
});
