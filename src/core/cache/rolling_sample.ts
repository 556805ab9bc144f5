/** The latest values of a measurement. */
export class RollingSample {
  readonly #values: Float64Array;
  #count = 0;

  /** @param size Values that are kept. */
  constructor(size: number) {
    this.#values = new Float64Array(size);
  }

  /** Number of values kept. */
  get length(): number {
    return Math.min(this.#count, this.#values.length);
  }

  /** Adds a value; the oldest one leaves if there is no room. */
  add(value: number): void {
    this.#values[this.#count % this.#values.length] = value;
    this.#count++;
  }

  /**
   * A quantile by nearest rank: the smallest value that at least `share` of the values do not exceed.
   *
   * @param share 0 to 1.
   * @returns `NaN` without values.
   */
  quantile(share: number): number {
    const sorted = this.#values.slice(0, this.length).sort();
    if (sorted.length === 0) return NaN;
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  }
}
