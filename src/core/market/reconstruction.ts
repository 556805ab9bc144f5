/**
 * The market between its records, with hindsight: for metrics and plots. It looks at the next record as well as the last,
 * so nothing of it may reach an agent: what it returns is a type of its own, which nothing that serves agents accepts.
 */
import { MINUTE_NS, SECOND_NS, sessionAt } from "../time/sessions.ts";
import type { MarketDay } from "./market_day.ts";
import { spreadVolume } from "./spread_volume.ts";
import { quoteAround, widenedHalfSpread } from "./synthetic_quote.ts";
import { SyntheticTouch } from "./synthetic_touch.ts";
import { tapeRowsBy } from "./tape_rows.ts";
import { tickSize } from "./tick_size.ts";
import type { BarIndex } from "./bar_index.ts";
import type { TimeIndex } from "./time_index.ts";
import type { UsableRows } from "./usable_rows.ts";
import type { Volatility } from "./volatility.ts";
import { usualCumulativeShare } from "./volume_profile.ts";

/** Gap beyond which the last value is held and nothing interpolated. */
const LONGEST_GAP_NS = 300e9;
/** Age from which a held quote widens: regular hours, others. */
const STALE_REGULAR_NS = 60e9;
const STALE_EXTENDED_NS = 300e9;

/** How a value was come by: recorded at this instant, between two records, the last one held, or a model's. */
export type Provenance = "recorded" | "interpolated" | "held" | "synthetic" | "none";

/** The market as it may have been at an instant. Prices in nano-dollars, `NaN` where provenance is `none`. */
export class Reconstructed {
  /** Makes the type its own: no observation can stand for it, nor it for one. */
  readonly #isHindsight = true;
  /** ns since local midnight, receive clock. */
  time: number = NaN;
  /** `bid` is at least a tick below `ask`. */
  bid: number = NaN;
  /** Nano-dollars. */
  ask: number = NaN;
  /** How bid and ask were come by. */
  quoteProvenance: Provenance = "none";
  /** Price of the tape. */
  price: number = NaN;
  /** How the price was come by. */
  priceProvenance: Provenance = "none";
  /** Shares since pre-market opened; within a bar without a tape, its part by the usual profile. */
  volume: number = 0;

  /** Whether this was made with hindsight: always. */
  get isHindsight(): boolean {
    return this.#isHindsight;
  }
}

/** Two usable rows around an instant and how far between them it lies; `next` -1 if the last has to be held. */
interface Bracket {
  last: number;
  next: number;
  share: number;
  /** Whether the last row is of the instant itself. */
  isExact: boolean;
}

/** Reconstructs a day at any instant. Interpolation crosses no halt, no session edge and no gap over five minutes. */
export class Reconstruction {
  readonly #day: MarketDay;
  readonly #synthetic: SyntheticTouch;
  readonly #profile: Float64Array;
  readonly #bracket: Bracket = { last: -1, next: -1, share: 0, isExact: false };
  readonly #quote = { bid: NaN, ask: NaN };
  readonly #volatility: Volatility = { perPrint: NaN, perRootSecond: NaN };
  /** Shares by second of the bar that was asked for last. */
  #spreadRow = -1;
  #spread: Float64Array = new Float64Array(0);

  /** Looks at a day with its whole future. */
  constructor(day: MarketDay) {
    this.#day = day;
    this.#synthetic = new SyntheticTouch(day);
    this.#profile = usualCumulativeShare(day.bounds, day.model.volume);
  }

  /** The market at `t`, ns since local midnight by the receive clock, without any latency. */
  at(t: number): Reconstructed {
    const into = new Reconstructed();
    into.time = t;
    this.#setPrice(t, into);
    this.#setQuote(t, into);
    into.volume = this.#volumeAt(t);
    return into;
  }

  #setPrice(t: number, into: Reconstructed): void {
    const { hasTape, trades, bars, tradeIndex, usableTrades, barIndex } = this.#day;
    const bracket = hasTape
      ? this.#bracketOf(tradeIndex, usableTrades, t)
      : this.#bracketOf(barIndex, null, t - bars.intervalNs);
    if (bracket.last < 0) return;
    const price = hasTape ? trades.price : bars.close;
    into.price = between(price, bracket);
    into.priceProvenance = provenanceOf(bracket);
  }

  #setQuote(t: number, into: Reconstructed): void {
    const { quotes, quoteIndex, usableQuotes } = this.#day;
    const bracket = this.#bracketOf(quoteIndex, usableQuotes, t);
    if (bracket.last < 0) return this.#setSynthetic(t, into);
    into.quoteProvenance = provenanceOf(bracket);
    const bid = between(quotes.bid, bracket);
    const ask = between(quotes.ask, bracket);
    const mid = (bid + ask) / 2;
    const tick = tickSize(mid);
    const half = bracket.next < 0
      ? this.#heldHalfSpread((ask - bid) / 2, mid, t, t - quotes.tsRecv[bracket.last]!)
      : Math.max((ask - bid) / 2, tick / 2);
    const isUnchanged = half === (ask - bid) / 2;
    if (!isUnchanged) quoteAround(mid, half, this.#quote);
    into.bid = isUnchanged ? bid : this.#quote.bid;
    into.ask = isUnchanged ? ask : this.#quote.ask;
  }

  /** Half the spread of a quote that is held: wider from the time on at which it is stale. */
  #heldHalfSpread(half: number, mid: number, t: number, ageNs: number): number {
    const { times, volatility } = this.#day;
    const gate = t >= times.open && t < times.close ? STALE_REGULAR_NS : STALE_EXTENDED_NS;
    if (ageNs <= gate) return half;
    volatility.at(tapeRowsBy(this.#day, t) - 1, this.#volatility);
    const { perRootSecond } = this.#volatility;
    const overdueNs = ageNs - gate;
    return widenedHalfSpread(
      half,
      { price: mid, perRootSecond, overdueNs },
      this.#day.model.spread,
    );
  }

  #setSynthetic(t: number, into: Reconstructed): void {
    const { hasTape, usableTrades, haltsAtVenue } = this.#day;
    const known = tapeRowsBy(this.#day, t) - 1;
    const halt = haltsAtVenue.lastStarted(t);
    const sinceResume = halt < 0 ? Infinity : Math.max(0, t - haltsAtVenue.ends[halt]!);
    this.#synthetic.update(hasTape ? usableTrades.lastUsable(known) : known, t, sinceResume);
    into.bid = this.#synthetic.quote.bid;
    into.ask = this.#synthetic.quote.ask;
    into.quoteProvenance = into.bid > 0 ? "synthetic" : "none";
  }

  #bracketOf(index: TimeIndex | BarIndex, usable: UsableRows | null, t: number): Bracket {
    const bracket = this.#bracket;
    const row = index.lastAtOrBefore(t);
    bracket.last = usable === null ? row : usable.lastUsable(row);
    bracket.next = -1;
    bracket.share = 0;
    bracket.isExact = bracket.last >= 0 && index.times[bracket.last] === t;
    if (bracket.last < 0 || bracket.isExact) return bracket;
    const from = index.times[bracket.last]!;
    const next = nextUsable(index, usable, row + 1, from + LONGEST_GAP_NS);
    if (next < 0 || !this.#isContinuous(from, index.times[next]!)) return bracket;
    bracket.next = next;
    bracket.share = (t - from) / (index.times[next]! - from);
    return bracket;
  }

  /** Whether a price may be thought to move evenly between two instants. */
  #isContinuous(from: number, to: number): boolean {
    const { bounds, haltsAtVenue } = this.#day;
    if (to - from > LONGEST_GAP_NS || haltsAtVenue.intersects(from, to)) return false;
    return sessionAt(bounds, from / SECOND_NS) === sessionAt(bounds, to / SECOND_NS);
  }

  #volumeAt(t: number): number {
    const { hasTape, totals, bars, barIndex } = this.#day;
    const ended = tapeRowsBy(this.#day, t);
    const whole = totals.volumeBetween(0, ended);
    if (hasTape) return whole;
    const row = barIndex.lastAtOrBefore(t);
    return row >= ended ? whole + this.#volumeWithin(row, t - bars.start[row]!) : whole;
  }

  /** Shares of the first `ns` of a bar: whole ones, by second as the profile of the day has it. */
  #volumeWithin(row: number, ns: number): number {
    const { bars } = this.#day;
    if (row !== this.#spreadRow) {
      this.#spread = spreadVolume(bars.volume[row]!, this.#secondWeights(row));
      this.#spreadRow = row;
    }
    const second = Math.floor(ns / SECOND_NS);
    let volume = 0;
    for (let i = 0; i < second; i++) volume += this.#spread[i]!;
    const part = (ns - second * SECOND_NS) / SECOND_NS;
    return volume + Math.floor((this.#spread[second] ?? 0) * part);
  }

  #secondWeights(row: number): Float64Array {
    const { bars, times } = this.#day;
    const seconds = Math.max(1, Math.round(bars.intervalNs / SECOND_NS));
    return Float64Array.from({ length: seconds }, (_, i) => {
      const at = bars.start[row]! + i * SECOND_NS - times.preOpen;
      const minute = Math.floor(at / MINUTE_NS);
      return (this.#profile[minute + 1] ?? 1) - (this.#profile[minute] ?? 0);
    });
  }
}

function provenanceOf({ next, isExact }: Bracket): Provenance {
  return isExact ? "recorded" : next >= 0 ? "interpolated" : "held";
}

/** Whole nano-dollars between the two rows of a bracket. */
function between(prices: Float64Array, { last, next, share }: Bracket): number {
  const from = prices[last]!;
  return next < 0 ? from : Math.round(from + share * (prices[next]! - from));
}

/** The first usable row from `row` on, not later than `latest`; -1 if there is none. */
function nextUsable(
  index: TimeIndex | BarIndex,
  usable: UsableRows | null,
  row: number,
  latest: number,
): number {
  for (let next = row; next < index.length && index.times[next]! <= latest; next++) {
    if (usable === null || usable.lastUsable(next) === next) return next;
  }
  return -1;
}
