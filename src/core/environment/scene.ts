/** One symbol-day made ready for environments: what they share, each part worked out when it is first needed. */
import type { Day } from "../day/day.ts";
import { dayBytes } from "../day/day_memory.ts";
import { formatDayName } from "../day/day_name.ts";
import { type MarketTape, tapeOfDay } from "../execution/tape.ts";
import { DayIndicators } from "../market/day_indicators.ts";
import {
  type PriorLevels,
  priorLevels,
  profileBaseline,
  type VolumeBaseline,
} from "../market/levels.ts";
import { indexMarketDay, type MarketDay } from "../market/market_day.ts";
import { scanThresholds } from "../scan/thresholds.ts";

/**
 * A loaded day with everything that is derived from it. It holds the future: environments keep it, agents get what an
 * `Observer` shows. It does not change and is shared by all environments of the day.
 */
export class Scene {
  /** `SYMBOL:DATE`. */
  readonly name: string;
  /** As it was loaded. */
  readonly day: Day;
  /** The same, indexed. */
  readonly market: MarketDay;
  /** Memory of the day's columns. */
  readonly bytes: number;
  #tape: MarketTape | undefined;
  #indicators: DayIndicators | undefined;
  #prior: PriorLevels | null | undefined;
  #baseline: VolumeBaseline | null | undefined;

  /** Indexes a day; all else is worked out when it is needed. */
  constructor(day: Day) {
    this.name = formatDayName(day);
    this.day = day;
    this.market = indexMarketDay(day);
    this.bytes = dayBytes(day);
  }

  /** The day as execution sees it. */
  get tape(): MarketTape {
    return this.#tape ??= tapeOfDay(this.market, this.day.previous);
  }

  /** Indicators at each minute edge, with the scanner's defaults. */
  get indicators(): DayIndicators {
    return this.#indicators ??= new DayIndicators(this.market, scanThresholds());
  }

  /** Levels of the session before; `null` if it is not loaded. */
  get prior(): PriorLevels | null {
    const { previous } = this.day;
    return this.#prior ??= previous === undefined
      ? null
      : priorLevels(previous.day.bars1s, previous.day.tradeDate);
  }

  /** The volume of the session before, spread over the usual profile of this one; `null` if it is not loaded. */
  get baseline(): VolumeBaseline | null {
    const { previous, tradeDate } = this.day;
    return this.#baseline ??= previous === undefined
      ? null
      : profileBaseline(tradeDate, sumOf(previous.day.bars1s.volume, previous.day.bars1s.length));
  }
}

function sumOf(values: Float64Array, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += values[i]!;
  return sum;
}
