/** Times of receipt, venue times and sequence numbers of a feed that several venues send to. */
import type { RandomStream } from "./random.ts";
import type { TapeTimes } from "./tape.ts";

/** Usual delay of each venue in ns, and how often it is the one that sends. */
const VENUES: readonly (readonly [number, number])[] = [
  [0, 6],
  [1, 3],
  [2, 2],
];
const DELAYS_NS = [13_200, 19_300, 71_500];

/** Chance that a record shortly after another one overtook it on the way. */
const OVERTAKING_CHANCE = 0.066;
const OVERTAKING_WINDOW_NS = 2_000_000;

/** Stamps records; its time only moves forward. */
export class FeedClock {
  readonly #random: RandomStream;
  readonly #sequences: number[];
  #now = 0;
  #lastEvent = 0;

  /** Starts at midnight. */
  constructor(random: RandomStream) {
    this.#random = random;
    this.#sequences = DELAYS_NS.map((_, venue) => random.integer(200, 900) * 10 ** venue);
  }

  /** Time of receipt of the last record, ns since local midnight. */
  get now(): number {
    return this.#now;
  }

  /** Moves to `tsRecv`, or shortly after the last record if that is later. */
  stampAt(tsRecv: number): TapeTimes {
    return this.#stamp(Math.max(Math.floor(tsRecv), this.#now + this.#random.integer(900, 6_000)));
  }

  /** Moves to a short while after the last record, as between the parts of one burst, or after `earliest`. */
  stampSoon(earliest = 0): TapeTimes {
    const nanos = this.#random.integer(15, 250) * 1000 + this.#random.integer(0, 999);
    return this.#stamp(Math.max(this.#now, earliest) + nanos);
  }

  #stamp(tsRecv: number): TapeTimes {
    const random = this.#random;
    const sincePrevious = tsRecv - this.#now;
    const venue = random.choose(VENUES);
    const delay = Math.floor(DELAYS_NS[venue]! * random.between(0.97, 1.3));
    let tsEvent = tsRecv - delay;
    if (sincePrevious < OVERTAKING_WINDOW_NS && random.chance(OVERTAKING_CHANCE)) {
      tsEvent = Math.min(tsEvent, this.#lastEvent - random.integer(400, 40_000));
    } else if (tsEvent < this.#lastEvent && random.chance(0.9)) {
      // the same venue mostly sends the records of a burst, so that its delay is that of the one before
      tsEvent = Math.min(tsRecv - 12_400, this.#lastEvent + random.integer(100, 9_000));
    }
    this.#now = tsRecv;
    this.#lastEvent = tsEvent;
    this.#sequences[venue]! += random.integer(1, 40);
    return { tsRecv, tsEvent, sequence: this.#sequences[venue]! };
  }
}
