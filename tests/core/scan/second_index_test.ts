import assert from "node:assert/strict";
import { resampleBars } from "../../../src/core/columns/bars.ts";
import {
  lastTradeAge,
  priceAt,
  secondIndex,
  volumeWithin,
} from "../../../src/core/scan/second_index.ts";
import { FULL_BOUNDS, generateBars, HALF_BOUNDS, handBars, randomSource } from "./generated_day.ts";

Deno.test("a one-second bar is seen from its end on, not before", () => {
  const index = secondIndex(handBars([{ at: 36_000, close: 5, volume: 70 }]), FULL_BOUNDS);
  const edge = 36_000 - 14_400;

  assert.equal(priceAt(index, edge), NaN);
  assert.equal(priceAt(index, edge + 1), 5e9);
  assert.equal(lastTradeAge(index, edge), Infinity);
  assert.equal(lastTradeAge(index, edge + 1), 0);
  assert.equal(lastTradeAge(index, edge + 61), 60);
  assert.equal(volumeWithin(index, edge, 60), 0);
  assert.equal(volumeWithin(index, edge + 1, 60), 70);
  assert.equal(volumeWithin(index, edge + 60, 60), 70);
  assert.equal(volumeWithin(index, edge + 61, 60), 0);
});

Deno.test("a price older than asked for is unknown", () => {
  const index = secondIndex(handBars([{ at: 36_000, close: 5 }]), FULL_BOUNDS);
  const end = 36_001 - 14_400;

  assert.equal(priceAt(index, end + 60, 60), 5e9);
  assert.equal(priceAt(index, end + 61, 60), NaN);
  assert.equal(priceAt(index, end + 61), 5e9);
  assert.equal(priceAt(index, -1), NaN);
});

Deno.test("lookups agree with a search of the bars, for bars of a second and of a minute", () => {
  for (let seed = 1; seed <= 8; seed++) {
    const bounds = seed % 2 === 0 ? HALF_BOUNDS : FULL_BOUNDS;
    const seconds = generateBars(seed, bounds);
    const bars = seed % 4 < 2 ? seconds : resampleBars(seconds, 60e9);
    const index = secondIndex(bars, bounds);
    const random = randomSource(seed);
    const all = Array.from({ length: bars.length }, (_, i) => i);
    const endOf = (i: number) => (bars.start[i]! + bars.intervalNs) / 1e9 - bounds.preOpen;
    assert.equal(index.length, bounds.postClose - bounds.preOpen);
    for (let k = 0; k < 200; k++) {
      const edge = k === 0 ? 0 : k === 1 ? index.length : Math.floor(random() * index.length);
      const span = Math.floor(random() * 400);
      const where = `seed ${seed}, edge ${edge}, span ${span}`;
      const last = all.findLast((i) => endOf(i) <= edge);
      const age = last === undefined ? Infinity : edge - endOf(last);
      const shares = all.filter((i) => endOf(i) > edge - span && endOf(i) <= edge)
        .reduce((sum, i) => sum + bars.volume[i]!, 0);

      assert.equal(index.lastRow[edge], last ?? -1, where);
      assert.equal(lastTradeAge(index, edge), age, where);
      assert.equal(priceAt(index, edge), last === undefined ? NaN : bars.close[last], where);
      assert.equal(priceAt(index, edge, span), age <= span ? bars.close[last!] : NaN, where);
      assert.equal(volumeWithin(index, edge, span), shares, where);
    }
  }
});
