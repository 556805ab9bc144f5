/** Orders that had nothing to meet when they arrived, stops that move, and marks at quotes nobody confirmed. */
import assert from "node:assert/strict";
import type { OrderRequest } from "../../../src/core/execution/order_request.ts";
import {
  clock,
  dollars,
  makeEngine,
  makeTape,
  MS,
  type QuoteRow,
  SECOND,
  storyOf,
  TEN,
  type TradeRow,
  tradesOf,
  TRADING,
} from "./made_market.ts";

const at = (ms: number) => TEN + ms * MS;

function bid(limit: number, quantity: number): OrderRequest {
  return { side: 1, type: "limit", limit: dollars(limit), quantity };
}

Deno.test("a limit order that meets a stale quote fills at the touch that comes next, not at its limit", () => {
  const quotes: QuoteRow[] = [[TEN, 5, 5.01, 300, 300], [clock(10, 5), 5.1, 5.12, 300, 40]];
  const engine = makeEngine({ quotes });
  engine.reset(0, clock(10, 4));
  engine.submit(0, bid(40, 40), clock(10, 4));
  engine.advance(0, clock(10, 6));

  assert.deepEqual(tradesOf(engine), [[40, 5.12]]);
  assert.equal(engine.reports.at(1).time, clock(10, 5));
});

Deno.test("a limit order that meets an empty side takes what is shown next, limited by its size", () => {
  const quotes: QuoteRow[] = [
    [TEN, 5, NaN, 300, 0],
    [at(500), 5, 5.3, 300, 60],
    [at(600), 5, 5.32, 300, 60],
  ];
  // the touch alone: nothing can be taken beyond it while the tape is silent
  const engine = makeEngine({ quotes }, { participation_cap: 0.25 });
  engine.reset(0, TEN);
  engine.submit(0, bid(40, 100), TEN);
  engine.advance(0, at(400));
  assert.deepEqual(storyOf(engine), ["accepted"]);
  engine.advance(0, at(1000));

  assert.deepEqual(tradesOf(engine).map(([shares]) => shares), [60, 40]);
  const [, price] = tradesOf(engine)[0]!;
  assert.equal(price, 5.3);
  assert.ok(tradesOf(engine)[1]![1] < 5.4); // the second touch, with what is left of the first fill's impact
});

Deno.test("what the participation cap leaves of a limit order goes on at the touch as the tape allows", () => {
  const quotes: QuoteRow[] = [[TEN, 5, 5.01, 300, 100], [at(300), 5, 5.01, 300, 90]];
  const trades: TradeRow[] = [[at(200), 5.01, 400, "B"]];
  const engine = makeEngine({ quotes, trades }, { participation_cap: 0.25 });
  engine.reset(0, TEN);
  engine.submit(0, bid(40, 1000), TEN);
  engine.advance(0, at(900));

  const fills = tradesOf(engine);
  assert.deepEqual(fills[0], [100, 5.01]);
  assert.equal(fills.reduce((sum, [shares]) => sum + shares, 0), 200); // and a quarter of 400
  assert.ok(fills.every(([, price]) => price < 5.5), `${fills}`);
});

Deno.test("a bid kept for a reopening that could not serve it meets the quotes after it", () => {
  const quotes: QuoteRow[] = [[TEN, 5, 5.01, 300, 300], [at(1100), 5.5, 5.55, 300, 300]];
  const engine = makeEngine({
    quotes,
    status: [TRADING, [at(10), 9, 50, "N"], [at(1000), 7, 0, "Y"]],
    trades: [[at(1001), NaN, 0, "N"], [at(1002), 5.5, 100, "N"], [at(1050), 5.51, 10, "N"]],
  }, { halt_policy: "queue" });
  engine.reset(0, TEN);
  engine.submit(0, bid(40, 80), at(20));
  engine.advance(0, TEN + 10 * SECOND);

  // 5 % of the cross; nothing at 5.01, which is from before the halt, nor at its own limit
  assert.deepEqual(tradesOf(engine), [[5, 5.5], [75, 5.55]]);
});

Deno.test("a bid behind the touch is filled by prints while the other side is empty", () => {
  const quotes: QuoteRow[] = [[TEN, 5, NaN, 300, 0]];
  const trades: TradeRow[] = [[at(100), 4.9, 500, "A"]];
  const engine = makeEngine({ quotes, trades });
  engine.reset(0, TEN);
  engine.submit(0, bid(4.95, 50), TEN);
  engine.submit(0, bid(5.05, 50), TEN); // better than all that is shown: it waits for a seller
  engine.advance(0, at(1000));

  assert.deepEqual(tradesOf(engine), [[50, 4.95]]);
});

Deno.test("of several quotes of one instant a waiting order meets the last", () => {
  const quotes: QuoteRow[] = [
    [TEN, 5, NaN, 300, 0],
    [at(500), 5, 5.3, 300, 600],
    [at(500), 5, 5.2, 300, 60],
  ];
  const trades: TradeRow[] = [[at(500), 5.2, 10, "B"]];
  const engine = makeEngine({ quotes, trades });
  engine.reset(0, TEN);
  engine.submit(0, bid(40, 60), TEN);
  engine.advance(0, at(1000));

  assert.deepEqual(tradesOf(engine), [[60, 5.2]]);
});

Deno.test("an order that can rest at its limit is passive as before", () => {
  const quotes: QuoteRow[] = [[TEN, 5, 5.05, 300, 300], [at(500), 4.9, 4.95, 300, 300]];
  const engine = makeEngine({ quotes });
  engine.reset(0, TEN);
  engine.submit(0, bid(5.02, 50), TEN);
  engine.advance(0, at(1000));

  assert.deepEqual(tradesOf(engine), [[50, 5.02]]);
  assert.equal(engine.reports.at(1).liquidity, "passive");
});

Deno.test("a stop can be moved until it is triggered", () => {
  const quotes: QuoteRow[] = [[TEN, 5, 5.02, 300, 300]];
  const trades: TradeRow[] = [[at(300), 4.95, 10, "A"], [at(600), 4.85, 10, "A"]];
  const engine = makeEngine({ quotes, trades });
  engine.reset(0, TEN);
  engine.submit(0, { side: 1, type: "market", quantity: 100 }, TEN);
  const stop = engine.submit(
    0,
    { side: -1, type: "stop", stop: dollars(4.95), quantity: 100 },
    TEN,
  );
  engine.advance(0, at(100));
  engine.replace(0, stop, { stop: dollars(4.9) }, at(100));
  engine.advance(0, at(1000));

  assert.deepEqual(storyOf(engine).slice(2), [
    ...["accepted", "replaced", "triggered", "accepted", "fill"],
  ]);
  assert.equal(engine.reports.all().find(({ kind }) => kind === "triggered")!.time, at(600));
});

Deno.test("a position is marked ever lower the longer its quote is stale, but not before it is", () => {
  const trades: TradeRow[] = Array.from(
    { length: 60 },
    (_, i) => [at(i * 500), 5 + (i % 2) / 50, 10],
  );
  const tape = makeTape({ quotes: [[TEN, 5, 5.02, 1000, 1000]], trades });
  const engine = makeEngine(tape);
  engine.reset(0, TEN);
  engine.submit(0, { side: 1, type: "market", quantity: 1 }, TEN);
  const values = [30, 80, 200, 400].map((seconds) => {
    engine.advance(0, TEN + seconds * SECOND);
    return engine.account(0).liquidationValue / 1e6;
  });

  assert.equal(values[0], 5);
  assert.equal(values[1], 5); // the last print is 50 s old
  assert.ok(values[2]! < 5 && values[3]! <= values[2]!, `${values}`);
  assert.ok(values[3]! > 4.7); // 5 % at most
});
