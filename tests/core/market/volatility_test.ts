import assert from "node:assert/strict";
import fc from "fast-check";
import { type Volatility, VolatilityTrack } from "../../../src/core/market/volatility.ts";
import { drawnMarket } from "./made_market.ts";

/** The definition, term by term over all changes. */
function byDefinition(prices: readonly (readonly [number, number])[]): Volatility {
  const changes = prices.slice(1).map(([t, price], i) => ({
    t,
    square: (price / prices[i]![1] - 1) ** 2,
    ns: t - prices[i]![0],
  }));
  const end = prices.at(-1)?.[0] ?? NaN;
  let [squares, ns, printSquares, printWeight] = [0, 0, 0, 0];
  for (const [i, change] of changes.entries()) {
    const byAge = 2 ** (-(end - change.t) / 60e9);
    const byCount = 0.96 ** (changes.length - 1 - i);
    squares += byAge * change.square;
    ns += byAge * change.ns;
    printSquares += byCount * change.square;
    printWeight += byCount;
  }
  return {
    perPrint: Math.sqrt(printSquares / printWeight),
    perRootSecond: ns > 0 ? Math.sqrt((squares / ns) * 1e9) : NaN,
  };
}

function assertClose(actual: number, expected: number, what: string): void {
  if (Number.isNaN(expected)) return assert.ok(Number.isNaN(actual), what);
  assert.ok(
    Math.abs(actual - expected) <= 1e-9 * Math.abs(expected),
    `${what}: ${actual} ${expected}`,
  );
}

Deno.test("volatility as of any row equals its definition over the prints before", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { trades, bars1s } = drawnMarket(seed);
      const track = new VolatilityTrack(trades, bars1s);
      const volatility = { perPrint: 0, perRootSecond: 0 };
      const prices: [number, number][] = [];
      for (let row = -1; row < trades.length; row++) {
        if (row >= 0 && trades.price[row]! > 0) {
          prices.push([trades.tsRecv[row]!, trades.price[row]!]);
        }
        track.at(row, volatility);

        const expected = byDefinition(prices);
        assertClose(volatility.perPrint, expected.perPrint, `per print, row ${row}`);
        assertClose(volatility.perRootSecond, expected.perRootSecond, `per second, row ${row}`);
      }
    }),
    { numRuns: 60 },
  );
});
