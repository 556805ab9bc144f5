/** Several symbols from one session to the next: what is known of each at any time, without looking at the past again. */
import {
  type Adjustment,
  adjustmentFactor,
  adjustmentFactors,
  type CorporateAction,
} from "../clean/corporate_actions.ts";
import type { ScanThresholds } from "../scan/threshold_keys.ts";
import type { EpochDay } from "../time/dates.ts";
import { adjustBars } from "../day/lookback.ts";
import { type PriorLevels, priorLevels } from "./levels.ts";
import { type EndedMinute, type IncomingBar, RollingSession } from "./rolling_session.ts";

/** How a market rolls on. */
export interface RollingMarketOptions {
  readonly symbols: readonly string[];
  /** Length of the bars: a minute at most. */
  readonly intervalNs: number;
  readonly limits: ScanThresholds;
  readonly actions: readonly CorporateAction[];
  readonly adjustment: Adjustment;
  /** Told of each minute of each symbol once it is over. */
  readonly onMinute: (symbol: string, minute: EndedMinute) => void;
}

/** Sessions under way, one per symbol, all of one trade date. */
export class RollingMarket {
  readonly #options: RollingMarketOptions;
  #sessions: ReadonlyMap<string, RollingSession> = new Map();
  readonly #levels = new Map<string, PriorLevels>();
  #late = 0;

  constructor(options: RollingMarketOptions) {
    this.#options = options;
  }

  /** Bars that came after their minute had been told. */
  get late(): number {
    let late = this.#late;
    for (const session of this.#sessions.values()) late += session.late;
    return late;
  }

  /** The session of a symbol; `undefined` before the first, and for other symbols. */
  sessionOf(symbol: string): RollingSession | undefined {
    return this.#sessions.get(symbol);
  }

  /** Levels of the last session with a trade, in terms of the one under way; `null` without one. */
  levelsOf(symbol: string): PriorLevels | null {
    return this.#levels.get(symbol) ?? null;
  }

  /** Ends the sessions under way, and begins those of a later trade date. */
  open(tradeDate: EpochDay): void {
    const { symbols, intervalNs, limits, onMinute } = this.#options;
    this.#late = this.late;
    for (const [symbol, session] of this.#sessions) this.#keepLevels(symbol, session, tradeDate);
    this.#sessions = new Map(symbols.map((symbol) => [
      symbol,
      new RollingSession(tradeDate, intervalNs, {
        limits,
        onMinute: (minute) => onMinute(symbol, minute),
      }),
    ]));
  }

  /** Takes a bar of the trade date under way; one of another symbol is passed over. */
  add(symbol: string, bar: IncomingBar): void {
    this.#sessions.get(symbol)?.add(bar);
  }

  /** Tells of the minutes that end at or before `t` (ns since local midnight). */
  advanceTo(t: number): void {
    for (const session of this.#sessions.values()) session.advanceTo(t);
  }

  #keepLevels(symbol: string, { bars, tradeDate }: RollingSession, next: EpochDay): void {
    const { actions, adjustment } = this.#options;
    const own = actions.filter((action) => action.symbol === symbol);
    if (bars.length === 0) return this.#adjustLevels(symbol, tradeDate, next);
    const adjusted = adjustBars(bars, adjustmentFactors(own, tradeDate, next, adjustment));
    this.#levels.set(symbol, priorLevels(adjusted, tradeDate));
  }

  /** Levels of a session before a silent one, in terms of the next. */
  #adjustLevels(symbol: string, from: EpochDay, to: EpochDay): void {
    const levels = this.#levels.get(symbol);
    if (levels === undefined) return;
    const own = this.#options.actions.filter((action) => action.symbol === symbol);
    const factor = adjustmentFactor(own, from, to, this.#options.adjustment);
    if (factor === 1) return;
    this.#levels.set(symbol, {
      high: levels.high * factor,
      low: levels.low * factor,
      vwap: levels.vwap * factor,
      pointOfControl: levels.pointOfControl * factor,
      close: levels.close * factor,
    });
  }
}
