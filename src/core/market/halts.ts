/** Trading halts and short-sale restriction, read from status messages or, without any, inferred from silence. */
import type { Bars } from "../columns/bars.ts";
import type { Status } from "../columns/status.ts";
import { SECOND_NS, type SessionBounds } from "../time/sessions.ts";

/** DBN `StatusAction` codes that matter here. */
export const STATUS_ACTION = {
  trading: 7,
  halt: 8,
  pause: 9,
  suspend: 10,
  shortSaleChange: 14,
} as const;

/** DBN `StatusReason` of a limit-up limit-down pause. */
export const REASON_LULD_PAUSE = 50;
/** DBN `StatusReason` codes of halts for news: pending, released, resumption times, not forthcoming. */
export const NEWS_REASONS: ReadonlySet<number> = new Set([30, 31, 32, 33]);

const YES = "Y".charCodeAt(0);
const NO = "N".charCodeAt(0);

/** A stretch without trading, half-open [start, end). */
export interface Halt {
  /** Venue time of the halt and of the resumption, ns since local midnight. */
  readonly start: number;
  /** Excluded. */
  readonly end: number;
  /** Times from which both are known to an observer, ns since local midnight. */
  readonly startKnown: number;
  /** When its end is known. */
  readonly endKnown: number;
  /** DBN `StatusAction` (8 halt, 9 pause, 10 suspend) and `StatusReason`; 0 where inferred. */
  readonly action: number;
  /** Status reason of the vendor's. */
  readonly reason: number;
}

/**
 * Halts of a trade date, in order.
 *
 * A halt opens with action 8, 9 or 10 while trading is not allowed and closes with the next message that allows it.
 * The trading flag outranks the action; short-sale messages repeat the state and change nothing; `~` is not a "no".
 * A halt that is never lifted lasts until the end of the day.
 */
export function haltsOf(status: Status, bounds: SessionBounds): Halt[] {
  const halts: Halt[] = [];
  const endOfDay = bounds.postClose * SECOND_NS;
  let open: Halt | null = null;
  for (let i = 0; i < status.length; i++) {
    const action = status.action[i]!;
    if (action === STATUS_ACTION.shortSaleChange) continue;
    if (open === null && stopsTrading(action, status.isTrading[i]!)) {
      open = {
        start: status.tsEvent[i]!,
        startKnown: status.tsRecv[i]!,
        ...{ end: endOfDay, endKnown: endOfDay, action, reason: status.reason[i]! },
      };
    } else if (open !== null && allowsTrading(action, status.isTrading[i]!)) {
      halts.push({ ...open, end: status.tsEvent[i]!, endKnown: status.tsRecv[i]! });
      open = null;
    }
  }
  if (open !== null) halts.push(open);
  const startOfDay = bounds.preOpen * SECOND_NS;
  return halts.filter((halt) => halt.end > startOfDay && halt.start < endOfDay);
}

function stopsTrading(action: number, isTrading: number): boolean {
  return action >= STATUS_ACTION.halt && action <= STATUS_ACTION.suspend && isTrading !== YES;
}

function allowsTrading(action: number, isTrading: number): boolean {
  return isTrading === YES || (action === STATUS_ACTION.trading && isTrading !== NO);
}

/** A change of the short-sale restriction (17 CFR 242.201), known from `tsRecv` on. */
export interface ShortSaleChange {
  /** ns since local midnight. */
  readonly tsRecv: number;
  readonly isRestricted: boolean;
}

/** Every change of the short-sale restriction that status messages announce, whatever their action. */
export function shortSaleChanges(status: Status): ShortSaleChange[] {
  const changes: ShortSaleChange[] = [];
  let current: boolean | null = null;
  for (let i = 0; i < status.length; i++) {
    const flag = status.isShortSellRestricted[i]!;
    if (flag !== YES && flag !== NO) continue;
    const isRestricted = flag === YES;
    if (isRestricted !== current) changes.push({ tsRecv: status.tsRecv[i]!, isRestricted });
    current = isRestricted;
  }
  return changes;
}

/** Log move across a halt: |ln(first trade after / last trade before)|; `NaN` if either is missing. */
export function haltGap(halt: Halt, bars: Bars): number {
  const resumeSecond = Math.floor(halt.end / SECOND_NS) * SECOND_NS;
  let before = NaN;
  for (let i = 0; i < bars.length; i++) {
    if (bars.start[i]! <= halt.start) before = bars.close[i]!;
    else if (bars.start[i]! >= resumeSecond) return Math.abs(Math.log(bars.open[i]! / before));
  }
  return NaN;
}

/** Shortest silence that may be a pause, seconds; a little under five minutes. */
const INFERRED_MIN_SECONDS = 298;
/** Bars in the five minutes before the silence that make it conspicuous. */
const INFERRED_MIN_BARS = 20;
/** Jump of the first print after it. */
const INFERRED_MIN_JUMP = 0.02;

/**
 * Possible halts of a day without status messages: in regular hours, five minutes or more without a trade right after
 * a busy five minutes, and a jump when trading resumes. Hindsight: each is known only once trading has resumed.
 */
export function inferHalts(bars: Bars, bounds: SessionBounds): Halt[] {
  const halts: Halt[] = [];
  const open = bounds.open * SECOND_NS;
  const close = bounds.close * SECOND_NS;
  let windowStart = 0;
  for (let i = 0; i + 1 < bars.length; i++) {
    while (bars.start[windowStart]! <= bars.start[i]! - 300 * SECOND_NS) windowStart++;
    const silenceStart = bars.start[i]! + bars.intervalNs;
    const silenceEnd = bars.start[i + 1]!;
    if (silenceEnd - silenceStart < INFERRED_MIN_SECONDS * SECOND_NS) continue;
    if (silenceStart < open || silenceEnd >= close) continue;
    if (i - windowStart + 1 < INFERRED_MIN_BARS) continue;
    const jump = Math.abs(Math.log(bars.open[i + 1]! / bars.close[i]!));
    if (jump < INFERRED_MIN_JUMP) continue;
    halts.push({
      ...{ start: silenceStart, end: silenceEnd, action: 0, reason: 0 },
      ...{ startKnown: silenceEnd, endKnown: silenceEnd },
    });
  }
  return halts;
}
