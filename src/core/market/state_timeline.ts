/** What changes a few times a day: session, halt and short-sale restriction, as an observer knows them. */
import type { MarketDay } from "./market_day.ts";
import { SESSION_CODES } from "./observation.ts";
import { isShortSaleRestricted } from "./short_sale_rule.ts";
import { SECOND_NS, sessionAt } from "../time/sessions.ts";

/** Silence after which a quote is stale, in regular hours and outside of them. */
const STALE_REGULAR_NS = 60e9;
const STALE_EXTENDED_NS = 300e9;

/** The states of a day, one row per change. Row `i` holds in [`from[i]`, `from[i + 1]`); the first from minus infinity. */
export interface StateTimeline {
  /** ns since local midnight; at least one `NaN` follows the last row, so that the length is a power of two and one. */
  readonly from: Float64Array;
  /** Index into `SESSION_CODES`. */
  readonly session: Uint8Array;
  readonly isHalted: Uint8Array;
  readonly isShortSaleRestricted: Uint8Array;
  /** Silence after which a quote is stale, ns. */
  readonly staleAfter: Float64Array;
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
    from: filledUp(from),
    session: Uint8Array.from(
      from,
      (t) => SESSION_CODES.indexOf(sessionAt(bounds, t / SECOND_NS)),
    ),
    isHalted: Uint8Array.from(from, (t) => haltsKnown.contains(t - feedLatencyNs) ? 1 : 0),
    isShortSaleRestricted: Uint8Array.from(
      from,
      (t) => isShortSaleRestricted(shortSale, t - feedLatencyNs) ? 1 : 0,
    ),
    staleAfter: from.map((t) =>
      t >= times.open && t < times.close ? STALE_REGULAR_NS : STALE_EXTENDED_NS
    ),
  };
}

/** Followed by `NaN`, which is never at or before any time. */
function filledUp(from: Float64Array): Float64Array {
  let length = 1;
  while (length < from.length) length *= 2;
  const filled = new Float64Array(length + 1).fill(NaN);
  filled.set(from);
  return filled;
}

/**
 * The row that holds at `clock[at]` (ns since local midnight). The number of steps depends on the day alone and none has
 * a branch, so that times in any order cost the same.
 */
export function stateRowAt({ from }: StateTimeline, clock: Float64Array, at: number): number {
  const t = clock[at]!;
  let row = 0;
  for (let step = from.length >> 1; step > 0; step >>= 1) {
    row += step * Number(from[row + step]! <= t);
  }
  return row;
}
