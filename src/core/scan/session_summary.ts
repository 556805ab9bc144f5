/** What the first pass keeps of a symbol-day: enough to be a baseline for later days, and to decide on its own row. */
import type { Bars } from "../columns/bars.ts";
import type { EpochDay } from "../time/dates.ts";
import { MINUTE_NS, SECOND_NS, sessionBounds } from "../time/sessions.ts";
import type { BarSource } from "./baseline.ts";
import { type Ohlcv, ohlcvOf, regularOhlcv } from "./day_statistics.ts";
import { type Gate, ownGate } from "./gate.ts";
import type { ScanThresholds } from "./threshold_keys.ts";

/** One symbol-day in few numbers. Prices in nano-dollars, `NaN` where nothing traded. */
export interface SessionSummary {
  readonly day: EpochDay;
  readonly source: BarSource;
  /** Number of bars. */
  readonly bars: number;
  readonly full: Ohlcv;
  readonly regularOpen: number;
  readonly regularClose: number;
  /** Five-minute slots with a trade. */
  readonly activeSlots: number;
  readonly qualityBits: number;
  /** Minutes after `preOpen` with volume, ascending, and their shares. */
  readonly minutes: Uint16Array;
  readonly shares: Float64Array;
}

const SLOT_MINUTES = 5;

/** Sums up cleaned bars of one symbol-day. */
export function summariseSession(
  day: EpochDay,
  source: BarSource,
  bars: Bars,
  qualityBits: number,
): SessionSummary {
  const bounds = sessionBounds(day);
  const minutes = new Uint16Array(Math.min(bars.length, (bounds.postClose - bounds.preOpen) / 60));
  const shares = new Float64Array(minutes.length);
  const rows = sumMinutes(bars, bounds.preOpen * SECOND_NS, minutes, shares);
  const regular = regularOhlcv(bars, bounds);
  return {
    ...{ day, source, qualityBits },
    bars: bars.length,
    full: ohlcvOf(bars),
    regularOpen: regular.open,
    regularClose: regular.close,
    activeSlots: countSlots(minutes.subarray(0, rows)),
    minutes: minutes.slice(0, rows),
    shares: shares.slice(0, rows),
  };
}

/** Writes down the minutes after `originNs` with a bar, and their shares. @returns Their number. */
function sumMinutes(
  bars: Bars,
  originNs: number,
  minutes: Uint16Array,
  shares: Float64Array,
): number {
  let rows = 0;
  let last = -1;
  for (let i = 0; i < bars.length; i++) {
    const minute = Math.floor((bars.start[i]! - originNs) / MINUTE_NS);
    if (minute !== last) minutes[rows++] = minute;
    last = minute;
    shares[rows - 1] = shares[rows - 1]! + bars.volume[i]!;
  }
  return rows;
}

/** Number of five-minute slots with any of the minutes, which ascend. */
export function countSlots(minutes: Uint16Array): number {
  let slots = 0;
  let last = -1;
  for (let i = 0; i < minutes.length; i++) {
    const slot = Math.floor(minutes[i]! / SLOT_MINUTES);
    if (slot !== last) slots++;
    last = slot;
  }
  return slots;
}

/** Whether a day can pass the index gate as far as the day itself can tell. */
export function passesOwnGate(summary: SessionSummary, limits: ScanThresholds): boolean {
  return ownGateOf(summary, limits) === "pass";
}

function ownGateOf(
  { source, bars, activeSlots, full }: SessionSummary,
  limits: ScanThresholds,
): Gate {
  return ownGate({ barSource: source, bars, activeSlots, ...full }, limits);
}
