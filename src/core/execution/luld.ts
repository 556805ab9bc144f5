/**
 * Price bands of the limit-up limit-down plan, estimated from the tape. The real reference prices are not in the data,
 * so these are for days without status messages.
 *
 * @see Plan to Address Extraordinary Market Volatility, sections V and VI and appendix A; 83 FR 66464
 */
import { SECOND_NS } from "../time/sessions.ts";
import { effectiveTime, lastEffective, type MarketTape } from "./tape.ts";

const CENT = 1e7; // nano-dollars
const WINDOW_NS = 300 * SECOND_NS;
const MIN_LIFE_NS = 30 * SECOND_NS;
const MIN_CHANGE = 0.01;
const LAST_PART_NS = 25 * 60 * SECOND_NS;

/** How far a price may move from the reference, nano-dollars up and down. */
export interface BandWidth {
  readonly up: number;
  readonly down: number;
}

/**
 * The width of a band.
 *
 * @param previousClose Nano-dollars: picks the percentage.
 * @param isLate Whether it is 25 minutes before the close or later, where bands double (not for tier 2 above $3).
 */
export function bandWidth(
  reference: number,
  previousClose: number,
  tier: number,
  isLate: boolean,
): BandWidth {
  const doubling = isLate && (tier === 1 || previousClose <= 3e9) ? 2 : 1;
  if (previousClose < 0.75e9) {
    const width = doubling * Math.min(0.15e9, 0.75 * reference);
    return { up: width, down: Math.min(width, reference) };
  }
  const fraction = previousClose <= 3e9 ? 0.2 : tier === 1 ? 0.05 : 0.1;
  const width = doubling * fraction * reference;
  return { up: width, down: width };
}

/** Reference prices of a day: each holds from its time to the next one's. */
export interface PriceBands {
  /** ns since local midnight, ascending. */
  readonly times: readonly number[];
  /** Nano-dollars. */
  readonly references: readonly number[];
  readonly previousClose: number;
  readonly tier: number;
  readonly open: number;
  readonly close: number;
}

/** The reference prices that the prints of the regular session make. */
export function priceBands(tape: MarketTape, tier: number): PriceBands {
  const { prints, day } = tape;
  const { open, close } = day.times;
  const published = { times: [] as number[], references: [] as number[] };
  const first = lastEffective(prints, tape.printIndex, open - 1) + 1;
  let [tail, sum, time] = [first, 0, -Infinity];
  for (let row = first; row < prints.length; row++) {
    time = effectiveTime(prints, row, time);
    if (time >= close) break;
    sum += prints.price[row]!;
    while (prints.tsRecv[tail]! <= time - WINDOW_NS) sum -= prints.price[tail++]!;
    const mean = sum / (row - tail + 1);
    if (!isPublished(published, time, mean)) continue;
    published.times.push(time);
    published.references.push(mean);
  }
  const hasClose = day.previousClose > 0;
  const previousClose = hasClose ? day.previousClose : published.references[0] ?? NaN;
  return { ...published, previousClose, tier, open, close };
}

function isPublished(
  published: { times: number[]; references: number[] },
  time: number,
  mean: number,
): boolean {
  const last = published.references.at(-1);
  if (last === undefined) return true;
  if (time - published.times.at(-1)! < MIN_LIFE_NS) return false;
  return Math.abs(mean / last - 1) >= MIN_CHANGE;
}

/**
 * The price that an execution at `t` may not pass, nano-dollars, on the cent: the upper band for a buy (`side` 1), the
 * lower for a sale (-1). Without a band in force, infinite or 0.
 */
export function bandEdge(bands: PriceBands, t: number, side: number): number {
  const none = side > 0 ? Infinity : 0;
  if (t < bands.open || t >= bands.close) return none;
  let low = 0;
  let high = bands.times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bands.times[middle]! <= t) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return none;
  const reference = bands.references[low - 1]!;
  const isLate = t >= bands.close - LAST_PART_NS;
  const width = bandWidth(reference, bands.previousClose, bands.tier, isLate);
  const edge = side > 0 ? reference + width.up : reference - width.down;
  return Math.round(edge / CENT) * CENT;
}
