import assert from "node:assert/strict";
import fc from "fast-check";
import { indexMarketDay, type MarketInput } from "../../../src/core/market/market_day.ts";
import { OBSERVED } from "../../../src/core/market/observation.ts";
import { KEPT, KEPT_LENGTH, ROWS, ROWS_LENGTH } from "../../../src/core/market/observer_slots.ts";
import { WINDOW } from "../../../src/core/market/time_index.ts";
import { UsualReader } from "../../../src/core/market/usual_reader.ts";
import { busyMarket, HOUR, SECOND, seeded } from "./made_market.ts";

const UNTOUCHED = -7;

function readerOf(input: MarketInput) {
  const day = indexMarketDay(input);
  const reader = new UsualReader(day);
  const values = new Float64Array(KEPT_LENGTH);
  const rows = new Int32Array(ROWS_LENGTH);
  const read = (t: number) => {
    values[OBSERVED.time] = values[KEPT.visible] = t;
    values[KEPT.visibleBar] = t - SECOND;
    values[KEPT.staleAfter] = 60 * SECOND;
    rows.fill(UNTOUCHED);
    return reader.read(values, rows);
  };
  return { day, values, rows, read };
}

Deno.test("nearly all of an ordinary day is read as usual, from the rows that the indices tell", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { day, values, rows, read } = readerOf(busyMarket(seed));
      const random = seeded(seed + 1);
      let usual = 0;
      for (let i = 0; i < 200; i++) {
        const t = Math.floor(10 * HOUR + 400 * SECOND + random() * (HOUR - 500 * SECOND));
        if (!read(t)) continue;
        usual++;

        const bar = day.barIndex.lastAtOrBefore(t - SECOND);
        const quote = day.quoteIndex.lastAtOrBefore(t);
        const print = day.tradeIndex.lastAtOrBefore(t);
        assert.deepEqual(
          [rows[ROWS.quote], rows[ROWS.tape], rows[ROWS.bar], rows[ROWS.shownQuote]],
          [quote, print, bar, quote],
        );
        assert.equal(values[OBSERVED.ask], day.quotes.ask[quote]);
        assert.equal(values[OBSERVED.last], day.trades.price[print]);
        assert.equal(values[OBSERVED.barVolume], day.bars.volume[bar]);
        assert.equal(values[OBSERVED.prints], print + 1);
      }
      assert.ok(usual >= 190, `${usual} of 200`);
    }),
    { numRuns: 30 },
  );
});

Deno.test("what is not usual is left to others, with no row written", () => {
  const { day, rows, read } = readerOf(busyMarket(1));
  const before = Math.min(day.quotes.tsRecv[0]!, day.trades.tsRecv[0]!) - 1;
  const locked = 450;
  day.quotes.ask[locked] = day.quotes.bid[locked]!;

  for (const t of [before, -Infinity, 20 * HOUR, Infinity, NaN, day.quotes.tsRecv[locked]!]) {
    assert.equal(read(t), false, `at ${t}`);
    assert.deepEqual([...rows], Array(ROWS_LENGTH).fill(UNTOUCHED));
  }
});

Deno.test("a day without bars, or with fewer quotes or prints than a window has, is not for it", () => {
  const day = indexMarketDay(busyMarket(1));
  const canRead = (table: "quotes" | "trades" | "bars", length: number) =>
    UsualReader.canRead({ ...day, [table]: { ...day[table], length } });

  assert.deepEqual([canRead("quotes", WINDOW), canRead("quotes", WINDOW - 1)], [true, false]);
  assert.deepEqual([canRead("trades", WINDOW), canRead("trades", WINDOW - 1)], [true, false]);
  assert.deepEqual([canRead("bars", 1), canRead("bars", 0)], [true, false]);
});
