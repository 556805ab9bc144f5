import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decayedVolume,
  displacement,
  type ImpactLaw,
  sharesWithin,
  walkTicks,
} from "../../../src/core/execution/impact.ts";
import type { ExecutionEngine } from "../../../src/core/execution/engine.ts";
import { flatQuotes, makeEngine, makeTape, SECOND, TEN, tradesOf } from "./made_market.ts";
import { below, randomFrom } from "./random_market.ts";

const DAY = 1e7;
/** P = 5, sigma = 15 % and 10 M shares a day. */
const LAW: ImpactLaw = { strength: (5e9 * 0.15) / Math.sqrt(DAY), crossover: 1e-5 * DAY };
const TAPE = makeTape({ quotes: flatQuotes(5, 5.01) });

function costOf(children: readonly number[], side = 1): number {
  const engine = makeEngine(TAPE);
  engine.reset(0, TEN);
  for (const quantity of children) engine.submit(0, { side, type: "market", quantity }, TEN);
  engine.advance(0, TEN);
  return engine.account(0).startCash - engine.account(0).cash;
}

Deno.test("displacement() is the square-root law with a linear start", () => {
  const byHand = (x: number) => 5e9 * 0.15 * (Math.sqrt(x / DAY + 1e-5) - Math.sqrt(1e-5));
  for (const x of [0, 1, 10, 1e3, 1e5, 1e7]) {
    assert.ok(Math.abs(displacement(LAW, x) - byHand(x)) <= 1e-9 * byHand(1e7));
  }
});

Deno.test("(23) the slope of the law in logarithms is 1 at first and 0.5 in the end", () => {
  const slope = (x: number) =>
    Math.log(displacement(LAW, x * 1.01) / displacement(LAW, x)) / Math.log(1.01);

  assert.ok(Math.abs(slope(1e-2) - 1) < 0.02);
  assert.ok(Math.abs(slope(1e9) - 0.5) < 0.02);
});

Deno.test("sharesWithin() is the inverse of walkTicks() to the share", () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 1e6 }),
    fc.integer({ min: 1, max: 60 }),
    (start, ticks) => {
      const shares = sharesWithin(LAW, start, ticks, 1e7);
      if (shares > 0) assert.ok(walkTicks(LAW, start + shares, 1e7) <= ticks);
      assert.ok(walkTicks(LAW, start + shares + 1, 1e7) > ticks);
    },
  ));
});

Deno.test("(26) own volume decays to nothing, keeps its sign, and displaces one side alone", () => {
  for (const sign of [1, -1]) {
    assert.equal(decayedVolume(sign * 1000, 0, 900), sign * 1000);
    const later = decayedVolume(sign * 1000, 900 * SECOND, 900);
    assert.ok(Math.abs(later - sign * 1000 * Math.exp(-1)) < 1e-5);
    assert.equal(Math.abs(decayedVolume(sign * 1000, 900_000 * SECOND, 900)), 0);
  }
});

Deno.test("(21) average cost does not fall with size", () => {
  let average = 0;
  for (let quantity = 1; quantity <= 200_000; quantity = Math.ceil(quantity * 1.3)) {
    const next = costOf([quantity]) / quantity;
    assert.ok(next >= average - 1e-9, `${quantity}: ${next} after ${average}`);
    average = next;
  }
});

Deno.test("(22) the first share costs the touch, and one share more never costs more than the next level", () => {
  assert.equal(costOf([1]), 5_010_000);
  for (const quantity of [499, 500, 501, 3000]) {
    const marginal = costOf([quantity + 1]) - costOf([quantity]);
    assert.ok(marginal >= 5_010_000 && marginal <= 5_010_000 * 1.05);
  }
});

Deno.test("(25) simultaneous children cost what the block costs, to the micro-dollar", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 2, maxLength: 20 }),
      fc.constantFrom(1, -1),
      (children, side) => {
        const block = children.reduce((sum, quantity) => sum + quantity, 0);
        const settings = { allow_short: true };
        const run = (parts: readonly number[]) => {
          const engine = makeEngine(TAPE, settings);
          engine.reset(0, TEN);
          for (const quantity of parts) engine.submit(0, { side, type: "market", quantity }, TEN);
          engine.advance(0, TEN);
          assert.equal(Math.abs(engine.account(0).shares), block);
          const { cash, fees } = engine.account(0);
          return cash + fees; // regulatory fees are rounded up once per order
        };
        assert.equal(run(children), run([block]));
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("(25) slices over time cost less than the block, but cannot be sliced away", () => {
  const sliced = (count: number, gap: number) => {
    const engine = makeEngine(TAPE, { start_cash: 1e7, market_collar: 0.5 });
    engine.reset(0, TEN);
    for (let i = 0; i < count; i++) {
      const t = TEN + i * gap;
      engine.submit(0, { side: 1, type: "market", quantity: 100_000 / count }, t);
      engine.advance(0, t);
    }
    assert.equal(engine.account(0).shares, 100_000);
    return ((1e13 - engine.account(0).cash) / 100_000 / 5_010_000 - 1) * 1e4; // bps above the ask
  };
  const block = sliced(1, 0);
  const slices = sliced(100, SECOND);

  assert.ok(slices < block && slices > 0.85 * block, `${slices} against ${block}`);
  assert.ok(sliced(1000, SECOND) > 0.6 * block);
});

/** Cash lost over a round trip of trades at times: signed quantities that end flat. Never negative, if all is well. */
function roundTrip(engine: ExecutionEngine, trades: readonly [gap: number, signed: number][]) {
  engine.reset(0, TEN);
  let t = TEN;
  for (const [gap, signed] of trades) {
    t += gap;
    engine.advance(0, t);
    const side = signed > 0 ? 1 : -1;
    if (signed !== 0) engine.submit(0, { side, type: "market", quantity: Math.abs(signed) }, t);
    engine.advance(0, t);
  }
  const { shares } = engine.account(0);
  if (shares !== 0) {
    const side = shares > 0 ? -1 : 1;
    engine.submit(0, { side, type: "market", quantity: Math.abs(shares) }, t);
    engine.advance(0, t);
  }
  const account = engine.account(0);
  assert.equal(account.shares, 0);
  return (account.startCash - account.cash) / Math.max(1, account.bought);
}

type Plan = [gap: number, signed: number][];

function randomPlan(random: () => number): Plan {
  return Array.from({ length: 3 + below(random, 9) }, () => [
    below(random, 600) * SECOND,
    (random() < 0.5 ? 1 : -1) * Math.ceil(10 ** (random() * 4.7)),
  ]);
}

function mutate(random: () => number, plan: Plan): Plan {
  return plan.map(([gap, signed]) => {
    if (random() < 0.5) return [gap, signed];
    const factor = 0.5 + random();
    const flipped = random() < 0.1 ? -signed : signed;
    return [Math.round(gap * (0.5 + random())), Math.trunc(flipped * factor)];
  });
}

Deno.test("(24) no round trip earns on a flat tape: random and hill-climbing search", () => {
  const engine = makeEngine(TAPE, {
    ...{ allow_short: true, start_cash: 1e9, market_collar: 0.9, leverage: 4 },
    max_order_shares: 1e9,
  });
  const random = randomFrom(24);
  let cheapest = Infinity;
  for (let start = 0; start < 60; start++) {
    let plan = randomPlan(random);
    let cost = roundTrip(engine, plan);
    for (let step = 0; step < 40; step++) {
      const next = mutate(random, plan);
      const nextCost = roundTrip(engine, next);
      if (nextCost < cost) [plan, cost] = [next, nextCost];
    }
    engine.reports.clear();
    cheapest = Math.min(cheapest, cost);
  }
  assert.ok(cheapest >= 0, `a round trip earned ${-cheapest} micro-dollars per share`);
});

Deno.test("(24) pump and dump: a hundred slices and a sale at once lose money", () => {
  const engine = makeEngine(TAPE, { start_cash: 1e7, market_collar: 0.9 });
  const slices: Plan = Array.from({ length: 100 }, () => [SECOND, 1000]);

  assert.ok(roundTrip(engine, slices) >= 10_000); // at least the spread
});

Deno.test("an agent cannot mark itself up by buying: equity falls with every purchase", () => {
  const engine = makeEngine(TAPE);
  engine.reset(0, TEN);
  let equity = engine.account(0).equity;
  for (let i = 0; i < 20; i++) {
    engine.submit(0, { side: 1, type: "market", quantity: 1000 }, TEN + i * SECOND);
    engine.advance(0, TEN + i * SECOND);
    assert.ok(engine.account(0).equity < equity);
    equity = engine.account(0).equity;
  }
  assert.ok(tradesOf(engine).length > 20);
});

Deno.test("the liquidation value is what selling at once brings", () => {
  const engine = makeEngine(TAPE);
  engine.reset(0, TEN);
  engine.submit(0, { side: 1, type: "market", quantity: 7000 }, TEN);
  engine.advance(0, TEN);
  const { liquidationValue, cash } = engine.account(0);

  engine.submit(0, { side: -1, type: "market", quantity: 7000 }, TEN);
  engine.advance(0, TEN);

  const after = engine.account(0);
  assert.equal(after.cash + after.fees - cash, liquidationValue);
});
