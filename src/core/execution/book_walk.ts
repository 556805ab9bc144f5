/** The book that an aggressive order meets: the touch, then synthetic depth, one price level after another. */
import { tickSize } from "../market/tick_size.ts";
import { carryTicks, type ImpactLaw, sharesWithin, walkTicks } from "./impact.ts";
import { outward } from "./prices.ts";

/** Where a walk begins. */
export interface WalkStart {
  readonly law: ImpactLaw;
  /** 1 buys, -1 sells. */
  readonly side: number;
  /** Price of the touch, nano-dollars. */
  readonly touch: number;
  /** Shares that the touch still has, and what was taken from it since it was refreshed. */
  readonly size: number;
  readonly taken: number;
  /** Own volume on this side that still displaces the price, shares, 0 or more. */
  readonly own: number;
}

const NO_LAW: ImpactLaw = { strength: 0, crossover: 0 };

/**
 * Walks away from the touch. After each `next()` that is true, `price` and `depth` describe a level; each is worse than
 * the one before or equal to it, whatever the order was split into.
 */
export class BookWalk {
  /** Of the level, nano-dollars, on the tick. */
  price = NaN;
  /** Shares at the level. */
  depth = 0;
  isTouch = false;
  /** Displacement of the touch by own earlier volume, nano-dollars, 0 or more. */
  carry = 0;
  #law = NO_LAW;
  #side = 1;
  #touch = NaN;
  #tick = 0;
  #size = 0;
  #start = 0;
  #walked = 0;
  #isStarted = false;

  /** Goes to the front of a book; call `next()` for its first level. */
  begin({ law, side, touch, size, taken, own }: WalkStart): void {
    this.#law = law;
    this.#side = side;
    this.#touch = touch;
    this.#tick = tickSize(touch);
    this.#size = size;
    this.#start = Math.max(0, own - taken);
    this.#walked = 0;
    this.#isStarted = false;
    this.carry = carryTicks(law, this.#start, this.#tick) * this.#tick;
  }

  /** The next level that holds at least one share. @returns False at the end of the book: the price would be 0. */
  next(): boolean {
    if (!this.#isStarted) {
      this.#isStarted = true;
      if (this.#size > 0) return this.#show(this.carry, this.#size, true);
    }
    const from = this.#start + this.#walked;
    const ticks = walkTicks(this.#law, from + 1, this.#tick);
    const depth = sharesWithin(this.#law, from, ticks, this.#tick);
    this.#walked += depth;
    return this.#show(ticks * this.#tick, depth, false);
  }

  #show(distance: number, depth: number, isTouch: boolean): boolean {
    this.price = outward(this.#touch + this.#side * distance, this.#side);
    this.depth = depth;
    this.isTouch = isTouch;
    return this.price > 0;
  }
}
