/** What the original simulator did wrong, one test each; every one of them would fail on its behaviour. */
import assert from "node:assert/strict";
import { TimeIndex } from "../../../src/core/market/time_index.ts";
import {
  clock,
  dollars,
  flatQuotes,
  makeEngine,
  MS,
  SECOND,
  storyOf,
  TEN,
  tradesOf,
  TRADING,
} from "./made_market.ts";

const at = (ms: number) => TEN + ms * MS;
const BUY = { side: 1, type: "market", quantity: 100 } as const;

Deno.test("2: the volatility of the coming minute does not enter the price", () => {
  const calm = flatQuotes();
  const wild = calm.map((row) =>
    row[0] > TEN ? [row[0], row[1] * 2, row[2] * 2, row[3], row[4]] as const : row
  );
  const priceOf = (quotes: typeof calm) => {
    const engine = makeEngine({ quotes }, { latency_profile: "constant:100ms" });
    engine.submit(0, { ...BUY, quantity: 5000 }, TEN);
    engine.advance(0, at(200));
    return tradesOf(engine);
  };

  assert.deepEqual(priceOf(wild), priceOf(calm));
});

Deno.test("3: an order near the end of the data is never filled at a fantasy price", () => {
  const engine = makeEngine({ quotes: [[TEN, 5, 5.01, 500, 500]] });
  engine.submit(0, BUY, TEN);
  engine.advance(0, TEN);

  assert.deepEqual(tradesOf(engine), [[100, 5.01]]); // it was $0.01 there
});

Deno.test("4: an order decided 50 ms before a halt that it meets on its way is refused", () => {
  const engine = makeEngine({
    quotes: flatQuotes(),
    status: [TRADING, [at(50), 9, 50, "N"], [at(300_000), 7, 0, "Y"]],
  }, { latency_profile: "constant:104ms" });
  engine.submit(0, { ...BUY, quantity: 500 }, TEN);
  engine.advance(0, TEN + SECOND);

  assert.deepEqual(storyOf(engine), ["rejected:PAUSED_LULD"]);
});

Deno.test("5: a marketable limit order fills at its limit or better, and only what is there", () => {
  const engine = makeEngine({ quotes: flatQuotes(5, 5.01, 100) });
  engine.submit(0, { side: 1, type: "limit", limit: dollars(5.01), quantity: 5000 }, TEN);
  engine.advance(0, TEN);

  assert.deepEqual(tradesOf(engine), [[100, 5.01]]); // it was 5000 at 5.0227 there
  assert.equal(engine.account(0).openOrders, 1);
});

Deno.test("6: a limit order that is not marketable rests, fills in parts, and can be cancelled", () => {
  const engine = makeEngine({
    quotes: [[TEN, 5, 5.02, 100, 100]],
    trades: [[at(10), 4.99, 30, "A"]],
  });
  engine.submit(0, { side: 1, type: "limit", limit: dollars(5), quantity: 100 }, TEN);
  engine.advance(0, at(20));
  engine.cancel(0, 1, at(20));
  engine.advance(0, at(30));

  assert.deepEqual(storyOf(engine), ["accepted", "fill", "cancelled"]);
});

Deno.test("7: an order meets the last quote before it, not a mixture with the next one", () => {
  const quotes = [
    [clock(14, 32), 4.99, 5.01, 500, 500],
    [clock(14, 33), 8.99, 9.01, 500, 500],
  ] as const;
  const engine = makeEngine({ quotes });
  engine.submit(0, BUY, clock(14, 32, 30));
  engine.advance(0, clock(14, 32, 30));

  assert.deepEqual(tradesOf(engine), [[100, 5.01]]);
});

Deno.test("8: a bar does not price anything before it has ended", () => {
  const bars = {
    intervalNs: SECOND,
    length: 2,
    start: Float64Array.of(TEN - 10 * SECOND, TEN),
    open: Float64Array.of(dollars(5), dollars(6)),
    high: Float64Array.of(dollars(5), dollars(6)),
    low: Float64Array.of(dollars(5), dollars(6)),
    close: Float64Array.of(dollars(5), dollars(6)),
    volume: Float64Array.of(1000, 9999),
  };
  const priceAt = (t: number) => {
    const engine = makeEngine({ bars });
    engine.submit(0, { ...BUY, quantity: 1 }, t);
    engine.advance(0, t);
    return tradesOf(engine)[0]![1];
  };

  assert.ok(priceAt(TEN + 999 * MS) < 5.3);
  assert.ok(priceAt(TEN + SECOND) > 5.7);
});

Deno.test("9: latency is the same in every run, and slower after 09:30 in New York, not in UTC", () => {
  const meanDelay = (t: number) => {
    const engine = makeEngine({ quotes: flatQuotes() }, { latency_profile: "seed" }, {
      environments: 400,
      seed: 9,
    });
    const order = {
      side: 1,
      type: "limit",
      limit: dollars(4),
      quantity: 1,
      extended: true,
    } as const;
    for (let i = 0; i < 400; i++) {
      engine.submit(i, order, t);
      engine.advance(i, t + 20 * SECOND);
    }
    const delays = engine.reports.all().map(({ time }) => time - t);
    return delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
  };
  const morning = meanDelay(clock(4, 30));

  assert.equal(meanDelay(clock(4, 30)), morning);
  assert.ok(Math.abs(meanDelay(clock(9, 31)) / morning - 1.5) < 0.05);
  assert.ok(Math.abs(meanDelay(clock(12)) / morning - 1) < 0.05);
});

Deno.test("10: rows with one time are all kept, and the last of them counts", () => {
  const engine = makeEngine({
    quotes: [[TEN, 5, 5.01, 500, 500], [TEN, 5.1, 5.11, 500, 500]],
    trades: [[at(1), 5, 40, "A"], [at(1), 5, 60, "A"]],
  });
  assert.equal(new TimeIndex(Float64Array.of(TEN, TEN)).lastAtOrBefore(TEN), 1);
  engine.reset(0, TEN - 1);
  engine.submit(0, { side: 1, type: "limit", limit: dollars(5.1), quantity: 1000 }, TEN);
  engine.submit(0, BUY, TEN);
  engine.advance(0, TEN + SECOND);

  assert.deepEqual(tradesOf(engine), [[100, 5.11], [40, 5.1], [60, 5.1]]); // both prints
});
