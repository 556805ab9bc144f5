/** The price of a day, second by second, and the halts that its own moves or news bring about. */
import type { SessionBounds } from "../../core/time/sessions.ts";
import type { DayCurves } from "./day_curves.ts";
import type { DayPlan, NewsHalt } from "./day_plan.ts";
import type { RandomStream } from "./random.ts";

/** A stretch without trades and quotes. */
export interface PathHalt {
  readonly kind: "luld" | "news";
  /** ns since local midnight, half-open [start, end). */
  readonly start: number;
  readonly end: number;
}

/** The course of a day. */
export interface PricePath {
  /** Fair price in dollars for each second from the start of pre-market trading. */
  readonly mid: Float64Array;
  /** In order, not overlapping. */
  readonly halts: readonly PathHalt[];
}

const LEAST_PRICE = 0.05;
const REFERENCE_SECONDS = 300;
/** Seconds of trading after which the reference price of the bands counts. */
const REFERENCE_LEAST = 20;
const PAUSE_SECONDS = 300;
/** Chance that a pause is extended by its own length. */
const EXTENSION_CHANCE = 0.3;
/** Seconds before the close in which no pause starts. */
const CALM_BEFORE_CLOSE = 900;

/**
 * Lets the price walk through the day. A price outside the limit-up limit-down band of its last five minutes' mean
 * brings a pause, after which it reopens somewhere near.
 */
export function walkPrice(
  curves: DayCurves,
  plan: DayPlan,
  bounds: SessionBounds,
  startPrice: number,
  random: RandomStream,
): PricePath {
  const mid = new Float64Array(curves.drift.length);
  const halts: PathHalt[] = [];
  const reference = new RollingMean(REFERENCE_SECONDS);
  let price = startPrice;
  let haltedUntil = 0;
  for (let i = 0; i < mid.length; i++) {
    const second = bounds.preOpen + i;
    if (second >= haltedUntil) {
      const shock = random.normal() * (random.chance(0.01) ? 3 : 1);
      price *= 1 + curves.drift[i]! + curves.volatility[i]! * shock;
      price = Math.max(LEAST_PRICE, price);
    }
    mid[i] = price;
    if (second < haltedUntil) continue;
    const halt = newsAt(plan.newsHalt, second, random) ??
      pauseAt(price, second, reference, bounds, random);
    if (halt === null) continue;
    halts.push(halt);
    haltedUntil = Math.floor(halt.end / 1e9);
    price *= 1 + reopeningChange(halt, plan, price / reference.value - 1, random);
    reference.clear();
  }
  return { mid, halts };
}

function newsAt(news: NewsHalt | null, second: number, random: RandomStream): PathHalt | null {
  if (news === null || second !== news.start) return null;
  const start = (news.start + 1) * 1e9 + random.integer(0, 900_000_000);
  return { kind: "news", start, end: news.end * 1e9 + random.integer(50_000, 400_000) };
}

function pauseAt(
  price: number,
  second: number,
  reference: RollingMean,
  bounds: SessionBounds,
  random: RandomStream,
): PathHalt | null {
  if (second < bounds.open || second >= bounds.close - CALM_BEFORE_CLOSE) return null;
  reference.add(price);
  if (reference.count < REFERENCE_LEAST) return null;
  if (Math.abs(price / reference.value - 1) < luldBand(reference.value)) return null;
  const start = (second + 1) * 1e9 + random.integer(0, 900_000_000);
  const length = PAUSE_SECONDS * (random.chance(EXTENSION_CHANCE) ? 2 : 1);
  return { kind: "luld", start, end: start + length * 1e9 + random.integer(150_000, 800_000) };
}

/** Width of the band as a share of the reference price: tier 2 of the Limit Up-Limit Down plan. */
function luldBand(reference: number): number {
  if (reference > 3) return 0.1;
  return reference >= 0.75 ? 0.2 : Math.min(0.15 / reference, 0.75);
}

/** News reopens where the plan says; a pause mostly goes on a little in its direction. */
function reopeningChange(
  halt: PathHalt,
  plan: DayPlan,
  excess: number,
  random: RandomStream,
): number {
  if (halt.kind === "news") return plan.newsHalt!.change;
  const direction = (excess > 0 ? 1 : -1) * (random.chance(0.6) ? 1 : -1);
  return direction * random.between(0.004, 0.03);
}

/** Mean of the last values. */
class RollingMean {
  readonly #values: Float64Array;
  #added = 0;
  #sum = 0;

  constructor(length: number) {
    this.#values = new Float64Array(length);
  }

  get count(): number {
    return Math.min(this.#added, this.#values.length);
  }

  get value(): number {
    return this.#sum / this.count;
  }

  add(value: number): void {
    const slot = this.#added++ % this.#values.length;
    this.#sum += value - this.#values[slot]!;
    this.#values[slot] = value;
  }

  clear(): void {
    this.#values.fill(0);
    this.#added = 0;
    this.#sum = 0;
  }
}
