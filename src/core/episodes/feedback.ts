/** How results of training shift the mix of strata: bounded multiplicative weights. Only + − × ÷ are used. */
import type { EpisodeResult } from "./episode_result.ts";
import { CODE, type PerStratum, STRATA } from "./strata.ts";

const UPDATE_EVERY = 100; // reports
const LEAST_REPORTS = 20; // episodes that a measure is made from, before it counts
const SMOOTHING = 0.05; // of moving averages
const MEMORY = 0.8; // what is left of a factor's distance from 1 at each update
const STEP = 0.1;
const LEAST_FACTOR = 0.5;
const MOST_FACTOR = 2;
const RISK_GOAL = 0.5; // success
const STRONG_FROM = 0.65; // success on prime days
const CALM_TRADES = 1; // trades in ten dormant minutes that are neither many nor few
const SECONDS_PER_WINDOW = 600;

/** What is remembered of the results. */
export interface FeedbackMemory {
  /** Results so far. */
  readonly reports: number;
  /** Factor of each stratum's share. */
  readonly factors: PerStratum;
  /** Results of each stratum. */
  readonly counts: PerStratum;
  /** Moving average of success of each stratum, 0 to 1. */
  readonly success: PerStratum;
  /** Moving averages over the episodes with dormant steps. */
  readonly dormant: {
    readonly episodes: number;
    /** Trades in dormant steps per episode. */
    readonly trades: number;
    /** Ten minutes spent dormant per episode. */
    readonly windows: number;
  };
}

/** Before any result. */
export const NO_FEEDBACK: FeedbackMemory = {
  reports: 0,
  factors: STRATA.map(() => 1),
  counts: STRATA.map(() => 0),
  success: STRATA.map(() => 0),
  dormant: { episodes: 0, trades: 0, windows: 0 },
};

function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** A moving average that is the plain mean until its smoothing takes over, so that the first values do not dominate. */
function moveAverage(average: number, value: number, count: number): number {
  return average + (value - average) * Math.max(SMOOTHING, 1 / count);
}

/**
 * What each stratum needs, from less (below 0) to more. Each of the three measures counts once it is made from 20
 * episodes: success on risk days and on prime days from those of the stratum, overtrading from those with dormant
 * steps. (It is the measure that has to be known, not the stratum it acts on: else overtrading could only raise
 * accumulation while the mixed and dead strata are new, and so lower their share.)
 */
export function needs({ counts, success, dormant }: FeedbackMemory): number[] {
  const isKnown = (k: number) => counts[k]! >= LEAST_REPORTS;
  const strong = isKnown(CODE.prime)
    ? clip((success[CODE.prime]! - STRONG_FROM) / (1 - STRONG_FROM), 0, 1)
    : 0;
  const poor = isKnown(CODE.risk) ? clip((RISK_GOAL - success[CODE.risk]!) / RISK_GOAL, -1, 1) : 0;
  const over = overtrading(dormant);
  const need = STRATA.map(() => 0);
  need[CODE.prime] = -strong;
  need[CODE.secondary] = strong / 2;
  need[CODE.risk] = poor + strong / 2;
  need[CODE.mixed] = over + strong / 2;
  need[CODE.accumulation] = over / 2;
  need[CODE.deadZone] = over;
  return need;
}

function overtrading({ episodes, trades, windows }: FeedbackMemory["dormant"]): number {
  if (episodes < LEAST_REPORTS || windows === 0) return 0;
  return clip((trades / windows - CALM_TRADES) / CALM_TRADES, -1, 1);
}

/** A factor after an update: first it forgets part of what it was, then it follows the need, within its bounds. */
function nextFactor(factor: number, need: number): number {
  const remembered = 1 + MEMORY * (factor - 1);
  return clip(remembered * (1 + STEP * need), LEAST_FACTOR, MOST_FACTOR);
}

/** Trades made in the dormant phase, and the ten-minute windows spent in it. */
function dormantPart(result: EpisodeResult): { trades: number; windows: number } {
  const { trades, steps, phaseSteps, phaseTrades, stepSeconds = 1 } = result;
  const dormant = phaseSteps.dormant ?? 0;
  const windows = dormant * stepSeconds / SECONDS_PER_WINDOW;
  if (phaseTrades) return { trades: phaseTrades.dormant ?? 0, windows };
  return { trades: steps === 0 ? 0 : trades * dormant / steps, windows };
}

/** Gathers results and turns them into factors of the strata's shares, every 100 results. */
export class Feedback {
  #memory: FeedbackMemory;

  constructor(memory: FeedbackMemory = NO_FEEDBACK) {
    this.#memory = memory;
  }

  /** What is remembered; a new object after each result. */
  get memory(): FeedbackMemory {
    return this.#memory;
  }

  /**
   * Takes a result.
   *
   * @param stratum Code of the stratum that the episode was planned for.
   * @returns Whether the factors were updated.
   */
  add(stratum: number, result: EpisodeResult): boolean {
    const { reports, counts, success, dormant } = this.#memory;
    const count = counts[stratum]! + 1;
    const average = moveAverage(success[stratum]!, result.success ? 1 : 0, count);
    const memory: FeedbackMemory = {
      ...this.#memory,
      reports: reports + 1,
      counts: counts.with(stratum, count),
      success: success.with(stratum, average),
      dormant: moveDormant(dormant, dormantPart(result)),
    };
    const isDue = memory.reports % UPDATE_EVERY === 0;
    this.#memory = isDue ? updated(memory) : memory;
    return isDue;
  }
}

function moveDormant(
  dormant: FeedbackMemory["dormant"],
  { trades, windows }: { trades: number; windows: number },
): FeedbackMemory["dormant"] {
  if (windows === 0) return dormant;
  const episodes = dormant.episodes + 1;
  return {
    episodes,
    trades: moveAverage(dormant.trades, trades, episodes),
    windows: moveAverage(dormant.windows, windows, episodes),
  };
}

function updated(memory: FeedbackMemory): FeedbackMemory {
  const need = needs(memory);
  return { ...memory, factors: memory.factors.map((factor, k) => nextFactor(factor, need[k]!)) };
}
