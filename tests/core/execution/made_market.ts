/** Small markets written out by hand, and shorthands for what tests do with them. */
import { type Bars, createBars } from "../../../src/core/columns/bars.ts";
import type { Quotes } from "../../../src/core/columns/quotes.ts";
import type { Status } from "../../../src/core/columns/status.ts";
import type { Trades } from "../../../src/core/columns/trades.ts";
import { ExecutionEngine } from "../../../src/core/execution/engine.ts";
import type { EngineOptions } from "../../../src/core/execution/engine.ts";
import type { ExecutionReport } from "../../../src/core/execution/report_log.ts";
import type { ExecutionSettings } from "../../../src/core/execution/settings.ts";
import { type MarketTape, marketTape } from "../../../src/core/execution/tape.ts";
import type { MarketInput } from "../../../src/core/market/market_day.ts";
import { parseDate } from "../../../src/core/time/dates.ts";

export const SECOND = 1e9;
export const MS = 1e6;
/** 10:00:00 in New York. */
export const TEN = 10 * 3600 * SECOND;

/** ns since local midnight. */
export function clock(hours: number, minutes = 0, seconds = 0): number {
  return ((hours * 60 + minutes) * 60 + seconds) * SECOND;
}

/** Nano-dollars. */
export function dollars(value: number): number {
  return Math.round(value * 1e9);
}

/** Time, bid, ask, bid size, ask size; `NaN` for an empty side. */
export type QuoteRow = readonly [
  t: number,
  bid: number,
  ask: number,
  bidSize: number,
  ask_: number,
];
/** Time, price, size, side of the aggressor. */
export type TradeRow = readonly [t: number, price: number, size: number, side?: "A" | "B" | "N"];
/** Time, action, reason, trading flag, short-sale flag. */
export type StatusRow = readonly [
  t: number,
  action: number,
  reason: number,
  isTrading: "Y" | "N" | "~",
  isRestricted?: "Y" | "N" | "~",
];

export interface MadeMarket {
  readonly quotes?: readonly QuoteRow[];
  readonly trades?: readonly TradeRow[];
  readonly status?: readonly StatusRow[];
  readonly bars?: Bars;
  readonly date?: string;
  readonly previous?: MarketInput["previous"];
}

const letter = (text: string) => text.charCodeAt(0);

export function makeQuotes(rows: readonly QuoteRow[]): Quotes {
  const times = Float64Array.from(rows, ([t]) => t);
  return {
    length: rows.length,
    tsEvent: times,
    tsRecv: times.slice(),
    bid: Float64Array.from(rows, ([, bid]) => dollars(bid)),
    ask: Float64Array.from(rows, ([, , ask]) => dollars(ask)),
    bidSize: Uint32Array.from(rows, (row) => row[3]),
    askSize: Uint32Array.from(rows, (row) => row[4]),
    flags: new Uint8Array(rows.length),
  };
}

export function makeTrades(rows: readonly TradeRow[]): Trades {
  const times = Float64Array.from(rows, ([t]) => t);
  return {
    length: rows.length,
    tsEvent: times,
    tsRecv: times.slice(),
    price: Float64Array.from(rows, ([, price]) => dollars(price)),
    size: Uint32Array.from(rows, ([, , size]) => size),
    side: Uint8Array.from(rows, ([, , , side]) => letter(side ?? "N")),
    flags: new Uint8Array(rows.length),
    sequence: new Uint32Array(rows.length),
  };
}

export function makeStatus(rows: readonly StatusRow[]): Status {
  const times = Float64Array.from(rows, ([t]) => t);
  return {
    length: rows.length,
    tsEvent: times,
    tsRecv: times.slice(),
    action: Uint16Array.from(rows, ([, action]) => action),
    reason: Uint16Array.from(rows, ([, , reason]) => reason),
    isTrading: Uint8Array.from(rows, (row) => letter(row[3])),
    isQuoting: Uint8Array.from(rows, (row) => letter(row[3])),
    isShortSellRestricted: Uint8Array.from(rows, (row) => letter(row[4] ?? "~")),
  };
}

/** A status table that says nothing but that trading is on: halts are known to be absent. */
export const TRADING: StatusRow = [clock(4), 7, 0, "Y", "N"];

export function makeInput(market: MadeMarket): MarketInput {
  return {
    tradeDate: parseDate(market.date ?? "2025-03-05"),
    bars1s: market.bars ?? createBars(SECOND, 0),
    trades: makeTrades(market.trades ?? []),
    quotes: makeQuotes(market.quotes ?? []),
    status: makeStatus(market.status ?? [TRADING]),
    ...(market.previous === undefined ? {} : { previous: market.previous }),
  };
}

export function makeTape(market: MadeMarket): MarketTape {
  return marketTape(makeInput(market));
}

/** The book of the examples: 5.00 x 5.01, 500 shares on each side, from 04:00 on and confirmed every 30 s. */
export function flatQuotes(bid = 5, ask = 5.01, size = 500): QuoteRow[] {
  const rows: QuoteRow[] = [];
  for (let t = clock(4); t < clock(20); t += 30 * SECOND) rows.push([t, bid, ask, size, size]);
  return rows;
}

/** Plain conditions: no delay, no fees, no cap, plenty of cash, the day of the worked example. */
export const PLAIN: Partial<ExecutionSettings> = {
  latency_profile: "none",
  latency_trigger_profile: "none",
  feed_latency: 0,
  commission: "zero",
  participation_cap: 1,
  start_cash: 1e7,
  prior_volatility: 0.15,
  prior_volume: 1e7,
};

export function makeEngine(
  market: MadeMarket | MarketTape,
  settings: Partial<ExecutionSettings> = {},
  options: Omit<EngineOptions, "settings"> = {},
): ExecutionEngine {
  const tape = "printIndex" in market ? market : makeTape(market);
  return new ExecutionEngine(tape, { ...options, settings: { ...PLAIN, ...settings } });
}

/** The fills among the reports so far. */
export function fillsOf(engine: ExecutionEngine): ExecutionReport[] {
  return engine.reports.all().filter((report) => report.kind === "fill");
}

/** `kind` or `kind:REASON` of each report. */
export function storyOf(engine: ExecutionEngine): string[] {
  return engine.reports.all().map(({ kind, reason }) =>
    reason === "NONE" ? kind : `${kind}:${reason}`
  );
}

/** Shares and prices of the fills, in dollars. */
export function tradesOf(engine: ExecutionEngine): [shares: number, price: number][] {
  return fillsOf(engine).map(({ shares, price }) => [shares, price / 1e9]);
}
