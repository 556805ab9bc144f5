import type { Journal } from "./journal.ts";

/**
 * Whole-number weights that can be changed, summed and chosen by in logarithmic time: a Fenwick tree.
 *
 * Sums are exact, since they stay below 2^53: 2^20 weights of up to 2^32.
 *
 * @see P. Fenwick, "A new data structure for cumulative frequency tables", 1994
 */
export class WeightTree {
  readonly #journal: Journal;
  readonly #weights: Float64Array;
  /** Node i, from 1, holds the sum of the weights i - lowbit(i) to i - 1. */
  readonly #nodes: Float64Array;
  /** Largest power of two that is at most the number of weights. */
  readonly #top: number;

  /** @param weights Whole numbers from 0 to 2^32; taken over. */
  constructor(weights: Float64Array, journal: Journal) {
    this.#journal = journal;
    this.#weights = weights;
    this.#nodes = new Float64Array(weights.length + 1);
    this.#top = weights.length === 0 ? 0 : 2 ** (31 - Math.clz32(weights.length));
    for (let node = 1; node < this.#nodes.length; node++) {
      this.#nodes[node] = this.#nodes[node]! + weights[node - 1]!;
      const parent = node + (node & -node);
      if (parent < this.#nodes.length) {
        this.#nodes[parent] = this.#nodes[parent]! + this.#nodes[node]!;
      }
    }
  }

  /** Sum of all weights. */
  get total(): number {
    return this.sumBefore(this.#weights.length);
  }

  /** One weight. */
  weight(index: number): number {
    return this.#weights[index]!;
  }

  /** Changes one weight. */
  set(index: number, weight: number): void {
    const change = weight - this.#weights[index]!;
    if (change === 0) return;
    this.#journal.set(this.#weights, index, weight);
    for (let node = index + 1; node < this.#nodes.length; node += node & -node) {
      this.#journal.set(this.#nodes, node, this.#nodes[node]! + change);
    }
  }

  /** Sum of the weights 0 to `index`, the latter excluded. */
  sumBefore(index: number): number {
    let sum = 0;
    for (let node = index; node > 0; node &= node - 1) sum += this.#nodes[node]!;
    return sum;
  }

  /**
   * Which weight a number falls into when the weights are laid end to end.
   *
   * @param offset Whole number from 0, included, to the total, excluded.
   */
  find(offset: number): number {
    let index = 0;
    let left = offset;
    for (let step = this.#top; step > 0; step >>= 1) {
      const node = index + step;
      if (node < this.#nodes.length && this.#nodes[node]! <= left) {
        index = node;
        left -= this.#nodes[node]!;
      }
    }
    return index;
  }
}
