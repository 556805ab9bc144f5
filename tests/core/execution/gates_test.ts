import assert from "node:assert/strict";
import type { OrderRequest } from "../../../src/core/execution/order_request.ts";
import type { ExecutionSettings } from "../../../src/core/execution/settings.ts";
import {
  clock,
  dollars,
  flatQuotes,
  type MadeMarket,
  makeEngine,
  MS,
  type QuoteRow,
  SECOND,
  storyOf,
  TEN,
  tradesOf,
  TRADING,
} from "./made_market.ts";

const FLAT: MadeMarket = { quotes: flatQuotes() };
const BUY: OrderRequest = { side: 1, type: "market", quantity: 100 };
const LIMIT: OrderRequest = { side: 1, type: "limit", quantity: 100, limit: dollars(5.01) };

/** The reports of one order that is decided at `t`. */
function storyOfOne(
  market: MadeMarket,
  request: OrderRequest,
  t: number,
  settings: Partial<ExecutionSettings> = {},
): string[] {
  const engine = makeEngine(market, settings);
  engine.submit(0, request, t);
  engine.advance(0, t + 10 * SECOND);
  return storyOf(engine);
}

const PAUSE = [
  TRADING,
  [TEN, 9, 50, "N"],
  [TEN + 300 * SECOND, 7, 0, "Y"],
] as const;

Deno.test("(13) an order is refused from the start of a pause, included, to its end, excluded", () => {
  const market = { ...FLAT, status: PAUSE };

  assert.deepEqual(storyOfOne(market, BUY, TEN - 1), ["accepted", "fill"]);
  assert.deepEqual(storyOfOne(market, BUY, TEN), ["rejected:PAUSED_LULD"]);
  assert.deepEqual(storyOfOne(market, BUY, TEN + 300 * SECOND - 1), ["rejected:PAUSED_LULD"]);
  assert.deepEqual(storyOfOne(market, BUY, TEN + 300 * SECOND), ["accepted", "fill"]);
});

Deno.test("the cause of a halt is the reason", () => {
  const causes: [number, number, string][] = [
    [8, 30, "HALTED"],
    [9, 50, "PAUSED_LULD"],
    [10, 14, "SUSPENDED"],
    [8, 120, "MWCB"],
    [9, 124, "MWCB"],
  ];
  for (const [action, reason, code] of causes) {
    const status = [TRADING, [TEN, action, reason, "N"]] as const;
    assert.deepEqual(storyOfOne({ ...FLAT, status }, BUY, TEN + SECOND), [`rejected:${code}`]);
  }
});

Deno.test("(33) before the open and after the close only extended limit orders are taken", () => {
  const extended = { ...LIMIT, extended: true };
  for (const t of [clock(4), clock(9, 29, 59), clock(16), clock(19, 59)]) {
    assert.deepEqual(storyOfOne(FLAT, BUY, t), ["rejected:EXT_HOURS_LIMIT_ONLY"]);
    assert.deepEqual(storyOfOne(FLAT, LIMIT, t), ["rejected:EXT_HOURS_LIMIT_ONLY"]);
    assert.deepEqual(
      storyOfOne(FLAT, { ...BUY, type: "stop", stop: dollars(6), extended: true }, t),
      [
        "rejected:EXT_HOURS_LIMIT_ONLY",
      ],
    );
    assert.deepEqual(storyOfOne(FLAT, extended, t), ["accepted", "fill"]);
  }
  assert.deepEqual(storyOfOne(FLAT, BUY, clock(9, 30)), ["accepted", "fill"]);
  assert.deepEqual(storyOfOne(FLAT, extended, clock(20)), ["rejected:CLOSED"]);
});

Deno.test("(34) a half day ends at 13:00 and its post-market at 17:00", () => {
  const half = { ...FLAT, date: "2024-11-29" };

  assert.deepEqual(storyOfOne(half, BUY, clock(12, 59, 59)), ["accepted", "fill"]);
  assert.deepEqual(storyOfOne(half, BUY, clock(13)), ["rejected:EXT_HOURS_LIMIT_ONLY"]);
  assert.deepEqual(storyOfOne(half, { ...LIMIT, extended: true }, clock(17)), ["rejected:CLOSED"]);
});

Deno.test("a stale quote stops market orders, not limits; a recent print makes it fresh again", () => {
  const quotes: QuoteRow[] = [[TEN, 5, 5.01, 500, 500]];
  const at = TEN + 61 * SECOND;

  assert.deepEqual(storyOfOne({ quotes }, BUY, TEN + 60 * SECOND), ["accepted", "fill"]);
  assert.deepEqual(storyOfOne({ quotes }, BUY, at), ["rejected:STALE_QUOTE"]);
  assert.deepEqual(storyOfOne({ quotes }, LIMIT, at), ["accepted"]);
  assert.deepEqual(storyOfOne({ quotes, trades: [[TEN + SECOND, 5, 100]] }, BUY, at), [
    "accepted",
    "fill",
  ]);
});

Deno.test("a missing side, a missing quote and a day without data have codes of their own", () => {
  assert.deepEqual(storyOfOne({ quotes: [[TEN, 5, NaN, 500, 0]] }, BUY, TEN), [
    "rejected:NO_LIQUIDITY",
  ]);
  assert.deepEqual(storyOfOne({ trades: [[TEN + SECOND, 5, 100]] }, BUY, TEN), [
    "rejected:NO_QUOTE",
  ]);
  assert.deepEqual(storyOfOne({}, BUY, TEN), ["rejected:DATA_GAP"]);
});

Deno.test("a market order stops at its collar, 5 % from the touch at arrival", () => {
  // a penny stock with a huge impact: 100 shares at the touch, then steep
  const market = { quotes: flatQuotes(1.99, 2, 100) };
  const engine = makeEngine(market, { prior_volume: 1000, prior_volatility: 1 });
  engine.submit(0, { ...BUY, quantity: 5000 }, TEN);
  engine.advance(0, TEN);

  assert.equal(storyOf(engine).at(-1), "cancelled:PRICE_COLLAR");
  assert.ok(tradesOf(engine).every(([, price]) => price <= 2.1));
  assert.ok(tradesOf(engine).at(-1)![1] > 2.05);
});

Deno.test("buying power has to cover the worst case of every open order", () => {
  const engine = makeEngine(FLAT, { start_cash: 1100, commission: "ibkr-fixed" });
  engine.submit(0, { ...LIMIT, limit: dollars(4.99), quantity: 200 }, TEN); // at most 998 and a dollar
  engine.submit(0, { ...LIMIT, limit: dollars(4.99), quantity: 100 }, TEN); // would need 500 more
  engine.submit(0, { ...LIMIT, limit: dollars(4.99), quantity: 15 }, TEN); // 75 and less than a dollar
  engine.advance(0, TEN);

  assert.deepEqual(storyOf(engine), [
    "accepted",
    "rejected:INSUFFICIENT_BUYING_POWER",
    "accepted",
  ]);
  assert.ok(engine.account(0).buyingPower >= 0);
});

Deno.test("quantities and prices that cannot be are refused last, with a code each", () => {
  const refused: [Partial<OrderRequest>, string][] = [
    [{ quantity: NaN }, "BAD_QTY"],
    [{ quantity: -5 }, "BAD_QTY"],
    [{ quantity: 0 }, "BAD_QTY"],
    [{ quantity: 1.5 }, "BAD_QTY"],
    [{ quantity: 1e9 }, "BAD_QTY"],
    [{ type: "limit" }, "LIMIT_REQUIRED"],
    [{ type: "stop" }, "LIMIT_REQUIRED"],
    [{ type: "stop_limit", stop: dollars(5.1) }, "LIMIT_REQUIRED"],
    [{ type: "limit", limit: dollars(5.005) }, "BAD_TICK"],
    [{ type: "limit", limit: -dollars(5) }, "BAD_TICK"],
    [{ type: "limit", limit: 0 }, "BAD_TICK"],
    [{ type: "stop", stop: dollars(5.101) }, "BAD_TICK"],
  ];
  for (const [change, code] of refused) {
    assert.deepEqual(storyOfOne(FLAT, { ...BUY, ...change }, TEN), [`rejected:${code}`]);
  }
  assert.deepEqual(storyOfOne(FLAT, { ...BUY, quantity: NaN }, clock(21)), ["rejected:CLOSED"]);
  assert.deepEqual(
    storyOfOne({ quotes: flatQuotes(0.5, 0.51) }, { ...LIMIT, limit: dollars(0.5051) }, TEN),
    ["accepted"],
  );
});

Deno.test("an order decided in the past is refused and changes nothing", () => {
  const engine = makeEngine(FLAT);
  engine.advance(0, TEN);
  engine.submit(0, BUY, TEN - 1);
  engine.advance(0, TEN + SECOND);

  assert.deepEqual(storyOf(engine), ["rejected:TECHNICAL"]);
});

Deno.test("cancels of done and of unknown orders are told apart", () => {
  const engine = makeEngine(FLAT);
  engine.reset(0, TEN);
  const order = engine.submit(0, BUY, TEN);
  engine.advance(0, TEN);
  engine.cancel(0, order, TEN);
  engine.cancel(0, 77, TEN);
  engine.cancel(0, NaN, TEN);

  assert.deepEqual(storyOf(engine).slice(2), [
    "request_rejected:TOO_LATE_TO_CANCEL",
    "request_rejected:UNKNOWN_ORDER",
    "request_rejected:UNKNOWN_ORDER",
  ]);
});

Deno.test("there is room for 64 open orders; the next one is refused", () => {
  const engine = makeEngine(FLAT);
  for (let i = 0; i < 65; i++) engine.submit(0, { ...LIMIT, limit: dollars(4), quantity: 1 }, TEN);
  engine.advance(0, TEN);

  assert.equal(storyOf(engine).filter((kind) => kind === "accepted").length, 64);
  assert.equal(storyOf(engine).filter((kind) => kind === "rejected:TECHNICAL").length, 1);
});

const RESTRICTED = [[clock(4), 7, 0, "Y", "Y"]] as const;
const SHORT: OrderRequest = { side: -1, type: "market", quantity: 100 };

Deno.test("(32) a restricted short sale has to be above the bid; selling what is held is exempt", () => {
  const market = { ...FLAT, status: RESTRICTED };
  const short = { allow_short: true };
  const limit = (price: number): OrderRequest => ({
    ...SHORT,
    type: "limit",
    limit: dollars(price),
  });

  assert.deepEqual(storyOfOne(market, SHORT, TEN, short), ["rejected:SSR_PRICE_TEST"]);
  assert.deepEqual(storyOfOne(market, limit(5), TEN, short), ["rejected:SSR_PRICE_TEST"]);
  assert.deepEqual(storyOfOne(market, limit(5.01), TEN, short), ["accepted"]);
  assert.deepEqual(storyOfOne(FLAT, SHORT, TEN, short), ["accepted", "fill"]);
  assert.deepEqual(
    storyOfOne(market, SHORT, TEN, { ...short, short_market_policy: "rest" }),
    ["accepted"],
  );

  const engine = makeEngine(market, short);
  engine.submit(0, BUY, TEN);
  engine.advance(0, TEN);
  engine.submit(0, SHORT, TEN);
  engine.advance(0, TEN);
  assert.deepEqual(storyOf(engine), ["accepted", "fill", "accepted", "fill"]);
});

Deno.test("short sales need a locate, which there is none of unless they are allowed", () => {
  assert.deepEqual(storyOfOne(FLAT, SHORT, TEN), ["rejected:NO_LOCATE"]);
});

Deno.test("(12) a fill is not before the order's arrival, nor its report before the fill's", () => {
  const engine = makeEngine(FLAT, { latency_profile: "constant:100ms" });
  engine.submit(0, BUY, TEN);
  engine.advance(0, TEN + 100 * MS - 1);
  assert.deepEqual(storyOf(engine), []);

  engine.advance(0, TEN + 100 * MS);
  const fill = engine.reports.at(1);
  assert.deepEqual([fill.time, fill.reportTime], [TEN + 100 * MS, TEN + 200 * MS]);
  assert.equal(engine.knownShares(0), 0);

  engine.advance(0, TEN + 200 * MS);
  assert.equal(engine.knownShares(0), 100);
  assert.equal(engine.knownCash(0), engine.account(0).cash);
});
