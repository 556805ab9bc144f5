/** Whether short sales are restricted (SSR): from status messages or, where they are silent, from the tape. */
import type { Bars } from "../columns/bars.ts";
import type { Status } from "../columns/status.ts";
import type { Trades } from "../columns/trades.ts";
import type { SessionBounds } from "../time/sessions.ts";
import { shortSaleChanges } from "./halts.ts";

/** Fall against the previous close that starts the restriction. */
const TRIGGER_SHARE = 0.9;

/** State of the restriction over a day. */
export interface ShortSaleRule {
  /** `status`: announced; `tape`: derived from prints, a restriction carried over from the day before unknown. */
  readonly source: "status" | "tape";
  /** Times of change in ns since local midnight, ascending, and whether it is on from then. */
  readonly times: Float64Array;
  /** 1 from each of the times on if restricted, else 0. */
  readonly isOn: Uint8Array;
}

/** What the rule is read from; `times` in ns, `previousClose` in nano-dollars or `NaN`. */
interface RuleInput {
  readonly status: Status;
  readonly trades: Trades;
  /** Taken in place of the trades if there are none. */
  readonly bars: Bars;
  readonly times: SessionBounds;
  readonly previousClose: number;
}

/**
 * The restriction as announced; without announcements it starts with the first print of the regular session at or below
 * 90 % of the previous close and lasts for the rest of the day.
 *
 * @see 17 CFR 242.201
 */
export function shortSaleRule(input: RuleInput): ShortSaleRule {
  const changes = shortSaleChanges(input.status);
  if (changes.length > 0) {
    return {
      source: "status",
      times: Float64Array.from(changes, ({ tsRecv }) => tsRecv),
      isOn: Uint8Array.from(changes, ({ isRestricted }) => isRestricted ? 1 : 0),
    };
  }
  const trigger = triggerTime(input);
  const isTriggered = Number.isFinite(trigger);
  return {
    source: "tape",
    times: new Float64Array(isTriggered ? [trigger] : []),
    isOn: new Uint8Array(isTriggered ? [1] : []),
  };
}

/** When the print that starts the restriction was received, or its bar ended; infinite if there is none. */
function triggerTime({ trades, bars, times, previousClose }: RuleInput): number {
  const limit = TRIGGER_SHARE * previousClose;
  if (trades.length === 0) return barTriggerTime(bars, times, limit);
  for (let row = 0; row < trades.length; row++) {
    const at = trades.tsEvent[row]!;
    if (at < times.open || at >= times.close) continue;
    if (trades.price[row]! > 0 && trades.price[row]! <= limit) return trades.tsRecv[row]!;
  }
  return Infinity;
}

function barTriggerTime(bars: Bars, { open, close }: SessionBounds, limit: number): number {
  for (let row = 0; row < bars.length; row++) {
    const start = bars.start[row]!;
    const isRegular = start >= open && start < close;
    if (isRegular && bars.low[row]! > 0 && bars.low[row]! <= limit) return start + bars.intervalNs;
  }
  return Infinity;
}

/** Whether short sales are restricted at `t` (ns since local midnight, receive clock). */
export function isShortSaleRestricted(rule: ShortSaleRule, t: number): boolean {
  let at = rule.times.length - 1;
  while (at >= 0 && rule.times[at]! > t) at--;
  return at >= 0 && rule.isOn[at] === 1;
}
