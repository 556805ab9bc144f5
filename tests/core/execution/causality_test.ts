/** Metamorphic tests: whatever happens after an order's last possible effect must not show in what it did before. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { ExecutionEngine } from "../../../src/core/execution/engine.ts";
import { clock, type MadeMarket, makeTape, SECOND, TEN } from "./made_market.ts";
import {
  act,
  below,
  randomFrom,
  randomMarket,
  randomScript,
  randomSettings,
} from "./random_market.ts";

function runUntil(market: MadeMarket, seed: number, horizon: number) {
  const settings = randomSettings(seed);
  const engine = new ExecutionEngine(makeTape(market), { settings, seed });
  for (const action of randomScript(seed, randomMarket(seed))) {
    if (action.t <= horizon) act(engine, 0, action);
  }
  engine.advance(0, horizon);
  const { liquidationValue, ...account } = engine.account(0);
  return { reports: engine.reports.all(), account, liquidationValue };
}

/** Everything after the horizon replaced by another market's rows. */
function withOtherFuture(market: MadeMarket, horizon: number, seed: number): MadeMarket {
  const other = randomMarket(seed + 1);
  const past = <T extends readonly [number, ...unknown[]]>(rows: readonly T[] = []) =>
    rows.filter(([t]) => t <= horizon);
  const future = <T extends readonly [number, ...unknown[]]>(rows: readonly T[] = []) =>
    rows.filter(([t]) => t > horizon);
  return {
    ...market,
    quotes: [...past(market.quotes), ...future(other.quotes)],
    trades: [...past(market.trades), ...future(other.trades)],
  };
}

/** Halts that end later than the horizon are known to the venue: only quotes and prints are changed. */
Deno.test("(2) other data after the horizon leave every report and the account as they were", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
      const horizon = TEN + below(randomFrom(seed + 5), 60_000) * 1e6;
      const market = randomMarket(seed);
      const changed = withOtherFuture(market, horizon, seed);
      assert.deepEqual(runUntil(changed, seed, horizon), runUntil(market, seed, horizon));
    }),
    { numRuns: 300 },
  );
});

Deno.test("(3) a day that ends at the horizon gives the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
      const horizon = TEN + below(randomFrom(seed + 6), 60_000) * 1e6;
      const market = randomMarket(seed);
      const cut = {
        ...market,
        quotes: (market.quotes ?? []).filter(([t]) => t <= horizon),
        trades: (market.trades ?? []).filter(([t]) => t <= horizon),
      };
      const whole = runUntil(market, seed, horizon);
      if (cut.trades.length === 0 && market.trades?.length !== 0) return; // bars would stand for prints
      assert.deepEqual(runUntil(cut, seed, horizon), whole);
    }),
    { numRuns: 300 },
  );
});

Deno.test("(15) a longer constant delay never makes an order arrive earlier; none on a still tape meets its quote", () => {
  const market: MadeMarket = { quotes: [[TEN, 5, 5.01, 500, 500], [clock(11), 5, 5.01, 500, 501]] };
  let before = -Infinity;
  for (const delay of [0, 1, 10, 100, 1000]) {
    const engine = new ExecutionEngine(makeTape(market), {
      settings: { latency_profile: `constant:${delay}ms`, feed_latency: 0, commission: "zero" },
    });
    engine.submit(0, { side: 1, type: "market", quantity: 10 }, TEN + SECOND);
    engine.advance(0, TEN + 20 * SECOND);
    const fill = engine.reports.at(1);
    assert.ok(fill.time > before);
    assert.deepEqual([fill.price, fill.drift], [5_010_000_000, 0]);
    before = fill.time;
  }
});
