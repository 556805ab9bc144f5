/** Random numbers by name: what an order draws depends on its own key and on nothing that happened before. */
import { philoxInto } from "../math/philox.ts";

const TWO_32 = 2 ** 32;
const UNIT = 2 ** -32; // exact, and faster than a division
const STREAM = 0x45584543; // keeps these draws apart from those of other parts with the same seed

/** What a number is drawn for. */
export const LEG = {
  ...{ entry: 0, cancel: 1, replace: 2, response: 3, trigger: 4 },
  /** Not a message: whether a wholesaler improves the price. */
  improvement: 5,
} as const;

/** Four uniform draws per (seed, environment, order, leg, attempt); the same on every host, in any order. */
export class KeyedDraws {
  readonly #key: Uint32Array;
  readonly #counter = new Uint32Array(4);
  readonly #block = new Uint32Array(4);

  /** @param seed Whole number, 0 to 2^53 - 1. */
  constructor(seed: number) {
    this.#key = Uint32Array.of(seed % TWO_32, Math.floor(seed / TWO_32));
  }

  /**
   * Goes to the draws of one leg.
   *
   * @param environment Number of the environment, 0 to 2^32 - 1.
   * @param order Draw key of the order, 0 to 2^32 - 1.
   * @param leg One of `LEG`.
   * @param attempt Which message of this leg, 0 to 2^24 - 1.
   */
  seek(environment: number, order: number, leg: number, attempt: number): void {
    this.#counter[0] = order;
    this.#counter[1] = environment;
    this.#counter[2] = leg + attempt * 8;
    this.#counter[3] = STREAM;
    philoxInto(this.#counter, this.#key, this.#block);
  }

  /** Draw `i` (0 to 3), from 0 to 1, both excluded. */
  unit(i: number): number {
    return (this.#block[i]! + 0.5) * UNIT;
  }
}

/** A draw key for an order that has a name: 32 bits of its text (FNV-1a). */
export function drawKeyOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
