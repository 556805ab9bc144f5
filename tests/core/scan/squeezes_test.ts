import assert from "node:assert/strict";
import { type Bars, takeBars } from "../../../src/core/columns/bars.ts";
import { secondIndex } from "../../../src/core/scan/second_index.ts";
import { findSqueezes, type HaltedSeconds, type Squeeze } from "../../../src/core/scan/squeezes.ts";
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

function squeezesOf(
  bars: Bars,
  halts: readonly HaltedSeconds[] = [],
  baseline: number | null = null,
  bounds = FULL_BOUNDS,
): Squeeze[] {
  return findSqueezes(secondIndex(bars, bounds), halts, baseline, LIMITS);
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  const n = sorted.length;
  return n === 0 ? NaN : (sorted[Math.floor((n - 1) / 2)]! + sorted[Math.floor(n / 2)]!) / 2;
}

/** The day second by second: last price and its age, and shares, looked up in plain arrays. */
class Seconds {
  readonly length: number;
  readonly price: number[] = [NaN];
  readonly tradedAt: number[] = [-Infinity];
  readonly shares: number[];

  constructor(bars: Bars, bounds: SessionBounds) {
    this.length = bounds.postClose - bounds.preOpen;
    this.shares = Array(this.length + 1).fill(0); // shares of the second that ends at each edge
    const closes = new Map<number, number>();
    for (let i = 0; i < bars.length; i++) {
      const edge = bars.start[i]! / 1e9 + 1 - bounds.preOpen;
      closes.set(edge, bars.close[i]!);
      this.shares[edge]! += bars.volume[i]!;
    }
    for (let edge = 1; edge <= this.length; edge++) {
      this.price.push(closes.get(edge) ?? this.price[edge - 1]!);
      this.tradedAt.push(closes.has(edge) ? edge : this.tradedAt[edge - 1]!);
    }
  }

  fresh(t: number): number {
    return t >= 0 && t - this.tradedAt[t]! <= 60 ? this.price[t]! : NaN;
  }

  r60(t: number): number {
    return Math.log(this.fresh(t) / this.fresh(t - 60));
  }

  V(from: number, to: number): number {
    return this.shares.slice(from + 1, to + 1).reduce((sum, shares) => sum + shares, 0);
  }
}

/** The definition, evaluated at every second; each sign on its own. */
function oracle(seconds: Seconds, halts: readonly HaltedSeconds[], baseline: number, sign: 1 | -1) {
  const found: (Omit<Squeeze, "triggerVolumeRatio"> & { usual: number; v60: number })[] = [];
  const isHalted = (t: number) => halts.some(({ start, end }) => t > start && t <= end);
  let open: { trigger: number; origin: number; extreme: number; quiet: number } | null = null;
  const close = (end: number) => {
    const { trigger, origin, extreme } = open!;
    const last = found.at(-1)!;
    found[found.length - 1] = {
      ...{ ...last, end, magnitude: Math.log(extreme / origin) },
      shares: seconds.V(trigger - 60, end),
    };
    open = null;
  };
  for (let t = 60; t <= seconds.length; t++) {
    const price = seconds.price[t]!;
    if (open !== null) {
      if (sign * price > sign * open.extreme) [open.extreme, open.quiet] = [price, 0];
      else if (!isHalted(t)) open.quiet++;
      const leg = Math.abs(open.extreme - open.origin);
      if (sign * (open.extreme - price) >= 0.382 * leg || open.quiet >= 60) close(t);
      continue;
    }
    const r60 = seconds.r60(t);
    if (!(sign * r60 >= 0.03)) continue;
    const minutes = Array.from({ length: 30 }, (_, k) => t - 60 * (k + 1)).filter((to) => to >= 60)
      .map((to) => seconds.V(to - 60, to));
    const usual = Math.max(
      minutes.length > 0 ? median(minutes) : 0,
      0.01 * baseline / (seconds.length / 60),
    );
    const v60 = seconds.V(t - 60, t);
    if (!(v60 >= 3 * usual)) continue;
    const samples = Array.from({ length: 174 }, (_, k) => seconds.r60(t - 60 - 10 * k))
      .filter((r) => !Number.isNaN(r));
    const center = median([...samples]);
    const mad = median(samples.map((r) => Math.abs(r - center)));
    const tick = price >= 1e9 ? 1e7 : 1e5;
    const sigma = Math.max(1.4826 * mad || 0, tick / price, 0.002);
    if (Math.abs(r60) < 3 * sigma) continue;
    const origin = seconds.price[t - 60]!;
    open = { trigger: t, origin, extreme: price, quiet: 0 };
    found.push({
      ...{ trigger: t, direction: sign, triggerReturn: r60, usual, v60 },
      ...{ end: -1, magnitude: NaN, shares: NaN },
    });
  }
  if (open !== null) close(seconds.length);
  return found;
}

Deno.test("squeezes of random days are those of the definition at every second", () => {
  const counts = { up: 0, down: 0, haltedInside: 0, toTheEnd: 0 };
  for (let seed = 1; seed <= 24; seed++) {
    const bounds = seed % 6 === 0 ? HALF_BOUNDS : FULL_BOUNDS;
    const random = randomSource(seed);
    const halts = Array.from({ length: seed % 3 === 0 ? 0 : 40 }, (_, i) => {
      const start = i * 1100 + Math.floor(random() * 600);
      return { start, end: start + 60 + Math.floor(random() * 300) };
    });
    const whole = generateBars(seed, bounds, seed % 4 === 0 ? { price: 7e8, tick: 1e5 } : {});
    const isHalted = (i: number) => {
      const second = whole.start[i]! / 1e9 - bounds.preOpen;
      return halts.some(({ start, end }) => second >= start && second < end);
    };
    const bars = takeBars(whole, [...whole.start.keys()].filter((i) => !isHalted(i)));
    const baseline = seed % 2 === 0 ? 0 : 3e5;
    const seconds = new Seconds(bars, bounds);
    const expected = [
      ...oracle(seconds, halts, baseline, 1),
      ...oracle(seconds, halts, baseline, -1),
    ]
      .sort((a, b) => a.trigger - b.trigger);

    const found = squeezesOf(bars, halts, baseline || null, bounds);

    const edges = (list: readonly { trigger: number; end: number; direction: number }[]) =>
      list.map(({ trigger, end, direction }) => `${trigger} ${end} ${direction}`);
    assert.deepEqual(edges(found), edges(expected), `seed ${seed}`);
    for (const [i, squeeze] of found.entries()) {
      const { usual, v60, ...wanted } = expected[i]!;
      const where = `seed ${seed}, trigger ${squeeze.trigger}`;
      assertClose(squeeze.triggerReturn, wanted.triggerReturn, 1e-12, where);
      assertClose(squeeze.triggerVolumeRatio, usual > 0 ? v60 / usual : Infinity, 1e-12, where);
      assertClose(squeeze.magnitude, wanted.magnitude, 1e-12, where);
      assert.equal(squeeze.shares, wanted.shares, where);
      counts[squeeze.direction === 1 ? "up" : "down"]++;
      const { trigger, end } = squeeze;
      if (halts.some((halt) => halt.start > trigger && halt.end < end)) counts.haltedInside++;
      if (end === seconds.length) counts.toTheEnd++;
    }
  }
  assert.ok(counts.up > 20 && counts.down > 20, JSON.stringify(counts));
  assert.ok(counts.haltedInside > 0, JSON.stringify(counts));
});

/** 35 minutes at 10 dollars with a trade of 10 shares every 10 seconds from 10:00, then the given trades. */
function calmThen(moves: readonly HandBar[]): Bars {
  const calm = Array.from(
    { length: 210 },
    (_, i) => ({ at: 36_000 + 10 * i, close: 10, volume: 10 }),
  );
  return handBars([...calm, ...moves]);
}

const START = 38_100; // 10:35
const EDGE = START - 14_400;
const FIRST: HandBar = { at: START, close: 10.4, volume: 1000 };
const trades = (...moves: [after: number, close: number][]): HandBar[] =>
  moves.map(([after, close]) => ({ at: START + after, close }));

Deno.test("a squeeze is known one second after the bar that makes it", () => {
  const [squeeze, ...others] = squeezesOf(calmThen([FIRST]));

  assert.equal(others.length, 0);
  assert.equal(squeeze!.trigger, EDGE + 1);
  assert.equal(squeeze!.direction, 1);
  assertClose(squeeze!.triggerReturn, Math.log(10.4 / 10), 1e-12, "return");
  assertClose(squeeze!.triggerVolumeRatio, 1050 / 60, 1e-12, "1000 and five calm trades over six");
});

Deno.test("a squeeze needs three percent, three times the usual volume, and three usual moves", () => {
  const count = (close: number, volume: number) =>
    squeezesOf(calmThen([{ at: START, close, volume }])).length;
  assert.equal(count(10.4, 1000), 1);
  assert.equal(count(10.3, 1000), 0, "2.96 %");
  assert.equal(count(10.31, 1000), 1, "3.05 %");
  assert.equal(count(10.4, 129), 0, "179 shares of usually 60");
  assert.equal(count(10.4, 130), 1, "180 shares");
  // a market that moves by 0.5 to 3 % every minute anyway: three of its usual moves are 6.5 %
  const cycle = [10, 10.3, 10.1, 10.4, 10.2, 10.05];
  const restless = Array.from({ length: 210 }, (_, i) => (
    { at: 36_000 + 10 * i, close: cycle[Math.floor(i / 6) % 6]!, volume: 10 }
  ));
  const after = (close: number) => squeezesOf(handBars([...restless, { ...FIRST, close }])).length;
  assert.equal(after(10.75), 0, "5.3 % above 10.20");
  assert.equal(after(10.95), 1, "7.1 %");
});

Deno.test("the baseline floors the usual volume where the tape is silent", () => {
  const tape = handBars([{ at: 36_000, close: 10, volume: 1 }, {
    at: 36_050,
    close: 10.4,
    volume: 300,
  }]);

  assert.equal(squeezesOf(tape)[0]!.triggerVolumeRatio, Infinity);
  assert.equal(squeezesOf(tape, [], 9_600_000).length, 1, "floor of 100 shares a minute");
  assert.equal(squeezesOf(tape, [], 9_700_000).length, 0, "floor of 101 shares a minute");
});

Deno.test("a price older than a minute makes no squeeze", () => {
  const at = (gap: number) =>
    squeezesOf(handBars([{ at: 36_000, close: 10 }, { at: 36_000 + gap, close: 11, volume: 900 }]));

  assert.equal(at(60).length, 1, "the older price is 59 s old a minute before");
  assert.equal(at(120).length, 1);
  assert.equal(at(121).length, 0);
});

Deno.test("a squeeze goes on while a new extreme comes within 60 seconds, and ends at the 60th", () => {
  const end = (...moves: [number, number][]) =>
    squeezesOf(calmThen([FIRST, ...trades(...moves)]))[0]!.end;

  assert.equal(end(), EDGE + 61);
  assert.equal(end([60, 10.41]), EDGE + 121, "a new extreme at the 60th second counts");
  assert.equal(end([61, 10.41]), EDGE + 61);
  assert.equal(end([30, 10.4]), EDGE + 61, "the same price is not new");
  assert.equal(end([30, 10.5], [80, 10.6], [100, 10.55]), EDGE + 141);
});

Deno.test("a squeeze ends when 38.2 % of its leg are given back", () => {
  const end = (close: number) =>
    squeezesOf(calmThen([FIRST, ...trades([20, 10.5], [30, close])]))[0]!.end;

  assert.equal(end(10.31), EDGE + 81, "0.190 of 0.500");
  assert.equal(end(10.309), EDGE + 31, "0.191 of 0.500");
});

Deno.test("magnitude runs from the price before the trigger window to the extreme", () => {
  const [squeeze] = squeezesOf(calmThen([FIRST, ...trades([20, 10.5], [40, 11], [50, 10.9])]));

  assertClose(squeeze!.magnitude, Math.log(11 / 10), 1e-12, "magnitude");
  assert.equal(squeeze!.shares, 5 * 10 + 1000 + 300);
});

Deno.test("halted seconds do not count towards the 60", () => {
  const halt = { start: EDGE + 20, end: EDGE + 320 };
  const bars = calmThen([FIRST, ...trades([350, 10.6])]);

  assert.equal(squeezesOf(bars)[0]!.end, EDGE + 61);
  assert.equal(squeezesOf(bars, [halt])[0]!.end, EDGE + 411);
});

Deno.test("a day can have squeezes of both signs, one of each open at a time", () => {
  const fall: HandBar[] = [{ at: START + 5, close: 9.6, volume: 2000 }];
  const squeezes = squeezesOf(calmThen([FIRST, ...fall]));

  assert.deepEqual(squeezes.map(({ direction }) => direction), [1, -1]);
  assert.equal(squeezes[0]!.end, EDGE + 6);
  assertClose(squeezes[1]!.triggerReturn, Math.log(9.6 / 10), 1e-12, "down");
  assertClose(squeezes[1]!.magnitude, Math.log(9.6 / 10), 1e-12, "negative");
});

Deno.test("a squeeze still open at the close of the day ends with it", () => {
  const bars = handBars([
    { at: 71_930, close: 10 },
    { at: 71_980, close: 10.5, volume: 5000 },
  ]);

  assert.deepEqual(squeezesOf(bars).map(({ end }) => end), [57_600]);
});
