/** What a touch that nobody has confirmed for long is worth: wider the older it is. */
import { quoteAround, widenedHalfSpread } from "../market/synthetic_quote.ts";
import { isStale, staleAfterNs } from "./touch.ts";
import type { Venue } from "./venue.ts";

/**
 * Widens the touch at hand if it is stale at `t`, by the volatility up to then and the time that it is overdue. Positions
 * are valued at it; no order is filled at it. A synthetic touch has widened already, a one-sided or crossed one is left.
 */
export function widenStaleTouch(venue: Venue, t: number): void {
  const { touch, market, tape: { day } } = venue;
  if (touch.isSynthetic || !(touch.ask > touch.bid) || !isStale(venue, t)) return;
  const volatility = { perPrint: NaN, perRootSecond: NaN };
  day.volatility.at(day.hasTape ? market.tradeAt(t) : market.barAt(t), volatility);
  const mid = (touch.bid + touch.ask) / 2;
  const overdueNs = touch.ageNs - staleAfterNs(venue, t);
  const half = (touch.ask - touch.bid) / 2;
  const wide = { bid: NaN, ask: NaN };
  const overdue = { price: mid, perRootSecond: volatility.perRootSecond, overdueNs };
  quoteAround(mid, widenedHalfSpread(half, overdue, day.model.spread), wide);
  touch.bid = Math.min(touch.bid, wide.bid);
  touch.ask = Math.max(touch.ask, wide.ask);
}
