/** A volume profile that grows print by print: the same levels as `volumeLevels`, without going over all prints again. */
import { VALUE_AREA, VOLUME_BIN_SHARE, type VolumeLevels } from "./volume_levels.ts";

/** Bins on either side of the first price to begin with. */
const FIRST_REACH = 256;

/**
 * Volume by price in bins of one tick or 0.1 % of the first price, whichever is wider.
 *
 * @see volumeLevels For the definition of the levels.
 */
export class VolumeBins {
  readonly #tickSize: number;
  /** Width of a bin in nano-dollars; `NaN` before the first price. */
  #width = NaN;
  #volumes: Float64Array = new Float64Array(2 * FIRST_REACH);
  /** Whether anything was added to the bin, if only no volume. */
  #isUsed: Uint8Array = new Uint8Array(2 * FIRST_REACH);
  /** Number of the bin at position 0. */
  #origin = 0;
  #total = 0;
  /** Positions: lowest and highest used, and the richest. */
  #lowest = Infinity;
  #highest = -Infinity;
  #richest = -1;

  /** @param tickSize Minimum price increment in nano-dollars. */
  constructor(tickSize: number) {
    this.#tickSize = tickSize;
  }

  /** Adds shares at a price (nano-dollars, above 0). */
  add(price: number, shares: number): void {
    if (Number.isNaN(this.#width)) this.#start(price);
    const at = this.#reach(Math.floor(price / this.#width));
    this.#volumes[at] = this.#volumes[at]! + shares;
    this.#isUsed[at] = 1;
    this.#total += shares;
    if (at < this.#lowest) this.#lowest = at;
    if (at > this.#highest) this.#highest = at;
    const lead = this.#richest < 0 ? -1 : this.#volumes[this.#richest]!;
    const volume = this.#volumes[at]!;
    if (volume > lead || (volume === lead && at < this.#richest)) this.#richest = at;
  }

  #start(price: number): void {
    this.#width = Math.max(this.#tickSize, VOLUME_BIN_SHARE * price);
    this.#origin = Math.floor(price / this.#width) - FIRST_REACH;
  }

  /** Position of a bin, with room made for it. */
  #reach(bin: number): number {
    const size = this.#volumes.length;
    const at = bin - this.#origin;
    if (at >= 0 && at < size) return at;
    const before = at < 0 ? Math.max(size, -at) : 0;
    const after = at >= size ? Math.max(size, at + 1 - size) : 0;
    const volumes = new Float64Array(before + size + after);
    const isUsed = new Uint8Array(volumes.length);
    volumes.set(this.#volumes, before);
    isUsed.set(this.#isUsed, before);
    this.#volumes = volumes;
    this.#isUsed = isUsed;
    this.#origin -= before;
    this.#lowest += before;
    this.#highest += before;
    if (this.#richest >= 0) this.#richest += before;
    return bin - this.#origin;
  }

  /** The levels so far; `null` before any volume. */
  levels(): VolumeLevels | null {
    if (this.#total === 0) return null;
    let low = this.#richest;
    let high = this.#richest;
    let held = this.#volumes[this.#richest]!;
    while (held < VALUE_AREA * this.#total) {
      const below = this.#nextUsed(low, -1);
      const above = this.#nextUsed(high, 1);
      const belowVolume = below < 0 ? -1 : this.#volumes[below]!;
      const aboveVolume = above < 0 ? -1 : this.#volumes[above]!;
      if (aboveVolume >= belowVolume) {
        high = above;
        held += aboveVolume;
      } else {
        low = below;
        held += belowVolume;
      }
    }
    const centre = (at: number) => (this.#origin + at + 0.5) * this.#width;
    return {
      pointOfControl: centre(this.#richest),
      valueAreaLow: centre(low),
      valueAreaHigh: centre(high),
    };
  }

  /** The nearest used position beyond `at`; -1 if there is none. */
  #nextUsed(at: number, step: 1 | -1): number {
    let next = at + step;
    while (next >= this.#lowest && next <= this.#highest) {
      if (this.#isUsed[next] === 1) return next;
      next += step;
    }
    return -1;
  }
}
