/**
 * XXH64 with seed 0, whose low 32 bits are the checksum of a zstd frame. The loop over 32-byte stripes keeps each
 * 64-bit accumulator as two int32 words and creates no BigInt; only the short end of the algorithm uses BigInt.
 *
 * @see github.com/Cyan4973/xxHash, doc/xxhash_spec.md, "XXH64 Algorithm Description"
 */
const PRIME_1 = 0x9e3779b185ebca87n;
const PRIME_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME_3 = 0x165667b19e3779f9n;
const PRIME_4 = 0x85ebca77c2b2ae63n;
const PRIME_5 = 0x27d4eb2f165667c5n;

const PRIME_1_LOW = 0x85ebca87 | 0;
const PRIME_1_HIGH = 0x9e3779b1 | 0;
const PRIME_2_LOW = 0x27d4eb4f | 0;
const PRIME_2_HIGH = 0xc2b2ae3d | 0;

const STRIPE = 32; // bytes
const LANES = 4;

/** Hashes bytes that arrive in pieces. */
export class Xxh64 {
  /** Four accumulators of low and high word. */
  readonly #words = new Int32Array(2 * LANES);
  readonly #lanes = new BigUint64Array(this.#words.buffer);
  readonly #pending = new Uint8Array(STRIPE);
  #pendingLength = 0;
  #total = 0;

  constructor() {
    this.#lanes.set([uint64(PRIME_1 + PRIME_2), PRIME_2, 0n, uint64(-PRIME_1)]);
  }

  /** Adds the next bytes. */
  update(bytes: Uint8Array): void {
    this.#total += bytes.length;
    let offset = 0;
    if (this.#pendingLength > 0) {
      offset = Math.min(STRIPE - this.#pendingLength, bytes.length);
      this.#keep(bytes.subarray(0, offset));
      if (this.#pendingLength < STRIPE) return;
      hashStripes(this.#words, this.#pending, 0, STRIPE);
      this.#pendingLength = 0;
    }
    const end = bytes.length - ((bytes.length - offset) % STRIPE);
    hashStripes(this.#words, bytes, offset, end);
    this.#keep(bytes.subarray(end));
  }

  #keep(bytes: Uint8Array): void {
    this.#pending.set(bytes, this.#pendingLength);
    this.#pendingLength += bytes.length;
  }

  /** The hash of all bytes so far. */
  digest(): bigint {
    let hash = this.#total < STRIPE ? PRIME_5 : mergeLanes(this.#lanes);
    hash = uint64(hash + BigInt(this.#total));
    return avalanche(hashTail(hash, this.#pending.subarray(0, this.#pendingLength)));
  }
}

/** Runs the accumulators over bytes [from, to), a whole number of stripes. */
function hashStripes(words: Int32Array, bytes: Uint8Array, from: number, to: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let offset = from; offset < to; offset += STRIPE) {
    for (let lane = 0; lane < 2 * LANES; lane += 2) {
      const at = offset + 4 * lane;
      hashLane(words, lane, view.getInt32(at, true), view.getInt32(at + 4, true));
    }
  }
}

/** accumulator = rotateLeft(accumulator + input * PRIME_2, 31) * PRIME_1. */
function hashLane(words: Int32Array, lane: number, inputLow: number, inputHigh: number): void {
  const productLow = Math.imul(inputLow, PRIME_2_LOW);
  const productHigh = (multiplyHigh(inputLow, PRIME_2_LOW) + Math.imul(inputHigh, PRIME_2_LOW) +
    Math.imul(inputLow, PRIME_2_HIGH)) | 0;
  const low = (words[lane]! + productLow) | 0;
  const carry = (low >>> 0) < (productLow >>> 0) ? 1 : 0;
  const high = (words[lane + 1]! + productHigh + carry) | 0;
  const rotatedLow = (low << 31) | (high >>> 1);
  const rotatedHigh = (high << 31) | (low >>> 1);
  words[lane] = Math.imul(rotatedLow, PRIME_1_LOW);
  words[lane + 1] = multiplyHigh(rotatedLow, PRIME_1_LOW) +
    Math.imul(rotatedHigh, PRIME_1_LOW) + Math.imul(rotatedLow, PRIME_1_HIGH);
}

/** Bits 32 to 63 of the product of two words taken as uint32; the result is an int32. */
function multiplyHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  // no sum below exceeds uint32, so that cutting to int32 loses nothing
  const middle = (Math.imul(a1, b0) + (Math.imul(a0, b0) >>> 16)) | 0;
  const cross = (Math.imul(a0, b1) + (middle & 0xffff)) | 0;
  return (Math.imul(a1, b1) + (middle >>> 16) + (cross >>> 16)) | 0;
}

function mergeLanes(lanes: BigUint64Array): bigint {
  const turns = [1n, 7n, 12n, 18n];
  let hash = 0n;
  for (let i = 0; i < LANES; i++) hash = uint64(hash + rotate(lanes[i]!, turns[i]!));
  for (const lane of lanes) hash = uint64((hash ^ hashWord(lane)) * PRIME_1 + PRIME_4);
  return hash;
}

function hashWord(input: bigint): bigint {
  return uint64(rotate(uint64(input * PRIME_2), 31n) * PRIME_1);
}

/** The last 0 to 31 bytes: words of 8, then one of 4, then single bytes. */
function hashTail(start: bigint, tail: Uint8Array): bigint {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  let hash = start;
  let offset = 0;
  for (; offset + 8 <= tail.length; offset += 8) {
    const word = hashWord(view.getBigUint64(offset, true));
    hash = uint64(rotate(hash ^ word, 27n) * PRIME_1 + PRIME_4);
  }
  if (offset + 4 <= tail.length) {
    const word = uint64(BigInt(view.getUint32(offset, true)) * PRIME_1);
    hash = uint64(rotate(hash ^ word, 23n) * PRIME_2 + PRIME_3);
    offset += 4;
  }
  for (; offset < tail.length; offset++) {
    const word = uint64(BigInt(tail[offset]!) * PRIME_5);
    hash = uint64(rotate(hash ^ word, 11n) * PRIME_1);
  }
  return hash;
}

function avalanche(start: bigint): bigint {
  let hash = uint64((start ^ (start >> 33n)) * PRIME_2);
  hash = uint64((hash ^ (hash >> 29n)) * PRIME_3);
  return hash ^ (hash >> 32n);
}

function rotate(value: bigint, bits: bigint): bigint {
  return uint64(value << bits) | (value >> (64n - bits));
}

function uint64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
