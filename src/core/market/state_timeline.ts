/** What changes a few times a day: session, halt and short-sale restriction, as an observer knows them. */
import type { MarketDay } from "./market_day.ts";
import { SESSION_CODES } from "./observation.ts";
import { isShortSaleRestricted } from "./short_sale_rule.ts";
import { SECOND_NS, sessionAt } from "../time/sessions.ts";

/** The states of a day, one row per change. Row `i` holds in [`from[i]`, `from[i + 1]`); the first from minus infinity. */
export interface StateTimeline {
  readonly length: number;
  /** ns since local midnight; one more than `length`, the last infinite. */
  readonly from: Float64Array;
  /** Index into `SESSION_CODES`. */
  readonly session: Uint8Array;
  readonly isHalted: Uint8Array;
  readonly isShortSaleRestricted: Uint8Array;
}

/** The states that an observer sees who hears of halts and restrictions `feedLatencyNs` after they were received. */
export function stateTimeline(day: MarketDay, feedLatencyNs: number): StateTimeline {
  const { times, haltsKnown, shortSale, bounds } = day;
  const heard = [...haltsKnown.starts, ...haltsKnown.ends, ...shortSale.times];
  const clock = [times.preOpen, times.open, times.close, times.postClose];
  const changes = [...new Set([...clock, ...heard.map((t) => t + feedLatencyNs)])]
    .sort((a, b) => a - b);
  const from = Float64Array.from([-Infinity, ...changes]);
  return {
    length: from.length,
    from: Float64Array.from([...from, Infinity]),
    session: Uint8Array.from(
      from,
      (t) => SESSION_CODES.indexOf(sessionAt(bounds, t / SECOND_NS)),
    ),
    isHalted: Uint8Array.from(from, (t) => haltsKnown.contains(t - feedLatencyNs) ? 1 : 0),
    isShortSaleRestricted: Uint8Array.from(
      from,
      (t) => isShortSaleRestricted(shortSale, t - feedLatencyNs) ? 1 : 0,
    ),
  };
}
