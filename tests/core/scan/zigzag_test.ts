import assert from "node:assert/strict";
import fc from "fast-check";
import { findPivots, type Pivot, reversalSize } from "../../../src/core/scan/zigzag.ts";
import { scanThresholds } from "../../../src/core/scan/thresholds.ts";
import { assertClose } from "./generated_day.ts";

const LIMITS = scanThresholds();

/** Prices of a coarse random walk in whole cents, some missing. */
const series = fc.array(
  fc.record({ step: fc.integer({ min: -4, max: 4 }), isGap: fc.boolean() }),
  { maxLength: 80 },
).map((steps) => {
  let price = 100;
  return Float64Array.from(steps, ({ step, isGap }) => {
    price = Math.max(50, price + step);
    return isGap ? NaN : price;
  });
});
const size = fc.constantFrom(0.02, 0.05, 0.1);

/** The definition: at each row look back to the last pivot for the extreme that a reversal would confirm. */
function oracle(prices: Float64Array, reversal: number): Pivot[] {
  const pivots: Pivot[] = [];
  const extreme = (from: number, to: number, side: 1 | -1) => {
    const rows = [...prices.keys()].slice(from, to + 1).filter((i) => !Number.isNaN(prices[i]!));
    const best = Math.max(...rows.map((i) => side * prices[i]!));
    return rows.find((i) => side * prices[i]! === best)!;
  };
  for (let t = 0; t < prices.length; t++) {
    const price = prices[t]!;
    if (Number.isNaN(price)) continue;
    const last = pivots.at(-1);
    const from = last ? last.row + 1 : 0;
    const high = extreme(from, t, 1);
    const low = extreme(from, t, -1);
    if (last?.side !== 1 && price <= prices[high]! * (1 - reversal)) {
      pivots.push({ row: high, confirmed: t, price: prices[high]!, side: 1 });
    } else if (last?.side !== -1 && price >= prices[low]! * (1 + reversal)) {
      pivots.push({ row: low, confirmed: t, price: prices[low]!, side: -1 });
    }
  }
  return pivots;
}

Deno.test("the pivots of a hand-made series", () => {
  const prices = Float64Array.of(100, 103, NaN, 108, 106, 101, 99, 100, 104, 102);

  assert.deepEqual(findPivots(prices, 0.05), [
    { row: 0, confirmed: 3, price: 100, side: -1 },
    { row: 3, confirmed: 5, price: 108, side: 1 },
    { row: 6, confirmed: 8, price: 99, side: -1 },
  ]);
});

Deno.test("pivots agree with a search back to the last pivot at each row", () => {
  fc.assert(
    fc.property(series, size, (prices, reversal) => {
      assert.deepEqual(findPivots(prices, reversal), oracle(prices, reversal));
    }),
    { numRuns: 500 },
  );
});

Deno.test("pivots alternate between highs and lows", () => {
  fc.assert(fc.property(series, size, (prices, reversal) => {
    const pivots = findPivots(prices, reversal);
    for (const [i, pivot] of pivots.entries()) {
      assert.ok(i === 0 || pivot.side === -pivots[i - 1]!.side);
      assert.ok(i === 0 || pivot.row >= pivots[i - 1]!.confirmed);
    }
  }));
});

Deno.test("a pivot is confirmed only after it, by a reversal of the full size", () => {
  fc.assert(fc.property(series, size, (prices, reversal) => {
    for (const { row, confirmed, price, side } of findPivots(prices, reversal)) {
      assert.ok(confirmed > row);
      assert.equal(price, prices[row]);
      const back = side * (price - prices[confirmed]!) / price;
      assert.ok(back >= reversal - 1e-12);
      for (let i = row; i < confirmed; i++) {
        assert.ok(
          !(side * (price - prices[i]!) / price > reversal + 1e-12),
          "not confirmed before",
        );
      }
    }
  }));
});

Deno.test("pivots are never back-dated: those of a prefix are those confirmed within it", () => {
  fc.assert(fc.property(series, size, fc.nat(80), (prices, reversal, cut) => {
    const prefix = prices.slice(0, cut);

    assert.deepEqual(
      findPivots(prefix, reversal),
      findPivots(prices, reversal).filter(({ confirmed }) => confirmed < prefix.length),
    );
  }));
});

Deno.test("the reversal size is three usual five-minute moves, between 2 and 10 percent", () => {
  assertClose(reversalSize(0.01, LIMITS), 3 * 0.01 * Math.sqrt(5), 1e-12, "1 % a minute");
  assert.equal(reversalSize(0.0001, LIMITS), 0.02);
  assert.equal(reversalSize(0.1, LIMITS), 0.1);
  assert.equal(reversalSize(NaN, LIMITS), 0.02, "unknown");
});
