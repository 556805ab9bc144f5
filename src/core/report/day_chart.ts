/** One day as a report draws it: minute candles with VWAP, and everything the scanner marked on them. */
import { type Bars, resampleBars } from "../columns/bars.ts";
import { type Halt, inferHalts } from "../market/halts.ts";
import { haltedSeconds } from "../scan/analyse_day.ts";
import { buildingBlocks } from "../scan/building_blocks.ts";
import { minuteGrid } from "../scan/minute_grid.ts";
import { type Pattern, PATTERNS, type PatternScores, scorePatterns } from "../scan/patterns.ts";
import { secondIndex } from "../scan/second_index.ts";
import { findSqueezes } from "../scan/squeezes.ts";
import type { ScanThresholds } from "../scan/threshold_keys.ts";
import type { EpochDay } from "../time/dates.ts";
import { MINUTE_NS, SECOND_NS, type SessionBounds, sessionBounds } from "../time/sessions.ts";
import { type ChartPoints, roundDigits } from "./chart_points.ts";

/** What is known of a day when it is drawn. */
export interface ChartInput {
  readonly day: EpochDay;
  /** Cleaned bars within the session, in order; at least one. */
  readonly bars: Bars;
  /** `null` without status data. */
  readonly halts: readonly Halt[] | null;
  /** Shares of a usual day; `null` without a baseline. */
  readonly baselineShares: number | null;
  readonly points: ChartPoints;
}

/**
 * Minute candles, one element per minute with a trade. Prices are whole ten-thousandths of a dollar, each list but
 * `minute` and `volume` told by differences so that it compresses well.
 */
export interface ChartCandles {
  /** Minutes after `preOpen`: the first, then the distance to the one before. */
  readonly minute: readonly number[];
  /** Close over the close before (the first: the close itself). */
  readonly close: readonly number[];
  /** Open over the close before (the first: over its own close). */
  readonly open: readonly number[];
  /** High over the larger of open and close. */
  readonly high: readonly number[];
  /** The smaller of open and close over the low. */
  readonly low: readonly number[];
  /** VWAP since `preOpen` at the end of the minute, over its close. */
  readonly vwap: readonly number[];
  /** Shares. */
  readonly volume: readonly number[];
}

/** A stretch without trading, seconds since local midnight; `reason` is a DBN `StatusReason`. */
export type ChartHalt = readonly [start: number, end: number, reason: number];
/** A squeeze: seconds since local midnight; magnitude is a log return, signed; the last two are ratio and shares. */
export type ChartSqueeze = readonly [
  trigger: number,
  end: number,
  magnitude: number,
  volumeRatio: number,
  shares: number,
];
/** A stretch of one pattern label: seconds since local midnight, and its best score. */
export type ChartPattern = readonly [from: number, to: number, pattern: Pattern, score: number];

/** A day as it is drawn. */
export interface DayChart {
  /** Seconds since local midnight of `preOpen`, `open`, `close` and `postClose`. */
  readonly sessions: readonly [number, number, number, number];
  /** Length of the bars it was made from, seconds. */
  readonly barSeconds: number;
  readonly candles: ChartCandles;
  /** Halts as the venue announced them, or guessed from silence where nothing is announced. */
  readonly halts: readonly ChartHalt[];
  readonly hasStatus: boolean;
  readonly squeezes: readonly ChartSqueeze[];
  readonly patterns: readonly ChartPattern[];
  readonly points: ChartPoints;
}

/** Nano-dollars in a unit of the candles' prices. */
const PRICE_UNIT = 1e5;

/** Draws a day up: candles, halts, squeezes, stretches of patterns and reset points. */
export function chartOfDay(input: ChartInput, limits: ScanThresholds): DayChart {
  const { day, bars, halts, baselineShares, points } = input;
  const bounds = sessionBounds(day);
  const grid = minuteGrid(bars, bounds);
  const blocks = buildingBlocks(grid, limits);
  const scores = scorePatterns(grid, blocks, limits);
  const halted = haltedSeconds(halts ?? [], bounds.preOpen);
  const squeezes = findSqueezes(secondIndex(bars, bounds), halted, baselineShares, limits);
  return {
    sessions: [bounds.preOpen, bounds.open, bounds.close, bounds.postClose],
    barSeconds: bars.intervalNs / SECOND_NS,
    candles: minuteCandles(bars, bounds, blocks.vwap),
    halts: (halts ?? inferHalts(bars, bounds)).map(({ start, end, reason }): ChartHalt => [
      Math.max(bounds.preOpen, Math.floor(start / SECOND_NS)),
      Math.min(bounds.postClose, Math.ceil(end / SECOND_NS)),
      reason,
    ]),
    hasStatus: halts !== null,
    squeezes: squeezes.map((squeeze): ChartSqueeze => [
      bounds.preOpen + squeeze.trigger,
      bounds.preOpen + squeeze.end,
      roundDigits(squeeze.magnitude),
      roundDigits(squeeze.triggerVolumeRatio),
      squeeze.shares,
    ]),
    patterns: patternStretches(scores, bounds),
    points,
  };
}

function minuteCandles(bars: Bars, { preOpen }: SessionBounds, vwap: Float64Array): ChartCandles {
  const minutes = resampleBars(bars, MINUTE_NS, preOpen * SECOND_NS);
  const candles = { minute: [], close: [], open: [], high: [], low: [], vwap: [], volume: [] } as {
    [K in keyof ChartCandles]: number[];
  };
  const price = (nanoDollars: number) => Math.round(nanoDollars / PRICE_UNIT);
  let lastMinute = 0;
  let lastClose: number | undefined;
  for (let i = 0; i < minutes.length; i++) {
    const minute = Math.round((minutes.start[i]! / SECOND_NS - preOpen) / 60);
    const [open, close] = [price(minutes.open[i]!), price(minutes.close[i]!)];
    const average = vwap[minute + 1]!;
    candles.minute.push(minute - lastMinute);
    candles.close.push(close - (lastClose ?? 0));
    candles.open.push(open - (lastClose ?? close));
    candles.high.push(price(minutes.high[i]!) - Math.max(open, close));
    candles.low.push(Math.min(open, close) - price(minutes.low[i]!));
    candles.vwap.push(Number.isNaN(average) ? 0 : price(average) - close);
    candles.volume.push(minutes.volume[i]!);
    [lastMinute, lastClose] = [minute, close];
  }
  return candles;
}

/** Codes of patterns that are drawn: those with a score. */
const SCORED = ["flush", "breakout", "bounce", "consolidation"] as const;

/** Runs of minute edges with the same scored label. A run that is known from edge `a` to edge `b` covers both. */
function patternStretches(scores: PatternScores, { preOpen }: SessionBounds): ChartPattern[] {
  const stretches: ChartPattern[] = [];
  const { label } = scores;
  for (let from = 0; from < label.length;) {
    let to = from + 1;
    while (to < label.length && label[to] === label[from]) to++;
    const pattern = SCORED.find((name) => name === PATTERNS[label[from]!]);
    if (pattern !== undefined) {
      const best = scores[pattern].subarray(from, to).reduce((a, b) => Math.max(a, b), 0);
      stretches.push([preOpen + from * 60, preOpen + to * 60, pattern, roundDigits(best)]);
    }
    from = to;
  }
  return stretches;
}
