/** Pauses that the tape tells where there are no status messages. */
import assert from "node:assert/strict";
import {
  clock,
  dollars,
  fillsOf,
  type MadeMarket,
  makeEngine,
  makeTape,
  type QuoteRow,
  SECOND,
  storyOf,
  TEN,
  type TradeRow,
  TRADING,
} from "./made_market.ts";

/** A print a second at $10 from 09:50 on, then at `last` until 10:00, then silence, then $10.80. */
function pausedTape(last: number, silenceSeconds: number): TradeRow[] {
  const before = Array.from({ length: 600 }, (_, i): TradeRow => {
    const t = TEN - (599 - i) * SECOND;
    return [t, i < 590 ? 10 : last, 100];
  });
  const after = TEN + silenceSeconds * SECOND;
  return [...before, [after, 10.8, 500], [after + SECOND, 10.7, 100]];
}

const pausesOf = (market: MadeMarket) =>
  makeTape({ status: [], ...market }).inferredPauses.map(({ start, end }) => [
    (start - TEN) / SECOND,
    (end - TEN) / SECOND,
  ]);

Deno.test("trading at a band, up to 15 s in the limit state, then five silent minutes are a pause", () => {
  for (const limitState of [0, 7, 15]) {
    const silence = 300 + limitState;
    assert.deepEqual(pausesOf({ trades: pausedTape(11, silence) }), [[limitState, silence]]);
  }
});

Deno.test("an extended pause is one, and a second limit state between two pauses is part of them", () => {
  assert.deepEqual(pausesOf({ trades: pausedTape(11, 605) }), [[5, 605]]);
  assert.deepEqual(pausesOf({ trades: pausedTape(9, 630) }), [[15, 630]]);
});

Deno.test("a row without a price in a pause is no trading", () => {
  const rows = pausedTape(11, 307);
  const hole: TradeRow = [TEN + 100 * SECOND, NaN, 0];

  assert.deepEqual(pausesOf({ trades: [...rows.slice(0, 600), hole, ...rows.slice(600)] }), [
    ...[[7, 307]],
  ]);
});

Deno.test("silence of another length, or in the middle of the band, is no pause", () => {
  for (const silence of [120, 280, 340, 450, 660]) {
    assert.deepEqual(pausesOf({ trades: pausedTape(11, silence) }), []);
  }
  assert.deepEqual(pausesOf({ trades: pausedTape(10.4, 307) }), []);
});

Deno.test("the last quote may be at the band where the last print is not", () => {
  const quotes = (bid: number, ask: number): QuoteRow[] => [[TEN + SECOND, bid, ask, 100, 100]];

  assert.deepEqual(pausesOf({ trades: pausedTape(10.1, 310), quotes: quotes(11, 11.02) }), [[
    ...[10, 310],
  ]]);
  assert.deepEqual(pausesOf({ trades: pausedTape(10.1, 310), quotes: quotes(8, 9.02) }), [[
    ...[10, 310],
  ]]);
  assert.deepEqual(pausesOf({ trades: pausedTape(10.1, 310), quotes: quotes(8, 12) }), []);
});

Deno.test("after a pause the reopening price is the reference, and stands still in the limit state", () => {
  const resume = TEN + 300 * SECOND;
  // $10.80 reopens; 10 % below is $9.72, where prints are for 45 s: long enough for a new reference otherwise
  const fall = Array.from({ length: 45 }, (_, i): TradeRow => [resume + i * SECOND, 9.72, 100]);
  const second = resume + 44 * SECOND + 305 * SECOND;
  const trades = [...pausedTape(11, 300).slice(0, 601), ...fall.slice(1), [second, 9.5, 100]];

  assert.deepEqual(pausesOf({ trades: trades as TradeRow[] }), [[0, 300], [349, 649]]);
});

Deno.test("there are no such pauses outside the regular session, nor where messages tell of halts", () => {
  const early = pausedTape(11, 305).map(([t, ...rest]): TradeRow => [t - 2 * 3600e9, ...rest]);

  assert.deepEqual(pausesOf({ trades: early }), []);
  assert.deepEqual(makeTape({ trades: pausedTape(11, 305) }).inferredPauses, []);
});

Deno.test("bars stand for prints, and the open of a bar is the price of a reopening", () => {
  const rows = pausedTape(11, 310);
  const price = Float64Array.from(rows, ([, value]) => dollars(value));
  const bars = {
    ...{ intervalNs: SECOND, length: rows.length },
    start: Float64Array.from(rows, ([t]) => t),
    ...{ open: price, high: price, low: price, close: price },
    volume: Float64Array.from(rows, ([, , size]) => size),
  };

  // the last bar before the silence ends a second after its start
  assert.deepEqual(pausesOf({ bars }), [[10, 310]]);
  assert.equal(makeTape({ status: [], bars }).firstPrices[600], dollars(10.8));
});

Deno.test("orders are refused from the start of an inferred pause to its end, and filled before and after", () => {
  const market: MadeMarket = {
    ...{ status: [], trades: pausedTape(11, 307) },
    quotes: [[clock(9, 59), 10.9, 10.95, 500, 500], [TEN + 308 * SECOND, 10.7, 10.75, 500, 500]],
  };
  const storyAt = (seconds: number) => {
    const t = TEN + seconds * SECOND;
    const engine = makeEngine(market, { luld: "off" });
    engine.submit(0, { side: 1, type: "market", quantity: 10 }, t);
    engine.advance(0, t);
    return storyOf(engine).join(" ");
  };

  assert.equal(storyAt(6.999), "accepted fill"); // in the limit state there is trading
  assert.equal(storyAt(7), "rejected:PAUSED_LULD");
  assert.equal(storyAt(306.999), "rejected:PAUSED_LULD");
  assert.equal(storyAt(308), "accepted fill");
});

Deno.test("after an inferred pause a synthetic spread is wider, and less so the longer it is over", () => {
  const market: MadeMarket = { status: [], trades: pausedTape(11, 300) };
  const tape = makeTape(market);
  const calm = makeTape({ ...market, status: [TRADING] });
  const spreadAt = (seconds: number, from: typeof tape) => {
    const t = TEN + seconds * SECOND;
    const engine = makeEngine(from, { luld: "off", stale_regular: 3600 });
    engine.submit(0, { side: 1, type: "market", quantity: 1 }, t);
    engine.advance(0, t);
    return fillsOf(engine)[0]!.price;
  };

  const [soon, late] = [302, 1800].map((at) => spreadAt(at, tape) - spreadAt(at, calm));
  assert.ok(soon! > 0 && late! < soon!, `${soon} and ${late}`);
});

Deno.test("pauses near a band are surer than others, from a half to one", () => {
  const confidenceOf = (last: number) =>
    makeTape({ status: [], trades: pausedTape(last, 300) }).inferredPauses[0]!.confidence;

  assert.ok(Math.abs(confidenceOf(11) - 1) < 1e-9);
  assert.ok(confidenceOf(10.6) >= 0.5 && confidenceOf(10.6) < confidenceOf(10.8));
});
