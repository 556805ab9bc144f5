/**
 * Volatility, volume and message rate as known so far, at fixed checkpoints: what impact and latency are scaled by. A
 * checkpoint uses what took effect at or before its own time, and serves the times after it.
 */
import { portableLog } from "../math/portable.ts";
import { SECOND_NS } from "../time/sessions.ts";
import type { ExecutionSettings } from "./settings.ts";
import { effectiveTime } from "./effective_time.ts";
import type { MarketTape } from "./tape.ts";

const STEP_SECONDS = 5;
const STEP_NS = STEP_SECONDS * SECOND_NS;
/** Length of a full regular session, seconds: what daily volume and volatility refer to. */
const DAY_SECONDS = 23_400;
const MESSAGE_WINDOW = 60; // seconds

/** Checkpoints of one day. Arrays by checkpoint, every 5 s from 04:00 to the close of post. */
export interface Estimates {
  /** ns since local midnight of the first checkpoint. */
  readonly origin: number;
  readonly count: number;
  /** sigma / sqrt(V) of the trailing window: relative price per square root of a share. */
  readonly impact: Float32Array;
  /** Shares a full session would trade at the window's rate. */
  readonly dayVolume: Float32Array;
  /** Messages of the last second over their mean of the last minute, at least 1; by second. */
  readonly activity: Float32Array;
}

/** The checkpoint that serves time `t`. */
export function checkpointAt(estimates: Estimates, t: number): number {
  const at = Math.floor((t - estimates.origin) / STEP_NS);
  return at < 0 ? 0 : at >= estimates.count ? estimates.count - 1 : at;
}

/** Works out all checkpoints of a day. */
export function estimatesOf(tape: MarketTape, settings: ExecutionSettings): Estimates {
  const { preOpen, postClose } = tape.day.times;
  const count = Math.floor((postClose - preOpen) / STEP_NS) + 1;
  const sums = runningSums(tape, count);
  const estimates = {
    ...{ origin: preOpen, count, activity: messageActivity(tape) },
    impact: new Float32Array(count),
    dayVolume: new Float32Array(count),
  };
  const steps = Math.max(1, Math.round(settings.estimate_window / STEP_SECONDS));
  const prior = priorRates(tape, settings);
  for (let at = 0; at < count; at++) {
    const from = Math.max(0, at - steps);
    const weight = settings.prior_weight;
    const seconds = (at - from) * STEP_SECONDS + weight;
    const volume = sums.volume[at]! - sums.volume[from]! + prior.volume * weight;
    const variance = sums.variance[at]! - sums.variance[from]! + prior.variance * weight;
    estimates.impact[at] = Math.sqrt(variance / volume);
    estimates.dayVolume[at] = (volume / seconds) * DAY_SECONDS;
  }
  return estimates;
}

/** Volume and variance per second that earlier days suggest. */
function priorRates(tape: MarketTape, settings: ExecutionSettings) {
  const volume = tape.prior?.volume ?? settings.prior_volume;
  const volatility = tape.prior?.volatility || settings.prior_volatility; // a flat day says nothing
  return { volume: volume / DAY_SECONDS, variance: (volatility * volatility) / DAY_SECONDS };
}

/** Totals of everything at or before each checkpoint. */
interface RunningSums {
  readonly volume: Float64Array;
  /** Squared log returns from checkpoint to checkpoint. */
  readonly variance: Float64Array;
}

function runningSums(tape: MarketTape, count: number): RunningSums {
  const sums = { volume: new Float64Array(count), variance: new Float64Array(count) };
  const { prints } = tape;
  let [row, volume, variance, last] = [0, 0, 0, NaN];
  for (let at = 0; at < count; at++) {
    const checkpoint = tape.day.times.preOpen + at * STEP_NS;
    const before = last;
    for (; row < prints.length && effectiveTime(prints, row, -Infinity) <= checkpoint; row++) {
      if (!(prints.price[row]! > 0)) continue;
      last = prints.price[row]!;
      volume += prints.size[row]!;
    }
    const change = last === before ? 0 : portableLog(last / before);
    if (change * change > 0) variance += change * change; // not at the first print
    sums.volume[at] = volume;
    sums.variance[at] = variance;
  }
  return sums;
}

/** By second: messages of the second before over the mean of the sixty before, at least 1. */
function messageActivity(tape: MarketTape): Float32Array {
  const { preOpen, postClose } = tape.day.times;
  const seconds = Math.floor((postClose - preOpen) / SECOND_NS) + 1;
  const before = new Uint32Array(seconds + 1); // messages before each second
  countBySecond(tape.day.quotes, preOpen, before);
  countBySecond(tape.prints, preOpen, before);
  for (let second = 1; second <= seconds; second++) {
    before[second] = before[second]! + before[second - 1]!;
  }
  const activity = new Float32Array(seconds).fill(1);
  for (let second = MESSAGE_WINDOW; second < seconds; second++) {
    const latest = before[second]! - before[second - 1]!;
    const mean = (before[second]! - before[second - MESSAGE_WINDOW]!) / MESSAGE_WINDOW;
    if (latest > mean) activity[second] = latest / mean;
  }
  return activity;
}

interface MessageRows {
  readonly length: number;
  readonly tsEvent: Float64Array;
  readonly tsRecv: Float64Array;
}

/** Adds one to the second after that of each row. */
function countBySecond(rows: MessageRows, origin: number, counts: Uint32Array): void {
  for (let row = 0; row < rows.length; row++) {
    const second = Math.floor((effectiveTime(rows, row, -Infinity) - origin) / SECOND_NS);
    const at = second < 0 ? 0 : second + 1;
    if (at < counts.length) counts[at] = counts[at]! + 1;
  }
}
