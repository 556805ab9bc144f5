import type { MarketDay } from "./market_day.ts";

/**
 * How many rows of a day's tape are available by `t` (ns since local midnight, without feed latency): trades received,
 * or bars ended where there is no tape.
 */
export function tapeRowsBy({ hasTape, tradeIndex, barIndex, bars }: MarketDay, t: number): number {
  return hasTape ? tradeIndex.firstAfter(t) : barIndex.firstAfter(t - bars.intervalNs);
}
