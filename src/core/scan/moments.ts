/** Everything the scanner knows about one moment of a day, to the second. Causal, but for the two hindsight fields. */
import type { Halt } from "../market/halts.ts";
import { medianInPlace } from "../math/order_statistics.ts";
import { clip, geometricMean2, ramp, roundScore } from "../math/shaping.ts";
import { SECOND_NS } from "../time/sessions.ts";
import type { Baseline } from "./baseline.ts";
import type { BuildingBlocks } from "./building_blocks.ts";
import type { MinuteGrid } from "./minute_grid.ts";
import { type Pattern, PATTERNS, type PatternScores } from "./patterns.ts";
import { type Phase, PHASES, type PhaseTrack } from "./phases.ts";
import { lastTradeAge, priceAt, type SecondIndex, volumeBy, volumeWithin } from "./second_index.ts";
import { spreadScore, type SpreadTrack, spreadWithin } from "./spread_track.ts";
import type { ScanThresholds } from "./threshold_keys.ts";
import { type Bucket, bucketAt } from "./time_of_day.ts";

/** One symbol-day, worked out: what moments are read from. */
export interface ScannedDay {
  readonly grid: MinuteGrid;
  readonly index: SecondIndex;
  readonly blocks: BuildingBlocks;
  readonly scores: PatternScores;
  readonly phases: PhaseTrack;
  readonly baseline: Baseline | null;
  readonly spreads: SpreadTrack | null;
  /** `null` without status data. */
  readonly halts: readonly Halt[] | null;
  /** Time-of-day multiplier of each minute. */
  readonly multipliers: Float64Array;
}

/** Features of a moment. `NaN` where unknown. */
export interface Moment {
  /** Seconds after `preOpen`. */
  readonly edge: number;
  /** Part of the day. */
  readonly bucket: Bucket;
  /** Label of the tape at the latest full minute. */
  readonly pattern: Pattern;
  /** Phase at the latest full minute. */
  readonly phase: Phase;
  /** Seconds since that phase began. */
  readonly phaseAgeSeconds: number;
  /** Flush score at the latest full minute, 0 to 1. */
  readonly scoreFlush: number;
  /** Breakout score, 0 to 1. */
  readonly scoreBreakout: number;
  /** Bounce score, 0 to 1. */
  readonly scoreBounce: number;
  /** Consolidation score, 0 to 1. */
  readonly scoreConsolidation: number;
  /** Last trade, nano-dollars. */
  readonly price: number;
  /** Log return of the last minute in basis points. */
  readonly velocity1m: number;
  /** Log return of the last five minutes in basis points per minute. */
  readonly velocity5m: number;
  /** Change of `velocity1m` over a minute. */
  readonly acceleration: number;
  /** Shares a second over the last minute. */
  readonly volumeVelocity: number;
  /** The same over its usual value. */
  readonly volumeRatio: number;
  /** Price over the day's high so far, minus 1. */
  readonly distanceHigh: number;
  /** Price over VWAP so far, minus 1. */
  readonly distanceVwap: number;
  /** Volume so far over its usual value. */
  readonly relativeVolume: number;
  /** Time-weighted mean spread of the last minute, bps. */
  readonly spreadBps: number;
  /** Seconds since the latest halt was lifted. */
  readonly secondsSinceHalt: number;
  /** How much there is to learn, 0 to 1. */
  readonly localQuality: number;
}

const MINUTE = 60;
const USUAL_VOLUME_MINUTES = 30;
/** Horizon of the hindsight fields. */
const FUTURE_MINUTES = 15;
/** The time-of-day multiplier that leaves local quality as it is. */
const FULL_MULTIPLIER = 1.25;

/** Reads the features of the day at `edge` seconds after `preOpen`. */
export function momentAt(day: ScannedDay, edge: number, limits: ScanThresholds): Moment {
  const { index, scores, phases, grid } = day;
  const e = Math.floor(edge / MINUTE); // latest minute edge
  const price = priceAt(index, edge);
  const velocity1m = velocity(index, edge, 1);
  const sofar = dayExtremes(day, edge, e);
  const features = {
    edge,
    bucket: bucketAt(grid.bounds, grid.bounds.preOpen + edge),
    pattern: PATTERNS[scores.label[e]!]!,
    phase: PHASES[phases.phase[e]!]!,
    phaseAgeSeconds: edge - phases.since[e]! * MINUTE,
    scoreFlush: scores.flush[e]!,
    scoreBreakout: scores.breakout[e]!,
    scoreBounce: scores.bounce[e]!,
    scoreConsolidation: scores.consolidation[e]!,
    price,
    velocity1m,
    velocity5m: velocity(index, edge, 5),
    acceleration: velocity1m - velocity(index, edge - MINUTE, 1),
    volumeVelocity: volumeWithin(index, edge, MINUTE) / MINUTE,
    volumeRatio: volumeRatio(day, edge, limits),
    distanceHigh: price / sofar.high - 1,
    distanceVwap: price / sofar.vwap - 1,
    relativeVolume: relativeVolumeAt(day, edge),
    spreadBps: day.spreads ? spreadWithin(day.spreads, edge, MINUTE) : NaN,
    secondsSinceHalt: secondsSinceHalt(day, edge),
  };
  return { ...features, localQuality: localQuality(day, features, limits) };
}

function velocity(index: SecondIndex, edge: number, minutes: number): number {
  const before = priceAt(index, edge - minutes * MINUTE);
  return (1e4 * Math.log(priceAt(index, edge) / before)) / minutes;
}

/** High of the day and VWAP up to `edge`, including the minute under way. */
function dayExtremes({ index, grid, blocks }: ScannedDay, edge: number, e: number) {
  const { bars } = index;
  let high = blocks.dayHigh[e]!;
  let turnover = grid.cumulativeTurnover[e]!;
  for (let row = index.lastRow[e * MINUTE]! + 1; row <= index.lastRow[edge]!; row++) {
    if (!(bars.high[row]! <= high)) high = bars.high[row]!;
    turnover += ((bars.high[row]! + bars.low[row]! + bars.close[row]!) / 3) * bars.volume[row]!;
  }
  return { high, vwap: turnover / volumeBy(index, edge) };
}

/** Volume of the last minute over the median of the preceding ones, floored by the baseline. */
function volumeRatio(
  { index, baseline }: ScannedDay,
  edge: number,
  limits: ScanThresholds,
): number {
  const volumes = new Float64Array(USUAL_VOLUME_MINUTES);
  let minutes = 0;
  for (let k = 1; k <= USUAL_VOLUME_MINUTES && edge - MINUTE * (k + 1) >= 0; k++) {
    volumes[minutes++] = volumeWithin(index, edge - MINUTE * k, MINUTE);
  }
  const usual = minutes > 0 ? medianInPlace(volumes, minutes) : 0;
  const minuteShare = (baseline?.full ?? 0) / (index.length / MINUTE);
  const floor = Math.max(1, limits.squeeze_volume_floor * minuteShare);
  return volumeWithin(index, edge, MINUTE) / Math.max(usual, floor);
}

function relativeVolumeAt({ index, baseline }: ScannedDay, edge: number): number {
  if (baseline === null) return NaN;
  return volumeBy(index, edge) / baseline.cumulative[Math.ceil(edge / MINUTE)]!;
}

function secondsSinceHalt({ halts, grid }: ScannedDay, edge: number): number {
  const now = (grid.bounds.preOpen + edge) * SECOND_NS;
  const lifted = halts?.findLast((halt) => halt.endKnown <= now);
  return lifted ? (now - lifted.endKnown) / SECOND_NS : NaN;
}

/** How much there is to learn at a moment, 0 to 1. */
function localQuality(
  day: ScannedDay,
  moment: Omit<Moment, "localQuality">,
  limits: ScanThresholds,
): number {
  const e = Math.floor(moment.edge / MINUTE);
  const activity = geometricMean2(
    ramp(Math.abs(moment.velocity5m), limits.local_velocity_from, limits.local_velocity_to),
    ramp(moment.volumeRatio, limits.local_volume_from, limits.local_volume_to),
  );
  const sum = limits.local_weight_activity * activity +
    limits.local_weight_pattern * day.scores.best[e]! +
    limits.local_weight_efficiency *
      ramp(day.blocks.efficiency[e]!, limits.local_efficiency_from, limits.local_efficiency_to) +
    limits.local_weight_spread * spreadScore(moment.spreadBps, moment.price, limits) +
    limits.local_weight_rvol *
      ramp(Math.log(moment.relativeVolume), 0, Math.log(limits.local_rvol_to));
  const multiplier = day.multipliers[Math.min(e, day.multipliers.length - 1)]!;
  return roundScore(clip((multiplier / FULL_MULTIPLIER) * sum, 0, 1));
}

/** Whether an observer would take the symbol for halted at `edge`; `false` without status data. */
export function isHaltedAt({ halts, grid }: ScannedDay, edge: number): boolean {
  const now = (grid.bounds.preOpen + edge) * SECOND_NS;
  return halts?.some((halt) => halt.startKnown <= now && now < halt.endKnown) ?? false;
}

/** Whether a moment has a fresh trade and enough history behind it to start an episode from. */
export function isUsable(day: ScannedDay, edge: number, limits: ScanThresholds): boolean {
  const { index, grid } = day;
  if (edge <= 0 || edge > index.length - limits.points_end * MINUTE) return false;
  if (lastTradeAge(index, edge) > limits.points_max_age || isHaltedAt(day, edge)) return false;
  const firstTrade = index.bars.start[0]! / SECOND_NS - grid.bounds.preOpen;
  return edge - firstTrade >= limits.points_min_history * MINUTE ||
    tradedMinutes(grid, Math.floor(edge / MINUTE)) >= limits.points_min_traded;
}

function tradedMinutes(grid: MinuteGrid, until: number): number {
  let traded = 0;
  for (let i = 0; i < until; i++) traded += grid.traded[i]!;
  return traded;
}

/** Best and worst log return from `edge` within the hindsight horizon: 0 at least, and 0 at most. Looks ahead. */
export function futureExcursions(
  { index }: ScannedDay,
  edge: number,
): { best: number; worst: number } {
  const price = priceAt(index, edge);
  const last = index.lastRow[Math.min(index.length, edge + FUTURE_MINUTES * MINUTE)]!;
  let highest = price;
  let lowest = price;
  for (let row = index.lastRow[edge]! + 1; row <= last; row++) {
    const close = index.bars.close[row]!;
    if (close > highest) highest = close;
    if (close < lowest) lowest = close;
  }
  return { best: Math.log(highest / price), worst: Math.log(lowest / price) };
}
