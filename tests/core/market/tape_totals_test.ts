import assert from "node:assert/strict";
import fc from "fast-check";
import { TapeTotals } from "../../../src/core/market/tape_totals.ts";
import { drawnMarket } from "./made_market.ts";

Deno.test("totals up to any row equal adding up the rows before it, to the bit", () => {
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), (seed, hasTrades) => {
      const { trades, bars1s: bars } = drawnMarket(seed, { hasTrades, rows: 60 });
      const totals = new TapeTotals(trades, bars);
      const sums = new Float64Array(2);
      let [volume, turnover] = [0, 0];
      for (let row = 0; row <= (hasTrades ? trades.length : bars.length); row++) {
        totals.upTo(row, sums, 0);
        assert.deepEqual([...sums], [volume, turnover], `${row} rows`);
        const price = hasTrades
          ? trades.price[row]!
          : (bars.high[row]! + bars.low[row]! + bars.close[row]!) / 3;
        if (!(price > 0)) continue;
        const shares = hasTrades ? trades.size[row]! : bars.volume[row]!;
        volume += shares;
        turnover += price * shares;
      }
    }),
    { numRuns: 200 },
  );
});

Deno.test("volumeBetween() is the volume of the rows between", () => {
  const { trades, bars1s } = drawnMarket(7);
  const totals = new TapeTotals(trades, bars1s);
  const sizes = Array.from(
    trades.size.subarray(0, trades.length),
    (size, row) => trades.price[row]! > 0 ? size : 0,
  );

  const half = trades.length >> 1;
  assert.equal(
    totals.volumeBetween(half, trades.length),
    sizes.slice(half).reduce((a, b) => a + b, 0),
  );
  assert.equal(totals.volumeBetween(3, 3), 0);
});
