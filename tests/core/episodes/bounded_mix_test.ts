import assert from "node:assert/strict";
import fc from "fast-check";
import { boundedMix } from "../../../src/core/episodes/bounded_mix.ts";

const SHARES = fc.array(
  fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1000 })),
  { minLength: 6, maxLength: 6 },
).filter((parts) => parts.some((part) => part > 0)).map((parts) => {
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => part / sum);
});
const FACTORS = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), {
  minLength: 6,
  maxLength: 6,
});

/** The common scale at which shares times factors, clipped, add up to 1; found by halving. */
function oracle(shares: readonly number[], factors: readonly number[]): number[] {
  const at = (scale: number) =>
    shares.map((share, k) => Math.min(2 * share, Math.max(share / 2, share * factors[k]! * scale)));
  let [low, high] = [0, 10];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (at(middle).reduce((a, b) => a + b, 0) < 1) low = middle;
    else high = middle;
  }
  return at(high);
}

Deno.test("boundedMix() adds up to 1 within 1e-12 and keeps every share within half and twice", () => {
  fc.assert(
    fc.property(SHARES, FACTORS, (shares, factors) => {
      const mix = boundedMix(shares, factors);

      assert.ok(Math.abs(mix.reduce((a, b) => a + b, 0) - 1) <= 1e-12);
      for (const [k, share] of mix.entries()) {
        assert.ok(share >= shares[k]! / 2 && share <= shares[k]! * 2, `${share} of ${shares[k]}`);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("boundedMix() is the one scale at which the clipped shares add up to 1", () => {
  fc.assert(
    fc.property(SHARES, FACTORS, (shares, factors) => {
      const expected = oracle(shares, factors);

      for (const [k, share] of boundedMix(shares, factors).entries()) {
        assert.ok(Math.abs(share - expected[k]!) < 1e-9, `${share}, wanted ${expected[k]}`);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("boundedMix() does not lower a share whose factor rises", () => {
  fc.assert(
    fc.property(SHARES, FACTORS, fc.nat(5), fc.double({ min: 0.5, max: 2, noNaN: true }), (
      shares,
      factors,
      k,
      factor,
    ) => {
      const higher = factors.with(k, Math.max(factor, factors[k]!));

      assert.ok(boundedMix(shares, higher)[k]! >= boundedMix(shares, factors)[k]! - 1e-12);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("boundedMix() with equal factors is the shares themselves", () => {
  const shares = [0.7, 0.2, 0.1, 0, 0, 0];

  assert.deepEqual(boundedMix(shares, [1.3, 1.3, 1.3, 1.3, 1.3, 1.3]), shares);
});

Deno.test("boundedMix() fixes a share at its bound and gives the rest to the others", () => {
  const [first, second] = boundedMix([0.5, 0.5, 0, 0, 0, 0], [2, 0.5, 1, 1, 1, 1]);

  assert.equal(second, 0.25); // not 0.2, as 2 : 0.5 would be, because half of 0.5 is the least
  assert.ok(Math.abs(first! - 0.75) < 1e-15);
});
