/**
 * Price bands of the limit-up limit-down plan, estimated from the tape. The real reference prices are not in the data,
 * so these are for days without status messages.
 *
 * @see Plan to Address Extraordinary Market Volatility, sections V and VI and appendix A; 83 FR 66464
 */
import type { Trades } from "../columns/trades.ts";
import type { TimeIndex } from "../market/time_index.ts";
import type { SessionBounds } from "../time/sessions.ts";
import { type BandRule, edgeAround } from "./band_width.ts";
import { effectiveTime, lastEffective } from "./effective_time.ts";
import { ReferencePrices } from "./reference_price.ts";

/** Reference prices of a day: each holds from its time to the next one's. */
export interface PriceBands extends BandRule {
  /** ns since local midnight, ascending. */
  readonly times: readonly number[];
  /** Nano-dollars. */
  readonly references: readonly number[];
  /** Start of the regular session, ns since local midnight. */
  readonly open: number;
}

/** What bands are worked out from; a `MarketTape` has it. */
export interface BandInput {
  /** In order of receipt, with an index over their times of receipt. */
  readonly prints: Trades;
  readonly printIndex: TimeIndex;
  readonly day: {
    /** Session bounds, ns since local midnight. */
    readonly times: SessionBounds;
    /** Nano-dollars; `NaN` if it is not known. */
    readonly previousClose: number;
  };
  /** Rows of the first print after each halt, ascending. */
  readonly crossRows: readonly number[];
  /** Price at which each print began: its own, or the open of the bar that it stands for. Nano-dollars. */
  readonly firstPrices: Float64Array;
}

/** The reference prices that the prints of the regular session make. */
export function priceBands(input: BandInput, tier: number): PriceBands {
  const { prints, printIndex, day, crossRows, firstPrices } = input;
  const { open, close } = day.times;
  const first = lastEffective(prints, printIndex, open - 1) + 1;
  const prices = new ReferencePrices(prints, first, {
    ...{ previousClose: day.previousClose, tier, close },
  });
  let time = -Infinity;
  for (let row = first; row < prints.length; row++) {
    time = effectiveTime(prints, row, time);
    if (time >= close) break;
    if (!(prints.price[row]! > 0)) continue;
    const isOpening = prices.latest !== prices.latest || crossRows.includes(row);
    prices.add(row, time, isOpening ? firstPrices[row]! : NaN);
  }
  const { times, references, rule } = prices;
  return { times, references, open, ...rule };
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
  return low === 0 ? none : edgeAround(bands, bands.references[low - 1]!, t, side);
}
