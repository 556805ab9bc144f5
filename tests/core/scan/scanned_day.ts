/** Days worked out for tests of what reads them: moments, reset points, causality. */
import type { Bars } from "../../../src/core/columns/bars.ts";
import type { Halt } from "../../../src/core/market/halts.ts";
import { type Baseline, buildBaseline, relativeVolume5 } from "../../../src/core/scan/baseline.ts";
import { buildingBlocks } from "../../../src/core/scan/building_blocks.ts";
import { minuteGrid } from "../../../src/core/scan/minute_grid.ts";
import type { ScannedDay } from "../../../src/core/scan/moments.ts";
import { scorePatterns } from "../../../src/core/scan/patterns.ts";
import { trackPhases } from "../../../src/core/scan/phases.ts";
import { secondIndex } from "../../../src/core/scan/second_index.ts";
import {
  type QuoteStream,
  SpreadReducer,
  type SpreadTrack,
} from "../../../src/core/scan/spread_track.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { timeMultipliers } from "../../../src/core/scan/time_of_day.ts";
import { sessionsBefore } from "../../../src/core/time/calendar.ts";
import type { EpochDay } from "../../../src/core/time/dates.ts";
import { type SessionBounds, sessionBounds } from "../../../src/core/time/sessions.ts";
import { FULL_BOUNDS, FULL_DAY, generateBars, randomSource } from "./generated_day.ts";

const LIMITS = scanThresholds();

/** What a day can be worked out from besides its bars. */
export interface DayParts {
  readonly bounds?: SessionBounds;
  readonly baseline?: Baseline | null;
  readonly spreads?: SpreadTrack | null;
  readonly halts?: readonly Halt[] | null;
}

/** Works a day out from its parts. */
export function scannedDay(bars: Bars, parts: DayParts = {}): ScannedDay {
  const { bounds = FULL_BOUNDS, baseline = null, spreads = null, halts = null } = parts;
  const grid = minuteGrid(bars, bounds);
  const blocks = buildingBlocks(grid, LIMITS);
  const scores = scorePatterns(grid, blocks, LIMITS);
  const rvol5 = baseline && relativeVolume5(grid, baseline);
  return {
    ...{ grid, blocks, scores, baseline, spreads, halts },
    phases: trackPhases(grid, blocks, scores, rvol5, LIMITS),
    index: secondIndex(bars, bounds),
    multipliers: timeMultipliers(bounds, LIMITS),
  };
}

/** A baseline of six random sessions before a day. */
export function randomBaseline(seed: number, day: EpochDay = FULL_DAY): Baseline {
  const sessions = sessionsBefore(day, 6).map((earlier, k) => {
    const bounds = sessionBounds(earlier);
    const { volume } = minuteGrid(generateBars(seed * 31 + k, bounds, { activity: 0.3 }), bounds);
    const minutes = [...volume.keys()].filter((minute) => volume[minute]! > 0);
    return {
      ...{ day: earlier, source: "ohlcv-1s" as const, splitFactor: 1 },
      minutes: Uint16Array.from(minutes),
      shares: Float64Array.from(minutes, (minute) => volume[minute]!),
      total: volume.reduce((sum, shares) => sum + shares, 0),
    };
  });
  return buildBaseline(day, sessions, LIMITS)!;
}

/** A quote every few seconds around 5 dollars, now and then none for minutes; times in ns, not on whole seconds. */
export function randomQuotes(seed: number, bounds: SessionBounds = FULL_BOUNDS): QuoteStream {
  const random = randomSource(seed + 9000);
  const rows: [number, number, number][] = [];
  let at = bounds.preOpen * 1e9;
  while (at < bounds.postClose * 1e9) {
    at += Math.floor((random() < 0.02 ? 400 * random() : 8 * random() ** 2) * 1e9) + 1;
    const half = 1 + Math.floor(random() * 9);
    rows.push([at, (500 - half) * 1e7, (500 + half) * 1e7]);
  }
  return {
    length: rows.length,
    tsRecv: Float64Array.from(rows, (row) => row[0]),
    bid: Float64Array.from(rows, (row) => row[1]),
    ask: Float64Array.from(rows, (row) => row[2]),
  };
}

/** Spreads of quotes up to, and with, a time in ns. */
export function spreadsOf(
  quotes: QuoteStream,
  halts: readonly Halt[] = [],
  bounds: SessionBounds = FULL_BOUNDS,
  until = Infinity,
): SpreadTrack {
  const reducer = new SpreadReducer(bounds, halts, LIMITS);
  const length = quotes.tsRecv.filter((ts) => ts <= until).length;
  reducer.push({ ...quotes, length });
  return reducer.finish();
}

/** A few halts of one to ten minutes in regular hours, known a moment after they happen. */
export function randomHalts(seed: number, count = 3): Halt[] {
  const random = randomSource(seed + 4000);
  return Array.from({ length: count }, (_, i) => {
    const start = Math.floor((35_000 + i * 5000 + random() * 3000) * 1e9);
    const end = start + Math.floor((60 + random() * 540) * 1e9);
    const delay = Math.floor(random() * 3e9);
    return { start, end, startKnown: start + delay, endKnown: end + delay, action: 9, reason: 50 };
  });
}
