/** Relative spreads of a day, reduced from quotes as they stream by: nothing of the quotes themselves is kept. */
import { clip } from "../math/shaping.ts";
import { tickSize } from "../market/tick_size.ts";
import type { Halt } from "../market/halts.ts";
import { SECOND_NS, type SessionBounds } from "../time/sessions.ts";
import type { ScanThresholds } from "./threshold_keys.ts";

/** Bins of the spread histogram: logarithmic from 0.1 bps to 100 %, about 0.28 % wide. */
const BINS = 4096;
const LOWEST_BPS = 0.1;
const LOG_SPAN = Math.log(1e4 / LOWEST_BPS);

/** The part of `Quotes` the spread needs. */
export interface QuoteStream {
  readonly length: number;
  /** Capture time, ns since local midnight, ascending. */
  readonly tsRecv: Float64Array;
  /** Nano-dollars; `NaN` where that side is empty. */
  readonly bid: Float64Array;
  readonly ask: Float64Array;
}

/** Spreads of a day, time-weighted. */
export interface SpreadTrack {
  /** Quote updates that went in. */
  readonly quotes: number;
  /** Median relative spread of the regular session in bps, weighted by time; `NaN` without a valid quote. */
  readonly medianBps: number;
  /** Mean mid price of the regular session in nano-dollars, weighted by time; `NaN` without a valid quote. */
  readonly meanMid: number;
  /** At each second edge after `preOpen`: sum of spread (bps) times seconds, and of seconds, with a valid quote. */
  readonly weighted: Float64Array;
  readonly covered: Float64Array;
}

/**
 * Accumulates spreads over time. A quote counts from its capture until the next one, at most `spread_max_age` seconds,
 * while both sides are there, the ask is above the bid, and trading is not known to be halted.
 */
export class SpreadReducer {
  readonly #bounds: SessionBounds;
  readonly #halts: readonly Halt[];
  readonly #maxAgeNs: number;
  readonly #histogram = new Float64Array(BINS);
  readonly #weighted: Float64Array;
  readonly #covered: Float64Array;
  #quotes = 0;
  #midSum = 0;
  #regularNs = 0;
  #sinceNs = NaN;
  #bid = NaN;
  #ask = NaN;

  constructor(bounds: SessionBounds, halts: readonly Halt[], limits: ScanThresholds) {
    this.#bounds = bounds;
    this.#halts = halts;
    this.#maxAgeNs = limits.spread_max_age * SECOND_NS;
    const seconds = bounds.postClose - bounds.preOpen;
    this.#weighted = new Float64Array(seconds + 1);
    this.#covered = new Float64Array(seconds + 1);
  }

  /** Adds quotes that follow those already added. */
  push(quotes: QuoteStream): void {
    for (let i = 0; i < quotes.length; i++) {
      const now = quotes.tsRecv[i]!;
      this.#close(now);
      this.#sinceNs = now;
      this.#bid = quotes.bid[i]!;
      this.#ask = quotes.ask[i]!;
    }
    this.#quotes += quotes.length;
  }

  /** Ends the day. The reducer is not usable afterwards. */
  finish(): SpreadTrack {
    this.#close(Infinity);
    const weighted = this.#weighted;
    const covered = this.#covered;
    for (let s = 1; s < weighted.length; s++) {
      weighted[s] = weighted[s]! + weighted[s - 1]!;
      covered[s] = covered[s]! + covered[s - 1]!;
    }
    return {
      quotes: this.#quotes,
      medianBps: weightedMedian(this.#histogram),
      meanMid: this.#regularNs > 0 ? this.#midSum / this.#regularNs : NaN,
      weighted,
      covered,
    };
  }

  /** Accounts for the quote in force until `untilNs`. */
  #close(untilNs: number): void {
    if (!(this.#bid > 0) || !(this.#ask > this.#bid)) return;
    const end = Math.min(
      untilNs,
      this.#sinceNs + this.#maxAgeNs,
      this.#bounds.postClose * SECOND_NS,
    );
    let from = Math.max(this.#sinceNs, this.#bounds.preOpen * SECOND_NS);
    for (const halt of this.#halts) {
      if (halt.startKnown >= end || halt.endKnown <= from) continue;
      if (halt.startKnown > from) this.#count(from, halt.startKnown);
      from = halt.endKnown;
    }
    if (from < end) this.#count(from, end);
  }

  #count(fromNs: number, toNs: number): void {
    const mid = (this.#bid + this.#ask) / 2;
    const bps = (1e4 * (this.#ask - this.#bid)) / mid;
    const regularNs = Math.min(toNs, this.#bounds.close * SECOND_NS) -
      Math.max(fromNs, this.#bounds.open * SECOND_NS);
    if (regularNs > 0) {
      const bin = binOf(bps);
      this.#histogram[bin] = this.#histogram[bin]! + regularNs;
      this.#midSum += mid * regularNs;
      this.#regularNs += regularNs;
    }
    this.#spread(fromNs, toNs, bps);
  }

  /** Distributes [fromNs, toNs) over the seconds it touches; cell `s` holds the second that ends at edge `s`. */
  #spread(fromNs: number, toNs: number, bps: number): void {
    const origin = this.#bounds.preOpen * SECOND_NS;
    let from = fromNs - origin;
    const to = toNs - origin;
    while (from < to) {
      const edge = Math.floor(from / SECOND_NS) + 1;
      const seconds = (Math.min(to, edge * SECOND_NS) - from) / SECOND_NS;
      this.#weighted[edge] = this.#weighted[edge]! + bps * seconds;
      this.#covered[edge] = this.#covered[edge]! + seconds;
      from = edge * SECOND_NS;
    }
  }
}

function binOf(bps: number): number {
  return Math.floor(clip((Math.log(bps / LOWEST_BPS) / LOG_SPAN) * BINS, 0, BINS - 1));
}

/** Median of the histogram, interpolated inside its bin; `NaN` if it is empty. */
function weightedMedian(histogram: Float64Array): number {
  const total = histogram.reduce((sum, weight) => sum + weight, 0);
  let below = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const weight = histogram[bin]!;
    if (weight > 0 && below + weight >= total / 2) {
      const position = bin + (total / 2 - below) / weight;
      return LOWEST_BPS * Math.exp((position / BINS) * LOG_SPAN);
    }
    below += weight;
  }
  return NaN;
}

/** Time-weighted mean spread in bps over the `seconds` before a second edge; `NaN` without a valid quote. */
export function spreadWithin(track: SpreadTrack, edge: number, seconds: number): number {
  const before = Math.max(0, edge - seconds);
  const covered = track.covered[edge]! - track.covered[before]!;
  return covered > 1e-9 ? (track.weighted[edge]! - track.weighted[before]!) / covered : NaN;
}

/**
 * Score of a spread at a price, 1 at or below the good spread, 0 at or above the bad one, logarithmic between; both
 * bounds are widened to whole ticks of the price, since a one-tick spread is as good as it gets.
 *
 * @param price Nano-dollars.
 * @returns 0.5 if the spread is unknown (`NaN`).
 */
export function spreadScore(bps: number, price: number, limits: ScanThresholds): number {
  if (Number.isNaN(bps)) return 0.5;
  const tickBps = (1e4 * tickSize(price)) / price;
  const good = Math.max(limits.spread_good, limits.spread_good_ticks * tickBps);
  const bad = Math.max(limits.spread_bad, limits.spread_bad_ticks * tickBps);
  return clip(1 - Math.log(bps / good) / Math.log(bad / good), 0, 1);
}
