import assert from "node:assert/strict";
import fc from "fast-check";
import { indexMarketDay } from "../../../src/core/market/market_day.ts";
import { RollingWindow } from "../../../src/core/market/rolling_window.ts";
import { tapeRowsBy } from "../../../src/core/market/tape_rows.ts";
import { windowStatistics } from "../../../src/core/market/window_statistics.ts";
import { DOLLAR, drawnMarket, HOUR, madeMarket, SECOND, timesToAsk } from "./made_market.ts";

const LATENCY = 30e6;

Deno.test("a rolling window equals working out the window anew, to the bit, forwards and backwards", () => {
  const windows = fc.constantFrom(1, SECOND, 10 * SECOND, 900 * SECOND, 24 * HOUR);
  fc.assert(
    fc.property(fc.nat(), windows, fc.boolean(), (seed, windowNs, hasTrades) => {
      const input = drawnMarket(seed, { hasTrades });
      const day = indexMarketDay(input);
      const rolling = new RollingWindow(day, windowNs, LATENCY);
      const times = timesToAsk(input, seed, LATENCY);
      for (const t of [...[...times].sort((a, b) => a - b), ...times]) {
        const visible = t - LATENCY;
        const expected = windowStatistics(
          day,
          tapeRowsBy(day, visible - windowNs),
          tapeRowsBy(day, visible),
        );

        assert.deepEqual({ ...rolling.moveTo(t) }, expected, `at ${t}`);
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("windowStatistics() of prints written out by hand", () => {
  const t = 10 * HOUR;
  const day = indexMarketDay(
    madeMarket({
      trades: [[t, 5, 100, "B"], [t, NaN, 9, "B"], [t + 1, 5.03, 300, "A"], [
        t + 2,
        4.99,
        100,
        "N",
      ]],
    }),
  );

  assert.deepEqual(windowStatistics(day, 0, 4), {
    ...{ prints: 3, volume: 500, boughtVolume: 100, soldVolume: 300 },
    vwap: (5 * 100 + 5.03 * 300 + 4.99 * 100) / 500 * DOLLAR,
    ...{ high: 5.03 * DOLLAR, low: 4.99 * DOLLAR, first: 5 * DOLLAR, last: 4.99 * DOLLAR },
  });
});

Deno.test("a window holds (t - window, t]: its start excluded, its end included", () => {
  const t = 10 * HOUR;
  const day = indexMarketDay(madeMarket({ trades: [[t, 5, 100], [t + SECOND, 5, 10]] }));
  const rolling = new RollingWindow(day, SECOND, 0);

  assert.equal(rolling.moveTo(t + SECOND - 1).volume, 100);
  assert.equal(rolling.moveTo(t + SECOND).volume, 10);
});
