/** How far simulated fills of small orders are from the prints that followed them, in hindsight. */
import { tickSize } from "../market/tick_size.ts";
import { SECOND_NS } from "../time/sessions.ts";
import { ExecutionEngine } from "./engine.ts";
import type { ExecutionSettings } from "./settings.ts";
import { lastEffective } from "./effective_time.ts";
import type { MarketTape } from "./tape.ts";

/** What is sent: market orders by turns bought and sold, on a fresh account each. */
export interface AccuracyPlan {
  /** First decision, ns since local midnight. */
  readonly from: number;
  /** End of decisions, excluded. */
  readonly to: number;
  /** Time from one order to the next. */
  readonly stepNs: number;
  /** Shares of each order. */
  readonly shares: number;
}

/** Prints that a fill is compared with: so many at most, of this time after it at most. */
export const COMPARED_PRINTS = 10;
/** See {@link COMPARED_PRINTS}. */
export const COMPARED_NS: number = 10 * SECOND_NS;

/**
 * One profile on one day. Distances are between the fill and the next print on the same side of the book: positive if the
 * fill was worse than that print. `NaN` where nothing could be compared.
 */
export interface Accuracy {
  /** Latency profile. */
  readonly latency: string;
  /** Orders sent. */
  readonly orders: number;
  /** Of them filled. */
  readonly fills: number;
  /** Refused, most of them in halts. */
  readonly rejects: number;
  /** Fills against a synthetic quote. */
  readonly synthetic: number;
  /** Fills with a print on their side of the book within the time. */
  readonly compared: number;
  /** Median and 90th percentile of the absolute distance, and median of the signed one; basis points of the print. */
  readonly medianBps: number;
  /** 90th percentile of the absolute distance. */
  readonly p90Bps: number;
  /** Median of the distance with its sign. */
  readonly biasBps: number;
  /** The same in ticks. */
  readonly medianTicks: number;
  /** 90th percentile of the absolute distance. */
  readonly p90Ticks: number;
  /** Median of the distance with its sign. */
  readonly biasTicks: number;
  /** Share of the fills followed by prints that lie within the range of these prints, ends included. */
  readonly insideRange: number;
}

const BOUGHT = "B".charCodeAt(0);
const SOLD = "A".charCodeAt(0);

/** Money and the participation cap are not what is looked at. */
const AMPLE = { start_cash: 1e9, participation_cap: 1 } as const;

interface Distances {
  readonly bps: number[];
  readonly ticks: number[];
  inside: number;
  followed: number;
}

/**
 * Sends small orders through a day and compares their fills with what was traded next: buys with the next print that was
 * bought, sales with the next that was sold. Prints without a side (midpoint and off-exchange ones) are passed over,
 * unless the tape knows no sides at all, as that of bars. Sales are of shares held: short sales have rules of their own.
 *
 * @throws {MomoError} `usage` if the settings' latency profile is unknown.
 */
export function accuracyOf(
  tape: MarketTape,
  settings: Partial<ExecutionSettings>,
  { seed = 0, ...plan }: AccuracyPlan & { readonly seed?: number },
): Accuracy {
  const engine = new ExecutionEngine(tape, { settings: { ...settings, ...AMPLE }, seed });
  const hasSides = tape.prints.side.some((side) => side === BOUGHT || side === SOLD);
  const distances: Distances = { bps: [], ticks: [], inside: 0, followed: 0 };
  let [orders, fills, rejects, synthetic] = [0, 0, 0, 0];
  for (let t = plan.from; t < plan.to; t += plan.stepNs) {
    const side = orders % 2 === 0 ? 1 : -1;
    engine.reset(0, t, undefined, side < 0 ? plan.shares : 0);
    engine.reports.clear();
    engine.submit(0, { side, type: "market", quantity: plan.shares, drawKey: ++orders }, t);
    engine.advance(0, t + COMPARED_NS);
    const reports = engine.reports.all();
    rejects += reports.filter(({ kind }) => kind === "rejected").length;
    const fill = reports.find(({ kind }) => kind === "fill");
    if (fill === undefined) continue;
    fills++;
    if (fill.isSynthetic) synthetic++;
    compare(tape, { side, time: fill.time, price: fill.price, hasSides }, distances);
  }
  return {
    ...{ latency: engine.settings.latency_profile, orders, fills, rejects, synthetic },
    ...{ compared: distances.bps.length, insideRange: distances.inside / distances.followed },
    medianBps: quantile(distances.bps.map(Math.abs), 0.5),
    p90Bps: quantile(distances.bps.map(Math.abs), 0.9),
    biasBps: quantile(distances.bps, 0.5),
    medianTicks: quantile(distances.ticks.map(Math.abs), 0.5),
    p90Ticks: quantile(distances.ticks.map(Math.abs), 0.9),
    biasTicks: quantile(distances.ticks, 0.5),
  };
}

interface ComparedFill {
  readonly side: number;
  readonly time: number;
  /** Nano-dollars. */
  readonly price: number;
  /** Whether the tape knows the sides of prints. */
  readonly hasSides: boolean;
}

function compare(
  { prints, printIndex }: MarketTape,
  { side, time, price, hasSides }: ComparedFill,
  distances: Distances,
): void {
  let [low, high, next] = [Infinity, -Infinity, NaN];
  const first = lastEffective(prints, printIndex, time) + 1;
  for (let row = first; row < Math.min(prints.length, first + COMPARED_PRINTS); row++) {
    if (prints.tsEvent[row]! > time + COMPARED_NS) break;
    const printed = prints.price[row]!;
    if (!(printed > 0)) continue;
    low = Math.min(low, printed);
    high = Math.max(high, printed);
    const isSame = !hasSides || prints.side[row] === (side > 0 ? BOUGHT : SOLD);
    if (isSame && next !== next) next = printed;
  }
  if (high >= low) {
    distances.followed++;
    if (price >= low && price <= high) distances.inside++;
  }
  if (next !== next) return;
  distances.bps.push(((side * (price - next)) / next) * 1e4);
  distances.ticks.push((side * (price - next)) / tickSize(next));
}

/** Quantile of a sample, the lower of two neighbours; `NaN` without values. Reorders them. */
function quantile(values: number[], share: number): number {
  values.sort((a, b) => a - b);
  return values[Math.max(0, Math.ceil(share * values.length) - 1)] ?? NaN;
}
