import assert from "node:assert/strict";
import fc from "fast-check";
import { philoxInto, RandomStream } from "../../../src/core/math/philox.ts";
import { drawOracle, philoxOracle } from "./philox_oracle.ts";
import { chiSquareTest } from "../episodes/statistics.ts";

function block(counter: readonly number[], key: readonly number[]): number[] {
  const words = new Uint32Array(4);
  philoxInto(Uint32Array.from(counter), Uint32Array.from(key), words);
  return [...words];
}

function hex(words: readonly number[]): string {
  return words.map((word) => word.toString(16).padStart(8, "0")).join(" ");
}

/** Counter, key and result of the known-answer tests that come with Random123 (`kat_vectors`). */
const KNOWN: readonly (readonly [readonly number[], readonly number[], string])[] = [
  [[0, 0, 0, 0], [0, 0], "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    "408f276d 41c83b0e a20bc7c6 6d5451fd",
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    "d16cfe09 94fdcceb 5001e420 24126ea1",
  ],
];

const WORD = fc.integer({ min: 0, max: 0xffffffff });
const WHOLE = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

Deno.test("philoxInto() gives the known answers of Random123", () => {
  for (const [counter, key, expected] of KNOWN) assert.equal(hex(block(counter, key)), expected);
});

Deno.test("philoxInto() equals the definition in big integers", () => {
  fc.assert(fc.property(fc.tuple(WORD, WORD, WORD, WORD), fc.tuple(WORD, WORD), (counter, key) => {
    assert.deepEqual(block(counter, key), philoxOracle(counter, key));
  }));
});

Deno.test("RandomStream draws what its seed, stream and position name, whatever was drawn before", () => {
  fc.assert(
    fc.property(WHOLE, fc.integer({ min: 0, max: 255 }), WORD, WHOLE, (seed, stream, a, b) => {
      const random = new RandomStream(seed, stream);
      random.seek(5, 5);
      random.bits53();

      random.seek(a, b);

      const expected = drawOracle(seed, stream, a, b);
      for (let i = 0; i < 5; i++) assert.equal(random.bits53(), expected.next().value);
    }),
  );
});

Deno.test("RandomStream.below() stays below its bound and favours no number", () => {
  const random = new RandomStream(11, 3);
  const counts = Array.from({ length: 7 }, () => 0);

  for (let i = 0; i < 70_000; i++) counts[random.below(7)]!++;

  assert.ok(chiSquareTest(counts, counts.map(() => 10_000)) > 0.001);
});

Deno.test("RandomStream.below() is exact for bounds that leave a large remainder", () => {
  const random = new RandomStream(12, 3);
  const total = 2 ** 52 + 2 ** 51; // with a plain remainder the lower third would come twice as often
  let low = 0;

  for (let i = 0; i < 30_000; i++) if (random.below(total) < 2 ** 51) low++;

  assert.ok(chiSquareTest([low, 30_000 - low], [10_000, 20_000]) > 0.001);
});

Deno.test("RandomStream.unit() is at least 0, below 1 and even", () => {
  const random = new RandomStream(13, 4);
  const counts = Array.from({ length: 20 }, () => 0);

  for (let i = 0; i < 40_000; i++) {
    const value = random.unit();
    assert.ok(value >= 0 && value < 1);
    counts[Math.floor(value * 20)]!++;
  }

  assert.ok(chiSquareTest(counts, counts.map(() => 2000)) > 0.001);
});
