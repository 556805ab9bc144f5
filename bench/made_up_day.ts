/** A busy symbol-day from a seed: quotes and trades cluster the way they do, around the open and in bursts. */
import type { MarketInput } from "../src/core/market/market_day.ts";
import { parseDate } from "../src/core/time/dates.ts";
import { SECOND_NS } from "../src/core/time/sessions.ts";

/** How many rows a made-up day has. */
export interface DaySize {
  readonly quotes: number;
  readonly trades: number;
  readonly bars: number;
}

/** The day that the targets speak of. */
export const BUSY_DAY: DaySize = { quotes: 300_000, trades: 120_000, bars: 25_000 };

const PRE_OPEN = 4 * 3600;
const DAY_SECONDS = 16 * 3600;
const CENT = 1e7;

/** A small fast generator of fractions (mulberry32 by Tommy Ettinger, public domain). */
export function seededFractions(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Ascending times: half of them spread over the day, a quarter in its first regular hour, a quarter in bursts. */
function times(count: number, random: () => number): Float64Array {
  const bursts = Array.from({ length: 200 }, () => random() * (DAY_SECONDS - 20));
  const at = Float64Array.from({ length: count }, () => {
    const kind = random();
    if (kind < 0.5) return random() * DAY_SECONDS;
    if (kind < 0.75) return (5.5 + random() ** 2) * 3600;
    return bursts[Math.floor(random() * bursts.length)]! + 20 * random() ** 3;
  });
  return at.map((seconds) => Math.floor((PRE_OPEN + seconds) * SECOND_NS)).sort();
}

function walk(count: number, random: () => number): Float64Array {
  let cents = 500;
  return Float64Array.from({ length: count }, () => {
    cents = Math.max(100, cents + Math.floor(random() * 3) - 1);
    return cents * CENT;
  });
}

const sizes = (count: number, random: () => number) =>
  Uint32Array.from({ length: count }, () => 100 * (1 + Math.floor(random() * 20)));

/** Makes a day of that size; the same seed gives the same day. */
export function madeUpDay(size: DaySize = BUSY_DAY, seed = 1): MarketInput {
  const random = seededFractions(seed);
  const quoteTimes = times(size.quotes, random);
  const bid = walk(size.quotes, random);
  const tradeTimes = times(size.trades, random);
  const seconds = new Set<number>();
  while (seconds.size < size.bars) seconds.add(PRE_OPEN + Math.floor(random() * DAY_SECONDS));
  const start = Float64Array.from(seconds, (second) => second * SECOND_NS).sort();
  const close = walk(size.bars, random);
  return {
    tradeDate: parseDate("2025-03-25"),
    quotes: {
      length: size.quotes,
      tsEvent: quoteTimes.map((t) => t - Math.floor(random() * 60_000)),
      tsRecv: quoteTimes,
      bid,
      ask: bid.map((price) => price + (1 + Math.floor(random() * 3)) * CENT),
      bidSize: sizes(size.quotes, random),
      askSize: sizes(size.quotes, random),
      flags: new Uint8Array(size.quotes),
    },
    trades: {
      length: size.trades,
      tsEvent: tradeTimes.map((t) => t - Math.floor(random() * 60_000)),
      tsRecv: tradeTimes,
      price: walk(size.trades, random),
      size: sizes(size.trades, random),
      side: new Uint8Array(size.trades).fill("B".charCodeAt(0)),
      flags: new Uint8Array(size.trades),
      sequence: new Uint32Array(size.trades),
    },
    bars1s: {
      intervalNs: SECOND_NS,
      length: size.bars,
      ...{ start, open: close, close, high: close.map((p) => p + CENT) },
      low: close.map((p) => p - CENT),
      volume: Float64Array.from(sizes(size.bars, random)),
    },
    status: {
      length: 0,
      tsEvent: new Float64Array(0),
      tsRecv: new Float64Array(0),
      action: new Uint16Array(0),
      reason: new Uint16Array(0),
      isTrading: new Uint8Array(0),
      isQuoting: new Uint8Array(0),
      isShortSellRestricted: new Uint8Array(0),
    },
  };
}
