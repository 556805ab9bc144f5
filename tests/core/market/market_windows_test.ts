import assert from "node:assert/strict";
import fc from "fast-check";
import { indexMarketDay } from "../../../src/core/market/market_day.ts";
import { MarketWindows } from "../../../src/core/market/market_windows.ts";
import { DOLLAR, drawnMarket, HOUR, madeMarket, SECOND, timesToAsk } from "./made_market.ts";

const LATENCY = 30e6;

Deno.test("windows of trades and quotes hold what became visible in them, and nothing besides", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const input = drawnMarket(seed);
      const { trades, quotes } = input;
      const windows = new MarketWindows(indexMarketDay(input), LATENCY);
      for (const t of timesToAsk(input, seed, LATENCY)) {
        const windowNs = 5 * SECOND;
        const isIn = (at: number) => at + LATENCY <= t && at + LATENCY > t - windowNs;
        const traded = windows.trades(t, windowNs);
        const quoted = windows.quotes(t, windowNs);

        const tradeRows = [...trades.tsRecv.keys()].filter((row) => isIn(trades.tsRecv[row]!));
        const quoteRows = [...quotes.tsRecv.keys()].filter((row) => isIn(quotes.tsRecv[row]!));
        assert.deepEqual(
          [...traded.price.subarray(0, traded.length)],
          tradeRows.map((row) => trades.price[row]!),
        );
        assert.deepEqual(
          [...traded.aggressor.subarray(0, traded.length)],
          tradeRows.map((row) => "ANB".indexOf(String.fromCharCode(trades.side[row]!)) - 1),
        );
        assert.deepEqual(
          [...quoted.ask.subarray(0, quoted.length)],
          quoteRows.map((row) => quotes.ask[row]!),
        );
        // nothing of a later time is left in the rest of the buffer
        assert.ok(traded.price.subarray(traded.length).every((value) => value === 0));
        assert.ok(quoted.time.subarray(quoted.length).every((value) => value === 0));
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("a window of bars has a row for every second, empty ones without volume", () => {
  const t = 10 * HOUR;
  const windows = new MarketWindows(
    indexMarketDay(
      madeMarket({ bars: [[t, 5, 6, 4, 5.5, 900], [t + 2 * SECOND, 7, 7, 7, 7, 100]] }),
    ),
    LATENCY,
  );
  const rows = new Float64Array(4 * 5);

  const start = windows.barsInto(t + 3 * SECOND + LATENCY, 4, rows);

  assert.equal(start, t - SECOND);
  const row = (i: number) => [...rows.subarray(i * 5, i * 5 + 5)];
  assert.deepEqual(row(0), [NaN, NaN, NaN, NaN, NaN]);
  assert.deepEqual(row(1), [5, 6, 4, 5.5, 900 / DOLLAR].map((value) => value * DOLLAR));
  assert.deepEqual(row(2), [...[5.5, 5.5, 5.5, 5.5].map((value) => value * DOLLAR), 0]);
  assert.deepEqual(row(3), [...[7, 7, 7, 7].map((value) => value * DOLLAR), 100]);
});

Deno.test("a window of bars ends before the second that is under way", () => {
  const t = 10 * HOUR;
  const windows = new MarketWindows(
    indexMarketDay(madeMarket({ bars: [[t, 5, 6, 4, 5.5, 900]] })),
    LATENCY,
  );
  const rows = new Float64Array(5);

  windows.barsInto(t + SECOND + LATENCY - 1, 1, rows);
  assert.ok(Number.isNaN(rows[3]!));
  windows.barsInto(t + SECOND + LATENCY, 1, rows);
  assert.equal(rows[4], 900);
});
