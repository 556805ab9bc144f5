import assert from "node:assert/strict";
import fc from "fast-check";
import { type Bars, concatBars, takeBars } from "../../../src/core/columns/bars.ts";
import { cleanBars } from "../../../src/core/clean/clean_bars.ts";
import { QUALITY_BIT, QUALITY_BIT_NAMES } from "../../../src/core/clean/quality_bits.ts";
import { FULL_BOUNDS, generateBars, HALF_BOUNDS, handBars } from "../scan/generated_day.ts";

const D = (...bits: number[]) => bits.reduce((sum, bit) => sum | (1 << bit), 0);

function closes({ bars }: { bars: Bars }): number[] {
  return [...bars.close.subarray(0, bars.length)].map((price) => price / 1e9);
}

Deno.test("the bits are D0 to D10 in the order of the published list", () => {
  assert.equal(QUALITY_BIT_NAMES.length, 11);
  assert.deepEqual(Object.values(QUALITY_BIT), Array.from({ length: 11 }, (_, i) => 2 ** i));
  assert.deepEqual(QUALITY_BIT_NAMES.slice(0, 3), ["undefined", "order", "duplicate"]);
});

Deno.test("cleanBars() passes clean bars through as they are", () => {
  const bars = generateBars(3);

  assert.deepEqual(cleanBars(bars, FULL_BOUNDS), { bars, qualityBits: 0 });
});

Deno.test("cleanBars() sorts bars and flags D1", () => {
  const cleaned = cleanBars(
    handBars([{ at: 36_002, close: 3 }, { at: 36_000, close: 1 }, { at: 36_001, close: 2 }]),
    FULL_BOUNDS,
  );

  assert.deepEqual(closes(cleaned), [1, 2, 3]);
  assert.equal(cleaned.qualityBits, D(1));
});

Deno.test("cleanBars() keeps the last of equal starts and flags D2", () => {
  const cleaned = cleanBars(
    handBars([
      { at: 36_000, close: 1 },
      { at: 36_000, close: 2 },
      { at: 36_001, close: 3 },
      { at: 36_001, close: 4 },
    ]),
    FULL_BOUNDS,
  );

  assert.deepEqual(closes(cleaned), [2, 4]);
  assert.equal(cleaned.qualityBits, D(2));
});

Deno.test("cleanBars() leaves out undefined prices and flags D0", () => {
  const good = { at: 36_000, close: 5 };
  for (const bad of [NaN, 0, -1e9, 2 ** 63, Number(2n ** 63n - 1n)]) {
    for (const column of ["open", "high", "low", "close"] as const) {
      const bars = handBars([good, { at: 36_001, close: 6 }, { at: 36_002, close: 7 }]);
      bars[column][1] = bad;

      const cleaned = cleanBars(bars, FULL_BOUNDS);

      assert.deepEqual(closes(cleaned), [5, 7], `${column} of ${bad}`);
      assert.equal(cleaned.qualityBits, D(0), `${column} of ${bad}`);
    }
  }
});

Deno.test("cleanBars() leaves out what lies outside [04:00, close of post-market) and flags D8", () => {
  for (const bounds of [FULL_BOUNDS, HALF_BOUNDS]) {
    const ats = [bounds.preOpen - 1, bounds.preOpen, bounds.postClose - 1, bounds.postClose];
    const cleaned = cleanBars(handBars(ats.map((at, i) => ({ at, close: i + 1 }))), bounds);

    assert.deepEqual(closes(cleaned), [2, 3]);
    assert.equal(cleaned.qualityBits, D(8));
  }
});

Deno.test("cleanBars() keeps contradicting bars but flags D10", () => {
  const cases = [
    { at: 36_000, open: 5, high: 4.9, low: 4, close: 4.5 },
    { at: 36_000, open: 5, high: 6, low: 5.1, close: 5.5 },
    { at: 36_000, open: 5, high: 6, low: 4, close: 6.1 },
    { at: 36_000, open: 5, high: 6, low: 4, close: 3.9 },
    { at: 36_000, close: 5, volume: 0 },
  ];
  for (const bar of cases) {
    const cleaned = cleanBars(handBars([bar]), FULL_BOUNDS);

    assert.deepEqual(closes(cleaned), [bar.close]);
    assert.equal(cleaned.qualityBits, D(10));
  }
});

Deno.test("cleanBars() collects the bits of everything it saw", () => {
  const bars = handBars([
    { at: 14_399, close: 1 },
    { at: 36_001, close: 2 },
    { at: 36_000, close: 3, volume: 0 },
    { at: 36_000, close: 4 },
    { at: 36_005, close: -1 },
  ]);

  const cleaned = cleanBars(bars, FULL_BOUNDS);

  assert.deepEqual(closes(cleaned), [4, 2]);
  assert.equal(cleaned.qualityBits, D(0, 1, 2, 8, 10));
});

Deno.test("a file that is read twice, or in any order, changes no bar", () => {
  const bars = takeBars(generateBars(11), Array.from({ length: 60 }, (_, i) => i * 3));
  const indices = [...bars.start.keys()];
  const shuffled = fc.shuffledSubarray(indices, { minLength: indices.length });
  fc.assert(
    fc.property(shuffled, (order) => {
      const twice = concatBars(1e9, [takeBars(bars, order), bars]);

      assert.deepEqual(cleanBars(takeBars(bars, order), FULL_BOUNDS).bars, bars);
      assert.deepEqual(cleanBars(twice, FULL_BOUNDS).bars, bars);
      assert.ok(cleanBars(twice, FULL_BOUNDS).qualityBits & QUALITY_BIT.duplicate);
    }),
    { numRuns: 30 },
  );
});

Deno.test("cleaning nothing, or only unusable bars, gives no bars", () => {
  assert.deepEqual(closes(cleanBars(handBars([]), FULL_BOUNDS)), []);
  assert.deepEqual(closes(cleanBars(handBars([{ at: 0, close: 1 }]), FULL_BOUNDS)), []);
});
