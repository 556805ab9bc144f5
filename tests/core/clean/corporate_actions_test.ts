import assert from "node:assert/strict";
import fc from "fast-check";
import {
  adjustmentFactor,
  type CorporateAction,
  isSuspectSplit,
} from "../../../src/core/clean/corporate_actions.ts";
import { median } from "../../../src/core/math/order_statistics.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import { assertClose } from "../scan/generated_day.ts";
import { deliveredDailyBars } from "../scan/delivered_days.ts";

const SPLIT: CorporateAction = {
  ...{ symbol: "MLGO", kind: "split", factor: 20 },
  ...{ exDate: parseDate("2024-12-13"), knownAt: parseDate("2024-12-10") },
};
const DIVIDEND: CorporateAction = {
  ...{ symbol: "MLGO", kind: "dividend", factor: 0.98 },
  ...{ exDate: parseDate("2024-11-01"), knownAt: parseDate("2024-10-01") },
};
const ACTIONS = [SPLIT, DIVIDEND];
const factor = (from: string, to: string, adjustment?: "none" | "splits" | "all") =>
  adjustmentFactor(ACTIONS, parseDate(from), parseDate(to), adjustment);

Deno.test("a reverse 1-for-20 split makes earlier prices 20 times as large", () => {
  assert.equal(factor("2024-12-12", "2024-12-13"), 20);
  assert.equal(factor("2024-12-12", "2025-06-01"), 20);
});

Deno.test("a factor applies to days before its ex-date, seen from it or later, only", () => {
  assert.equal(factor("2024-12-13", "2024-12-16"), 1);
  assert.equal(factor("2024-12-01", "2024-12-12"), 1);
});

Deno.test("a split is left out until it is known", () => {
  const late = { ...SPLIT, knownAt: parseDate("2024-12-20") };
  const seenFrom = (to: string) => adjustmentFactor([late], parseDate("2024-12-12"), parseDate(to));

  assert.equal(seenFrom("2024-12-19"), 1);
  assert.equal(seenFrom("2024-12-20"), 20);
});

Deno.test("dividends count only if all adjustments are asked for, and none if none are", () => {
  assert.equal(factor("2024-10-31", "2024-12-31"), 20);
  assertClose(factor("2024-10-31", "2024-12-31", "all"), 19.6, 1e-12, "both");
  assert.equal(factor("2024-10-31", "2024-12-31", "none"), 1);
});

Deno.test("factors multiply along the way: from a to c is from a to b times from b to c", () => {
  const action = fc.record({
    symbol: fc.constant("X"),
    exDate: fc.integer({ min: 100, max: 200 }),
    factor: fc.double({ min: 0.05, max: 20, noNaN: true }),
    kind: fc.constantFrom("split" as const, "dividend" as const),
    knownAt: fc.constant(0),
  });
  const days = fc.tuple(fc.nat(300), fc.nat(300), fc.nat(300));
  fc.assert(fc.property(fc.array(action, { maxLength: 8 }), days, (actions, unsorted) => {
    const [a, b, c] = unsorted.sort((x, y) => x - y) as [number, number, number];
    const along = adjustmentFactor(actions, a, b, "all") * adjustmentFactor(actions, b, c, "all");
    const direct = adjustmentFactor(actions, a, c, "all");
    assert.ok(Math.abs(along / direct - 1) < 1e-9);
  }));
});

const LIMITS = { split_ratio: 1.8, split_max_rvol: 2 };

Deno.test("a gap of 1.8 either way on at most twice the usual volume is a suspect split", () => {
  const suspect = (open: number, prevClose: number, rvol: number | null) =>
    isSuspectSplit({ open, prevClose, rvol }, LIMITS);

  assert.equal(suspect(10, 1, 1), true);
  assert.equal(suspect(1, 10, 1), true);
  assert.equal(suspect(1.81, 1, 2), true, "volume at the limit");
  assert.equal(suspect(1.81, 1, 2.001), false, "volume above it");
  assert.equal(suspect(1.79, 1, 1), false, "gap below the limit");
  assert.equal(suspect(1, 1.79, 1), false);
  assert.equal(suspect(10, 1, null), true, "unknown volume");
  assert.equal(suspect(10, NaN, 1), false, "unknown previous close");
});

Deno.test("the two reverse splits of the sample are suspect, its two real gaps are not", () => {
  const bars = deliveredDailyBars();
  if (bars.length === 0) return;
  const judge = (date: string) => {
    const at = bars.findIndex((bar) => bar.date === date);
    const today = bars[at]!;
    const usual = median(bars.slice(at - 20, at).map((bar) => bar.volume));
    return isSuspectSplit(
      { open: today.open, prevClose: bars[at - 1]!.close, rvol: today.volume / usual },
      LIMITS,
    );
  };

  assert.equal(judge("2024-03-22"), true, "1-for-10");
  assert.equal(judge("2024-12-13"), true, "1-for-20");
  assert.equal(judge("2023-12-06"), false, "+73 %");
  assert.equal(judge("2024-06-04"), false, "+220 %");
});
