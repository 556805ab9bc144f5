/**
 * Random numbers by counting: Philox-4x32-10, a function of a key and a counter without hidden state.
 *
 * Integer arithmetic only, so every engine and every host gets the same numbers, in any order and at any time.
 *
 * @see Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011 (Random123)
 */

const ROUNDS = 10;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9; // golden ratio
const WEYL_1 = 0xbb67ae85; // sqrt(3) - 1

const TWO_24 = 2 ** 24;
const TWO_32 = 2 ** 32;
const TWO_53 = 2 ** 53;

/** Upper 32 bits of the product of two 32-bit numbers taken as unsigned, as a signed number: all steps stay integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0; // below 2^32: nothing is lost
  const middleLow = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (middleLow >>> 16)) | 0;
}

/**
 * One block of random bits.
 *
 * @param counter Four unsigned 32-bit words.
 * @param key Two unsigned 32-bit words.
 * @param block Takes the four random words.
 */
export function philoxInto(
  counter: Uint32Array,
  key: Uint32Array,
  block: Uint32Array,
): void {
  let c0 = counter[0]! | 0;
  let c1 = counter[1]! | 0;
  let c2 = counter[2]! | 0;
  let c3 = counter[3]! | 0;
  let k0 = key[0]! | 0;
  let k1 = key[1]! | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c2 = high0 ^ c3 ^ k1;
    c1 = low1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  block[0] = c0;
  block[1] = c1;
  block[2] = c2;
  block[3] = c3;
}

/**
 * Draws in sequence from the stream that a seed, a stream number and two positions name. The seed is the key; the
 * stream, the positions and the number of the block make the counter, so streams never overlap.
 */
export class RandomStream {
  readonly #key: Uint32Array;
  readonly #counter = new Uint32Array(4);
  readonly #block = new Uint32Array(4);
  readonly #stream: number;
  #left = 0;

  /**
   * @param seed Whole number, 0 to 2^53 - 1.
   * @param stream What the numbers are for, 0 to 255.
   */
  constructor(seed: number, stream: number) {
    this.#key = Uint32Array.of(seed % TWO_32, Math.floor(seed / TWO_32));
    this.#stream = stream;
    this.seek(0, 0);
  }

  /**
   * Goes to the first draw at a position.
   *
   * @param first Whole number, 0 to 2^32 - 1.
   * @param second Whole number, 0 to 2^53 - 1.
   */
  seek(first: number, second: number): void {
    this.#counter[0] = first;
    this.#counter[1] = second % TWO_32;
    this.#counter[2] = 0;
    this.#counter[3] = this.#stream * TWO_24 + Math.floor(second / TWO_32); // the latter below 2^21
    this.#left = 0;
  }

  /** 53 random bits: a whole number from 0 to 2^53 - 1. */
  bits53(): number {
    if (this.#left === 0) {
      philoxInto(this.#counter, this.#key, this.#block);
      this.#counter[2] = this.#counter[2]! + 1;
      this.#left = 2;
    }
    const at = 2 * (2 - this.#left--);
    return (this.#block[at]! >>> 11) * TWO_32 + this.#block[at + 1]!;
  }

  /** A number from 0, included, to 1, excluded. */
  unit(): number {
    return this.bits53() / TWO_53;
  }

  /**
   * A whole number from 0, included, to `total`, excluded, all equally likely.
   *
   * @param total Whole number, 1 to 2^53.
   */
  below(total: number): number {
    const fair = TWO_53 - TWO_53 % total; // what is above would favour the small remainders
    let bits = this.bits53();
    while (bits >= fair) bits = this.bits53();
    return bits % total;
  }
}
