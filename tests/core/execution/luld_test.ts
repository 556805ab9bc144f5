import assert from "node:assert/strict";
import { bandWidth } from "../../../src/core/execution/band_width.ts";
import { bandEdge, priceBands } from "../../../src/core/execution/luld.ts";
import {
  clock,
  dollars,
  makeEngine,
  makeTape,
  SECOND,
  storyOf,
  type TradeRow,
  tradesOf,
} from "./made_market.ts";

const width = (reference: number, close: number, tier = 2, isLate = false) => {
  const { up, down } = bandWidth(dollars(reference), dollars(close), tier, isLate);
  return [up / 1e9, down / 1e9];
};

Deno.test("(35) the width follows tier and previous close at their boundaries", () => {
  assert.deepEqual(width(10, 3.01), [1, 1]); // 10 % above $3
  assert.deepEqual(width(10, 3), [2, 2]); // 20 % from $0.75 to $3
  assert.deepEqual(width(10, 0.75), [2, 2]);
  assert.deepEqual(width(1, 0.74), [0.15, 0.15]); // the lesser of $0.15 and 75 %
  assert.deepEqual(width(0.1, 0.74), [0.075, 0.075]);
  assert.deepEqual(width(10, 3.01, 1), [0.5, 0.5]);
});

Deno.test("(35) bands double in the last 25 minutes, but not for tier 2 above $3", () => {
  assert.deepEqual(width(10, 3.01, 2, true), [1, 1]);
  assert.deepEqual(width(10, 3, 2, true), [4, 4]);
  assert.deepEqual(width(10, 3.01, 1, true), [1, 1]);
});

const trades: TradeRow[] = [
  [clock(9, 29), 50, 100],
  [clock(9, 30), 10, 100], // the first reference
  [clock(9, 30, 10), 12, 100], // mean 11: too soon
  [clock(9, 30, 40), 10, 100], // mean 10.666...: 6.7 % away and 40 s old
  [clock(9, 31, 20), 10.6, 100], // mean 10.65: less than 1 % away
];
const BANDS = priceBands(makeTape({ trades }), 2);

Deno.test("the reference is the mean of five minutes, renewed by 1 % and after 30 s", () => {
  assert.deepEqual(BANDS.times, [clock(9, 30), clock(9, 30, 40)]);
  assert.deepEqual(BANDS.references, [dollars(10), dollars(32) / 3]);
  assert.equal(bandEdge(BANDS, clock(9, 30, 5), 1), dollars(11));
  assert.equal(bandEdge(BANDS, clock(9, 31), -1), dollars(9.6));
});

Deno.test("prints without a price change no reference", () => {
  const holes: TradeRow[] = trades.flatMap(([t, price, size]): TradeRow[] => [
    [t, NaN, 0],
    [t, price, size],
    [t, 0, 100],
  ]);

  assert.deepEqual(priceBands(makeTape({ trades: holes }), 2), BANDS);
});

Deno.test("there are no bands outside the regular session, nor before its first print", () => {
  for (const t of [clock(9, 29, 59), clock(16)]) {
    assert.equal(bandEdge(BANDS, t, 1), Infinity);
    assert.equal(bandEdge(BANDS, t, -1), 0);
  }
});

Deno.test("(10) executions stay within the band where bands are in force", () => {
  const quotes = [[clock(10), 10.9, 10.95, 100, 100], [
    clock(10, 1),
    11.2,
    11.3,
    100,
    100,
  ]] as const;
  const prints: TradeRow[] = [[clock(9, 59, 59), 10, 100]];
  const run = (luld: string, t: number) => {
    const engine = makeEngine({ quotes, trades: prints }, { luld, prior_volume: 1e4 });
    engine.submit(0, { side: 1, type: "market", quantity: 5000 }, t);
    engine.advance(0, t + SECOND);
    return engine;
  };

  const engine = run("on", clock(10));
  assert.equal(storyOf(engine).at(-1), "cancelled:LULD_BAND");
  assert.ok(tradesOf(engine).length > 1 && tradesOf(engine).every(([, price]) => price <= 11));
  assert.deepEqual(storyOf(run("on", clock(10, 1))), ["rejected:LULD_BAND"]);
  assert.equal(storyOf(run("auto", clock(10, 1)))[0], "accepted"); // status messages tell of pauses
});
