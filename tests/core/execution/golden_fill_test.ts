import assert from "node:assert/strict";
import { dollars, fillsOf, flatQuotes, makeEngine, MS, TEN, tradesOf } from "./made_market.ts";

// The book: 4.99 x 5.01, 500 shares each; volatility 15 % and 10 M shares a day, as estimates from earlier days alone.
const BOOK = { quotes: flatQuotes(4.99, 5.01) };
const PRIOR_ONLY = { prior_weight: 57_600, estimate_window: 10 };

function averageCostBps(quantity: number): number {
  const engine = makeEngine(BOOK, PRIOR_ONLY);
  engine.reset(0, TEN);
  engine.submit(0, { side: 1, type: "market", quantity }, TEN);
  engine.advance(0, TEN);
  let [shares, paid] = [0, 0];
  for (const [n, price] of tradesOf(engine)) [shares, paid] = [shares + n, paid + n * price];
  assert.equal(shares, quantity);
  return (paid / shares / 5 - 1) * 1e4;
}

Deno.test("a market order costs what the square-root law of the worked example says", () => {
  // Worked by hand from D(X) = 5.01 * 0.15 * (sqrt(X / 1e7 + 1e-5) - sqrt(1e-5)): D = 1c at X = 2611, so the first
  // level beyond the touch holds 2611 shares.
  const expected: [number, number][] = [
    [100, 20],
    [500, 20], // all at the touch
    [1000, 30], // 500 at 5.01, 500 at 5.02
  ];
  for (const [quantity, bps] of expected) {
    assert.ok(Math.abs(averageCostBps(quantity) - bps) < 1e-6, `${quantity}`);
  }
});

Deno.test("large market orders cost the published worked prices to a tenth of a basis point", () => {
  const published: [number, number][] = [
    [2000, 35],
    [5000, 45.5],
    [10_000, 54.2],
    [20_000, 68.1],
    [50_000, 94.6],
  ];
  for (const [quantity, bps] of published) {
    assert.ok(Math.abs(averageCostBps(quantity) - bps) < 0.3, `${quantity}: not ${bps} bps`);
  }
});

Deno.test("a fill explains its cost in whole micro-dollars: half-spread, drift, carry, walk and fees", () => {
  // The order is decided at 10:00:00.000 on 4.99 x 5.01 and arrives at 10:00:00.100 on 5.01 x 5.03 (200 shares).
  const engine = makeEngine(
    { quotes: [[TEN - MS, 4.99, 5.01, 500, 500], [TEN + 50 * MS, 5.01, 5.03, 200, 200]] },
    { ...PRIOR_ONLY, latency_profile: "constant:100ms", commission: "ibkr-fixed" },
  );
  engine.reset(0, TEN);

  engine.submit(0, { side: 1, type: "market", quantity: 300 }, TEN);
  engine.advance(0, TEN + 200 * MS);

  // 200 shares at 5.03, 100 shares one tick further. Commission 300 * 0.005 = $1.50: $1.00 (the minimum) with the first
  // fill, which is 200 * 0.005, the rest with the second.
  const parts = fillsOf(engine).map((fill) => ({
    trade: [fill.shares, fill.price],
    cost: [fill.halfSpread, fill.drift, fill.carry, fill.walk, fill.fees],
    times: [fill.time - TEN, fill.reportTime - TEN],
  }));
  assert.deepEqual(parts, [
    {
      trade: [200, dollars(5.03)],
      cost: [200 * 10_000, 200 * 20_000, 0, 0, 1_000_000],
      times: [100 * MS, 200 * MS],
    },
    {
      trade: [100, dollars(5.04)],
      cost: [100 * 10_000, 100 * 20_000, 0, 100 * 10_000, 500_000],
      times: [100 * MS, 200 * MS],
    },
  ]);
  assert.equal(engine.account(0).cash, 1e13 - 200 * 5_030_000 - 100 * 5_040_000 - 1_500_000);
});

Deno.test("own earlier volume is carried on to a refreshed touch, and shown as such", () => {
  // 3500 shares bought at 10:00:00 leave X = 3500 exp(-1 s / 900 s) = 3496 a second later, when the ask has grown to
  // 600 shares. D(3496) = 5.01 * 0.15 * (sqrt(3.496e-4 + 1e-5) - sqrt(1e-5)) = 1.19c, rounded 1c.
  const quotes = [...flatQuotes(4.99, 5.01).filter(([t]) => t <= TEN)];
  const engine = makeEngine(
    { quotes: [...quotes, [TEN + 500 * MS, 4.99, 5.01, 500, 600]] },
    PRIOR_ONLY,
  );
  engine.reset(0, TEN);
  engine.submit(0, { side: 1, type: "market", quantity: 3500 }, TEN);
  engine.advance(0, TEN + 1000 * MS);
  engine.reports.clear();

  engine.submit(0, { side: 1, type: "market", quantity: 100 }, TEN + 1000 * MS);
  engine.advance(0, TEN + 1000 * MS);

  const [fill] = fillsOf(engine);
  assert.equal(fill!.price, dollars(5.02));
  assert.equal(fill!.carry, 100 * 10_000);
  assert.equal(fill!.walk, 0);
});

Deno.test("what was taken from the touch stays taken until the quote is refreshed", () => {
  const quotes = [...flatQuotes().filter(([t]) => t <= TEN)];
  const engine = makeEngine({
    quotes: [
      ...quotes,
      [TEN + 1 * MS, 5, 5.01, 900, 500], // the bid changes, the ask does not: not refreshed
      [TEN + 2 * MS, 5, 5.01, 900, 501], // larger: refreshed
    ],
  }, PRIOR_ONLY);
  engine.reset(0, TEN);
  for (const t of [TEN, TEN + 1 * MS, TEN + 2 * MS]) {
    engine.submit(
      0,
      { side: 1, type: "limit", limit: dollars(5.01), tif: "ioc", quantity: 400 },
      t,
    );
    engine.advance(0, t);
  }

  // own volume of 500 shares displaces the refreshed touch by D(500) = 0.34c, rounded 0
  assert.deepEqual(tradesOf(engine), [[400, 5.01], [100, 5.01], [400, 5.01]]);
});
