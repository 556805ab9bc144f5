import assert from "node:assert/strict";
import fc from "fast-check";
import { Xxh64 } from "../../../src/io/zstd/xxh64.ts";

const PRIMES = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const;
const [P1, P2, P3, P4, P5] = PRIMES;
const wrap = (value: bigint) => BigInt.asUintN(64, value);
const rotate = (value: bigint, bits: bigint) => wrap(value << bits) | (value >> (64n - bits));
const round = (lane: bigint, input: bigint) => wrap(rotate(wrap(lane + input * P2), 31n) * P1);

/** The specification, word for word, in BigInt. */
function oracle(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  let hash: bigint = P5;
  if (bytes.length >= 32) {
    const lanes = [wrap(P1 + P2), P2, 0n, wrap(-P1)];
    for (; at + 32 <= bytes.length; at += 32) {
      for (let i = 0; i < 4; i++) lanes[i] = round(lanes[i]!, view.getBigUint64(at + 8 * i, true));
    }
    hash = wrap([1n, 7n, 12n, 18n].reduce((sum, bits, i) => sum + rotate(lanes[i]!, bits), 0n));
    for (const lane of lanes) hash = wrap((hash ^ round(0n, lane)) * P1 + P4);
  }
  hash = wrap(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) {
    hash = wrap(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * P1 + P4);
  }
  if (at + 4 <= bytes.length) {
    hash = wrap(rotate(hash ^ wrap(BigInt(view.getUint32(at, true)) * P1), 23n) * P2 + P3);
    at += 4;
  }
  for (; at < bytes.length; at++) {
    hash = wrap(rotate(hash ^ wrap(BigInt(bytes[at]!) * P5), 11n) * P1);
  }
  hash = wrap((hash ^ (hash >> 33n)) * P2);
  hash = wrap((hash ^ (hash >> 29n)) * P3);
  return hash ^ (hash >> 32n);
}

function hashOf(...pieces: Uint8Array[]): bigint {
  const hash = new Xxh64();
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

Deno.test("Xxh64 gives the published values", () => {
  const text = (value: string) => new TextEncoder().encode(value);

  assert.equal(hashOf(), 0xef46db3751d8e999n);
  assert.equal(hashOf(text("a")), 0xd24ec4f1a98c6e5bn);
  assert.equal(hashOf(text("abc")), 0x44bc2cf5ad770999n);
});

Deno.test("Xxh64 agrees with the specification for any bytes cut into any pieces", () => {
  fc.assert(fc.property(
    fc.array(fc.uint8Array({ maxLength: 100, size: "max" }), { maxLength: 6 }),
    (pieces) => {
      const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
      assert.equal(hashOf(...pieces), oracle(whole));
    },
  ));
});

Deno.test("Xxh64 agrees with the specification for words of all ones", () => {
  const ones = new Uint8Array(1000).fill(0xff);

  assert.equal(hashOf(ones), oracle(ones));
});
