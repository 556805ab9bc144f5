/** The momentum phase of a day, minute by minute: a small state machine that only looks back. */
import type { BuildingBlocks } from "./building_blocks.ts";
import type { MinuteGrid } from "./minute_grid.ts";
import { PATTERNS, type PatternScores } from "./patterns.ts";
import type { ScanThresholds } from "./threshold_keys.ts";

/** Phases in the order of their codes. */
export const PHASES = [
  "dormant",
  "accumulation",
  "breakout",
  "momentum",
  "distribution",
] as const;

/** Where a move stands. */
export type Phase = (typeof PHASES)[number];

const DORMANT = 0;
const ACCUMULATION = 1;
const BREAKOUT = 2;
const MOMENTUM = 3;
const DISTRIBUTION = 4;

const INACTIVE = PATTERNS.indexOf("inactive");
/** Minutes whose extreme a "five-minute new high" has to pass. */
const NEW_HIGH_MINUTES = 5;

/** The phase at each minute edge. */
export interface PhaseTrack {
  /** Code: index into {@link PHASES}. */
  readonly phase: Uint8Array;
  /** 1 for a move up, -1 for a move down; 0 while dormant. */
  readonly direction: Int8Array;
  /** Edge at which the current phase began. */
  readonly since: Int32Array;
}

/** What the machine remembers between minutes. */
interface State {
  phase: number;
  direction: 1 | -1;
  since: number;
  /** Price that was broken, and the extreme before it on the other side, nano-dollars. */
  level: number;
  base: number;
  /** Furthest price of the leg, and the edge at which it was made. */
  extreme: number;
  extremeEdge: number;
  /** Consecutive minutes that were quiet, consolidating, or fit for accumulation before a move up or down. */
  quietRun: number;
  consolidationRun: number;
  accumulationRunUp: number;
  accumulationRunDown: number;
}

interface Inputs {
  readonly grid: MinuteGrid;
  readonly blocks: BuildingBlocks;
  readonly scores: PatternScores;
  /** Five-minute relative volume at each edge, or `null` without a baseline. */
  readonly rvol5: Float64Array | null;
  readonly limits: ScanThresholds;
  /** Five-minute new highs (and lows) among the last minutes of the momentum window. */
  readonly newHighs: Uint16Array;
  readonly newLows: Uint16Array;
}

/** Runs the phase machine over a day. Row `e` depends on minutes before edge `e` only. */
export function trackPhases(
  grid: MinuteGrid,
  blocks: BuildingBlocks,
  scores: PatternScores,
  rvol5: Float64Array | null,
  limits: ScanThresholds,
): PhaseTrack {
  const { length } = blocks;
  const track: PhaseTrack = {
    phase: new Uint8Array(length),
    direction: new Int8Array(length),
    since: new Int32Array(length),
  };
  const inputs: Inputs = {
    ...{ grid, blocks, scores, rvol5, limits },
    newHighs: newExtremes(grid.high, 1, limits.momentum_minutes),
    newLows: newExtremes(grid.low, -1, limits.momentum_minutes),
  };
  const state = initialState();
  for (let e = 1; e < length; e++) {
    if (!Number.isNaN(blocks.price[e]!)) advance(state, inputs, e);
    track.phase[e] = state.phase;
    track.direction[e] = state.phase === DORMANT ? 0 : state.direction;
    track.since[e] = state.since;
  }
  return track;
}

function initialState(): State {
  return {
    ...{ phase: DORMANT, direction: 1, since: 0, level: NaN, base: NaN },
    ...{ extreme: NaN, extremeEdge: 0 },
    ...{ quietRun: 0, consolidationRun: 0, accumulationRunUp: 0, accumulationRunDown: 0 },
  };
}

function advance(state: State, inputs: Inputs, e: number): void {
  countRuns(state, inputs, e);
  const next = nextPhase(state, inputs, e);
  if (next === state.phase) return;
  state.phase = next;
  state.since = e;
}

function countRuns(state: State, { blocks, scores, rvol5, limits }: Inputs, e: number): void {
  const isQuiet = blocks.burst5[e]! < limits.dormant_burst &&
    Math.abs(blocks.r15[e]!) < limits.dormant_sigmas * blocks.sigma5[e]!;
  state.quietRun = isQuiet ? state.quietRun + 1 : 0;
  const isConsolidating = scores.consolidation[e]! >= limits.pattern_min_score;
  state.consolidationRun = isConsolidating ? state.consolidationRun + 1 : 0;
  // Without a baseline the day's own usual volume stands in for the five-minute relative volume.
  const participation = rvol5 === null ? blocks.burst5[e]! : rvol5[e]!;
  const isAccumulating = isConsolidating && participation >= limits.accumulation_rvol5;
  const offset = blocks.price[e]! / blocks.vwap[e]! - 1;
  const isHighEnough = isAccumulating && offset >= -limits.accumulation_vwap;
  const isLowEnough = isAccumulating && offset <= limits.accumulation_vwap;
  state.accumulationRunUp = isHighEnough ? state.accumulationRunUp + 1 : 0;
  state.accumulationRunDown = isLowEnough ? state.accumulationRunDown + 1 : 0;
}

/**
 * The phase of the next minute. A phase is left only for the phases named in its case: a move under way outlasts a
 * halt, and ends in distribution even if trading falls silent.
 */
function nextPhase(state: State, inputs: Inputs, e: number): number {
  const { scores, limits } = inputs;
  const isDormant = state.quietRun >= limits.dormant_minutes || scores.label[e] === INACTIVE;
  switch (state.phase) {
    case BREAKOUT:
      return afterBreakout(state, inputs, e);
    case MOMENTUM:
      return afterMomentum(state, inputs, e);
    case DISTRIBUTION:
      return isDormant ? DORMANT : afterDistribution(state, inputs, e);
    case ACCUMULATION:
      if (isDormant) return DORMANT;
      if (startsBreakout(state, inputs, e)) return BREAKOUT;
      return leavesVwap(state, inputs, e) ? DORMANT : ACCUMULATION;
    default:
      return isDormant ? DORMANT : firstPhase(state, inputs, e);
  }
}

/** What can begin out of dormancy. */
function firstPhase(state: State, inputs: Inputs, e: number): number {
  if (startsBreakout(state, inputs, e)) return BREAKOUT;
  if (startsMomentum(state, inputs, e)) return MOMENTUM;
  return startsAccumulation(state, inputs) ? ACCUMULATION : DORMANT;
}

function startsBreakout(state: State, inputs: Inputs, e: number): boolean {
  const { scores, limits } = inputs;
  const isUp = scores.breakout[e]! >= limits.pattern_min_score;
  if (!isUp && scores.breakdown[e]! < limits.pattern_min_score) return false;
  startLeg(state, inputs, e, isUp ? 1 : -1);
  return true;
}

function startsMomentum(state: State, inputs: Inputs, e: number): boolean {
  const { blocks, limits, newHighs, newLows } = inputs;
  if (!(blocks.burst5[e]! >= limits.momentum_burst)) return false;
  const isUp = newHighs[e]! >= limits.momentum_highs;
  if (!isUp && newLows[e]! < limits.momentum_highs) return false;
  startLeg(state, inputs, e, isUp ? 1 : -1);
  return true;
}

function startsAccumulation(state: State, { limits }: Inputs): boolean {
  const isUp = state.accumulationRunUp >= limits.accumulation_minutes;
  if (!isUp && state.accumulationRunDown < limits.accumulation_minutes) return false;
  state.direction = isUp ? 1 : -1;
  return true;
}

function startLeg(state: State, { blocks, grid, limits }: Inputs, e: number, direction: 1 | -1) {
  state.direction = direction;
  state.level = direction === 1 ? blocks.high30[e]! : blocks.low30[e]!;
  state.base = furthest(grid, e - limits.base_minutes, e, direction === 1 ? -1 : 1);
  state.extreme = furthest(grid, e - 1, e, direction);
  if (Number.isNaN(state.extreme)) state.extreme = blocks.price[e]!;
  state.extremeEdge = e;
}

function afterBreakout(state: State, { blocks, grid, limits }: Inputs, e: number): number {
  noteExtreme(state, grid, e);
  const { direction, level, base } = state;
  const price = blocks.price[e]!;
  if (direction * (price - (level - limits.breakout_fail * (level - base))) < 0) {
    return ACCUMULATION;
  }
  const isOld = e - state.since >= limits.breakout_minutes;
  const hasGained = direction * (price / level - 1) >= limits.breakout_gain;
  return (isOld || hasGained) && direction * (price - level) >= 0 ? MOMENTUM : BREAKOUT;
}

function afterMomentum(state: State, { blocks, grid, limits }: Inputs, e: number): number {
  noteExtreme(state, grid, e);
  const { direction, extreme, base } = state;
  const price = blocks.price[e]!;
  const givenBack = direction * (extreme - price);
  if (givenBack >= limits.momentum_retrace * Math.abs(extreme - base)) return DISTRIBUTION;
  if (e - state.extremeEdge >= limits.momentum_stall) return DISTRIBUTION;
  return direction * (price - blocks.vwap[e]!) < 0 ? DISTRIBUTION : MOMENTUM;
}

function afterDistribution(state: State, { blocks, grid, limits }: Inputs, e: number): number {
  if (noteExtreme(state, grid, e)) return MOMENTUM;
  if (state.consolidationRun < limits.distribution_minutes) return DISTRIBUTION;
  const offset = blocks.price[e]! / blocks.vwap[e]! - 1;
  state.direction = offset >= -limits.accumulation_vwap ? 1 : -1;
  return ACCUMULATION;
}

function leavesVwap(state: State, { blocks, limits }: Inputs, e: number): boolean {
  return state.direction * (blocks.price[e]! / blocks.vwap[e]! - 1) < -limits.accumulation_exit;
}

/** Moves the leg's extreme if the latest minute passed it. @returns Whether it did. */
function noteExtreme(state: State, grid: MinuteGrid, e: number): boolean {
  const latest = state.direction === 1 ? grid.high[e - 1]! : grid.low[e - 1]!;
  if (!(state.direction * (latest - state.extreme) > 0)) return false;
  state.extreme = latest;
  state.extremeEdge = e;
  return true;
}

/** Highest high (`side` 1) or lowest low (`side` -1) of grid rows [from, to); `NaN` if nothing traded. */
function furthest(grid: MinuteGrid, from: number, to: number, side: 1 | -1): number {
  const column = side === 1 ? grid.high : grid.low;
  let best = NaN;
  for (let i = Math.max(0, from); i < to; i++) {
    const value = column[i]!;
    if (value === value && !(side * (value - best) <= 0)) best = value;
  }
  return best;
}

/** At each edge: how many of the last `window` minutes passed the extreme of the five minutes before them. */
function newExtremes(column: Float64Array, side: 1 | -1, window: number): Uint16Array {
  const counts = new Uint16Array(column.length + 1);
  const isNew = new Uint8Array(column.length);
  let held = 0;
  for (let i = 0; i < column.length; i++) {
    let best = NaN;
    for (let k = Math.max(0, i - NEW_HIGH_MINUTES); k < i; k++) {
      const value = column[k]!;
      if (value === value && !(side * (value - best) <= 0)) best = value;
    }
    isNew[i] = side * (column[i]! - best) > 0 ? 1 : 0;
    held += isNew[i]!;
    if (i >= window) held -= isNew[i - window]!;
    counts[i + 1] = held;
  }
  return counts;
}

/** Minutes spent in each phase over the whole day (hindsight), in the order of {@link PHASES}. */
export function phaseMinutes(track: PhaseTrack): Float64Array {
  const minutes = new Float64Array(PHASES.length);
  for (let e = 1; e < track.phase.length; e++) minutes[track.phase[e]!]!++;
  return minutes;
}

/** Whether accumulation, breakout, momentum and distribution followed one another at least once (hindsight). */
export function hasFullCycle(track: PhaseTrack): boolean {
  let expected = ACCUMULATION;
  for (let e = 1; e < track.phase.length; e++) {
    const phase = track.phase[e]!;
    if (phase === track.phase[e - 1] && e > 1) continue;
    if (phase === expected) expected++;
    else expected = phase === ACCUMULATION ? BREAKOUT : ACCUMULATION;
    if (expected > DISTRIBUTION) return true;
  }
  return false;
}
