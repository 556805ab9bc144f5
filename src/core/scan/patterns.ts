/** Chart patterns at each minute edge: scores between 0 and 1, and the label they give. */
import { geometricMean3, geometricMean4, ramp, roundScore } from "../math/shaping.ts";
import type { BuildingBlocks } from "./building_blocks.ts";
import type { MinuteGrid } from "./minute_grid.ts";
import type { ScanThresholds } from "./threshold_keys.ts";

/** Labels in the order of their codes. Scored patterns come first, in the order in which ties are settled. */
export const PATTERNS = [
  "flush",
  "breakout",
  "bounce",
  "consolidation",
  "none",
  "inactive",
] as const;

/** What the tape looks like at a moment. */
export type Pattern = (typeof PATTERNS)[number];

const NONE = PATTERNS.indexOf("none");
const INACTIVE = PATTERNS.indexOf("inactive");

/** Pattern scores rounded to six decimals, one row per minute edge. */
export interface PatternScores {
  readonly flush: Float64Array;
  readonly breakout: Float64Array;
  readonly bounce: Float64Array;
  readonly consolidation: Float64Array;
  /** The mirror image of `breakout`: through the 30-minute low, on volume. Not a label; the phases use it. */
  readonly breakdown: Float64Array;
  /** Code of the label: index into {@link PATTERNS}. */
  readonly label: Uint8Array;
  /** The best of the four scored patterns. */
  readonly best: Float64Array;
}

/** Scores all patterns of a day. Causal: row `e` uses building blocks and minutes before edge `e` only. */
export function scorePatterns(
  grid: MinuteGrid,
  blocks: BuildingBlocks,
  limits: ScanThresholds,
): PatternScores {
  const { length } = blocks;
  const scores: PatternScores = {
    flush: new Float64Array(length),
    breakout: new Float64Array(length),
    bounce: new Float64Array(length),
    consolidation: new Float64Array(length),
    breakdown: new Float64Array(length),
    label: new Uint8Array(length).fill(INACTIVE),
    best: new Float64Array(length),
  };
  const ranked = [scores.flush, scores.breakout, scores.bounce, scores.consolidation];
  for (let e = 1; e < length; e++) {
    if (Number.isNaN(blocks.price[e]!)) continue;
    scores.flush[e] = roundScore(flushScore(blocks, e, limits));
    scores.breakout[e] = roundScore(breakoutScore(blocks, e, 1, limits));
    scores.breakdown[e] = roundScore(breakoutScore(blocks, e, -1, limits));
    scores.bounce[e] = roundScore(bounceScore(grid, blocks, e, limits));
    scores.consolidation[e] = roundScore(consolidationScore(blocks, e, limits));
    const best = bestPattern(ranked, e);
    const score = ranked[best]![e]!;
    scores.best[e] = score;
    if (blocks.traded10[e]! < limits.inactive_min_traded) continue;
    scores.label[e] = score >= limits.pattern_min_score ? best : NONE;
  }
  return scores;
}

/** Index of the highest score; the first of equals. */
function bestPattern(ranked: readonly Float64Array[], e: number): number {
  let best = 0;
  for (let k = 1; k < ranked.length; k++) {
    if (ranked[k]![e]! > ranked[best]![e]!) best = k;
  }
  return best;
}

function flushScore(blocks: BuildingBlocks, e: number, limits: ScanThresholds): number {
  const sigma = blocks.sigma5[e]!;
  const drop = ramp(
    -blocks.r5[e]!,
    Math.max(limits.flush_drop_from, limits.flush_sigmas_from * sigma),
    Math.max(limits.flush_drop_to, limits.flush_sigmas_to * sigma),
  );
  if (drop === 0) return 0;
  return geometricMean3(
    drop,
    ramp(blocks.burst5[e]!, limits.flush_burst_from, limits.flush_burst_to),
    ramp(1 - blocks.position5[e]!, limits.flush_position_from, limits.flush_position_to),
  );
}

/** @param direction 1 for a breakout above the 30-minute high, -1 for a breakdown below the 30-minute low. */
function breakoutScore(
  blocks: BuildingBlocks,
  e: number,
  direction: 1 | -1,
  limits: ScanThresholds,
): number {
  const sigma = blocks.sigma5[e]!;
  const rise = ramp(
    direction * blocks.r5[e]!,
    Math.max(limits.breakout_rise_from, limits.breakout_sigmas_from * sigma),
    Math.max(limits.breakout_rise_to, limits.breakout_sigmas_to * sigma),
  );
  if (rise === 0) return 0;
  const level = direction === 1 ? blocks.high30[e]! : blocks.low30[e]!;
  const distance = direction * Math.log(blocks.price[e]! / level);
  return geometricMean3(
    ramp(distance, limits.breakout_level_from, limits.breakout_level_to),
    rise,
    ramp(blocks.burst5[e]!, limits.breakout_burst_from, limits.breakout_burst_to),
  );
}

function bounceScore(
  grid: MinuteGrid,
  blocks: BuildingBlocks,
  e: number,
  limits: ScanThresholds,
): number {
  const price = blocks.price[e]!;
  const trough = latestLowest(grid, e - limits.bounce_minutes, e);
  if (trough < 0) return 0;
  const low = grid.low[trough]!;
  const rise = ramp(Math.log(price / low), limits.bounce_rise_from, limits.bounce_rise_to);
  if (rise === 0) return 0;
  const peak = highest(grid, trough - limits.bounce_minutes, trough);
  if (!(peak > low)) return 0;
  const sigma = blocks.sigma5[e]!;
  const ageMinutes = e - 1 - trough;
  const retraced = (price - low) / (peak - low);
  return geometricMean4(
    ramp(
      Math.log(peak / low),
      Math.max(limits.bounce_drop_from, limits.bounce_sigmas_from * sigma),
      Math.max(limits.bounce_drop_to, limits.bounce_sigmas_to * sigma),
    ),
    ramp(retraced, limits.bounce_retrace_from, limits.bounce_retrace_to) *
      (1 - ramp(retraced, limits.bounce_retrace_fade, 1)),
    ramp(ageMinutes, 0, limits.bounce_age_full) *
      (1 - ramp(ageMinutes, limits.bounce_age_fade, limits.bounce_age_end)),
    rise,
  );
}

/** Row of the lowest low in rows [from, to), the latest of equals; -1 if nothing traded there. */
function latestLowest(grid: MinuteGrid, from: number, to: number): number {
  let row = -1;
  for (let i = Math.max(0, from); i < to; i++) {
    if (grid.traded[i] === 1 && (row < 0 || grid.low[i]! <= grid.low[row]!)) row = i;
  }
  return row;
}

/** Highest high in rows [from, to); `NaN` if nothing traded there. */
function highest(grid: MinuteGrid, from: number, to: number): number {
  let best = NaN;
  for (let i = Math.max(0, from); i < to; i++) {
    if (grid.traded[i] === 1 && !(grid.high[i]! <= best)) best = grid.high[i]!;
  }
  return best;
}

function consolidationScore(blocks: BuildingBlocks, e: number, limits: ScanThresholds): number {
  const range = blocks.range10[e]!;
  const usual = blocks.usualRange10[e]!;
  const drift = Math.abs(blocks.r10[e]!);
  if (Number.isNaN(range) || Number.isNaN(usual) || Number.isNaN(drift)) return 0;
  const driftShare = range > 0 ? drift / range : 0;
  return geometricMean3(
    1 - ramp(
      range / Math.max(usual, limits.range_floor),
      limits.consolidation_ratio_from,
      limits.consolidation_ratio_to,
    ),
    1 - ramp(range, limits.consolidation_range_from, limits.consolidation_range_to),
    1 - ramp(driftShare, limits.consolidation_drift_from, limits.consolidation_drift_to),
  );
}

/** A breakout that fell back below its level. */
export interface FailedBreakout {
  /** Minute edge at which the breakout score passed its threshold. */
  readonly start: number;
  /** Minute edge at which the failure became known. */
  readonly failed: number;
}

/**
 * Breakouts (score at or above the threshold) whose price falls a given share below the level within a given time
 * without first gaining a given share. Each stretch of breakout scores counts once, and each fall too: of attempts
 * that go down together the first to fail. In order of failure; causal, each is known at its `failed` edge.
 */
export function failedBreakouts(
  blocks: BuildingBlocks,
  scores: PatternScores,
  limits: ScanThresholds,
): FailedBreakout[] {
  const attempts: FailedBreakout[] = [];
  const isBreakout = (e: number) => scores.breakout[e]! >= limits.pattern_min_score;
  for (let start = 1; start < blocks.length; start++) {
    if (!isBreakout(start) || isBreakout(start - 1)) continue;
    const failed = failureEdge(blocks, start, limits);
    if (failed >= 0) attempts.push({ start, failed });
  }
  const found: FailedBreakout[] = [];
  for (const attempt of attempts.sort((a, b) => a.failed - b.failed)) {
    if (attempt.start > (found.at(-1)?.failed ?? 0)) found.push(attempt);
  }
  return found;
}

function failureEdge(blocks: BuildingBlocks, start: number, limits: ScanThresholds): number {
  const floor = (1 - limits.failed_breakout_loss) * blocks.high30[start]!;
  const target = (1 + limits.failed_breakout_gain) * blocks.price[start]!;
  const last = Math.min(blocks.length - 1, start + limits.failed_breakout_minutes);
  for (let e = start + 1; e <= last; e++) {
    const price = blocks.price[e]!;
    if (price >= target) return -1;
    if (price < floor) return e;
  }
  return -1;
}
