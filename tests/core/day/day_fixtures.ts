/** Small tables of a day, from rows as people write them: times in seconds since local midnight, prices in dollars. */
import type { Quotes } from "../../../src/core/columns/quotes.ts";
import type { Trades } from "../../../src/core/columns/trades.ts";
import type { Bars } from "../../../src/core/columns/bars.ts";
import type { Flagged } from "../../../src/core/day/day.ts";

export const SECOND = 1e9;

export const nano = (dollars: number): number => Math.round(dollars * 1e9);

/** Rows of time, bid, ask; 0 stands for an empty side. */
export function quotesOf(rows: readonly (readonly [number, number, number])[]): Flagged<Quotes> {
  const side = (k: 1 | 2) => Float64Array.from(rows, (row) => row[k] === 0 ? NaN : nano(row[k]));
  return {
    length: rows.length,
    tsEvent: Float64Array.from(rows, ([at]) => at * SECOND),
    tsRecv: Float64Array.from(rows, ([at]) => at * SECOND),
    bid: side(1),
    ask: side(2),
    bidSize: new Uint32Array(rows.length).fill(100),
    askSize: new Uint32Array(rows.length).fill(100),
    flags: new Uint8Array(rows.length),
    quality: new Uint16Array(rows.length),
  };
}

/** Rows of time, price, size. */
export function tradesOf(rows: readonly (readonly [number, number, number])[]): Flagged<Trades> {
  return {
    length: rows.length,
    tsEvent: Float64Array.from(rows, ([at]) => at * SECOND),
    tsRecv: Float64Array.from(rows, ([at]) => at * SECOND),
    price: Float64Array.from(rows, ([, price]) => nano(price)),
    size: Uint32Array.from(rows, ([, , size]) => size),
    side: new Uint8Array(rows.length).fill(78),
    flags: new Uint8Array(rows.length),
    sequence: Uint32Array.from(rows, (_, i) => i),
    quality: new Uint16Array(rows.length),
  };
}

/** Rows of start, open, high, low, close, volume. */
export function barsOf(
  rows: readonly (readonly [number, number, number, number, number, number])[],
  intervalSeconds = 1,
): Flagged<Bars> {
  const prices = (k: 1 | 2 | 3 | 4) => Float64Array.from(rows, (row) => nano(row[k]));
  return {
    intervalNs: intervalSeconds * SECOND,
    length: rows.length,
    start: Float64Array.from(rows, ([at]) => at * SECOND),
    open: prices(1),
    high: prices(2),
    low: prices(3),
    close: prices(4),
    volume: Float64Array.from(rows, (row) => row[5]),
    quality: new Uint16Array(rows.length),
  };
}
