import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type BarSource,
  buildBaseline,
  relativeVolume,
  relativeVolume5,
  type SessionVolume,
} from "../../../src/core/scan/baseline.ts";
import { minuteGrid } from "../../../src/core/scan/minute_grid.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { sessionsBefore } from "../../../src/core/time/calendar.ts";
import { type EpochDay, parseDate } from "../../../src/core/time/dates.ts";
import {
  assertClose,
  FULL_BOUNDS,
  FULL_DAY,
  generateBars,
  HALF_BOUNDS,
  HALF_DAY,
  handBars,
  randomSource,
} from "./generated_day.ts";

const LIMITS = scanThresholds();
/** The sessions before the full day, latest first; all of them full days. */
const EARLIER = sessionsBefore(FULL_DAY, 25);

/** A session with the given shares at minutes after 04:00. */
function session(day: EpochDay, shares: Record<number, number>, splitFactor = 1): SessionVolume {
  const minutes = Object.keys(shares).map(Number).sort((a, b) => a - b);
  return {
    ...{ day, source: "ohlcv-1s", splitFactor },
    minutes: Uint16Array.from(minutes),
    shares: Float64Array.from(minutes, (minute) => shares[minute]!),
    total: Object.values(shares).reduce((sum, value) => sum + value, 0),
  };
}

function dailySession(day: EpochDay, total: number, splitFactor = 1): SessionVolume {
  return {
    ...{ day, source: "ohlcv-1d", total, splitFactor },
    ...{ minutes: new Uint16Array(0), shares: new Float64Array(0) },
  };
}

/** Sessions with these totals, all traded at 10:00, latest first. */
const atTen = (...totals: number[]) =>
  totals.map((total, k) => session(EARLIER[k]!, { 360: total }));

Deno.test("a usual day is the median of the earlier sessions' volumes", () => {
  const odd = buildBaseline(FULL_DAY, atTen(500, 900, 100, 1e9, 300), LIMITS)!;
  const even = buildBaseline(FULL_DAY, atTen(500, 900, 100, 1e9, 300, 700), LIMITS)!;

  assert.deepEqual([odd.full, odd.sessions, odd.source], [500, 5, "ohlcv-1s"]);
  assert.deepEqual([even.full, even.sessions], [600, 6]);
});

Deno.test("a baseline needs five sessions", () => {
  assert.equal(buildBaseline(FULL_DAY, atTen(1, 2, 3, 4), LIMITS), null);
  assert.equal(buildBaseline(FULL_DAY, [], LIMITS), null);
  assert.notEqual(
    buildBaseline(FULL_DAY, atTen(1, 2, 3), scanThresholds({ baseline_min_sessions: 3 })),
    null,
  );
});

Deno.test("the day itself, later days and days beyond twenty sessions back do not count", () => {
  const inside = atTen(500, 900, 100, 700, 300);
  const outside = [
    session(FULL_DAY, { 360: 1e9 }),
    session(FULL_DAY + 1, { 360: 1e9 }),
    session(EARLIER[20]!, { 360: 1e9 }),
    session(EARLIER[24]!, { 360: 1e9 }),
  ];

  assert.deepEqual(
    buildBaseline(FULL_DAY, [...outside, ...inside], LIMITS),
    buildBaseline(FULL_DAY, inside, LIMITS),
  );
  const twentieth = session(EARLIER[19]!, { 360: 600 });
  assert.equal(buildBaseline(FULL_DAY, [...inside, twentieth], LIMITS)!.full, 550);
});

Deno.test("volumes are divided by the split factor, for the day and for each of its parts", () => {
  const shares = { 0: 2000, 360: 6000, 800: 1200 };
  const before = EARLIER.slice(0, 5).map((day) => session(day, shares, 20));

  const baseline = buildBaseline(FULL_DAY, before, LIMITS)!;

  assert.deepEqual(
    [baseline.full, baseline.pre, baseline.regular, baseline.post],
    [460, 100, 300, 60],
  );
  assert.equal(baseline.cumulative[960], 460);
});

Deno.test("the mean can take the place of the median", () => {
  const limits = scanThresholds({ baseline_statistic: "mean" });

  assert.equal(buildBaseline(FULL_DAY, atTen(100, 200, 300, 400, 1000), limits)!.full, 400);
});

Deno.test("usual cumulative volume is a median at each minute, at least 1 % of a day and 100 shares", () => {
  const sessions = [1, 2, 3, 4, 5].map((k) =>
    session(EARLIER[k]!, { 10: 1000 * k, 400: 90_000 - 1000 * k, 900: 10_000 })
  );

  const { cumulative, full } = buildBaseline(FULL_DAY, sessions, LIMITS)!;

  assert.equal(full, 100_000);
  assert.equal(cumulative.length, 961);
  assert.equal(cumulative[0], 1000, "1 % of a day");
  assert.equal(cumulative[10], 1000, "minute 10 is not over at edge 10");
  assert.equal(cumulative[11], 3000);
  assert.equal(cumulative[400], 3000);
  assert.equal(cumulative[401], 90_000);
  assert.equal(cumulative[960], 100_000);
  assert.equal(buildBaseline(FULL_DAY, atTen(1, 2, 3, 4, 5), LIMITS)!.cumulative[960], 100);
});

Deno.test("usual five minutes are a median over the slot and its neighbours, floored", () => {
  const sessions = [1, 2, 3, 4, 5].map((k) => session(EARLIER[k]!, { 360: 100 * k, 366: 5000 }));

  const { slots } = buildBaseline(FULL_DAY, sessions, LIMITS)!;

  assert.equal(slots.length, 192);
  assert.equal(slots[71], 100, "slots 70 to 72: ten zeros, five small ones; floor of 100 shares");
  assert.equal(slots[72], 300, "slots 71 to 73: five zeros, 100 to 500, five of 5000");
  assert.equal(slots[73], 300, "slots 72 to 74");
  assert.equal(slots[0], 100);
  const large = [1, 2, 3, 4, 5].map((k) => session(EARLIER[k]!, { 360: 1e6 }));
  assert.equal(buildBaseline(FULL_DAY, large, LIMITS)!.slots[0], 2000, "0.2 % of a day");
});

Deno.test("half days among full ones count their regular volume by the minute", () => {
  const day = parseDate("2024-12-06"); // the half day of 29 November is five sessions before
  const shares = { 0: 100, 400: 2100, 600: 50 }; // 600 minutes after 04:00 is post-market on a half day
  const half = [session(HALF_DAY, shares)];
  const one = scanThresholds({ baseline_min_sessions: 1 });

  const baseline = buildBaseline(day, half, one)!;

  assertClose(baseline.full, 100 + 2100 * 390 / 210 + 50, 1e-9, "full");
  assert.equal(baseline.pre, 100);
  assertClose(baseline.regular, 3900, 1e-9, "regular");
  assert.equal(baseline.post, 50);
  const edge = 330 + Math.floor(70 * 390 / 210); // 70 minutes into 210 are 130 into 390
  assertClose(baseline.cumulative[edge]!, 100, 1e-9, "before");
  assertClose(baseline.cumulative[edge + 1]!, 4000, 1e-9, "after");
  assertClose(baseline.cumulative[600 + 180]!, 4000, 1e-9, "an hour after the close, before");
  assertClose(baseline.cumulative[600 + 181]!, 4050, 1e-9, "an hour after the close");
});

Deno.test("full days before a half day are scaled down to it", () => {
  const shares = { 0: 100, 460: 3900, 780: 50 }; // 780 minutes after 04:00 is an hour after 16:00
  const sessions = sessionsBefore(HALF_DAY, 5).map((day) => session(day, shares));

  const baseline = buildBaseline(HALF_DAY, sessions, LIMITS)!;

  assert.equal(baseline.cumulative.length, 781);
  assertClose(baseline.full, 100 + 2100 + 50, 1e-9, "full");
  assertClose(baseline.regular, 2100, 1e-9, "regular");
  assertClose(baseline.cumulative[330 + 70]!, 100, 1e-9, "before");
  assertClose(baseline.cumulative[330 + 71]!, 2200, 1e-9, "after");
  assertClose(baseline.cumulative[601]!, 2250, 1e-9, "an hour after the close");
});

Deno.test("a daily bar is scaled by the usual share of the regular session", () => {
  const days = sessionsBefore(HALF_DAY, 5).map((day) => dailySession(day, 1_120_000, 2));

  const { full, regular } = buildBaseline(HALF_DAY, days, LIMITS)!;

  assertClose(full, 60_000 + 500_000 * 210 / 390, 1e-9, "12 of 112 are not regular");
  assert.equal(regular, NaN);
});

Deno.test("sessions known by their daily bar count for the day, and the source says so", () => {
  const sessions = [...atTen(500, 900, 100, 300, 700), dailySession(EARLIER[7]!, 800)];

  const baseline = buildBaseline(FULL_DAY, sessions, LIMITS)!;

  assert.deepEqual([baseline.full, baseline.source], [600, "ohlcv-1d"]);
  assert.equal(baseline.regular, 500, "from the five sessions with minutes");
  assert.equal(baseline.cumulative[960], 500);
});

Deno.test("with fewer than five intraday sessions the minutes follow the usual profile", () => {
  const sessions = [
    ...atTen(1e6, 1e6, 1e6, 1e6),
    ...[5, 6, 7].map((k) => dailySession(EARLIER[k]!, 1e6)),
  ];

  const { cumulative, slots, full } = buildBaseline(FULL_DAY, sessions, LIMITS)!;

  assert.equal(full, 1e6);
  assertClose(cumulative[330]!, 1e6 * 0.08 / 1.12, 1e-9, "pre-market");
  assertClose(cumulative[360]!, 1e6 * (0.08 + 0.135) / 1.12, 1e-9, "first half hour");
  assertClose(cumulative[720]!, 1e6 * 1.08 / 1.12, 1e-9, "close");
  assertClose(slots[66]!, 1e6 * 0.135 / 6 / 1.12, 1e-9, "09:30 to 09:35");
});

Deno.test("the source of a baseline is the coarsest of its sessions", () => {
  const sourceOf = (...sources: BarSource[]) => {
    const sessions = atTen(1, 2, 3, 4, 5).map((s, k) => ({
      ...s,
      source: sources[k] ?? "ohlcv-1s",
    }));
    return buildBaseline(FULL_DAY, sessions, LIMITS)!.source;
  };
  assert.equal(sourceOf(), "ohlcv-1s");
  assert.equal(sourceOf("trades"), "trades");
  assert.equal(sourceOf("trades", "ohlcv-1m"), "ohlcv-1m");
  assert.equal(sourceOf("ohlcv-1m", "ohlcv-1d", "trades"), "ohlcv-1d");
});

Deno.test("a baseline of random sessions agrees with a median at each minute and slot", () => {
  for (let seed = 1; seed <= 6; seed++) {
    const random = randomSource(seed);
    const count = 5 + Math.floor(random() * 16);
    const sessions = EARLIER.slice(0, count).map((day, k) => {
      const grid = minuteGrid(
        generateBars(seed * 100 + k, FULL_BOUNDS, { activity: 0.05 }),
        FULL_BOUNDS,
      );
      const traded = [...grid.volume].flatMap((shares, m) => shares > 0 ? [[m, shares]] : []);
      return session(day, Object.fromEntries(traded), [1, 1, 20, 0.1][Math.floor(random() * 4)]);
    });
    const adjusted = (from: number, to: number) =>
      sessions.map(({ minutes, shares, splitFactor }) =>
        shares.reduce((sum, v, i) => minutes[i]! >= from && minutes[i]! < to ? sum + v : sum, 0) /
        splitFactor
      );
    const median = (values: number[]) => {
      const sorted = values.sort((a, b) => a - b);
      return (sorted[Math.ceil(sorted.length / 2) - 1]! + sorted[Math.floor(sorted.length / 2)]!) /
        2;
    };

    const baseline = buildBaseline(FULL_DAY, sessions, LIMITS)!;

    const full = median(adjusted(0, 960));
    assertClose(baseline.full, full, 1e-9, `seed ${seed}`);
    assertClose(baseline.pre, median(adjusted(0, 330)), 1e-9, `seed ${seed}`);
    assertClose(baseline.regular, median(adjusted(330, 720)), 1e-9, `seed ${seed}`);
    assertClose(baseline.post, median(adjusted(720, 960)), 1e-9, `seed ${seed}`);
    for (let e = 0; e <= 960; e += 1 + Math.floor(random() * 20)) {
      const usual = Math.max(median(adjusted(0, e)), 0.01 * full, 100);
      assertClose(baseline.cumulative[e]!, usual, 1e-9, `seed ${seed}, edge ${e}`);
    }
    for (let slot = 0; slot < 192; slot++) {
      const near = [slot - 1, slot, slot + 1].filter((s) => s >= 0 && s < 192)
        .flatMap((s) => adjusted(5 * s, 5 * s + 5));
      const usual = Math.max(median(near), 0.002 * full, 100);
      assertClose(baseline.slots[slot]!, usual, 1e-9, `seed ${seed}, slot ${slot}`);
    }
  }
});

Deno.test("the order of the sessions does not matter", () => {
  const sessions = atTen(500, 900, 100, 1e9, 300, 700, 20);
  const expected = buildBaseline(FULL_DAY, sessions, LIMITS);
  fc.assert(
    fc.property(fc.shuffledSubarray(sessions, { minLength: 7 }), (shuffled) => {
      assert.deepEqual(buildBaseline(FULL_DAY, shuffled, LIMITS), expected);
    }),
    { numRuns: 20 },
  );
});

Deno.test("relative volume is volume so far over what is usual by then", () => {
  const sessions = EARLIER.slice(0, 5).map((day) => session(day, { 10: 4000, 360: 6000 }));
  const baseline = buildBaseline(FULL_DAY, sessions, LIMITS)!;
  const bars = handBars([
    { at: 14_400 + 60 * 5, close: 10, volume: 500 },
    { at: 14_400 + 60 * 362, close: 10, volume: 29_500 },
  ]);
  const grid = minuteGrid(bars, FULL_BOUNDS);

  const rvol = relativeVolume(grid, baseline);
  const rvol5 = relativeVolume5(grid, baseline);

  assert.deepEqual([rvol[5], rvol[6], rvol[11], rvol[363]], [0, 5, 0.125, 3]);
  assert.deepEqual([rvol5[4], rvol5[5], rvol5[6], rvol5[11]], [NaN, 0, 5, 0]);
  assert.equal(baseline.slots[72], 100);
  assert.deepEqual([rvol5[362], rvol5[363], rvol5[367], rvol5[368]], [0, 295, 295, 0]);
});

Deno.test("the baseline of a half day has the minutes of a half day", () => {
  const sessions = sessionsBefore(HALF_DAY, 5).map((day) => session(day, { 959: 500 }));
  const baseline = buildBaseline(HALF_DAY, sessions, LIMITS)!;
  const grid = minuteGrid(generateBars(1, HALF_BOUNDS), HALF_BOUNDS);

  assert.equal(baseline.cumulative[779], 100);
  assert.equal(baseline.cumulative[780], 500, "the last minute of post-market stays the last");
  assert.equal(relativeVolume(grid, baseline).length, 781);
});
