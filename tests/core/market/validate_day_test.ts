import assert from "node:assert/strict";
import { validateDay } from "../../../src/core/market/validate_day.ts";
import { HOUR, madeMarket, type MadeRows } from "./made_market.ts";

const T = 10 * HOUR;

function findings(made: MadeRows): string[] {
  return validateDay(madeMarket(made)).map(
    ({ table, message, isFatal }) => `${table}: ${message}${isFatal ? " (fatal)" : ""}`,
  );
}

Deno.test("validateDay() finds nothing wrong with a good day, nor with an empty one", () => {
  assert.deepEqual(findings({}), []);
  assert.deepEqual(
    findings({
      quotes: [[T, 5, 5.01]],
      trades: [[T, 5, 900]],
      bars: [[T, 5, 6, 4, 5.5, 900]],
    }),
    [],
  );
});

Deno.test("validateDay() stops at rows that are not in order of time", () => {
  assert.deepEqual(findings({ quotes: [[T, 5, 5.01], [T - 1, 5, 5.01]] }), [
    "quotes: 1 of 2 rows are not in order of time (fatal)",
  ]);
});

Deno.test("validateDay() tells unusable quotes and trades, bad bars and volumes that differ", () => {
  assert.deepEqual(
    findings({
      quotes: [[T, 5, 5], [T, 5, 5.01]],
      trades: [[T, NaN, 100], [T, 5, 500]],
      bars: [[T, 7, 6, 4, 5.5, 900]],
    }),
    [
      "bars1s: 1 of 1 rows have prices that contradict each other, or no volume",
      "trades: 1 of 2 rows have no price or no size",
      "quotes: 1 of 2 rows are locked, crossed or one-sided",
      "bars1s: bars hold 900 shares, the tape holds 600",
    ],
  );
});
