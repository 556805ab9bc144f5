/** A day together with the session before it. */
import type { AdjustmentFactors } from "../clean/corporate_actions.ts";
import type { Bars } from "../columns/bars.ts";
import type { Quotes } from "../columns/quotes.ts";
import type { Trades } from "../columns/trades.ts";
import { SECOND_NS, sessionBounds } from "../time/sessions.ts";
import type { Day, Flagged, SingleDay } from "./day.ts";

/** Length of the momentum context at the end of the previous session, in seconds. */
const CONTEXT_SECONDS = 2 * 3600;

/**
 * Puts the session before a day in front of it, on the day's terms. The session itself stays as it is: where there is
 * something to adjust, the columns are copied.
 */
export function withPrevious(
  day: SingleDay,
  previous: SingleDay,
  { priceFactor, volumeFactor }: AdjustmentFactors = { priceFactor: 1, volumeFactor: 1 },
): Day {
  const { postClose } = sessionBounds(previous.tradeDate);
  const factors = { priceFactor, volumeFactor };
  const isAdjusted = priceFactor !== 1 || volumeFactor !== 1;
  return {
    ...day,
    previous: {
      day: isAdjusted ? adjustDay(previous, factors) : previous,
      contextStart: (postClose - CONTEXT_SECONDS) * SECOND_NS,
      ...factors,
    },
  };
}

/** A day on the terms of a later one: prices times `priceFactor`, volumes through `volumeFactor`, both rounded. */
export function adjustDay(day: SingleDay, factors: AdjustmentFactors): SingleDay {
  return {
    ...day,
    bars1s: adjustBars(day.bars1s, factors),
    trades: adjustTrades(day.trades, factors),
    quotes: adjustQuotes(day.quotes, factors),
  };
}

function scaled(prices: Float64Array, factor: number): Float64Array {
  return prices.map((price) => Math.round(price * factor)); // NaN stays NaN
}

function divided<Column extends Float64Array | Uint32Array>(sizes: Column, factor: number): Column {
  const result = sizes.slice() as Column; // slice gives an array of the same kind
  for (let i = 0; i < result.length; i++) result[i] = Math.round(sizes[i]! / factor);
  return result;
}

/** Bars on the terms of a later day. */
export function adjustBars<Table extends Bars>(
  bars: Table,
  { priceFactor, volumeFactor }: AdjustmentFactors,
): Table {
  return {
    ...bars,
    open: scaled(bars.open, priceFactor),
    high: scaled(bars.high, priceFactor),
    low: scaled(bars.low, priceFactor),
    close: scaled(bars.close, priceFactor),
    volume: divided(bars.volume, volumeFactor),
  };
}

function adjustTrades(
  trades: Flagged<Trades>,
  { priceFactor, volumeFactor }: AdjustmentFactors,
): Flagged<Trades> {
  return {
    ...trades,
    price: scaled(trades.price, priceFactor),
    size: divided(trades.size, volumeFactor),
  };
}

function adjustQuotes(
  quotes: Flagged<Quotes>,
  { priceFactor, volumeFactor }: AdjustmentFactors,
): Flagged<Quotes> {
  return {
    ...quotes,
    bid: scaled(quotes.bid, priceFactor),
    ask: scaled(quotes.ask, priceFactor),
    bidSize: divided(quotes.bidSize, volumeFactor),
    askSize: divided(quotes.askSize, volumeFactor),
  };
}
