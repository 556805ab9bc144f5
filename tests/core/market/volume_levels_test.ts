import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type PricedVolume,
  volumeLevels,
  vwapBands,
  vwapCrossings,
} from "../../../src/core/market/volume_levels.ts";

const CENT = 1e7;

function tapeOf(lots: readonly (readonly [dollars: number, shares: number])[]): PricedVolume {
  return {
    length: lots.length,
    price: Float64Array.from(lots, ([dollars]) => Math.round(dollars * 1e9)),
    volume: Float64Array.from(lots, ([, shares]) => shares),
  };
}

const LOTS = fc.array(
  fc.tuple(fc.integer({ min: 100, max: 3000 }).map((cents) => cents / 100), fc.nat(1000)),
  { minLength: 1, maxLength: 60 },
).filter((lots) => lots.some(([, shares]) => shares > 0));

Deno.test("vwapBands() is the volume-weighted mean and standard deviation", () => {
  // 100 at 5.00, 300 at 5.40: mean 5.30, variance .25 * .09 + .75 * .01
  const { vwap, sigma } = vwapBands(tapeOf([[5, 100], [5.4, 300]]));

  assert.ok(Math.abs(vwap - 5.3e9) < 1);
  assert.ok(Math.abs(sigma - Math.sqrt(0.03) * 1e9) < 1);
});

Deno.test("vwapBands() of random tapes agrees with two passes over them, and is causal", () => {
  fc.assert(fc.property(LOTS, fc.nat(60), (lots, cut) => {
    const tape = tapeOf(lots);
    const until = Math.min(cut, lots.length);
    const seen = lots.slice(0, until);
    const total = seen.reduce((sum, [, shares]) => sum + shares, 0);
    const bands = vwapBands(tape, until);
    if (total === 0) return assert.ok(Number.isNaN(bands.vwap));
    const mean = seen.reduce((sum, [dollars, shares]) => sum + dollars * shares, 0) / total;
    const variance = seen.reduce((sum, [d, shares]) => sum + shares * (d - mean) ** 2, 0) / total;

    assert.ok(Math.abs(bands.vwap / 1e9 - mean) < 1e-7);
    assert.ok(Math.abs(bands.sigma / 1e9 - Math.sqrt(variance)) < 1e-5);
  }));
});

Deno.test("volumeLevels() finds the richest cent and grows to the richer neighbour", () => {
  const tape = tapeOf([[5.005, 10], [5.015, 60], [5.025, 30], [5.035, 5]]);

  const levels = volumeLevels(tape, CENT)!;

  // 60 + 30 of 105 shares is more than 70 %
  assert.equal(levels.pointOfControl, 5.015e9);
  assert.equal(levels.valueAreaLow, 5.015e9);
  assert.equal(levels.valueAreaHigh, 5.025e9);
});

Deno.test("volumeLevels() gives the lowest of equally rich prices, and nothing without volume", () => {
  assert.equal(volumeLevels(tapeOf([[5.025, 50], [5.005, 50]]), CENT)!.pointOfControl, 5.005e9);
  assert.equal(volumeLevels(tapeOf([[5, 0]]), CENT), null);
  assert.equal(volumeLevels(tapeOf([]), CENT), null);
});

Deno.test("the value area holds at least 70 % of the volume around the richest bin", () => {
  fc.assert(fc.property(LOTS, (lots) => {
    const tape = tapeOf(lots);
    const width = Math.max(CENT, tape.price[0]! * 0.001);
    const { pointOfControl, valueAreaLow, valueAreaHigh } = volumeLevels(tape, CENT)!;
    const bin = (price: number) => Math.floor(price / width);
    const within = (low: number, high: number) =>
      [...tape.price.keys()].filter((i) =>
        bin(tape.price[i]!) >= low && bin(tape.price[i]!) <= high
      )
        .reduce((sum, i) => sum + tape.volume[i]!, 0);
    const total = within(-Infinity, Infinity);
    const [low, high, control] = [valueAreaLow, valueAreaHigh, pointOfControl].map(bin);

    assert.ok(within(low!, high!) >= 0.7 * total);
    assert.ok(low! <= control! && control! <= high!);
    for (const i of tape.price.keys()) {
      assert.ok(within(control!, control!) >= within(bin(tape.price[i]!), bin(tape.price[i]!)));
    }
  }));
});

Deno.test("vwapCrossings() wants 0.2 % and a minute on the other side", () => {
  const vwap = new Float64Array(10).fill(100);
  const price = Float64Array.from([101, 101, 99.9, 99, 101, 99, 99, 99, 100.1, 101]);

  const crossings = vwapCrossings(price, vwap, 1);

  // The single row at 99 is too short; the loss is certain at the second of three rows.
  assert.deepEqual(crossings, [{ row: 6, side: -1 }]);
});
