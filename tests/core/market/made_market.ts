/** Small symbol-days for tests: written out by hand, or drawn from a seed with everything that is unpleasant in them. */
import type { MarketInput } from "../../../src/core/market/market_day.ts";
import { parseDate } from "../../../src/core/time/dates.ts";

export const SECOND = 1e9;
export const HOUR = 3600e9;
export const DOLLAR = 1e9;
const CENT = 1e7;

/** ns since local midnight, dollars, shares. */
export type QuoteRow = [t: number, bid: number, ask: number, bidSize?: number, askSize?: number];
export type TradeRow = [t: number, price: number, size: number, side?: string];
export type BarRow = [
  start: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
];
export interface StatusRow {
  readonly t: number;
  readonly action: number;
  readonly reason?: number;
  readonly isTrading?: string;
  readonly isShortSellRestricted?: string;
}

export interface MadeRows {
  readonly tradeDate?: string;
  readonly quotes?: readonly QuoteRow[];
  readonly trades?: readonly TradeRow[];
  readonly bars?: readonly BarRow[];
  readonly status?: readonly StatusRow[];
  readonly previousBars?: readonly BarRow[];
  readonly intervalNs?: number;
}

const nanos = (dollars: number) => Math.round(dollars * DOLLAR);
const code = (letter: string | undefined) => (letter ?? "~").charCodeAt(0);

function barColumns(rows: readonly BarRow[], intervalNs: number) {
  const column = (at: number) => Float64Array.from(rows, (row) => nanos(row[at]!));
  return {
    intervalNs,
    length: rows.length,
    start: Float64Array.from(rows, (row) => row[0]),
    ...{ open: column(1), high: column(2), low: column(3), close: column(4) },
    volume: Float64Array.from(rows, (row) => row[5]),
  };
}

/** A day of these rows; venue times equal receive times. */
export function madeMarket(made: MadeRows): MarketInput {
  const { quotes = [], trades = [], bars = [], status = [], intervalNs = SECOND } = made;
  const quoteTimes = Float64Array.from(quotes, ([t]) => t);
  const tradeTimes = Float64Array.from(trades, ([t]) => t);
  const statusTimes = Float64Array.from(status, ({ t }) => t);
  return {
    tradeDate: parseDate(made.tradeDate ?? "2025-03-25"),
    quotes: {
      length: quotes.length,
      ...{ tsEvent: quoteTimes.slice(), tsRecv: quoteTimes },
      bid: Float64Array.from(quotes, (row) => nanos(row[1])),
      ask: Float64Array.from(quotes, (row) => nanos(row[2])),
      bidSize: Uint32Array.from(quotes, (row) => row[3] ?? 100),
      askSize: Uint32Array.from(quotes, (row) => row[4] ?? 100),
      flags: new Uint8Array(quotes.length),
    },
    trades: {
      length: trades.length,
      ...{ tsEvent: tradeTimes.slice(), tsRecv: tradeTimes },
      price: Float64Array.from(trades, (row) => nanos(row[1])),
      size: Uint32Array.from(trades, (row) => row[2]),
      side: Uint8Array.from(trades, (row) => code(row[3] ?? "N")),
      flags: new Uint8Array(trades.length),
      sequence: Uint32Array.from(trades.keys()),
    },
    bars1s: barColumns(bars, intervalNs),
    status: {
      length: status.length,
      ...{ tsEvent: statusTimes.slice(), tsRecv: statusTimes },
      action: Uint16Array.from(status, ({ action }) => action),
      reason: Uint16Array.from(status, ({ reason }) => reason ?? 0),
      isTrading: Uint8Array.from(status, ({ isTrading }) => code(isTrading)),
      isQuoting: Uint8Array.from(status, () => code("~")),
      isShortSellRestricted: Uint8Array.from(
        status,
        ({ isShortSellRestricted }) => code(isShortSellRestricted),
      ),
    },
    ...(made.previousBars && {
      previous: {
        day: {
          tradeDate: parseDate("2025-03-24"),
          bars1s: barColumns(made.previousBars, SECOND),
        },
      },
    }),
  };
}

/** A small fast generator of fractions (mulberry32 by Tommy Ettinger, public domain). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** How many rows of each kind a drawn day has at most. */
export interface DrawnSize {
  readonly rows?: number;
  readonly hasTrades?: boolean;
  readonly hasQuotes?: boolean;
}

/**
 * A day of random rows: bursts, equal times, empty sides, locked and crossed books, zero sizes, undefined prices, halts,
 * restrictions, gaps of hours.
 */
export function drawnMarket(seed: number, size: DrawnSize = {}): MarketInput {
  const random = seeded(seed);
  const { rows = 120, hasTrades = true, hasQuotes = true } = size;
  const whole = (below: number) => Math.floor(random() * below);
  const times = (count: number) => {
    const from = 4 * HOUR + random() * 10 * HOUR;
    const span = random() < 0.5 ? 60 * SECOND : 6 * HOUR;
    const drawn = Array.from({ length: count }, () => Math.floor(from + random() * span));
    return drawn.map((t) => random() < 0.2 ? drawn[0]! : t).sort((a, b) => a - b);
  };
  const price = () => 3 + whole(300) / 100;
  const quotes = times(hasQuotes ? whole(rows) : 0).map((t): QuoteRow => {
    const bid = price();
    const ask = bid + (random() < 0.15 ? -whole(3) : 1 + whole(5)) / 100;
    const kind = random();
    const sizes: [number, number] = [whole(3) * 100, whole(3) * 100];
    if (kind < 0.07) return [t, NaN, ask, ...sizes];
    if (kind < 0.14) return [t, bid, NaN, ...sizes];
    return [t, bid, ask, ...sizes];
  });
  const trades = times(hasTrades ? 1 + whole(rows) : 0).map((t): TradeRow => [
    t,
    random() < 0.05 ? NaN : price(),
    random() < 0.05 ? 0 : 1 + whole(2000),
    "ABN"[whole(3)]!,
  ]);
  const seconds = new Set(times(whole(rows)).map((t) => Math.floor(t / SECOND) * SECOND));
  const bars = [...seconds].map((start): BarRow => {
    const [a, b, c, d] = [price(), price(), price(), price()];
    return [start, a, Math.max(a, b, c, d), Math.min(a, b, c, d), d, 1 + whole(5000)];
  });
  const status = times(whole(8)).map((t): StatusRow => {
    const action = [7, 8, 9, 10, 14][whole(5)]!;
    return {
      ...{ t, action, reason: action === 9 ? 50 : 0 },
      isTrading: action === 7 ? "Y" : action === 14 ? "~" : "N",
      isShortSellRestricted: "YN~"[whole(3)]!,
    };
  });
  const lag = Math.floor(random() * CENT);
  const made = madeMarket({ quotes, trades, bars, status });
  // venue times run before receive times, and not always in their order
  for (const { tsEvent } of [made.quotes, made.trades, made.status]) {
    for (let i = 0; i < tsEvent.length; i++) tsEvent[i] = tsEvent[i]! - Math.floor(random() * lag);
  }
  return made;
}

/** How often something is out of the ordinary on a busy day, 0 to 1. */
export interface Oddity {
  /** Quotes with one side, locked or crossed. */
  readonly quotes?: number;
  /** Prints without a price or a size. */
  readonly prints?: number;
  /** Records of the same time as the one before. */
  readonly bursts?: number;
}

/** An hour with a quote every few seconds, prints and bars; quotes begin some minutes after the prints. */
export function busyMarket(seed: number, { quotes = 0, prints = 0, bursts = 0 }: Oddity = {}) {
  const random = seeded(seed);
  const times = (count: number, from: number) => {
    const drawn = Array.from({ length: count }, () => Math.floor(from + random() * HOUR));
    const ascending = drawn.sort((a, b) => a - b);
    for (let i = 1; i < count; i++) if (random() < bursts) ascending[i] = ascending[i - 1]!;
    return ascending;
  };
  const start = 10 * HOUR;
  const seconds = new Set(times(300, start).map((t) => Math.floor(t / SECOND) * SECOND));
  return madeMarket({
    quotes: times(900, start + 300 * SECOND).map((t, i): QuoteRow => {
      const [bid, ask] = [5 + (i % 9) / 100, 5.1 + (i % 7) / 100];
      if (random() >= quotes) return [t, bid, ask, i, i + 1];
      return random() < 0.5 ? [t, bid, bid - (i % 2) / 100, i, i + 1] : [t, NaN, ask, 0, i + 1];
    }),
    trades: times(400, start).map((t, i): TradeRow => {
      if (random() >= prints) return [t, 5 + (i % 11) / 100, 1 + i];
      return random() < 0.5 ? [t, NaN, 1 + i] : [t, 5, 0];
    }),
    bars: [...seconds].map((at, i): BarRow => [at, 5, 6, 4, 5 + (i % 5) / 100, i + 1]),
  });
}

/** Times worth asking for: around every record and bar end, before the first, after the last, and anywhere. */
export function timesToAsk(input: MarketInput, seed: number, feedLatencyNs: number): number[] {
  const random = seeded(seed);
  const records = [
    ...input.quotes.tsRecv,
    ...input.trades.tsRecv,
    ...input.status.tsRecv,
    ...input.bars1s.start,
    ...Array.from(input.bars1s.start, (start) => start + input.bars1s.intervalNs),
  ];
  const near = records.flatMap((t) => [-1, 0, 1].map((offset) => t + feedLatencyNs + offset));
  const anywhere = Array.from({ length: 60 }, () => Math.floor(random() * 24 * HOUR));
  return [...near.filter(() => random() < 0.3), ...anywhere, 0, 24 * HOUR];
}
