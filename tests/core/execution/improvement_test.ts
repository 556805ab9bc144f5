/** Price improvement, an option that is off. */
import assert from "node:assert/strict";
import type { OrderRequest } from "../../../src/core/execution/order_request.ts";
import type { ExecutionSettings } from "../../../src/core/execution/settings.ts";
import {
  dollars,
  fillsOf,
  flatQuotes,
  type MadeMarket,
  makeEngine,
  makeTape,
  SECOND,
  TEN,
} from "./made_market.ts";
import { below, randomFrom } from "./random_market.ts";

const ALWAYS = { improvement_probability: 1, improvement_fraction: 0.4 };
const BUY: OrderRequest = { side: 1, type: "market", quantity: 100 };
const WIDE: MadeMarket = { quotes: flatQuotes(5, 5.05, 300) };

/** Liquidity and price of each fill of one order, in dollars. */
function fillsOfOne(
  request: OrderRequest,
  settings: Partial<ExecutionSettings>,
  market: MadeMarket = WIDE,
) {
  const engine = makeEngine(market, settings);
  engine.submit(0, request, TEN);
  engine.advance(0, TEN);
  return fillsOf(engine).map(({ liquidity, price }) => [liquidity, price / 1e9]);
}

Deno.test("nothing is improved unless it is asked for", () => {
  assert.deepEqual(fillsOfOne(BUY, {}), [["touch", 5.05]]);
});

Deno.test("a market order within the touch is filled inside the quote by a share of half the spread", () => {
  assert.deepEqual(fillsOfOne(BUY, ALWAYS), [["improved", 5.04]]); // 40 % of 2.5 cents
  assert.deepEqual(fillsOfOne({ ...BUY, side: -1 }, { ...ALWAYS, allow_short: true }), [
    ["improved", 5.01],
  ]);
});

Deno.test("larger and limit orders, crossed and synthetic quotes are not improved", () => {
  const limit = { ...BUY, type: "limit", limit: dollars(5.05) } as const;
  const crossed: MadeMarket = { quotes: [[TEN, 5.05, 5, 300, 300]] };
  const bare: MadeMarket = { quotes: [], trades: [[TEN - SECOND, 5, 100]] };

  assert.equal(fillsOfOne({ ...BUY, quantity: 301 }, ALWAYS)[0]![0], "touch");
  assert.equal(fillsOfOne(limit, ALWAYS)[0]![0], "touch");
  assert.equal(fillsOfOne(BUY, ALWAYS, crossed)[0]![0], "touch");
  assert.equal(fillsOfOne(BUY, ALWAYS, bare)[0]![0], "touch");
});

Deno.test("how often it happens is the probability, and the same in every run", () => {
  const runOf = (seed: number) => {
    const engine = makeEngine(WIDE, { ...ALWAYS, improvement_probability: 0.3 }, {
      ...{ environments: 2000, seed },
    });
    for (let i = 0; i < 2000; i++) {
      engine.submit(i, BUY, TEN);
      engine.advance(i, TEN);
    }
    return fillsOf(engine).map(({ liquidity }) => liquidity);
  };
  const improved = runOf(5).filter((liquidity) => liquidity === "improved").length;

  assert.ok(Math.abs(improved / 2000 - 0.3) < 0.04, `${improved} of 2000`);
  assert.deepEqual(runOf(5), runOf(5));
  assert.notDeepEqual(runOf(5), runOf(6));
});

Deno.test("an improved fill uses up the touch, and its parts add up to its cost", () => {
  const engine = makeEngine(WIDE, ALWAYS);
  engine.submit(0, BUY, TEN);
  engine.submit(0, { ...BUY, quantity: 250 }, TEN);
  engine.advance(0, TEN);
  const [first, ...others] = fillsOf(engine);

  assert.deepEqual([first!.halfSpread, first!.drift, first!.carry, first!.walk], [
    ...[2_500_000, 0, 0, -1_000_000], // micro-dollars for 100 shares
  ]);
  assert.deepEqual(others.map(({ shares, liquidity }) => [shares, liquidity])[0], [200, "touch"]);
  assert.equal(others[1]!.liquidity, "walk");
});

Deno.test("(24) no round trip earns on a flat tape, even with half of the spread given back each time", () => {
  const tape = makeTape({ quotes: flatQuotes(5, 5.01, 500) });
  const engine = makeEngine(tape, {
    ...{ improvement_probability: 1, improvement_fraction: 1, allow_short: true, leverage: 4 },
    market_collar: 0.9,
  });
  const random = randomFrom(242);
  for (let run = 0; run < 300; run++) {
    engine.reset(0, TEN);
    let t = TEN;
    for (let i = 0; i < 2 + below(random, 8); i++) {
      t += below(random, 400) * SECOND;
      const quantity = 1 + below(random, 900);
      engine.submit(0, { side: random() < 0.5 ? 1 : -1, type: "market", quantity }, t);
      engine.advance(0, t);
    }
    const { shares } = engine.account(0);
    const close = { side: -Math.sign(shares), type: "market", quantity: Math.abs(shares) } as const;
    if (shares !== 0) engine.submit(0, close, t);
    engine.advance(0, t);
    const { cash, fees, startCash, shares: left } = engine.account(0);
    assert.equal(left, 0);
    assert.ok(cash + fees <= startCash, `run ${run} earned ${cash + fees - startCash}`);
  }
  engine.reports.clear();
});
