/**
 * Seeded random numbers that depend on nothing but a key and a counter, and use only operations that every platform
 * rounds alike (no logarithms or powers): the same seed gives the same data everywhere.
 */

/** A reproducible sequence of random numbers, independent of every other one with another key. */
export class RandomStream {
  readonly #low: number;
  readonly #high: number;
  #counter = 0;

  /**
   * @param seed Any integer.
   * @param path What the numbers are for, for example a symbol, a day and a purpose.
   */
  constructor(seed: number, ...path: readonly (string | number)[]) {
    const key = [seed, ...path].join("\0");
    this.#low = hashText(key, 0x811c9dc5);
    this.#high = hashText(key, 0x2f0b4a17);
  }

  /** A number in [0, 1), a multiple of 2^-32. */
  uniform(): number {
    this.#counter++;
    const mixed = mix(Math.imul(this.#counter, 0x9e3779b9) + this.#low);
    return mix(mixed ^ this.#high) / 2 ** 32;
  }

  /** A number in [from, to). */
  between(from: number, to: number): number {
    return from + (to - from) * this.uniform();
  }

  /** An integer in [from, to]. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.uniform() * (to - from + 1));
  }

  /** True with the given chance. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Mean 0, deviation 1, within 3.5: the sum of four uniform numbers. */
  normal(): number {
    const sum = this.uniform() + this.uniform() + this.uniform() + this.uniform();
    return (sum - 2) * SQRT_3;
  }

  /** A count with the given mean, Poisson distributed (Knuth's product method; normal above 30). */
  poisson(mean: number): number {
    if (mean <= 0) return 0;
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = exponentialDecay(mean);
    let count = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count++;
    return count;
  }

  /** One of the values, each as likely as its weight says. */
  choose<Value>(weighted: readonly (readonly [Value, number])[]): Value {
    let left = this.uniform() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of weighted) {
      left -= weight;
      if (left < 0) return value;
    }
    return weighted.at(-1)![0];
  }
}

const SQRT_3 = Math.sqrt(3);

/** Close to e^-x for 0 <= x <= 30, by arithmetic alone. */
function exponentialDecay(x: number): number {
  let power = 1 - x / 1024;
  for (let doubling = 0; doubling < 10; doubling++) power *= power;
  return power;
}

/** FNV-1a of a text, then mixed. */
function hashText(text: string, basis: number): number {
  let hash = basis;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return mix(hash);
}

/** The finalizer of MurmurHash3: each bit of the input changes half of the output. */
function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
