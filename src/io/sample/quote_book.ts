/** The top of a book that follows a fair price, record by record. */
import type { FeedClock } from "./feed_clock.ts";
import type { RandomStream } from "./random.ts";
import type { TapeBuilder, TapeTimes } from "./tape.ts";

/** Where the quotes ought to be. */
export interface QuoteTarget {
  /** Fair price in dollars. */
  readonly mid: number;
  /** Distance of bid and ask, relative. */
  readonly spread: number;
  /** Chance that one side is empty for a while. */
  readonly oneSided: number;
}

type Side = "A" | "B";

const UNITS_PER_DOLLAR = 10_000;
const CENT = 100; // units
/** Chance that one side moves past the other before that one makes way. */
const CROSSED_CHANCE = 0.002;

/** The smallest step of a price, in units: a cent, below a dollar a hundredth of one. */
export function tickAt(units: number): number {
  return units >= UNITS_PER_DOLLAR ? CENT : 1;
}

/**
 * Best bid and ask in units (0 where there is none); every change of them is a record. The two may lock or cross for a
 * fraction of a millisecond.
 */
export class QuoteBook {
  bid = 0;
  ask = 0;
  bidSize = 0;
  askSize = 0;
  readonly #tape: TapeBuilder;
  readonly #clock: FeedClock;
  readonly #random: RandomStream;
  readonly #sizeFactor: number;

  /** Starts empty. */
  constructor(tape: TapeBuilder, clock: FeedClock, random: RandomStream, sizeFactor: number) {
    this.#tape = tape;
    this.#clock = clock;
    this.#random = random;
    // sizes grow less than trades do where shares are cheap
    this.#sizeFactor = Math.max(1, Math.sqrt(sizeFactor));
  }

  /** Whether both sides are quoted and trading could take place between them. */
  get isTwoSided(): boolean {
    return this.bid > 0 && this.ask > this.bid;
  }

  /** The first record of a day: nothing is known. */
  clear(at: number): void {
    const event = { action: "R", side: "N", price: 0, size: 0, depth: 1 } as const;
    this.#tape.add(event, this.#clock.stampAt(at), this);
  }

  /** Brings the quotes to where they ought to be, with as many records as that takes. */
  requote(at: number, target: QuoteTarget): void {
    const { bid, ask } = this.#levels(target);
    const vanishing = this.#random.chance(target.oneSided) ? this.#randomSide() : null;
    let times: TapeTimes | null = this.#clock.stampAt(at);
    if (this.isTwoSided && this.#random.chance(CROSSED_CHANCE)) {
      this.#set("B", this.ask + this.#random.integer(0, 1) * tickAt(this.ask), 100, times);
      times = null;
    }
    for (const side of this.#updateOrder(bid, ask)) {
      const wanted = side === vanishing ? 0 : side === "B" ? bid : ask;
      if (!this.#wantsChange(side, wanted)) continue;
      this.#set(side, wanted, wanted === 0 ? 0 : this.#newSize(), times ?? this.#clock.stampSoon());
      times = null;
    }
  }

  /** Whether the quotes are where they ought to be, give or take a tick. */
  isNear(target: QuoteTarget): boolean {
    if (!this.isTwoSided) return false;
    const { bid, ask } = this.#levels(target);
    const tolerance = tickAt(this.bid);
    return Math.abs(bid - this.bid) <= tolerance && Math.abs(ask - this.ask) <= tolerance;
  }

  /** Takes shares from a side after they traded; at the same time as the trade. The next level shows if all are gone. */
  take(side: Side, shares: number, times: TapeTimes): void {
    const left = (side === "B" ? this.bidSize : this.askSize) - shares;
    if (left > 0) {
      this.#set(side, side === "B" ? this.bid : this.ask, left, times, "C");
      return;
    }
    const price = side === "B" ? this.bid : this.ask;
    const ticks = this.#random.integer(1, 2);
    const next = side === "B" ? price - ticks * tickAt(price - 1) : price + ticks * tickAt(price);
    this.#set(side, Math.max(1, next), this.#newSize(), times, "C");
  }

  #levels({ mid, spread }: QuoteTarget): { bid: number; ask: number } {
    const units = mid * UNITS_PER_DOLLAR;
    const half = units * spread * this.#random.between(0.35, 0.65);
    const bid = Math.max(1, roundDown(units - half));
    const ask = roundUp(units + half);
    return { bid, ask: ask > bid ? ask : bid + tickAt(bid) };
  }

  /** Which side goes first so that the book is not crossed in between. */
  #updateOrder(bid: number, ask: number): readonly Side[] {
    if (this.ask > 0 && bid >= this.ask) return ["A", "B"];
    if (this.bid > 0 && ask <= this.bid) return ["B", "A"];
    return this.#random.chance(0.5) ? ["B", "A"] : ["A", "B"];
  }

  /** A change of price always; of size only now and then. */
  #wantsChange(side: Side, price: number): boolean {
    const current = side === "B" ? this.bid : this.ask;
    return current !== price || (price !== 0 && this.#random.chance(0.45));
  }

  #set(side: Side, price: number, size: number, times: TapeTimes, action?: "C"): void {
    const isBid = side === "B";
    const before = {
      price: isBid ? this.bid : this.ask,
      size: isBid ? this.bidSize : this.askSize,
    };
    if (isBid) [this.bid, this.bidSize] = [price, size];
    else [this.ask, this.askSize] = [price, size];
    const chosen = action ?? this.#actionOf(side, before, { price, size });
    this.#tape.add({ action: chosen, side, price, size }, times, this);
  }

  /** Better or larger is an addition, worse or smaller a cancellation; a few are modifications. */
  #actionOf(
    side: Side,
    before: { price: number; size: number },
    after: { price: number; size: number },
  ): "A" | "C" | "M" {
    if (after.price === 0) return "C";
    if (before.price !== 0 && this.#random.chance(0.01)) return "M";
    const better = side === "B" ? after.price - before.price : before.price - after.price;
    if (before.price === 0 || better > 0) return "A";
    if (better < 0) return "C";
    return after.size >= before.size ? "A" : "C";
  }

  #newSize(): number {
    const lots = this.#random.choose(LOTS);
    return Math.max(1, Math.round(lots * this.#sizeFactor)) * 100;
  }

  #randomSide(): Side {
    return this.#random.chance(0.5) ? "B" : "A";
  }
}

const LOTS: readonly (readonly [number, number])[] = [
  [1, 40],
  [2, 16],
  [3, 10],
  [4, 8],
  [5, 9],
  [6, 5],
  [8, 4],
  [10, 5],
  [20, 2],
  [50, 1],
];

function roundDown(units: number): number {
  const tick = tickAt(units);
  return Math.floor(units / tick) * tick;
}

function roundUp(units: number): number {
  const tick = tickAt(units);
  return Math.ceil(units / tick) * tick;
}
