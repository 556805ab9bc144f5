import assert from "node:assert/strict";
import fc from "fast-check";
import {
  BAR_COLUMNS,
  type Bars,
  barsBefore,
  concatBars,
  createBars,
  resampleBars,
  sliceBars,
  takeBars,
} from "../../../src/core/columns/bars.ts";
import { FULL_BOUNDS, generateBars, HALF_BOUNDS, handBars } from "../scan/generated_day.ts";

const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** One bar as [start, open, high, low, close, volume]. */
function row(bars: Bars, i: number): number[] {
  return BAR_COLUMNS.map((column) => bars[column][i]!);
}

function rows(bars: Bars): number[][] {
  return Array.from({ length: bars.length }, (_, i) => row(bars, i));
}

/** The definition: group by bucket, then sum up each group. */
function naiveResample(bars: Bars, intervalNs: number, originNs: number): number[][] {
  const groups = Map.groupBy(
    rows(bars),
    (bar) => Math.floor((bar[0]! - originNs) / intervalNs) * intervalNs + originNs,
  );
  return [...groups].map(([start, group]) => [
    start,
    group[0]![1]!,
    Math.max(...group.map((bar) => bar[2]!)),
    Math.min(...group.map((bar) => bar[3]!)),
    group.at(-1)![4]!,
    group.reduce((sum, bar) => sum + bar[5]!, 0),
  ]);
}

Deno.test("resampleBars() merges by hand-written example", () => {
  const bars = handBars([
    { at: 36_000, open: 10, high: 11, low: 9.5, close: 10.5, volume: 5 },
    { at: 36_059, open: 10.6, high: 10.7, low: 9, close: 9.9, volume: 7 },
    { at: 36_060, open: 12, close: 12, volume: 1 },
    { at: 36_240, open: 13, close: 14, volume: 2 },
  ]);

  const minutes = resampleBars(bars, MINUTE);

  assert.equal(minutes.intervalNs, MINUTE);
  assert.deepEqual(rows(minutes), [
    [36_000e9, 10e9, 11e9, 9e9, 9.9e9, 12],
    [36_060e9, 12e9, 12e9, 12e9, 12e9, 1],
    [36_240e9, 13e9, 14e9, 13e9, 14e9, 2],
  ]);
});

Deno.test("resampling agrees with grouping, and conserves volume and the envelope of prices", () => {
  for (let seed = 1; seed <= 12; seed++) {
    const bounds = seed % 3 === 0 ? HALF_BOUNDS : FULL_BOUNDS;
    const bars = generateBars(seed, bounds);
    const sum = (part: Bars) => part.volume.subarray(0, part.length).reduce((a, b) => a + b, 0);
    for (const interval of [MINUTE, 5 * MINUTE, HOUR, DAY]) {
      const merged = resampleBars(bars, interval);

      assert.deepEqual(rows(merged), naiveResample(bars, interval, 0), `seed ${seed}`);
      assert.equal(sum(merged), sum(bars));
      assert.equal(Math.max(...merged.high), Math.max(...bars.high));
      assert.equal(Math.min(...merged.low), Math.min(...bars.low));
      assert.equal(merged.open[0], bars.open[0]);
      assert.equal(merged.close[merged.length - 1], bars.close[bars.length - 1]);
    }
  }
});

Deno.test("resampling in steps, 1s to 1m to 5m to 1h to 1d, equals resampling at once", () => {
  for (let seed = 20; seed < 30; seed++) {
    const bars = generateBars(seed);
    let stepwise = bars;
    for (const interval of [MINUTE, 5 * MINUTE, HOUR, DAY]) {
      stepwise = resampleBars(stepwise, interval);
      assert.deepEqual(rows(stepwise), rows(resampleBars(bars, interval)), `seed ${seed}`);
    }
    assert.equal(stepwise.length, 1);
  }
});

Deno.test("resampleBars() aligns its buckets to the origin", () => {
  const origin = 34_200 * SECOND; // 09:30
  const bars = handBars([{ at: 34_199, close: 1 }, { at: 34_200, close: 2 }, {
    at: 37_799,
    close: 3,
  }]);

  const hours = resampleBars(bars, HOUR, origin);

  assert.deepEqual(rows(hours), naiveResample(bars, HOUR, origin));
  assert.deepEqual([...hours.start], [30_600e9, 34_200e9]);
});

Deno.test("resampling no bars gives no bars", () => {
  assert.equal(resampleBars(createBars(SECOND, 0), MINUTE).length, 0);
});

Deno.test("sliceBars() is a view of the rows, takeBars() a copy in any order", () => {
  const bars = handBars([1, 2, 3, 4].map((close, i) => ({ at: 36_000 + i, close })));

  const slice = sliceBars(bars, 1, 3);
  const taken = takeBars(bars, [3, 0, 0]);
  bars.close[1] = 99e9;

  assert.deepEqual([...slice.close], [99e9, 3e9]);
  assert.deepEqual([slice.length, slice.intervalNs], [2, SECOND]);
  assert.deepEqual(rows(taken), [row(bars, 3), row(bars, 0), row(bars, 0)]);
  bars.close[3] = 77e9;
  assert.equal(taken.close[0], 4e9);
});

Deno.test("concatBars() of any partition gives back the whole", () => {
  const bars = generateBars(5);
  fc.assert(
    fc.property(fc.array(fc.nat(bars.length), { maxLength: 6 }), (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), bars.length];
      const parts = edges.slice(1).map((to, i) => sliceBars(bars, edges[i]!, to));
      assert.deepEqual(concatBars(SECOND, parts), takeBars(bars, [...bars.start.keys()]));
    }),
    { numRuns: 20 },
  );
});

Deno.test("concatBars() takes the used rows of longer arrays only", () => {
  const part: Bars = { ...handBars([{ at: 1, close: 1 }, { at: 2, close: 2 }]), length: 1 };

  assert.deepEqual([...concatBars(SECOND, [part, part]).close], [1e9, 1e9]);
});

Deno.test("barsBefore() counts the bars that start strictly before a time", () => {
  const bars = generateBars(8);
  const some = bars.start[Math.floor(bars.length / 2)]!;
  for (const ns of [0, bars.start[0]!, some - 1, some, some + 1, 72_000e9]) {
    assert.equal(barsBefore(bars, ns), bars.start.filter((start) => start < ns).length, `${ns}`);
  }
  assert.equal(barsBefore({ ...bars, length: 3 }, Infinity), 3);
});
