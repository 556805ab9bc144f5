/** Turns the course of a day into records: quotes that follow it, and trades at or between them. */
import type { SessionBounds } from "../../core/time/sessions.ts";
import type { DayCurves } from "./day_curves.ts";
import type { DayPlan } from "./day_plan.ts";
import { FeedClock } from "./feed_clock.ts";
import type { PathHalt, PricePath } from "./price_path.ts";
import { QuoteBook, type QuoteTarget, tickAt } from "./quote_book.ts";
import type { RandomStream } from "./random.ts";
import type { SymbolTraits } from "./symbol_traits.ts";
import { type Tape, TapeBuilder } from "./tape.ts";

/** Everything that is settled about a day before its records are made. */
export interface DayScript {
  readonly bounds: SessionBounds;
  readonly traits: SymbolTraits;
  readonly plan: DayPlan;
  readonly curves: DayCurves;
  readonly path: PricePath;
}

/** Seconds after midnight of the record that clears the book. */
const CLEAR_AT = 6_920;
/** ns before the end of a second in which no burst of records starts, so that it stays within the session. */
const BURST_ROOM = 20_000_000;

/** The records of a day. */
export function simulateTape(script: DayScript, random: RandomStream): Tape {
  const tape = new TapeBuilder();
  new TapeSimulation(script, random, tape).run();
  return tape.finish();
}

class TapeSimulation {
  readonly #script: DayScript;
  readonly #random: RandomStream;
  readonly #tape: TapeBuilder;
  readonly #clock: FeedClock;
  readonly #book: QuoteBook;

  constructor(script: DayScript, random: RandomStream, tape: TapeBuilder) {
    this.#script = script;
    this.#random = random;
    this.#tape = tape;
    this.#clock = new FeedClock(random);
    this.#book = new QuoteBook(tape, this.#clock, random, script.traits.sizeFactor);
  }

  run(): void {
    const { bounds, path } = this.#script;
    this.#book.clear((CLEAR_AT + this.#random.between(0, 20)) * 1e9);
    let nextHalt = 0;
    for (let second = bounds.preOpen; second < bounds.postClose; second++) {
      const halt = path.halts[nextHalt];
      if (halt === undefined || (second + 1) * 1e9 <= halt.start) this.#runSecond(second);
      else if (halt.end < (second + 1) * 1e9) {
        this.#reopen(second, halt);
        nextHalt++;
      }
    }
  }

  /** The occasions of one second, in random order, at random times. */
  #runSecond(second: number): void {
    const { bounds, curves } = this.#script;
    const random = this.#random;
    const i = second - bounds.preOpen;
    let trades = random.poisson(curves.trades[i]!);
    let quotes = random.poisson(curves.quotes[i]!);
    const times: number[] = [];
    for (let n = trades + quotes; n > 0; n--) {
      times.push(second * 1e9 + Math.floor(random.uniform() * (1e9 - BURST_ROOM)));
    }
    for (const at of times.sort((a, b) => a - b)) {
      const isTrade = random.uniform() * (trades + quotes) < trades;
      if (isTrade) trades--;
      else quotes--;
      if (isTrade) this.#trade(at, second);
      else this.#book.requote(at, this.#targetAt(second, at));
    }
  }

  /** The first trade after a halt: new quotes, and a large print between them. */
  #reopen(second: number, halt: PathHalt): void {
    const at = halt.end + this.#random.integer(1_000_000, 9_000_000);
    const end = (second + 1) * 1e9 - BURST_ROOM;
    if (at >= end || second >= this.#script.bounds.postClose - 1) return;
    this.#book.requote(at, { ...this.#targetAt(second, at), oneSided: 0 });
    this.#print(at, 20);
  }

  #targetAt(second: number, at: number): QuoteTarget {
    const { bounds, path, traits, curves } = this.#script;
    const i = second - bounds.preOpen;
    const isRegular = second >= bounds.open && second < bounds.close;
    // spreads widen with volatility and outside the regular session
    const calm = traits.volatility / 153; // per second of an average day: the root of 23,400 is 153
    const wildness = Math.min(4, Math.max(0.6, curves.volatility[i]! / calm));
    const within = at / 1e9 - second;
    const next = path.mid[Math.min(i + 1, path.mid.length - 1)]!;
    return {
      mid: path.mid[i]! + (next - path.mid[i]!) * within,
      spread: traits.spreadBps / 1e4 * (isRegular ? wildness : 4 + wildness),
      oneSided: isRegular ? 0.0004 : 0.05,
    };
  }

  /** One or more trades; the quotes catch up with the price first. */
  #trade(at: number, second: number): void {
    const { plan } = this.#script;
    const isBlind = plan.outages.some(({ start, end }) => second >= start && second < end);
    if (isBlind) return this.#printBlindly(at);
    const target = { ...this.#targetAt(second, at), oneSided: 0 };
    if (!this.#book.isNear(target)) this.#book.requote(at, target);
    const side = this.#random.choose(AGGRESSORS);
    if (side === "N") this.#print(at, 1);
    else this.#sweep(at, side, second);
  }

  /** An order that takes what is quoted, in one or more trades with the same times. */
  #sweep(at: number, drawn: "A" | "B", second: number): void {
    const random = this.#random;
    const book = this.#book;
    const aggressor = random.chance(0.3) ? this.#trendAt(second) ?? drawn : drawn;
    const [price, shown, taken] = aggressor === "B"
      ? [book.ask, book.askSize, "A" as const]
      : [book.bid, book.bidSize, "B" as const];
    const times = this.#clock.stampSoon(at);
    let left = shown;
    for (let isLast = false; !isLast;) {
      const size = Math.min(left, this.#tradeSize(1));
      left -= size;
      isLast = left === 0 || random.chance(0.72);
      const flags = isLast ? 128 : 0;
      this.#tape.add({ action: "T", side: aggressor, price, size, flags }, times, book);
    }
    book.take(taken, shown - left, times);
  }

  /** A print away from the exchanges, between the quotes: no aggressor is known and the quotes stay. */
  #print(at: number, sizeFactor: number): void {
    const { bid, ask } = this.#book;
    const tick = tickAt(bid);
    const steps = Math.round((ask - bid) / tick);
    const isMidpoint = this.#random.chance(0.25);
    const price = isMidpoint
      ? Math.floor((bid + ask) / 2)
      : bid + this.#random.integer(0, steps) * tick;
    const size = this.#tradeSize(sizeFactor);
    const event = { action: "T", side: "N", price, size } as const;
    this.#tape.add(event, this.#clock.stampSoon(at), this.#book);
  }

  /** A print while no quotes come in. */
  #printBlindly(at: number): void {
    if (!this.#book.isTwoSided) return;
    const price = this.#random.chance(0.5) ? this.#book.bid : this.#book.ask;
    const event = { action: "T", side: "N", price, size: this.#tradeSize(1) } as const;
    this.#tape.add(event, this.#clock.stampAt(at), this.#book);
  }

  /** The side that has been pushing the price over the last half minute. */
  #trendAt(second: number): "A" | "B" | null {
    const { bounds, path } = this.#script;
    const i = second - bounds.preOpen;
    if (i < 30) return null;
    return path.mid[i]! > path.mid[i - 30]! ? "B" : "A";
  }

  #tradeSize(factor: number): number {
    const random = this.#random;
    const [from, to] = random.choose(SIZES);
    const drawn = from === to ? from : random.integer(from, to);
    const size = Math.round(drawn * factor * this.#script.traits.sizeFactor);
    return Math.max(1, drawn >= 100 && size > 100 ? Math.round(size / 100) * 100 : size);
  }
}

const AGGRESSORS: readonly (readonly ["A" | "B" | "N", number])[] = [
  ["N", 38],
  ["A", 31],
  ["B", 31],
];

/** Ranges of trade sizes: odd lots, then round ones. */
const SIZES: readonly (readonly [readonly [number, number], number])[] = [
  [[1, 10], 20],
  [[11, 60], 14],
  [[61, 99], 5],
  [[100, 100], 36],
  [[200, 200], 9],
  [[300, 500], 8],
  [[600, 2000], 6],
  [[2100, 8000], 2],
];
