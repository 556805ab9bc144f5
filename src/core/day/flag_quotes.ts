/** Data-quality bits of quotes (rules D0, D3, D4 and D9). */
import { QUALITY_BIT } from "../clean/quality_bits.ts";
import type { Quotes } from "../columns/quotes.ts";
import type { Halt } from "../market/halts.ts";
import { tickSize } from "../market/tick_size.ts";
import { median } from "../math/order_statistics.ts";
import type { Flagged } from "./day.ts";

/** DBN record flags: the receive time is inaccurate; the book may be in an invalid state. */
const BAD_TS_RECV = 8;
const MAYBE_BAD_BOOK = 4;

/** D9 of a record by its DBN flags. */
export function badFlagBit(flags: number): number {
  return (flags & (BAD_TS_RECV | MAYBE_BAD_BOOK)) === 0 ? 0 : QUALITY_BIT.badFlags;
}

/** Times the recent median above which a spread is conspicuously wide, and the ticks it has to have at least. */
const WIDE_FACTOR = 50;
const WIDE_TICKS = 5;
/** Valid quotes that the median is taken over; with fewer than the minimum nothing is judged. */
const WIDE_WINDOW = 500;
const WIDE_MINIMUM = 50;

/**
 * Sets the bits of quotes: D0 for a side without a price, D3 for bid at or above the ask while trading is not halted, D4
 * for a spread above 50 times the median of the 500 valid quotes before it and above five ticks, D9 by the vendor's flags.
 *
 * All are known when the quote is. A valid quote has both sides and a bid below the ask.
 *
 * @param halts In order of time.
 */
export function flagQuotes(quotes: Flagged<Quotes>, halts: readonly Halt[]): void {
  const { length, bid, ask, flags, tsRecv, quality } = quotes;
  const recent = new RecentSpreads();
  let nextHalt = 0;
  for (let i = 0; i < length; i++) {
    let bits = badFlagBit(flags[i]!);
    const low = bid[i]!;
    const high = ask[i]!;
    if (!(low > 0 && high > 0)) {
      bits |= QUALITY_BIT.undefined;
    } else if (low >= high) {
      while (nextHalt < halts.length && halts[nextHalt]!.end <= tsRecv[i]!) nextHalt++;
      const isHalted = nextHalt < halts.length && halts[nextHalt]!.start <= tsRecv[i]!;
      if (!isHalted) bits |= QUALITY_BIT.crossed;
    } else {
      const spread = high - low;
      if (spread > WIDE_TICKS * tickSize(low) && recent.isFarBelow(spread / WIDE_FACTOR)) {
        bits |= QUALITY_BIT.wide;
      }
      recent.add(spread);
    }
    quality[i]! |= bits;
  }
}

/** The spreads of the last 500 valid quotes. */
class RecentSpreads {
  readonly #ring = new Float64Array(WIDE_WINDOW);
  #count = 0;
  /** A bound on the smallest spread in the ring, which spares most quotes a look at all of it. */
  #floor = Infinity;

  add(spread: number): void {
    if (spread < this.#floor) this.#floor = spread;
    this.#ring[this.#count++ % WIDE_WINDOW] = spread;
  }

  /** Whether the median lies below a limit. */
  isFarBelow(limit: number): boolean {
    if (this.#floor >= limit || this.#count < WIDE_MINIMUM) return false;
    const length = Math.min(this.#count, WIDE_WINDOW);
    let below = 0;
    let smallest = Infinity;
    for (let i = 0; i < length; i++) {
      const spread = this.#ring[i]!;
      if (spread < limit) below++;
      if (spread < smallest) smallest = spread;
    }
    this.#floor = smallest;
    if (2 * below > length + 1) return true;
    if (2 * below < length - 1) return false;
    return median(this.#ring.subarray(0, length)) < limit;
  }
}
