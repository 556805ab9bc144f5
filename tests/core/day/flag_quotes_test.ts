import assert from "node:assert/strict";
import fc from "fast-check";
import { QUALITY_BIT } from "../../../src/core/clean/quality_bits.ts";
import { flagQuotes } from "../../../src/core/day/flag_quotes.ts";
import { quotesOf, SECOND } from "./day_fixtures.ts";

function bitsOf(rows: readonly (readonly [number, number, number])[], halts = NO_HALTS): number[] {
  const quotes = quotesOf(rows);
  flagQuotes(quotes, halts);
  return [...quotes.quality];
}

type Halts = Parameters<typeof flagQuotes>[1];
const NO_HALTS: Halts = [];

Deno.test("a quote without one side is undefined (D0)", () => {
  assert.deepEqual(bitsOf([[1, 0, 10], [2, 10, 0], [3, 10, 10.01]]), [1, 1, 0]);
});

Deno.test("a bid at or above the ask is crossed (D3), but not in a halt", () => {
  const times = { startKnown: 0, endKnown: 0, action: 9, reason: 50 };
  const halts = [{ start: 2 * SECOND, end: 4 * SECOND, ...times }];

  const bits = bitsOf([[1, 10, 10], [2, 10, 9], [3, 10, 9], [4, 10, 9]], halts);

  assert.deepEqual(bits, [QUALITY_BIT.crossed, 0, 0, QUALITY_BIT.crossed]);
});

Deno.test("the vendor's flags for receive time and book are D9", () => {
  const quotes = quotesOf([[1, 10, 11], [2, 10, 11], [3, 10, 11]]);
  quotes.flags.set([8, 4, 128]);

  flagQuotes(quotes, []);

  assert.deepEqual([...quotes.quality], [QUALITY_BIT.badFlags, QUALITY_BIT.badFlags, 0]);
});

/** D4 as the rule is written: the median of the 500 valid quotes before, sorted anew for each quote. */
function wideByDefinition(rows: readonly (readonly [number, number, number])[]): boolean[] {
  const before: number[] = [];
  return rows.map(([, bid, ask]) => {
    if (!(bid > 0 && ask > bid)) return false;
    const spread = Math.round(ask * 1e9) - Math.round(bid * 1e9);
    const recent = before.slice(-500).sort((a, b) => a - b);
    before.push(spread);
    const half = recent.length >> 1;
    const median = recent.length % 2 === 1
      ? recent[half]!
      : (recent[half - 1]! + recent[half]!) / 2;
    const tick = bid >= 1 ? 1e7 : 1e5;
    return recent.length >= 50 && spread > 50 * median && spread > 5 * tick;
  });
}

Deno.test("a wide spread (D4) is one above 50 medians of the 500 valid quotes before", () => {
  const spread = fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 1, max: 4 }) },
    { weight: 3, arbitrary: fc.integer({ min: 40, max: 260 }) },
    { weight: 1, arbitrary: fc.constantFrom(0, -2) },
  );
  fc.assert(
    fc.property(fc.array(spread, { minLength: 60, maxLength: 1200 }), (cents) => {
      const rows = cents.map((cent, i) => [i, 10, 10 + cent / 100] as const);

      const wide = bitsOf(rows).map((bits) => (bits & QUALITY_BIT.wide) !== 0);

      assert.deepEqual(wide, wideByDefinition(rows));
    }),
    { numRuns: 60 },
  );
});
