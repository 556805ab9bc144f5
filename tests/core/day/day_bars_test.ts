import assert from "node:assert/strict";
import { QUALITY_BIT } from "../../../src/core/clean/quality_bits.ts";
import { checkBars } from "../../../src/core/day/check_bars.ts";
import { orderBars } from "../../../src/core/day/day_bars.ts";
import { foldTrades } from "../../../src/core/day/fold_trades.ts";
import { barsOf, nano, SECOND, tradesOf } from "./day_fixtures.ts";

type Row = readonly [number, number, number, number, number, number];

function ordered(rows: readonly Row[], publishers: readonly number[] = []) {
  const { length: _, intervalNs, ...columns } = barsOf(rows);
  const publisherId = Uint16Array.from(rows, (_, i) => publishers[i] ?? 95);
  return orderBars({ ...columns, publisherId }, intervalNs);
}

Deno.test("late bars are put in their place and flagged (D1)", () => {
  const { bars } = ordered([[1, 1, 1, 1, 1, 5], [3, 3, 3, 3, 3, 5], [2, 2, 2, 2, 2, 5]]);

  assert.deepEqual([...bars.start], [1, 2, 3].map((at) => at * SECOND));
  assert.deepEqual([...bars.close], [1, 2, 3].map(nano));
  assert.deepEqual([...bars.quality], [0, QUALITY_BIT.order, 0]);
});

Deno.test("of bars repeated by a venue the last counts (D2), bars of several venues add up", () => {
  const rows: Row[] = [[1, 4, 5, 3, 4, 10], [1, 4, 6, 2, 5, 7]];

  const repeated = ordered(rows).bars;
  const parts = ordered(rows, [81, 82]).bars;

  assert.deepEqual([repeated.length, repeated.volume[0], repeated.high[0]], [1, 7, nano(6)]);
  assert.equal(repeated.quality[0], QUALITY_BIT.duplicate);
  assert.deepEqual([parts.length, parts.volume[0], parts.low[0]], [1, 17, nano(2)]);
  assert.deepEqual([parts.open[0], parts.close[0], parts.quality[0]], [nano(4), nano(5), 0]);
});

Deno.test("contradicting prices are D10; bars without prices are left out and counted", () => {
  const { bars, undefinedCount } = ordered([[1, 4, 3, 5, 4, 10], [2, 0, 0, 0, 0, 0]]);

  assert.deepEqual([...bars.quality], [QUALITY_BIT.barSanity]);
  assert.equal(undefinedCount, 1);
});

Deno.test("foldTrades() bins by capture time: open, high, low, close, sum of sizes", () => {
  const trades = tradesOf([[1.1, 5, 10], [1.2, 7, 20], [1.9, 6, 5], [1.95, 9, 0], [3, 4, 1]]);

  const bars = foldTrades(trades);

  assert.deepEqual([...bars.start], [1 * SECOND, 3 * SECOND]);
  assert.deepEqual([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]], [
    ...[nano(5), nano(7), nano(5), nano(6), 35],
  ]);
});

Deno.test("checkBars() flags bars that differ from the tape, but not where the tape has gaps", () => {
  const trades = tradesOf([[1.5, 5, 10], [2.5, 5, 10]]);
  const rows: Row[] = [[1, 5, 5, 5, 5, 10], [2, 5, 5, 5, 5, 11], [3, 5, 5, 5, 5, 10]];
  const [bars, partly] = [barsOf(rows), barsOf(rows)];

  checkBars(bars, trades, []);
  checkBars(partly, trades, [{ from: 3 * SECOND, to: 4 * SECOND }]);

  assert.deepEqual([...bars.quality], [0, QUALITY_BIT.barSanity, QUALITY_BIT.barSanity]);
  assert.deepEqual([...partly.quality], [0, QUALITY_BIT.barSanity, 0]);
});

Deno.test("a bar with a causal spike is made anew from the other trades; D6 alone changes nothing", () => {
  const trades = tradesOf([[1.1, 5, 10], [1.2, 9, 20], [2.1, 9, 1]]);
  trades.quality.set([0, QUALITY_BIT.spike, QUALITY_BIT.spikeOffline]);
  const bars = barsOf([[1, 5, 9, 5, 9, 30], [2, 9, 9, 9, 9, 1]]);

  checkBars(bars, trades, []);

  assert.deepEqual([bars.high[0], bars.close[0], bars.volume[0]], [nano(5), nano(5), 10]);
  assert.equal(bars.high[1], nano(9));
  assert.deepEqual([...bars.quality], [QUALITY_BIT.spike, QUALITY_BIT.spikeOffline]);
});
