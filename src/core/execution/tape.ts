/** What the venue knows of one symbol-day beyond its indexed columns: shared, read-only, one for all environments. */
import type { Bars } from "../columns/bars.ts";
import type { Trades } from "../columns/trades.ts";
import type { Halt } from "../market/halts.ts";
import { IntervalList } from "../market/interval_list.ts";
import { indexMarketDay, type MarketDay, type MarketInput } from "../market/market_day.ts";
import { MARKET_MODEL, type MarketModel } from "../market/market_model.ts";
import { TimeIndex } from "../market/time_index.ts";
import { SECOND_NS, sessionBounds } from "../time/sessions.ts";
import { firstEffectiveFrom } from "./effective_time.ts";
import { inferPauses, type InferredPause } from "./inferred_pauses.ts";
import { REASON } from "./reason_codes.ts";

/** Totals of the regular session before. */
export interface PriorDay {
  /** Shares. */
  readonly volume: number;
  /** Volatility of the day, relative, from its range. */
  readonly volatility: number;
}

/** A day as execution sees it. Times are the venue's, ns since local midnight; prices nano-dollars. */
export interface MarketTape {
  /** The indexed day. */
  readonly day: MarketDay;
  /** The trades, or one print per bar, of all its volume at its close and end, where there are none. */
  readonly prints: Trades;
  /** Over `prints.tsRecv`. */
  readonly printIndex: TimeIndex;
  /** Price at which each print began: its own, or the open of the bar that it stands for. Nano-dollars. */
  readonly firstPrices: Float64Array;
  /** Halts by venue time; pauses inferred from the tape where there are no status messages. */
  readonly halts: IntervalList;
  /** Number in `REASON_CODES` of each halt. */
  readonly haltReasons: Uint8Array;
  /** Row of the first print with a price after each halt, ascending: the reopening crosses. */
  readonly crossRows: readonly number[];
  /** Pauses that the tape tells where there are no status messages; else none. */
  readonly inferredPauses: readonly InferredPause[];
  /** `null` if the session before is not known. */
  readonly prior: PriorDay | null;
}

/** Makes a day ready for execution. @param model What is assumed where it has no data; see `marketModel`. */
export function marketTape(input: MarketInput, model: MarketModel = MARKET_MODEL): MarketTape {
  return tapeOfDay(indexMarketDay(input, model), input.previous);
}

/** The same for a day that is indexed already. @param previous The session before, as in {@link MarketInput}. */
export function tapeOfDay(day: MarketDay, previous?: MarketInput["previous"]): MarketTape {
  const prints = day.hasTape ? day.trades : printsOfBars(day.bars);
  const printIndex = day.hasTape ? day.tradeIndex : new TimeIndex(prints.tsRecv, prints.length);
  const printSpanNs = day.hasTape ? 0 : day.bars.intervalNs;
  const firstPrices = day.hasTape ? prints.price : day.bars.open;
  const inferredPauses = day.hasStatus
    ? []
    : inferPauses({ day, prints, printIndex, printSpanNs, firstPrices, crossRows: [] });
  const halts = day.hasStatus ? day.halts : inferredPauses;
  const list = new IntervalList(halts);
  return {
    ...{ day, prints, printIndex, firstPrices, halts: list, inferredPauses },
    haltReasons: Uint8Array.from(list.starts, (start) => reasonOfHaltAt(halts, start)),
    crossRows: [...list.ends]
      .map((end) => firstPriced(prints, firstEffectiveFrom(prints, printIndex, end)))
      .filter((row) => row < prints.length),
    prior: previous === undefined ? null : priorDay(previous.day),
  };
}

/** The first print with a price from a row on. */
function firstPriced({ price, length }: Trades, from: number): number {
  let row = from;
  while (row < length && !(price[row]! > 0)) row++;
  return row;
}

function printsOfBars(bars: Bars): Trades {
  const end = bars.start.slice(0, bars.length).map((start) => start + bars.intervalNs);
  return {
    length: bars.length,
    tsEvent: end,
    tsRecv: end,
    price: bars.close,
    size: Uint32Array.from(bars.volume.subarray(0, bars.length)),
    side: new Uint8Array(bars.length).fill("N".charCodeAt(0)),
    flags: new Uint8Array(bars.length),
    sequence: new Uint32Array(bars.length),
  };
}

const INFERRED = 0;
const PAUSE = 9;
const SUSPEND = 10;
const LULD_PAUSE = 50;
const MARKET_WIDE = { first: 120, last: 124 };

function reasonOfHaltAt(halts: readonly Halt[], start: number): number {
  const halt = halts.find((candidate) => candidate.start === start)!;
  if (halt.reason >= MARKET_WIDE.first && halt.reason <= MARKET_WIDE.last) return REASON.MWCB;
  if (halt.action === INFERRED) return REASON.PAUSED_LULD;
  if (halt.action === PAUSE && halt.reason === LULD_PAUSE) return REASON.PAUSED_LULD;
  return halt.action === SUSPEND ? REASON.SUSPENDED : REASON.HALTED;
}

/** Range to volatility: M. Parkinson, "The extreme value method for estimating the variance of the rate of return", 1980. */
const PARKINSON = 2 * Math.sqrt(Math.LN2);

/** Volatility of a session from its highest and lowest price, relative. */
export function rangeVolatility(high: number, low: number): number {
  return Math.log(high / low) / PARKINSON;
}

function priorDay(earlier: NonNullable<MarketInput["previous"]>["day"]): PriorDay | null {
  const bounds = sessionBounds(earlier.tradeDate);
  const { bars1s: bars } = earlier;
  let [volume, high, low] = [0, -Infinity, Infinity];
  for (let i = 0; i < bars.length; i++) {
    const second = bars.start[i]! / SECOND_NS;
    if (second < bounds.open || second >= bounds.close) continue;
    volume += bars.volume[i]!;
    high = Math.max(high, bars.high[i]!);
    low = Math.min(low, bars.low[i]!);
  }
  return volume > 0 ? { volume, volatility: rangeVolatility(high, low) } : null;
}
