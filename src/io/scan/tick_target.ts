/** The symbol-days that ticks are read for, and what is kept of the ticks. */
import { SpreadReducer } from "../../core/scan/spread_track.ts";
import type { Halt } from "../../core/market/halts.ts";
import type { ScanThresholds } from "../../core/scan/threshold_keys.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { DAY_SECONDS, newYorkMidnight } from "../../core/time/new_york.ts";
import { SECOND_NS, sessionBounds, tradeDateSpan } from "../../core/time/sessions.ts";
import type { Status } from "../../core/columns/status.ts";

/** A symbol-day that wants ticks. */
export interface DayTarget {
  readonly symbol: number;
  readonly day: EpochDay;
}

/** Instants of a symbol-day that a reader needs to place records, epoch seconds. */
export interface DayClock {
  readonly midnight: number;
  /** Start and end of the sessions. */
  readonly preOpen: number;
  readonly postClose: number;
  /** Start and end of the trade date, roll to roll. */
  readonly rollStart: number;
  readonly rollEnd: number;
}

/** The instants of a trade date. */
export function dayClock(day: EpochDay): DayClock {
  const midnight = newYorkMidnight(day);
  const bounds = sessionBounds(day);
  const { start, end } = tradeDateSpan(day);
  return {
    midnight,
    preOpen: midnight + bounds.preOpen,
    postClose: midnight + bounds.postClose,
    rollStart: start,
    rollEnd: end,
  };
}

const STAGED_QUOTES = 4096;

/** Gathers a day's quotes in batches and passes them on to the spread reducer. */
export class QuoteCollector {
  readonly #reducer: SpreadReducer;
  #latest = -Infinity;
  readonly #staged = {
    length: 0,
    tsRecv: new Float64Array(STAGED_QUOTES),
    bid: new Float64Array(STAGED_QUOTES),
    ask: new Float64Array(STAGED_QUOTES),
  };

  constructor(day: EpochDay, halts: readonly Halt[], limits: ScanThresholds) {
    this.#reducer = new SpreadReducer(sessionBounds(day), halts, limits);
  }

  /**
   * Adds a quote; one that was captured before its predecessor is left out.
   *
   * @param tsRecv ns since local midnight. Prices in nano-dollars, `NaN` for an empty side.
   */
  add(tsRecv: number, bid: number, ask: number): void {
    if (tsRecv < this.#latest) return;
    this.#latest = tsRecv;
    const staged = this.#staged;
    if (staged.length === STAGED_QUOTES) this.#flush();
    const row = staged.length++;
    staged.tsRecv[row] = tsRecv;
    staged.bid[row] = bid;
    staged.ask[row] = ask;
  }

  /** The day's spreads; the collector is not usable afterwards. */
  finish() {
    this.#flush();
    return this.#reducer.finish();
  }

  #flush(): void {
    this.#reducer.push(this.#staged);
    this.#staged.length = 0;
  }
}

/** Gathers a day's status messages. */
export class StatusCollector {
  readonly #rows: number[][] = [];

  /** Adds a message: its columns in the order of {@link Status}, times in ns since local midnight. */
  add(row: number[]): void {
    this.#rows.push(row);
  }

  /** The messages in order of capture; equal times keep their order. */
  finish(): Status {
    const rows = this.#rows.map((row, i) => [...row, i])
      .sort((a, b) => a[1]! - b[1]! || a[7]! - b[7]!);
    const column = (k: number) => rows.map((row) => row[k]!);
    return {
      length: rows.length,
      tsEvent: Float64Array.from(column(0)),
      tsRecv: Float64Array.from(column(1)),
      action: Uint16Array.from(column(2)),
      reason: Uint16Array.from(column(3)),
      isTrading: Uint8Array.from(column(4)),
      isQuoting: Uint8Array.from(column(5)),
      isShortSellRestricted: Uint8Array.from(column(6)),
    };
  }
}

/** Nanoseconds from local midnight to the start of a UTC day: what turns UTC-day-relative times into day-relative ones. */
export function utcDayOffset(utcDay: EpochDay, { midnight }: DayClock): number {
  return (utcDay * DAY_SECONDS - midnight) * SECOND_NS;
}
