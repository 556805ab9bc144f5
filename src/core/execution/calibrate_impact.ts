/**
 * The coefficient of the square-root law from own fills: the one with which the model's book would have charged what they
 * cost beyond the touch.
 */
import { BookWalk } from "./book_walk.ts";
import { type CalibratedValue, priorOf } from "./calibrate.ts";
import { checkpointAt, type Estimates, estimatesOf } from "./estimates.ts";
import { decayedVolume } from "./impact.ts";
import type { ExecutionSettings } from "./settings.ts";
import { lastEffective } from "./effective_time.ts";
import type { MarketTape } from "./tape.ts";

/** A fill of one day. */
export interface DayFill {
  /** ns since local midnight. */
  readonly time: number;
  /** 1 bought, -1 sold. */
  readonly side: number;
  /** Whole shares. */
  readonly shares: number;
  /** Nano-dollars. */
  readonly price: number;
  /** Name of its order. */
  readonly order: string;
}

/** An own order that went beyond the touch, as far as its cost is concerned. */
export interface ImpactSample {
  /** 1 bought, -1 sold. */
  readonly side: number;
  /** Shares of the order. */
  readonly shares: number;
  /** The touch it met, nano-dollars, and the shares shown there. */
  readonly touch: number;
  /** Shares shown at the touch. */
  readonly size: number;
  /** Own earlier volume on this side, shares. */
  readonly own: number;
  /** `sigma / sqrt(V)` and the crossover volume at its time; see `Estimates`. */
  readonly impact: number;
  /** Shares below which the law is linear. */
  readonly crossover: number;
  /** What it paid beyond the touch, nano-dollars in all. */
  readonly excess: number;
}

/** Fewest orders beyond the touch that tell a coefficient. */
export const MIN_IMPACT_ORDERS = 20;
const SEARCHED = { low: 0.01, high: 10 };
const HALVINGS = 50;

/**
 * What the orders of one day tell. Left out are those that met no usable quote, those that were filled inside the touch
 * (they made liquidity or were improved), and those that it could serve alone.
 */
export function impactSamples(
  tape: MarketTape,
  settings: ExecutionSettings,
  fills: readonly DayFill[],
): ImpactSample[] {
  const estimates = estimatesOf(tape, settings);
  const samples: ImpactSample[] = [];
  const ordered = [...fills].sort((a, b) => a.time - b.time);
  let [own, time] = [0, -Infinity];
  for (const order of Map.groupBy(ordered, (fill) => fill.order).values()) {
    const { time: start, side } = order[0]!;
    const shares = order.reduce((sum, fill) => sum + fill.shares, 0);
    own = decayedVolume(own, start - time, settings.impact_decay);
    time = start;
    const sample = sampleOf({ tape, estimates, settings }, order, Math.max(0, side * own));
    if (sample !== null) samples.push(sample);
    own += side * shares;
  }
  return samples;
}

interface SampleContext {
  readonly tape: MarketTape;
  readonly estimates: Estimates;
  readonly settings: ExecutionSettings;
}

function sampleOf(
  { tape, estimates, settings }: SampleContext,
  order: readonly DayFill[],
  own: number,
): ImpactSample | null {
  const { time, side, price } = order[0]!;
  const { quotes, quoteIndex, usableQuotes } = tape.day;
  const row = lastEffective(quotes, quoteIndex, time - 1); // the fill itself may have changed the quote
  if (row < 0 || usableQuotes.lastUsable(row) !== row) return null;
  const touch = side > 0 ? quotes.ask[row]! : quotes.bid[row]!;
  const size = side > 0 ? quotes.askSize[row]! : quotes.bidSize[row]!;
  const shares = order.reduce((sum, fill) => sum + fill.shares, 0);
  if ((price - touch) * side < 0 || shares <= size) return null;
  const at = checkpointAt(estimates, time);
  return {
    ...{ side, shares, touch, size, own },
    impact: estimates.impact[at]!,
    crossover: settings.impact_crossover * estimates.dayVolume[at]!,
    excess: order.reduce((sum, fill) => sum + side * (fill.price - touch) * fill.shares, 0),
  };
}

/** What the model charges an order beyond the touch at a coefficient, nano-dollars. */
function modelExcess(walk: BookWalk, sample: ImpactSample, coefficient: number): number {
  const { side, shares, touch, size, own, impact, crossover } = sample;
  const law = { strength: touch * coefficient * impact, crossover };
  walk.begin({ law, side, touch, size, taken: 0, own });
  let [left, excess] = [shares, 0];
  while (left > 0 && walk.next()) {
    const taken = Math.min(left, walk.depth);
    excess += side * (walk.price - touch) * taken;
    left -= taken;
  }
  return excess;
}

/** The coefficient that makes the model's total cost that of the orders; the prior if they are too few. */
export function calibrateImpact(samples: readonly ImpactSample[]): CalibratedValue {
  const key = "impact_coefficient";
  const count = samples.length;
  if (count < MIN_IMPACT_ORDERS) {
    return priorOf(key, `${count} own orders beyond the touch, ${MIN_IMPACT_ORDERS} are needed`);
  }
  const walk = new BookWalk();
  const paid = samples.reduce((sum, { excess }) => sum + excess, 0);
  let { low, high } = SEARCHED;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = Math.sqrt(low * high);
    const charged = samples.reduce((sum, sample) => sum + modelExcess(walk, sample, middle), 0);
    if (charged < paid) low = middle;
    else high = middle;
  }
  const value = Number(Math.sqrt(low * high).toPrecision(4));
  return { key, value, from: `${count} own orders that went beyond the touch`, isPrior: false };
}
