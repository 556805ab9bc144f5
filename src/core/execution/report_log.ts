/** Execution reports as rows of numbers: what happened to which order, when, and what it cost. */
import { REASON_CODES, type ReasonCode } from "./reason_codes.ts";

/** What a report tells, by its number in the log. */
export const REPORT_KINDS = [
  "accepted",
  "rejected",
  "fill",
  "cancelled",
  "replaced",
  "request_rejected",
  "expired",
  "triggered",
  "queued",
] as const;

/** What a report tells. */
export type ReportKind = typeof REPORT_KINDS[number];

/** Position of each kind in `REPORT_KINDS`. */
export const KIND: Readonly<Record<ReportKind, number>> = {
  accepted: 0,
  rejected: 1,
  fill: 2,
  cancelled: 3,
  replaced: 4,
  request_rejected: 5,
  expired: 6,
  triggered: 7,
  queued: 8,
};

/** How a fill came about, by its number in the log: it is 0 for reports that are no fills. */
export const LIQUIDITIES = ["none", "touch", "walk", "passive", "cross", "improved"] as const;

/** How a fill came about. */
export type Liquidity = typeof LIQUIDITIES[number];

/** Position of each in `LIQUIDITIES`. */
export const LIQUIDITY: Readonly<Record<Liquidity, number>> = {
  none: 0,
  touch: 1,
  walk: 2,
  passive: 3,
  cross: 4,
  improved: 5,
};

/** Numbers of a row, in their order. */
export const REPORT = {
  kind: 0,
  environment: 1,
  order: 2,
  time: 3,
  reportTime: 4,
  reason: 5,
  side: 6,
  quantity: 7,
  filled: 8,
  leaves: 9,
  shares: 10,
  price: 11,
  liquidity: 12,
  halfSpread: 13,
  drift: 14,
  carry: 15,
  walk: 16,
  fees: 17,
  synthetic: 18,
  cash: 19,
  position: 20,
} as const;

/** Numbers per row. */
export const REPORT_SLOTS = 21;

/** One report. Times are ns since local midnight, prices nano-dollars, money micro-dollars, all whole numbers. */
export interface ExecutionReport {
  /** What it tells. */
  readonly kind: ReportKind;
  /** Number of the environment among all workers. */
  readonly environment: number;
  /** Number of the order; 0 if the request named none that exists. */
  readonly order: number;
  /** When it happened at the venue. */
  readonly time: number;
  /** When the agent learns of it. */
  readonly reportTime: number;
  /** Why something was refused or ended; `NONE` otherwise. */
  readonly reason: ReasonCode;
  /** 1 buys, -1 sells; 0 if unknown. */
  readonly side: number;
  /** Shares of the order: ordered, filled so far, still open. `NaN` if a quantity was never valid. */
  readonly quantity: number;
  /** Filled so far. */
  readonly filled: number;
  /** Still open. */
  readonly leaves: number;
  /** Of this fill. */
  readonly shares: number;
  /** Of this fill, a share. */
  readonly price: number;
  /** How this fill came about. */
  readonly liquidity: Liquidity;
  /**
   * What the fill cost against the mid at the decision; the five parts add up exactly to
   * `side * shares * (price - mid) + fees`: half the spread then, the move of the touch until arrival, what is left of
   * own earlier volume, the walk beyond the touch (negative for a passive fill, which earns), and fees.
   */
  readonly halfSpread: number;
  /** Move of the touch from the decision to the fill. */
  readonly drift: number;
  /** What is left of own earlier volume. */
  readonly carry: number;
  /** From the touch to the price. */
  readonly walk: number;
  /** Charged for this fill; negative for a rebate. */
  readonly fees: number;
  /** Whether the quote was made from prints or an old quote. */
  readonly isSynthetic: boolean;
  /** The broker's books right after. */
  readonly cash: number;
  /** Shares held, negative if short. */
  readonly position: number;
}

/** A growing list of reports; cleared by whoever has read it. */
export class ReportLog {
  #rows = new Float64Array(64 * REPORT_SLOTS);
  #length = 0;

  /** Number of reports. */
  get length(): number {
    return this.#length;
  }

  /** Forgets all reports. */
  clear(): void {
    this.#length = 0;
  }

  /** Adds a row, all zero. @returns The array it lies in; its slots start at `lastOffset`. */
  push(): Float64Array {
    const from = this.#length * REPORT_SLOTS;
    if (from === this.#rows.length) this.#grow();
    this.#length++;
    const rows = this.#rows;
    for (let slot = 0; slot < REPORT_SLOTS; slot++) rows[from + slot] = 0; // faster than fill()
    return rows;
  }

  /** Where the slots of the latest row start. */
  get lastOffset(): number {
    return (this.#length - 1) * REPORT_SLOTS;
  }

  /** One number of row `i`. @param slot One of `REPORT`. */
  value(i: number, slot: number): number {
    if (!(i >= 0 && i < this.#length)) throw new RangeError(`No report ${i} of ${this.#length}`);
    return this.#rows[i * REPORT_SLOTS + slot]!;
  }

  /** Row `i` as an object. */
  at(i: number): ExecutionReport {
    const value = (slot: number) => this.value(i, slot);
    return {
      kind: REPORT_KINDS[value(REPORT.kind)]!,
      environment: value(REPORT.environment),
      order: value(REPORT.order),
      time: value(REPORT.time),
      reportTime: value(REPORT.reportTime),
      reason: REASON_CODES[value(REPORT.reason)]!,
      side: value(REPORT.side),
      quantity: value(REPORT.quantity),
      filled: value(REPORT.filled),
      leaves: value(REPORT.leaves),
      shares: value(REPORT.shares),
      price: value(REPORT.price),
      liquidity: LIQUIDITIES[value(REPORT.liquidity)]!,
      halfSpread: value(REPORT.halfSpread),
      drift: value(REPORT.drift),
      carry: value(REPORT.carry),
      walk: value(REPORT.walk),
      fees: value(REPORT.fees),
      isSynthetic: value(REPORT.synthetic) === 1,
      cash: value(REPORT.cash),
      position: value(REPORT.position),
    };
  }

  /** All rows, oldest first, as objects. */
  all(): ExecutionReport[] {
    return Array.from({ length: this.#length }, (_, i) => this.at(i));
  }

  #grow(): void {
    const larger = new Float64Array(this.#rows.length * 2);
    larger.set(this.#rows);
    this.#rows = larger;
  }
}
