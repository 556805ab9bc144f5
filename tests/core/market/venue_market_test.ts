import assert from "node:assert/strict";
import fc from "fast-check";
import { indexMarketDay } from "../../../src/core/market/market_day.ts";
import {
  createTouch,
  FUTURE_BUFFER_NS,
  VenueMarket,
} from "../../../src/core/market/venue_market.ts";
import { DOLLAR, drawnMarket, HOUR, madeMarket, SECOND, timesToAsk } from "./made_market.ts";

const T = 10 * HOUR;

Deno.test("the future is open to execution for five minutes and no longer", () => {
  const market = new VenueMarket(indexMarketDay(madeMarket({ quotes: [[T, 5, 5.01]] })));

  assert.equal(FUTURE_BUFFER_NS, 300 * SECOND);
  assert.throws(() => market.quoteAt(T), RangeError); // nobody said what time it is
  market.setNow(T - FUTURE_BUFFER_NS);
  assert.equal(market.quoteAt(T), 0);
  for (
    const lookup of [
      () => market.quoteAt(T + 1),
      () => market.tradeAt(T + 1),
      () => market.barAt(T + 1),
      () => market.touchAt(T + 1, createTouch()),
      () => market.quoteAt(NaN),
    ]
  ) assert.throws(lookup, RangeError);
});

Deno.test("a record is in effect from its venue time, before it was received", () => {
  const input = madeMarket({ quotes: [[T, 5, 5.01], [T + 1000, 5.02, 5.03]] });
  input.quotes.tsEvent[1] = T + 400;
  const market = new VenueMarket(indexMarketDay(input));
  market.setNow(T);

  assert.equal(market.quoteAt(T + 399), 0);
  assert.equal(market.quoteAt(T + 400), 1);
});

Deno.test("lookups by venue time equal a scan for the first record that is still to come", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const input = drawnMarket(seed);
      const market = new VenueMarket(indexMarketDay(input));
      market.setNow(Infinity);
      for (const t of timesToAsk(input, seed, 0)) {
        for (const name of ["quotes", "trades"] as const) {
          const { length, tsEvent, tsRecv } = input[name];
          let next = 0;
          while (next < length && (tsEvent[next]! <= t || tsRecv[next]! <= t)) next++;

          const row = name === "quotes" ? market.quoteAt(t) : market.tradeAt(t);
          assert.equal(row, next - 1, `${name} at ${t}`);
        }
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("the touch is the quote as recorded, or a synthetic one that says so", () => {
  const made = { trades: [[T, 5, 100]] as [number, number, number][] };
  const quoted = new VenueMarket(
    indexMarketDay(madeMarket({ ...made, quotes: [[T, 5.02, 5.01, 300, 400]] })),
  );
  const silent = new VenueMarket(indexMarketDay(madeMarket(made)));
  const touch = createTouch();
  quoted.setNow(T);
  silent.setNow(T);

  quoted.touchAt(T + SECOND, touch);
  assert.deepEqual(touch, {
    ...{ bid: 5.02 * DOLLAR, ask: 5.01 * DOLLAR, bidSize: 300, askSize: 400 },
    ...{ row: 0, ageNs: SECOND, isSynthetic: false },
  });
  silent.touchAt(T + SECOND, touch);
  assert.equal(touch.isSynthetic, true);
  assert.equal(touch.row, -1);
  assert.equal(touch.ageNs, SECOND);
  assert.ok(touch.bid < 5 * DOLLAR && touch.ask > 5 * DOLLAR);
});

Deno.test("a halt holds its start and not its end, by venue time, with its cause", () => {
  const market = new VenueMarket(
    indexMarketDay(
      madeMarket({
        status: [{ t: T, action: 9, reason: 50, isTrading: "N" }, {
          t: T + SECOND,
          action: 7,
          isTrading: "Y",
        }],
      }),
    ),
  );

  assert.equal(market.haltAt(T - 1), null);
  assert.equal(market.haltAt(T)?.reason, 50);
  assert.equal(market.haltAt(T + SECOND - 1)?.action, 9);
  assert.equal(market.haltAt(T + SECOND), null);
});

Deno.test("volumeBetween() counts the prints after the start up to the end", () => {
  const market = new VenueMarket(
    indexMarketDay(madeMarket({ trades: [[T, 5, 100], [T + 1, 5, 10], [T + 2, 5, 1]] })),
  );
  market.setNow(T);

  assert.equal(market.volumeBetween(T, T + 2), 11);
  assert.equal(market.volumeBetween(T - 1, T), 100);
});
