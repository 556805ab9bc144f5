/** What an agent is served of the market at a moment: values only, nothing that leads back to the data. */
import type { SessionName } from "../time/sessions.ts";

/** The values of an observation and their positions, the order in which `copyTo` writes them. Prices are nano-dollars. */
export const OBSERVED = {
  /** ns since local midnight of the trade date. */
  time: 0,
  /** Index into `SESSION_CODES`. */
  session: 1,
  /** 1 while trading is known to be halted. */
  isHalted: 2,
  /** 1 while short sales are known to be restricted. */
  isShortSaleRestricted: 3,
  /** Index into `QUALITY_CODES`. */
  quality: 4,
  /** 1 if bid and ask come from a model, because no quote was seen yet. */
  isSynthetic: 5,
  /** Best bid and ask, bid below ask; `NaN` if no price of any kind is known. */
  bid: 6,
  ask: 7,
  /** Shares at the touch. */
  bidSize: 8,
  askSize: 9,
  /** Ask less bid. */
  spread: 10,
  /** Age of bid and ask (if synthetic: of the last print), ns; infinite if there is none. */
  quoteAge: 11,
  /** Last print and its size; without a tape the close of the last bar and `NaN`. */
  last: 12,
  lastSize: 13,
  /** Age of the last print, ns; infinite if there is none. */
  lastAge: 14,
  /** Shares, prints (without a tape: bars) and volume-weighted price since the start of pre-market. */
  volume: 15,
  prints: 16,
  vwap: 17,
  /** Bars that ended, and the last of them; `NaN` before the first. `barStart` in ns since local midnight. */
  bars: 18,
  barStart: 19,
  barOpen: 20,
  barHigh: 21,
  barLow: 22,
  barClose: 23,
  barVolume: 24,
} as const;

/** Name of one value. */
export type ObservedValue = keyof typeof OBSERVED;

/** Number of values. */
export const OBSERVED_LENGTH = 25;

/** Sessions by code. */
export const SESSION_CODES: readonly SessionName[] = ["closed", "pre", "regular", "post"];

/**
 * How good bid and ask are, by code, the worst that applies:
 *
 * - `exact`: a quote that became visible at this very nanosecond
 * - `carried`: the last one, unchanged since, as no update means no change
 * - `stale`: nothing heard for 60 s in regular hours, 300 s outside (neither quote nor print); or the last quote is
 *   locked, crossed or one-sided, so that the last one with two sides is shown; or no price is known at all
 * - `synthetic`: no quote was seen yet; bid and ask are a model's
 * - `halted`: trading is known to be halted; bid and ask as before
 */
export const QUALITY_CODES = ["exact", "carried", "stale", "synthetic", "halted"] as const;

/** One of `QUALITY_CODES`. */
export type Quality = typeof QUALITY_CODES[number];

/**
 * The market as an agent may see it: made by an `Observer`, which overwrites it at each step. Copy what has to last.
 *
 * A type of its own: what `reconstruct` gives is not assignable to it.
 */
export class Observation {
  readonly #values: Float64Array;

  /** Shows an observer's numbers. @param values `OBSERVED_LENGTH` numbers, which the observer goes on to write. */
  constructor(values: Float64Array) {
    this.#values = values;
  }

  /** One value by name; see {@link OBSERVED} for meaning and unit. */
  get(name: ObservedValue): number {
    return this.#values[OBSERVED[name]]!;
  }

  /** Writes all values to `target` from `offset` on. */
  copyTo(target: Float64Array | Float32Array, offset = 0): void {
    const values = this.#values;
    for (let i = 0; i < OBSERVED_LENGTH; i++) target[offset + i] = values[i]!;
  }

  /** ns since local midnight of the trade date. */
  get time(): number {
    return this.#values[OBSERVED.time]!;
  }

  /** Session of the moment. */
  get session(): SessionName {
    return SESSION_CODES[this.#values[OBSERVED.session]!]!;
  }

  /** How good bid and ask are. */
  get quality(): Quality {
    return QUALITY_CODES[this.#values[OBSERVED.quality]!]!;
  }

  /** Whether trading is known to be halted. */
  get isHalted(): boolean {
    return this.#values[OBSERVED.isHalted] === 1;
  }

  /** Whether short sales are known to be restricted. */
  get isShortSaleRestricted(): boolean {
    return this.#values[OBSERVED.isShortSaleRestricted] === 1;
  }

  /** Whether bid and ask come from a model. */
  get isSynthetic(): boolean {
    return this.#values[OBSERVED.isSynthetic] === 1;
  }

  /** Best bid, nano-dollars; `NaN` if no price of any kind is known. */
  get bid(): number {
    return this.#values[OBSERVED.bid]!;
  }

  /** Best ask, nano-dollars, above the bid. */
  get ask(): number {
    return this.#values[OBSERVED.ask]!;
  }

  /** Last print, nano-dollars; `NaN` before the first. */
  get last(): number {
    return this.#values[OBSERVED.last]!;
  }

  /** Shares since the start of pre-market. */
  get volume(): number {
    return this.#values[OBSERVED.volume]!;
  }
}
