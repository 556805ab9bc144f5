/** How own volume is forgotten: with one decay time, or with a mixture of three. */
import assert from "node:assert/strict";
import type { ExecutionEngine } from "../../../src/core/execution/engine.ts";
import { flatQuotes, makeEngine, makeTape, SECOND, TEN } from "./made_market.ts";
import { below, randomFrom } from "./random_market.ts";

const TAPE = makeTape({ quotes: flatQuotes(5, 5.01) });
const MIXTURE = { impact_memory: "mixture", allow_short: true, market_collar: 0.9, leverage: 4 };
const HALF_SPREAD = 5000; // micro-dollars a share

function trade(engine: ExecutionEngine, signed: number, t: number): void {
  const side = signed > 0 ? 1 : -1;
  engine.submit(0, { side, type: "market", quantity: Math.abs(signed) }, t);
  engine.advance(0, t);
}

/** Micro-dollars above the ask that a share costs, `seconds` after a purchase of `before` shares. */
function carriedAfter(seconds: number, before: number, settings: object): number {
  const engine = makeEngine(TAPE, settings);
  engine.reset(0, TEN);
  trade(engine, before, TEN);
  const from = engine.reports.length;
  trade(engine, 1, TEN + seconds * SECOND);
  return engine.reports.at(from + 1).price / 1000 - 5_010_000;
}

/**
 * The same by hand for so many shares that are not forgotten: the touch was used up and not refreshed, so the next share
 * is a tick away at least. Volume counts 120 s of the prior in 1020 s without a print.
 */
function displacedBy(shares: number): number {
  const crossover = (1e-5 * 120) / 1020;
  const distance = 5.01 * 0.15 * (Math.sqrt(shares / 1e7 + crossover) - Math.sqrt(crossover));
  return Math.max(1, Math.ceil(distance / 0.01)) * 10_000;
}

Deno.test("one decay time forgets by exp(-t / tau), the mixture a third each by 30 s, 5 min and 60 min", () => {
  const bought = 200_000;
  const fromTouch = 500;
  for (const seconds of [31, 299, 1200, 5400]) {
    const single = bought * Math.exp(-seconds / 900);
    const parts = [30, 300, 3600].map((tau) => (bought / 3) * Math.exp(-seconds / tau));
    const mixture = parts.reduce((sum, part) => sum + part);
    const of = (left: number) => displacedBy(Math.max(0, left - fromTouch) + 1);

    assert.equal(carriedAfter(seconds, bought, { market_collar: 0.9 }), of(single));
    assert.equal(carriedAfter(seconds, bought, MIXTURE), of(mixture));
  }
});

Deno.test("(25) simultaneous children cost what the block costs with the mixture too", () => {
  const random = randomFrom(25);
  for (let run = 0; run < 60; run++) {
    const children = Array.from({ length: 2 + below(random, 18) }, () => 1 + below(random, 5000));
    const block = children.reduce((sum, quantity) => sum + quantity);
    const costOf = (parts: readonly number[]) => {
      const engine = makeEngine(TAPE, MIXTURE);
      engine.reset(0, TEN);
      trade(engine, 7777, TEN); // something that is being forgotten already
      const t = TEN + 45 * SECOND;
      for (const quantity of parts) trade(engine, quantity, t);
      return engine.account(0).cash;
    };
    assert.equal(costOf(children), costOf([block]));
  }
});

Deno.test("(24) no round trip earns on a flat tape with the mixture: hill-climbing search", () => {
  const engine = makeEngine(TAPE, { ...MIXTURE, start_cash: 1e9, max_order_shares: 1e9 });
  const random = randomFrom(2424);
  type Plan = [gap: number, signed: number][];
  const costOf = (plan: Plan) => {
    engine.reset(0, TEN);
    let t = TEN;
    for (const [gap, signed] of plan) {
      t += gap;
      if (signed !== 0) trade(engine, signed, t);
    }
    const { shares } = engine.account(0);
    if (shares !== 0) trade(engine, -shares, t);
    const { startCash, cash, fees, bought, shares: left } = engine.account(0);
    assert.ok(left === 0 && bought > 0);
    return (startCash - cash - fees) / Math.max(1, bought);
  };
  let cheapest = Infinity;
  for (let start = 0; start < 25; start++) {
    let plan: Plan = Array.from({ length: 3 + below(random, 9) }, () => [
      below(random, 900) * SECOND,
      (random() < 0.5 ? 1 : -1) * Math.ceil(10 ** (random() * 4.7)),
    ]);
    let cost = costOf(plan);
    for (let step = 0; step < 30; step++) {
      const next = plan.map(([gap, signed]): Plan[number] => [
        Math.round(gap * (0.5 + random())),
        Math.trunc(signed * (0.5 + random()) * (random() < 0.1 ? -1 : 1)),
      ]);
      const nextCost = costOf(next);
      if (nextCost < cost) [plan, cost] = [next, nextCost];
    }
    engine.reports.clear();
    cheapest = Math.min(cheapest, cost);
  }
  assert.ok(cheapest < Infinity);
  assert.ok(cheapest >= 2 * HALF_SPREAD - 1, `a round trip cost ${cheapest} micro-dollars a share`);
});
