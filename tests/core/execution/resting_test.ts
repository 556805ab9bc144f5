import assert from "node:assert/strict";
import type { OrderRequest } from "../../../src/core/execution/order_request.ts";
import {
  clock,
  dollars,
  makeEngine,
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
const QUOTES: QuoteRow[] = [[TEN, 5, 5.02, 300, 400]];

function bid(price: number, quantity = 100): OrderRequest {
  return { side: 1, type: "limit", limit: dollars(price), quantity };
}

function run(
  market: { quotes?: QuoteRow[]; trades?: TradeRow[] },
  orders: readonly OrderRequest[],
  settings = {},
) {
  const engine = makeEngine({ quotes: QUOTES, ...market }, settings);
  engine.reset(0, TEN);
  for (const order of orders) engine.submit(0, order, TEN);
  engine.advance(0, TEN + 10 * SECOND);
  return engine;
}

Deno.test("a bid at the touch waits for the displayed shares ahead of it, then fills from sold prints", () => {
  // ahead: 300. 200 sold leaves 100 ahead; 100 bought changes nothing; 150 sold serves 100 ahead and 50 of ours.
  const trades: TradeRow[] = [
    [at(1), 5, 200, "A"],
    [at(2), 5, 100, "B"],
    [at(3), 5, 150, "A"],
    [at(4), 5, 30, "A"],
  ];

  assert.deepEqual(tradesOf(run({ trades }, [bid(5)])), [[50, 5], [30, 5]]);
});

Deno.test("a bid better than the touch has nobody ahead", () => {
  const trades: TradeRow[] = [[at(1), 5.01, 40, "A"]];

  assert.deepEqual(tradesOf(run({ trades }, [bid(5.01)])), [[40, 5.01]]);
});

Deno.test("a bid below the touch queues behind what is displayed when its level becomes the touch", () => {
  const quotes: QuoteRow[] = [...QUOTES, [at(5), 4.99, 5.02, 80, 400]];
  const trades: TradeRow[] = [
    [at(1), 4.99, 500, "A"], // while the level has not been seen: nothing
    [at(6), 4.99, 100, "A"], // 80 ahead, 20 for us
  ];

  assert.deepEqual(tradesOf(run({ quotes, trades }, [bid(4.99)])), [[20, 4.99]]);
});

Deno.test("a print below a bid fills it at its own price, up to the size of the print", () => {
  const trades: TradeRow[] = [[at(1), 4.98, 60, "N"]];

  assert.deepEqual(tradesOf(run({ trades }, [bid(5)])), [[60, 5]]);
});

Deno.test("an offer that comes down to a bid fills it, up to its size and once only", () => {
  const quotes: QuoteRow[] = [
    ...QUOTES,
    [at(1), 4.99, 5, 300, 70],
    [at(2), 4.98, 5, 300, 70], // the same offer: nothing more
    [at(3), 4.98, 5, 300, 75], // larger: refreshed
  ];

  assert.deepEqual(tradesOf(run({ quotes }, [bid(5, 200)])), [[70, 5], [75, 5]]);
});

Deno.test("shrinkage of the level shortens the queue to what is left of it", () => {
  const quotes: QuoteRow[] = [...QUOTES, [at(1), 5, 5.02, 50, 400]];
  const trades: TradeRow[] = [[at(2), 5, 60, "A"]];

  assert.deepEqual(tradesOf(run({ quotes, trades }, [bid(5)])), [[10, 5]]);
});

Deno.test("the power model takes cancels ahead and behind in proportion to their third powers", () => {
  // 300 ahead and nothing behind; new orders make it 400 (100 behind); a cancel of 100 is ahead of us with the share
  // 300^3 / (300^3 + 100^3) = 27 / 28, so 96 of it (rounded down to 203 left). 210 sold: 7 are ours.
  const quotes: QuoteRow[] = [
    ...QUOTES,
    [at(1), 5, 5.02, 400, 400],
    [at(2), 5, 5.02, 300, 400],
  ];
  const trades: TradeRow[] = [[at(3), 5, 210, "A"]];

  const power = run({ quotes, trades }, [bid(5)], { queue_model: "power" });
  assert.deepEqual(tradesOf(power), [[7, 5]]);
  assert.deepEqual(tradesOf(run({ quotes, trades }, [bid(5)])), []);
});

Deno.test("(18) all own orders together get no more of a print than its size", () => {
  const trades: TradeRow[] = [[at(1), 4.98, 130, "A"]];
  const engine = run({ trades }, [bid(5), bid(5.01), bid(4.99)]);

  assert.deepEqual(tradesOf(engine), [[100, 5.01], [30, 5]]); // best price first
});

Deno.test("(45) own orders at one price fill in the order in which they came", () => {
  const trades: TradeRow[] = [[at(1), 5, 450, "A"]];
  const engine = run({ trades }, [bid(5), bid(5)]);

  assert.deepEqual(
    engine.reports.all().filter(({ kind }) => kind === "fill").map((fill) => [
      fill.order,
      fill.shares,
    ]),
    [[1, 100], [2, 50]],
  );
});

Deno.test("prints of unknown side count by the quote, then by the price before", () => {
  const sold: TradeRow[] = [[at(1), 5, 350, "N"]];
  assert.deepEqual(tradesOf(run({ trades: sold }, [bid(5)])), [[50, 5]]);

  const downTick: TradeRow[] = [[at(1), 5.012, 10, "N"], [at(2), 5.01, 40, "N"]];
  assert.deepEqual(tradesOf(run({ trades: downTick }, [bid(5.01)])), [[40, 5.01]]);

  const upTick: TradeRow[] = [[at(1), 5.0099, 0, "N"], [at(2), 5.01, 40, "N"]];
  assert.deepEqual(tradesOf(run({ trades: upTick }, [bid(5.01)])), []);
});

Deno.test("nothing fills in a halt; the reopening serves bids at or above its price with a small share", () => {
  const engine = makeEngine({
    quotes: QUOTES,
    status: [TRADING, [at(10), 9, 50, "N"], [at(1000), 7, 0, "Y"]],
    trades: [
      [at(500), 4.5, 1000, "A"], // within the halt: does not count
      [at(1000), 4.95, 1000, "N"], // the cross: 5 % are 50 shares
      [at(1001), 4.97, 30, "N"], // ordinary again
    ],
  });
  engine.reset(0, TEN);
  engine.submit(0, bid(5), TEN);
  engine.advance(0, TEN + 10 * SECOND);

  assert.deepEqual(tradesOf(engine), [[50, 4.95], [30, 5]]);
  assert.equal(engine.reports.at(1).liquidity, "cross");
});

Deno.test("orders kept in a halt take part in the reopening; what is left of a market order ends", () => {
  const engine = makeEngine({
    quotes: QUOTES,
    status: [TRADING, [at(10), 9, 50, "N"], [at(1000), 7, 0, "Y"]],
    trades: [[at(1002), 5.1, 1000, "N"]],
  }, { halt_policy: "queue" });
  engine.reset(0, TEN);
  engine.submit(0, { side: 1, type: "market", quantity: 80 }, at(20));
  engine.submit(0, bid(5.05), at(20)); // below the cross: comes to rest
  engine.submit(0, { ...bid(5.2), tif: "ioc" }, at(20));
  engine.advance(0, TEN + 10 * SECOND);

  assert.deepEqual(storyOf(engine), [
    "queued:HALTED",
    "queued:HALTED",
    "rejected:PAUSED_LULD",
    "fill",
    "cancelled:NO_LIQUIDITY",
  ]);
  assert.deepEqual(tradesOf(engine), [[50, 5.1]]);
  assert.equal(engine.account(0).openOrders, 1);
});

Deno.test("(14) a cancel loses to earlier fills only", () => {
  const trades: TradeRow[] = [[at(99), 4.9, 30, "A"], [at(100), 4.9, 30, "A"]];
  const engine = makeEngine({ quotes: QUOTES, trades }, { latency_profile: "constant:50ms" });
  engine.reset(0, TEN);
  const order = engine.submit(0, bid(5), TEN);
  engine.advance(0, at(50));
  engine.cancel(0, order, at(50)); // arrives at the instant of the second print, and wins
  engine.advance(0, TEN + SECOND);

  assert.deepEqual(storyOf(engine), ["accepted", "fill", "cancelled"]);
  assert.deepEqual(tradesOf(engine), [[30, 5]]);
});

Deno.test("a cancel that overtakes its order waits for it", () => {
  const engine = makeEngine({ quotes: QUOTES }, { latency_profile: "retail-gui" }, { seed: 3 });
  engine.reset(0, TEN);
  const orders = Array.from({ length: 40 }, () => engine.submit(0, bid(4.9, 1), TEN));
  for (const order of orders) engine.cancel(0, order, TEN);
  engine.advance(0, TEN + 20 * SECOND);

  for (const order of orders) {
    const kinds = engine.reports.all().filter((report) => report.order === order);
    assert.deepEqual(kinds.map(({ kind }) => kind), ["accepted", "cancelled"]);
    assert.ok(kinds[0]!.time <= kinds[1]!.time);
  }
});

Deno.test("a cancel that comes too late is answered when it would have arrived", () => {
  const engine = makeEngine({ quotes: QUOTES }, { latency_profile: "constant:50ms" });
  engine.reset(0, TEN);
  const order = engine.submit(0, bid(5.02), TEN);
  engine.cancel(0, order, at(10));
  engine.advance(0, TEN + SECOND);

  assert.deepEqual(storyOf(engine), [
    "accepted",
    "fill",
    "request_rejected:TOO_LATE_TO_CANCEL",
  ]);
  assert.equal(engine.reports.at(2).time, at(60));
});

Deno.test("a replaced order keeps its place only if nothing but its quantity shrinks", () => {
  const trades: TradeRow[] = [[at(10), 5, 300, "A"], [at(30), 5, 40, "A"]];
  for (
    const [terms, filled] of [
      [{ quantity: 60 }, 40], // still first
      [{ quantity: 160 }, 0], // behind 300 again
    ] as const
  ) {
    const engine = makeEngine({ quotes: QUOTES, trades });
    engine.reset(0, TEN);
    const order = engine.submit(0, bid(5), TEN);
    engine.advance(0, at(20));
    engine.replace(0, order, terms, at(20));
    engine.advance(0, TEN + SECOND);

    assert.equal(engine.account(0).shares, filled);
    assert.equal(storyOf(engine)[1], "replaced");
  }
});

Deno.test("a replacement may be marketable, and a bad one leaves the order as it was", () => {
  const engine = makeEngine({ quotes: QUOTES });
  engine.reset(0, TEN);
  const order = engine.submit(0, bid(5), TEN);
  engine.advance(0, TEN);
  engine.replace(0, order, { limit: dollars(5.015) }, TEN);
  engine.advance(0, at(1));
  engine.replace(0, order, { limit: dollars(5.02) }, at(1));
  engine.advance(0, at(2));

  assert.deepEqual(storyOf(engine), ["accepted", "request_rejected:BAD_TICK", "replaced", "fill"]);
});

Deno.test("a stop is triggered by a print and filled at the market, through a gap too", () => {
  const quotes: QuoteRow[] = [...QUOTES, [at(400), 4.5, 4.52, 300, 300]];
  const trades: TradeRow[] = [[at(400), 4.5, 100, "A"]];
  const engine = makeEngine({ quotes, trades }, { latency_trigger_profile: "constant:5ms" });
  engine.reset(0, TEN);
  engine.submit(0, { side: 1, type: "market", quantity: 100 }, TEN);
  engine.submit(0, { side: -1, type: "stop", stop: dollars(4.9), quantity: 100 }, TEN);
  engine.advance(0, TEN + SECOND);

  assert.deepEqual(storyOf(engine), [
    "accepted",
    "fill",
    "accepted",
    "triggered",
    "accepted",
    "fill",
  ]);
  assert.deepEqual(tradesOf(engine)[1], [100, 4.5]);
  assert.equal(engine.reports.at(5).time, at(405));
});

Deno.test("a stop is not triggered in a halt, and a stop-limit rests beyond its limit", () => {
  const engine = makeEngine({
    quotes: QUOTES,
    status: [TRADING, [at(10), 9, 50, "N"], [at(1000), 7, 0, "Y"]],
    trades: [[at(500), 5.5, 100, "B"], [at(1500), 5.1, 100, "B"]],
  });
  engine.reset(0, TEN);
  engine.submit(0, {
    side: 1,
    type: "stop_limit",
    stop: dollars(5.1),
    limit: dollars(5.01),
    quantity: 100,
  }, TEN);
  engine.advance(0, at(1499));
  assert.deepEqual(storyOf(engine), ["accepted"]);

  engine.advance(0, at(1500));
  assert.deepEqual(storyOf(engine), ["accepted", "triggered", "accepted"]);
  assert.equal(engine.account(0).openOrders, 1);
});

Deno.test("(20) FOK fills whole or not at all, IOC leaves nothing behind", () => {
  const limit = (quantity: number, tif: "fok" | "ioc"): OrderRequest => ({
    ...bid(5.02, quantity),
    tif,
  });

  assert.deepEqual(storyOf(run({}, [limit(401, "fok")])), ["accepted", "cancelled:FOK_UNFILLABLE"]);
  assert.deepEqual(storyOf(run({}, [limit(400, "fok")])), ["accepted", "fill"]);
  assert.deepEqual(storyOf(run({}, [limit(500, "ioc")])), [
    "accepted",
    "fill",
    "cancelled:IOC_REMAINDER",
  ]);
  assert.equal(run({}, [limit(500, "ioc")]).account(0).openOrders, 0);
});

Deno.test("(20) DAY expires exactly at the end of its session, GTD at its own time", () => {
  const quotes: QuoteRow[] = [[clock(15), 5, 5.02, 300, 400]];
  const trades: TradeRow[] = [[clock(16), 4.9, 100, "A"]];
  const orders: [OrderRequest, number][] = [
    [bid(5), clock(16)], // before the print of the same instant
    [{ ...bid(4.8), extended: true }, clock(20)],
    [{ ...bid(5), tif: "gtd", goodUntil: clock(15, 30) }, clock(15, 30)],
    [{ ...bid(5), tif: "gtd", goodUntil: clock(18) }, clock(16)],
  ];
  for (const [order, end] of orders) {
    const engine = makeEngine({ quotes, trades });
    engine.submit(0, order, clock(15));
    engine.advance(0, clock(20));

    const last = engine.reports.all().at(-1)!;
    assert.deepEqual([last.kind, last.reason, last.time], ["expired", "EXPIRED", end]);
  }
});

Deno.test("(19) fills beyond the touch stay within a quarter of the tape of the last minute", () => {
  const trades: TradeRow[] = [[at(-61_000), 5, 4000, "A"], [at(-30_000), 5, 400, "A"]];
  const engine = makeEngine({ quotes: QUOTES, trades }, { participation_cap: 0.25 });
  engine.reset(0, TEN);
  engine.submit(0, { side: 1, type: "market", quantity: 1000 }, TEN);
  engine.advance(0, TEN);

  assert.equal(storyOf(engine).at(-1), "cancelled:PARTICIPATION_CAP");
  assert.equal(engine.account(0).shares, 400 + 100);
});

Deno.test("a crossed quote whose bid is above a resting bid fills it as well", () => {
  const quotes: QuoteRow[] = [...QUOTES, [at(50), 5.03, 5, 300, 40]];
  const engine = makeEngine({ quotes });
  engine.reset(0, TEN);
  engine.submit(0, bid(5), TEN);
  engine.advance(0, TEN + SECOND);

  assert.deepEqual(tradesOf(engine), [[40, 5]]);
});
