/** One-second bars made from a trade tape. */
import { type Bars, createBars, sliceBars } from "../columns/bars.ts";
import type { Trades } from "../columns/trades.ts";
import { SECOND_NS } from "../time/sessions.ts";
import type { Flagged } from "./day.ts";

/**
 * Bars of one second by capture time, as the vendor bins them, of the trades with a price and a size.
 *
 * @param excluded Quality bits with any of which a trade is left out; default none.
 */
export function foldTrades(trades: Flagged<Trades>, excluded = 0): Bars {
  const { length, tsRecv, price, size, quality } = trades;
  const bars = createBars(SECOND_NS, length);
  let row = -1;
  for (let i = 0; i < length; i++) {
    const paid = price[i]!;
    if (!(paid > 0) || size[i] === 0 || (quality[i]! & excluded) !== 0) continue;
    const start = Math.floor(tsRecv[i]! / SECOND_NS) * SECOND_NS;
    if (row < 0 || bars.start[row] !== start) {
      row++;
      bars.start[row] = start;
      bars.open[row] = bars.high[row] = bars.low[row] = paid;
    }
    if (paid > bars.high[row]!) bars.high[row] = paid;
    if (paid < bars.low[row]!) bars.low[row] = paid;
    bars.close[row] = paid;
    bars.volume[row]! += size[i]!;
  }
  return sliceBars(bars, 0, row + 1);
}
