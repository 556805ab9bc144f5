import assert from "node:assert/strict";
import { accuracyOf } from "../../../src/core/execution/accuracy.ts";
import { clock, makeTape, PLAIN, type QuoteRow, SECOND, type TradeRow } from "./made_market.ts";

const PLAN = { from: clock(10), to: clock(10, 1), stepNs: 10 * SECOND, shares: 1 };
const QUOTES: QuoteRow[] = [[clock(10), 5, 5.02, 100, 100]];

Deno.test("fills at the prices that were traded next are 0 away, on their own side of the book", () => {
  const trades = Array.from({ length: 30 }, (_, i): TradeRow[] => [
    [clock(10) + i * 3 * SECOND + 1, 5, 10, "A"],
    [clock(10) + i * 3 * SECOND + 2, 5.01, 10, "N"], // in the middle: on nobody's side
    [clock(10) + i * 3 * SECOND + 3, 5.02, 10, "B"],
  ]).flat();
  const found = accuracyOf(makeTape({ quotes: QUOTES, trades }), PLAIN, PLAN);

  assert.deepEqual([found.orders, found.fills, found.rejects, found.compared], [6, 6, 0, 6]);
  assert.deepEqual([found.medianBps, found.p90Ticks, found.insideRange], [0, 0, 1]);
});

Deno.test("distances are signed by what is worse for the order, in basis points and ticks", () => {
  // buys at 5.02 before prints at 5.01, sales at 5.00 before prints at 5.01
  const trades = Array.from({ length: 70 }, (_, i): TradeRow => [
    ...[clock(10) + i * SECOND + 1, 5.01, 10, i % 2 === 0 ? "A" : "B"] as const,
  ]);
  const found = accuracyOf(makeTape({ quotes: QUOTES, trades }), PLAIN, PLAN);

  assert.ok(Math.abs(found.biasTicks - 1) < 1e-6);
  assert.ok(Math.abs(found.biasBps - 100 / 5.01) < 1e-6);
  assert.equal(found.insideRange, 0);
});

Deno.test("refusals are counted, and without prints nothing is compared", () => {
  const tape = makeTape({ quotes: [] });
  const found = accuracyOf(tape, PLAIN, PLAN);

  assert.deepEqual([found.orders, found.fills, found.rejects, found.compared], [6, 0, 6, 0]);
  assert.ok(Number.isNaN(found.medianBps) && Number.isNaN(found.insideRange));
});
