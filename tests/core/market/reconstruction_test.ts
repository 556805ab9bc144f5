import assert from "node:assert/strict";
import fc from "fast-check";
import { indexMarketDay } from "../../../src/core/market/market_day.ts";
import { Reconstruction } from "../../../src/core/market/reconstruction.ts";
import { spreadVolume } from "../../../src/core/market/spread_volume.ts";
import { tickSize } from "../../../src/core/market/tick_size.ts";
import {
  DOLLAR,
  drawnMarket,
  HOUR,
  madeMarket,
  type MadeRows,
  SECOND,
  timesToAsk,
} from "./made_market.ts";

function reconstruct(made: MadeRows): Reconstruction {
  return new Reconstruction(indexMarketDay(madeMarket(made)));
}

const T = 10 * HOUR;

Deno.test("bid, ask and price are linear between two records", () => {
  const market = reconstruct({
    quotes: [[T, 5, 5.02], [T + 10 * SECOND, 5.1, 5.2]],
    trades: [[T, 5.01, 100], [T + 10 * SECOND, 5.11, 100]],
  });

  const { bid, ask, price, quoteProvenance, priceProvenance } = market.at(T + 2.5 * SECOND);

  assert.deepEqual([bid, ask], [5.025 * DOLLAR, 5.065 * DOLLAR]);
  assert.equal(price, 5.035 * DOLLAR);
  assert.deepEqual([quoteProvenance, priceProvenance], ["interpolated", "interpolated"]);
  assert.equal(market.at(T).quoteProvenance, "recorded");
  assert.equal(market.at(T).bid, 5 * DOLLAR);
});

Deno.test("nothing is interpolated across a halt, a session's edge or a gap above five minutes", () => {
  const halt = [{ t: T + SECOND, action: 9, isTrading: "N" }, {
    t: T + 2 * SECOND,
    action: 7,
    isTrading: "Y",
  }];
  const cases: [MadeRows, number][] = [
    [{ trades: [[T, 5, 1], [T + 10 * SECOND, 6, 1]], status: halt }, T + 5 * SECOND],
    [{ trades: [[9.5 * HOUR - SECOND, 5, 1], [9.5 * HOUR + SECOND, 6, 1]] }, 9.5 * HOUR],
    [{ trades: [[T, 5, 1], [T + 301 * SECOND, 6, 1]] }, T + 5 * SECOND],
    [{ trades: [[T, 5, 1]] }, T + 5 * SECOND],
  ];
  for (const [made, t] of cases) {
    const { price, priceProvenance } = reconstruct(made).at(t);

    assert.equal(price, 5 * DOLLAR);
    assert.equal(priceProvenance, "held");
  }
});

Deno.test("a held quote widens once it is stale, and rounds outward to ticks", () => {
  const trades = Array.from(
    { length: 30 },
    (_, i): [number, number, number] => [T + i * SECOND, 5 + (i % 2) * 0.05, 100],
  );
  const market = reconstruct({ quotes: [[T, 5, 5.02]], trades });

  const before = market.at(T + 60 * SECOND);
  const after = market.at(T + 400 * SECOND);

  assert.deepEqual([before.bid, before.ask], [5 * DOLLAR, 5.02 * DOLLAR]);
  assert.equal(after.quoteProvenance, "held");
  assert.ok(after.bid < before.bid && after.ask > before.ask);
  assert.deepEqual([after.bid % 1e7, after.ask % 1e7], [0, 0]);
});

Deno.test("bid stays a tick below ask, inside the bracket, and volume never falls (property 9, 44)", () => {
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), fc.boolean(), (seed, hasQuotes, hasTrades) => {
      const input = drawnMarket(seed, { hasQuotes, hasTrades });
      const market = new Reconstruction(indexMarketDay(input));
      const prices = hasTrades
        ? [...input.trades.price].filter((price) => price > 0)
        : [...input.bars1s.close];
      let volume = 0;
      for (const t of timesToAsk(input, seed, 0).sort((a, b) => a - b)) {
        const state = market.at(t);

        if (state.bid > 0 || state.ask > 0) {
          assert.ok(
            state.bid > 0 && state.ask - state.bid >= tickSize(state.bid) * 0.999,
            `at ${t}`,
          );
        }
        if (state.price > 0) {
          assert.ok(state.price >= Math.min(...prices) && state.price <= Math.max(...prices));
        }
        assert.ok(state.volume >= volume && Number.isInteger(state.volume), `volume at ${t}`);
        volume = state.volume;
      }
      const { trades, bars1s } = input;
      const whole = hasTrades
        ? trades.size.reduce((sum, size, i) => trades.price[i]! > 0 ? sum + size : sum, 0)
        : bars1s.volume.reduce((sum, shares) => sum + shares, 0);
      assert.equal(volume, whole);
    }),
    { numRuns: 150 },
  );
});

Deno.test("the volume of a coarse bar is spread over its seconds by the profile of the day", () => {
  const volume = 60_007;
  const market = reconstruct({
    bars: [[9.5 * HOUR, 5, 5, 5, 5, volume]],
    intervalNs: 3600 * SECOND,
  });
  const at = (minutes: number) => market.at(9.5 * HOUR + minutes * 60 * SECOND).volume;

  assert.equal(at(0), 0);
  assert.equal(at(60), volume);
  // 13.5 % of a regular session in its first half hour, 8.5 % in the second
  assert.ok(Math.abs(at(30) / volume - 13.5 / 22) < 0.01, String(at(30))); // whole shares a second
  for (let minute = 0; minute < 60; minute++) assert.ok(at(minute + 1) > at(minute));
});

Deno.test("spreadVolume() hands out whole shares that add up, by weight, ties to the earlier bucket", () => {
  assert.deepEqual([...spreadVolume(10, [1, 1, 1])], [4, 3, 3]);
  assert.deepEqual([...spreadVolume(5, [0, 0])], [3, 2]);
  assert.deepEqual([...spreadVolume(0, [3, 2])], [0, 0]);
  assert.deepEqual([...spreadVolume(7, [0, 5, 0])], [0, 7, 0]);
  fc.assert(fc.property(
    fc.nat(1e9),
    fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 }),
    (total, weights) => {
      const shares = spreadVolume(total, weights);
      const sum = weights.reduce((a, b) => a + b, 0);
      assert.equal(shares.reduce((a, b) => a + b, 0), total);
      for (const [i, share] of shares.entries()) {
        assert.ok(Number.isInteger(share) && share >= 0);
        if (sum > 1e-9) assert.ok(Math.abs(share - (total * weights[i]!) / sum) < 1.001);
      }
    },
  ));
});
