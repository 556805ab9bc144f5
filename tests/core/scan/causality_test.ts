/** No look-ahead: what is known at a moment depends on nothing that comes after it. */
import assert from "node:assert/strict";
import { type Bars, sliceBars, takeBars } from "../../../src/core/columns/bars.ts";
import { cleanBars } from "../../../src/core/clean/clean_bars.ts";
import { type Halt, haltsOf } from "../../../src/core/market/halts.ts";
import { analyseDay } from "../../../src/core/scan/analyse_day.ts";
import {
  type Baseline,
  buildBaseline,
  type SessionVolume,
} from "../../../src/core/scan/baseline.ts";
import { DAY_COLUMNS } from "../../../src/core/scan/index_columns.ts";
import { minuteGrid } from "../../../src/core/scan/minute_grid.ts";
import { isHaltedAt, isUsable, momentAt, type ScannedDay } from "../../../src/core/scan/moments.ts";
import { failedBreakouts } from "../../../src/core/scan/patterns.ts";
import { findSqueezes } from "../../../src/core/scan/squeezes.ts";
import type { QuoteStream } from "../../../src/core/scan/spread_track.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { sessionsBefore } from "../../../src/core/time/calendar.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import type { SessionBounds } from "../../../src/core/time/sessions.ts";
import { deliveredDays } from "./delivered_days.ts";
import {
  FULL_BOUNDS,
  FULL_DAY,
  generateBars,
  HALF_BOUNDS,
  HALF_DAY,
  randomSource,
} from "./generated_day.ts";
import { randomBaseline, randomHalts, randomQuotes, scannedDay, spreadsOf } from "./scanned_day.ts";

const LIMITS = scanThresholds();

/** Everything one day is worked out from. */
interface DayData {
  readonly bounds: SessionBounds;
  readonly bars: Bars;
  readonly baseline: Baseline | null;
  readonly quotes: QuoteStream;
  readonly halts: readonly Halt[] | null;
}

/** The data as they were known at second edge `t`: bars that had ended, quotes and messages that had arrived. */
function cutAt(data: DayData, t: number): DayData {
  const now = (data.bounds.preOpen + t) * 1e9;
  const endOfDay = data.bounds.postClose * 1e9;
  const seen = data.bars.start.subarray(0, data.bars.length)
    .filter((start) => start + data.bars.intervalNs <= now).length;
  const halts = data.halts?.filter((halt) => halt.startKnown <= now)
    .map((halt) => halt.endKnown <= now ? halt : { ...halt, end: endOfDay, endKnown: endOfDay });
  const arrived = data.quotes.tsRecv.filter((ts) => ts <= now).length;
  return {
    ...data,
    bars: sliceBars(data.bars, 0, seen),
    quotes: { ...data.quotes, length: arrived },
    halts: halts ?? null,
  };
}

/** The data with every price and volume after `t` ten times as large, spreads too, and no halt not known by then. */
function poisonedAfter(data: DayData, t: number): DayData {
  const cut = cutAt(data, t);
  const times = (factor: number, column: Float64Array, from: number) =>
    column.map((value, i) => i < from ? value : value * factor);
  const { bars, quotes } = data;
  const from = cut.bars.length;
  const arrived = cut.quotes.length;
  return {
    ...data,
    bars: {
      ...bars,
      ...{ open: times(10, bars.open, from), high: times(10, bars.high, from) },
      ...{ low: times(10, bars.low, from), close: times(10, bars.close, from) },
      volume: times(10, bars.volume, from),
    },
    quotes: { ...quotes, bid: times(10, quotes.bid, arrived), ask: times(20, quotes.ask, arrived) },
    halts: cut.halts,
  };
}

function workOut(data: DayData): ScannedDay {
  const tsRecv = data.quotes.tsRecv.subarray(0, data.quotes.length);
  const spreads = spreadsOf({ ...data.quotes, tsRecv }, data.halts ?? [], data.bounds);
  return scannedDay(data.bars, { ...data, spreads });
}

/** The columns of all minute edges up to second edge `t`, by name. */
function columnsUntil(day: ScannedDay, t: number): Map<string, Float64Array> {
  const { blocks, scores, phases } = day;
  const columns = Object.entries({ ...blocks, ...scores, ...phases }) as [string, Float64Array][];
  return new Map(
    columns.filter(([, column]) => ArrayBuffer.isView(column))
      .map(([name, column]) => [name, column.subarray(0, Math.floor(t / 60) + 1)]),
  );
}

/** Events up to, and the moment at, second edge `t`. */
function eventsUntil(day: ScannedDay, t: number): Record<string, unknown> {
  const halted = (day.halts ?? []).map((halt) => ({
    start: Math.floor(halt.startKnown / 1e9) - day.grid.bounds.preOpen,
    end: Math.ceil(halt.endKnown / 1e9) - day.grid.bounds.preOpen,
  }));
  const squeezes = findSqueezes(day.index, halted, day.baseline?.full ?? null, LIMITS)
    .filter(({ trigger }) => trigger <= t);
  const failed = failedBreakouts(day.blocks, day.scores, LIMITS);
  return {
    failed: failed.filter(({ failed }) => failed <= Math.floor(t / 60)),
    triggers: squeezes.map(({ trigger, direction, triggerReturn, triggerVolumeRatio }) => [
      ...[trigger, direction, triggerReturn, triggerVolumeRatio],
    ]),
    ended: squeezes.filter(({ end }) => end < t),
    isUsable: isUsable(day, t, LIMITS),
    isHalted: isHaltedAt(day, t),
    moment: day.index.lastRow[t]! < 0 ? null : momentAt(day, t, LIMITS),
  };
}

function assertSame(actual: ScannedDay, expected: ScannedDay, t: number, where: string): void {
  const columns = columnsUntil(actual, t);
  for (const [name, column] of columnsUntil(expected, t)) {
    const differs = column.findIndex((value, e) => !Object.is(columns.get(name)![e], value));
    assert.equal(differs, -1, `${name} at minute ${differs}, ${where} at ${t}`);
  }
  assert.deepEqual(eventsUntil(actual, t), eventsUntil(expected, t), `${where} at ${t}`);
}

/** Compares what is known at `t` from the whole day with what is known from its cut and from its poisoned version. */
function assertCausal(data: DayData, moments: readonly number[], where: string): void {
  const whole = workOut(data);
  for (const t of moments) {
    if (cutAt(data, t).bars.length === 0) continue;
    assertSame(workOut(cutAt(data, t)), whole, t, `cut of ${where}`);
    assertSame(workOut(poisonedAfter(data, t)), whole, t, `poisoned ${where}`);
  }
}

/** Moments of a day: at any second, on minute edges, and a second after a trade. */
function randomMoments(
  random: () => number,
  bars: Bars,
  bounds: SessionBounds,
  count: number,
): number[] {
  return Array.from({ length: count }, (_, k) => {
    const any = 1 + Math.floor(random() * (bounds.postClose - bounds.preOpen - 1));
    if (k % 3 === 0) return any;
    if (k % 3 === 1) return Math.ceil(any / 60) * 60;
    return bars.start[Math.floor(random() * bars.length)]! / 1e9 - bounds.preOpen + 1;
  });
}

Deno.test("nothing known at 200 moments of generated days depends on what comes later", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const isHalf = seed % 8 === 0;
    const bounds = isHalf ? HALF_BOUNDS : FULL_BOUNDS;
    const bars = generateBars(seed, bounds, { activity: seed % 2 === 0 ? 0.1 : 0.6 });
    const data: DayData = {
      ...{ bounds, bars, quotes: randomQuotes(seed, bounds) },
      baseline: seed % 5 === 0 ? null : randomBaseline(seed, isHalf ? HALF_DAY : FULL_DAY),
      halts: seed % 4 === 0 ? null : randomHalts(seed),
    };
    assertCausal(data, randomMoments(randomSource(seed), bars, bounds, 5), `seed ${seed}`);
  }
});

Deno.test("nothing known within seconds of a halt's begin and end depends on what comes later", () => {
  const bars = generateBars(3);
  const halts = randomHalts(3, 2);
  const data = { bounds: FULL_BOUNDS, bars, quotes: randomQuotes(3), baseline: null, halts };
  const moments = halts.flatMap((halt) => [halt.start, halt.startKnown, halt.end, halt.endKnown])
    .flatMap((ns) => [Math.floor(ns / 1e9), Math.ceil(ns / 1e9)].map((s) => s - 14_400));

  assertCausal(data, moments, "halts");
});

function volumeOf(day: number, bars: Bars, bounds: SessionBounds): SessionVolume {
  const { volume } = minuteGrid(bars, bounds);
  const minutes = [...volume.keys()].filter((minute) => volume[minute]! > 0);
  return {
    ...{ day, source: "ohlcv-1s", splitFactor: 1 },
    minutes: Uint16Array.from(minutes),
    shares: Float64Array.from(minutes, (minute) => volume[minute]!),
    total: volume.reduce((sum, shares) => sum + shares, 0),
  };
}

Deno.test("nothing known at 200 moments of delivered days depends on what comes later", () => {
  const days = deliveredDays();
  const random = randomSource(2025);
  const sessions: SessionVolume[] = [];
  for (const [i, { date, bars: raw, status }] of days.entries()) {
    const { bars } = cleanBars(raw, FULL_BOUNDS);
    const day = parseDate(date);
    const data: DayData = {
      ...{ bounds: FULL_BOUNDS, bars, quotes: randomQuotes(i) },
      baseline: buildBaseline(day, sessions, LIMITS),
      halts: status && haltsOf(status, FULL_BOUNDS),
    };
    assertCausal(data, randomMoments(random, bars, FULL_BOUNDS, i % 3 === 0 ? 4 : 3), date);
    sessions.push(volumeOf(day, bars, FULL_BOUNDS));
  }
});

Deno.test("the baseline of a day does not depend on that day or later ones", () => {
  const days = [...sessionsBefore(FULL_DAY, 8).reverse(), FULL_DAY, FULL_DAY + 1];
  const sessions = days.map((day, k) => volumeOf(day, generateBars(k), FULL_BOUNDS));
  const poisoned = sessions.map((session) =>
    session.day < FULL_DAY ? session : { ...session, total: session.total * 10 }
  );

  const expected = buildBaseline(FULL_DAY, sessions.slice(0, 8), LIMITS);

  assert.deepEqual(buildBaseline(FULL_DAY, sessions, LIMITS), expected);
  assert.deepEqual(buildBaseline(FULL_DAY, poisoned, LIMITS), expected);
});

Deno.test("plain columns of a day's row depend on nothing after the first regular trade", () => {
  const plain = DAY_COLUMNS.filter(({ causality }) => causality === "causal").map(({ name }) =>
    name
  );
  for (let seed = 1; seed <= 10; seed++) {
    const bars = generateBars(seed);
    const rows = [...bars.start.keys()];
    const firstRegular = rows.find((i) => bars.start[i]! >= FULL_BOUNDS.open * 1e9)!;
    const t = bars.start[firstRegular]! / 1e9 + 1 - FULL_BOUNDS.preOpen;
    const data: DayData = {
      ...{ bounds: FULL_BOUNDS, bars, quotes: randomQuotes(seed) },
      ...{ baseline: randomBaseline(seed), halts: randomHalts(seed) },
    };
    const record = ({ bars, baseline, halts }: DayData) =>
      analyseDay({
        ...{
          symbol: "X",
          day: FULL_DAY,
          bars,
          barSource: "ohlcv-1s",
          dataset: "D",
          qualityBits: 0,
        },
        ...{ condition: null, files: [], baseline, prevClose: 5e9, prevCloseSource: "ohlcv-1s" },
        ...{ isSuspectSplit: false, gate: "pass", halts, shortSaleChanges: [], statusSource: "S" },
        ...{ summaryRvol: null, spreads: null, quoteSource: null, trades: null },
      }, LIMITS).day;
    const known = (data: DayData) => {
      const row = record(data);
      return plain.map((name) => [name, row[name]]);
    };

    assert.deepEqual(known(poisonedAfter(data, t)), known(data), `seed ${seed}`);
    const cut = { ...data, bars: takeBars(bars, rows.slice(0, firstRegular + 1)) };
    assert.deepEqual(known(cut), known(data), `seed ${seed}`);
  }
});
