/** From the data of one symbol-day to its rows in the index. */
import { type Halt, inferHalts, NEWS_REASONS } from "../market/halts.ts";
import { orNull } from "../math/shaping.ts";
import { formatDate } from "../time/dates.ts";
import { SECOND_NS, sessionBounds } from "../time/sessions.ts";
import { relativeVolume5 } from "./baseline.ts";
import { buildingBlocks } from "./building_blocks.ts";
import type { DayInput } from "./day_input.ts";
import { type DayFacts, dayRecord } from "./day_record.ts";
import type { DayRecord, PointRecord } from "./index_columns.ts";
import { minuteGrid } from "./minute_grid.ts";
import { futureExcursions, type ScannedDay } from "./moments.ts";
import { failedBreakouts, scorePatterns } from "./patterns.ts";
import { trackPhases } from "./phases.ts";
import { pickResetPoints, type ResetPoint } from "./reset_points.ts";
import { secondIndex } from "./second_index.ts";
import { findSqueezes, type HaltedSeconds } from "./squeezes.ts";
import type { ScanStrategy } from "./strategy.ts";
import type { ScanThresholds } from "./threshold_keys.ts";
import { timeMultipliers } from "./time_of_day.ts";

/** The rows of one symbol-day. */
export interface DayRows {
  readonly day: DayRecord;
  readonly points: readonly PointRecord[];
}

/** Analyses a day: features, squeezes, patterns, phases, reset points, quality, risk, category. */
export function analyseDay(
  input: DayInput,
  limits: ScanThresholds,
  strategy?: ScanStrategy,
): DayRows {
  const bounds = sessionBounds(input.day);
  const grid = minuteGrid(input.bars, bounds);
  const blocks = buildingBlocks(grid, limits);
  const scores = scorePatterns(grid, blocks, limits);
  const rvol5 = input.baseline === null ? null : relativeVolume5(grid, input.baseline);
  const day: ScannedDay = {
    ...{ grid, blocks, scores, baseline: input.baseline },
    index: secondIndex(input.bars, bounds),
    phases: trackPhases(grid, blocks, scores, rvol5, limits),
    spreads: input.spreads,
    halts: input.halts,
    multipliers: timeMultipliers(bounds, limits),
  };
  const squeezes = findSqueezes(
    day.index,
    haltedSeconds(input.halts ?? [], bounds.preOpen),
    input.baseline?.full ?? null,
    limits,
  );
  const points = pickResetPoints(day, squeezes, limits, strategy?.scorePoint);
  const facts: DayFacts = {
    ...{ input, day, squeezes, points },
    failedBreakouts: failedBreakouts(blocks, scores, limits).length,
    inferredHalts: input.halts === null ? inferHalts(input.bars, bounds).length : null,
    hasNewsHalt: (input.halts ?? []).some((halt) => NEWS_REASONS.has(halt.reason)),
    tradeDate: formatDate(input.day),
  };
  return {
    day: dayRecord(facts, limits, strategy?.scoreDay),
    points: points.map((point) => pointRecord(day, point)),
  };
}

/** Halts in whole seconds after `preOpen`, from when they are known, so that no edge sees one too early. */
export function haltedSeconds(halts: readonly Halt[], preOpen: number): HaltedSeconds[] {
  return halts.map((halt) => ({
    start: Math.floor(halt.startKnown / SECOND_NS) - preOpen,
    end: Math.ceil(halt.endKnown / SECOND_NS) - preOpen,
  }));
}

function pointRecord(day: ScannedDay, point: ResetPoint): PointRecord {
  const { best, worst } = futureExcursions(day, point.edge);
  return {
    ts: (day.grid.bounds.preOpen + point.edge) * SECOND_NS,
    trigger: point.trigger,
    bucket: point.bucket,
    pattern: point.pattern,
    phase: point.phase,
    phase_age_s: point.phaseAgeSeconds,
    local_quality: point.localQuality,
    score_flush: point.scoreFlush,
    score_breakout: point.scoreBreakout,
    score_bounce: point.scoreBounce,
    score_consolidation: point.scoreConsolidation,
    price: point.price / 1e9,
    vel_px_1m: orNull(point.velocity1m),
    vel_px_5m: orNull(point.velocity5m),
    acc_px: orNull(point.acceleration),
    vel_vol_1m: point.volumeVelocity,
    vel_vol_rel: point.volumeRatio,
    dist_hod: point.distanceHigh,
    dist_vwap: point.distanceVwap,
    rvol_t: orNull(point.relativeVolume),
    spread_bps: orNull(point.spreadBps),
    halted_since: orNull(point.secondsSinceHalt),
    fut_mfe_15m: best,
    fut_mae_15m: worst,
  };
}
