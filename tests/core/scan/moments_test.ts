import assert from "node:assert/strict";
import { resampleBars } from "../../../src/core/columns/bars.ts";
import {
  futureExcursions,
  isHaltedAt,
  isUsable,
  type Moment,
  momentAt,
  type ScannedDay,
} from "../../../src/core/scan/moments.ts";
import { PATTERNS } from "../../../src/core/scan/patterns.ts";
import { PHASES } from "../../../src/core/scan/phases.ts";
import { spreadScore, spreadWithin } from "../../../src/core/scan/spread_track.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import {
  assertClose,
  FULL_BOUNDS,
  FULL_DAY,
  generateBars,
  HALF_BOUNDS,
  HALF_DAY,
  type HandBar,
  handBars,
  randomSource,
} from "./generated_day.ts";
import { randomBaseline, randomHalts, randomQuotes, scannedDay, spreadsOf } from "./scanned_day.ts";

const LIMITS = scanThresholds();

/** All numbers of a moment, straight from the bars and the formulas. */
function oracle(day: ScannedDay, t: number): Partial<Moment> {
  const { bars, bounds } = day.index;
  const rows = Array.from({ length: bars.length }, (_, i) => i);
  const endOf = (i: number) => (bars.start[i]! + bars.intervalNs) / 1e9 - bounds.preOpen;
  const P = (u: number) => {
    const last = rows.findLast((i) => endOf(i) <= u);
    return u < 0 || last === undefined ? NaN : bars.close[last]!;
  };
  const V = (from: number, to: number) =>
    rows.filter((i) => endOf(i) > from && endOf(i) <= to).reduce((s, i) => s + bars.volume[i]!, 0);
  const before = rows.filter((i) => endOf(i) <= t);
  const shares = V(-1, t);
  const turnover = before.reduce(
    (s, i) => s + (bars.high[i]! + bars.low[i]! + bars.close[i]!) / 3 * bars.volume[i]!,
    0,
  );
  const minutes = Array.from({ length: 30 }, (_, k) => t - 60 * (k + 1)).filter((to) => to >= 60)
    .map((to) => V(to - 60, to)).sort((a, b) => a - b);
  const n = minutes.length;
  const usual = n === 0 ? 0 : (minutes[(n - 1) >> 1]! + minutes[n >> 1]!) / 2;
  const floor = Math.max(1, 0.01 * (day.baseline?.full ?? 0) / (day.index.length / 60));
  const velocity = (u: number) => 1e4 * Math.log(P(u) / P(u - 60));
  const now = (bounds.preOpen + t) * 1e9;
  const lifted = (day.halts ?? []).filter((halt) => halt.endKnown <= now).map((h) => h.endKnown);
  const e = Math.floor(t / 60);
  return {
    edge: t,
    pattern: PATTERNS[day.scores.label[e]!]!,
    phase: PHASES[day.phases.phase[e]!]!,
    phaseAgeSeconds: t - 60 * day.phases.since[e]!,
    scoreFlush: day.scores.flush[e]!,
    scoreBreakout: day.scores.breakout[e]!,
    scoreBounce: day.scores.bounce[e]!,
    scoreConsolidation: day.scores.consolidation[e]!,
    price: P(t),
    velocity1m: velocity(t),
    velocity5m: 1e4 * Math.log(P(t) / P(t - 300)) / 5,
    acceleration: velocity(t) - velocity(t - 60),
    volumeVelocity: V(t - 60, t) / 60,
    volumeRatio: V(t - 60, t) / Math.max(usual, floor),
    distanceHigh: P(t) / Math.max(...before.map((i) => bars.high[i]!)) - 1,
    distanceVwap: P(t) / (turnover / shares) - 1,
    relativeVolume: day.baseline ? shares / day.baseline.cumulative[Math.ceil(t / 60)]! : NaN,
    spreadBps: day.spreads ? spreadWithin(day.spreads, t, 60) : NaN,
    secondsSinceHalt: lifted.length > 0 ? (now - Math.max(...lifted)) / 1e9 : NaN,
  };
}

/** The quality of a moment, straight from the formula. */
function localQuality(day: ScannedDay, moment: Moment): number {
  const ramp = (x: number, a: number, b: number) =>
    Number.isNaN(x) ? 0 : Math.min(1, Math.max(0, (x - a) / (b - a)));
  const e = Math.floor(moment.edge / 60);
  const A = Math.sqrt(
    ramp(Math.abs(moment.velocity5m), 5, 100) * ramp(moment.volumeRatio, 0.5, 3),
  );
  const best = Math.max(
    ...[moment.scoreFlush, moment.scoreBreakout],
    ...[moment.scoreBounce, moment.scoreConsolidation],
  );
  const sum = 0.3 * A + 0.25 * best + 0.2 * ramp(day.blocks.efficiency[e]!, 0.2, 0.7) +
    0.15 * spreadScore(moment.spreadBps, moment.price, LIMITS) +
    0.1 * ramp(Math.log(moment.relativeVolume), 0, Math.log(5));
  return Math.min(1, Math.max(0, day.multipliers[e]! / 1.25 * sum));
}

/** Days with everything, with nothing but bars, half days, and days of minute bars. */
function randomDay(seed: number): ScannedDay {
  const isHalf = seed % 4 === 0;
  const bounds = isHalf ? HALF_BOUNDS : FULL_BOUNDS;
  const bars = generateBars(seed, bounds, { activity: seed % 3 === 0 ? 0.05 : 0.3 });
  if (seed % 5 === 0) return scannedDay(bars, { bounds });
  const halts = randomHalts(seed);
  return scannedDay(seed % 7 === 0 ? resampleBars(bars, 60e9) : bars, {
    ...{ bounds, halts, baseline: randomBaseline(seed, isHalf ? HALF_DAY : FULL_DAY) },
    spreads: spreadsOf(randomQuotes(seed, bounds), halts, bounds),
  });
}

Deno.test("all features agree with their formulas at random seconds of random days", () => {
  for (let seed = 1; seed <= 16; seed++) {
    const day = randomDay(seed);
    const random = randomSource(seed + 1);
    const first = day.index.lastRow.indexOf(0);
    for (let k = 0; k < 25; k++) {
      const free = first + Math.floor(random() * (day.index.length - 60 - first));
      const t = k % 3 === 0 ? Math.ceil(free / 60) * 60 : free;
      const moment = momentAt(day, t, LIMITS);
      const where = `seed ${seed}, second ${t}`;
      for (const [field, expected] of Object.entries(oracle(day, t))) {
        const actual = moment[field as keyof Moment];
        if (typeof expected === "number") {
          assertClose(actual as number, expected, 1e-9, `${field}, ${where}`);
        } else assert.equal(actual, expected, `${field}, ${where}`);
      }
      assertClose(moment.localQuality, localQuality(day, moment), 6e-7, `quality, ${where}`);
    }
  }
});

const at = (after: number, close: number, volume = 100): HandBar => ({
  at: 36_000 + after,
  close,
  volume,
});
const EDGE = 36_000 - 14_400;

Deno.test("velocities of a hand-made rise are in basis points a minute", () => {
  const day = scannedDay(
    handBars([at(-301, 10), at(-121, 10.1), at(-61, 10.2), at(-1, 10.4, 600)]),
  );
  const moment = momentAt(day, EDGE, LIMITS);

  assertClose(moment.velocity1m, 1e4 * Math.log(10.4 / 10.2), 1e-9, "a minute");
  assertClose(moment.velocity5m, 2e3 * Math.log(10.4 / 10), 1e-9, "five minutes");
  assertClose(
    moment.acceleration,
    1e4 * (Math.log(10.4 / 10.2) - Math.log(10.2 / 10.1)),
    1e-9,
    "change",
  );
  assert.equal(moment.volumeVelocity, 10);
  assert.equal(moment.volumeRatio, 600, "nothing usual: at least one share a minute");
  assert.equal(moment.bucket, "open");
});

Deno.test("a high inside the minute under way counts for the distance to the high", () => {
  const day = scannedDay(
    handBars([at(0, 10), { at: 36_070, open: 10, high: 12, low: 10, close: 11 }]),
  );

  assert.equal(momentAt(day, EDGE + 70, LIMITS).distanceHigh, 0);
  assertClose(momentAt(day, EDGE + 71, LIMITS).distanceHigh, 11 / 12 - 1, 1e-12, "a second later");
});

Deno.test("futureExcursions() are the best and worst last price within 15 minutes", () => {
  for (let seed = 1; seed <= 6; seed++) {
    const day = scannedDay(generateBars(seed));
    const { bars } = day.index;
    const random = randomSource(seed);
    const price = (u: number) => bars.close[day.index.lastRow[u]!]!;
    const first = day.index.lastRow.indexOf(0);
    for (let k = 0; k < 15; k++) {
      const t = first + Math.floor(random() * (day.index.length - first));
      const later = Array.from({ length: 901 }, (_, s) => Math.min(day.index.length, t + s)).map(
        price,
      );
      const { best, worst } = futureExcursions(day, t);

      assertClose(best, Math.log(Math.max(...later) / price(t)), 1e-12, `seed ${seed}, ${t}`);
      assertClose(worst, Math.log(Math.min(...later) / price(t)), 1e-12, `seed ${seed}, ${t}`);
    }
  }
});

Deno.test("futureExcursions() end after 15 minutes and are never on the wrong side of zero", () => {
  const day = scannedDay(handBars([at(-1, 10), at(899, 12), at(900, 15), at(2000, 8)]));

  assertClose(futureExcursions(day, EDGE).best, Math.log(1.2), 1e-12, "the bar of the last second");
  assert.equal(futureExcursions(day, EDGE).worst, 0);
  assert.deepEqual(futureExcursions(day, EDGE + 2001), { best: 0, worst: 0 });
});

/** A trade each minute for an hour before 10:00, the last one `age` seconds old at 10:00. */
function historyUntil(age: number, halts: ReturnType<typeof randomHalts> | null = null) {
  const rows = Array.from({ length: 60 }, (_, i) => at(-60 * (60 - i) - 1, 10));
  return scannedDay(handBars([...rows.slice(1), at(-age - 1, 10)]), { halts });
}

Deno.test("a moment is usable up to 30 seconds after a trade", () => {
  assert.equal(isUsable(historyUntil(0), EDGE, LIMITS), true);
  assert.equal(isUsable(historyUntil(30), EDGE, LIMITS), true);
  assert.equal(isUsable(historyUntil(31), EDGE, LIMITS), false);
});

Deno.test("a moment needs 20 minutes since the first trade or 12 trading minutes", () => {
  const usable = (...rows: HandBar[]) => isUsable(scannedDay(handBars(rows)), EDGE, LIMITS);
  const minutes = (count: number) =>
    Array.from({ length: count }, (_, i) => at(-60 * (count - i), 10));

  assert.equal(usable(at(-1200, 10), at(-10, 10)), true, "20 minutes");
  assert.equal(usable(at(-1199, 10), at(-10, 10)), false);
  assert.equal(usable(...minutes(12), at(-10, 10)), true, "12 minutes with trades");
  assert.equal(usable(...minutes(11), at(-10, 10)), false);
});

Deno.test("a moment is at least 15 minutes before the end of the day, and not at its start", () => {
  for (const bounds of [FULL_BOUNDS, HALF_BOUNDS]) {
    const length = bounds.postClose - bounds.preOpen;
    const rows = Array.from(
      { length: length / 10 },
      (_, i) => ({ at: 14_400 + 10 * i, close: 10 }),
    );
    const day = scannedDay(handBars(rows), { bounds });

    assert.equal(isUsable(day, length - 900, LIMITS), true);
    assert.equal(isUsable(day, length - 899, LIMITS), false);
    assert.equal(isUsable(day, 0, LIMITS), false);
  }
});

Deno.test("a moment is not halted, as far as was known then", () => {
  const start = (36_000 - 300) * 1e9;
  const halt = {
    start,
    end: 36_060e9,
    startKnown: start,
    endKnown: 36_061e9,
    action: 9,
    reason: 50,
  };
  const unknown = { ...halt, startKnown: 36_001e9 };

  assert.equal(isUsable(historyUntil(0, [halt]), EDGE, LIMITS), false);
  assert.equal(isUsable(historyUntil(0, [unknown]), EDGE, LIMITS), true);
  const halted = (t: number) => isHaltedAt(historyUntil(0, [halt]), t);
  assert.deepEqual([EDGE - 301, EDGE - 300, EDGE + 60, EDGE + 61].map(halted), [
    false,
    true,
    true,
    false,
  ]);
  assert.equal(isHaltedAt(historyUntil(0), EDGE), false, "without status data");
});
