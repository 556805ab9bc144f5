/**
 * One-second bars in bulk, for measurements: a simpler market than that of the sample, straight into columns. Whether a
 * day passes the scanner's gate is laid down, not left to chance.
 */
import { tickSize } from "../../src/core/market/tick_size.ts";
import type { EpochDay } from "../../src/core/time/dates.ts";
import { sessionBounds } from "../../src/core/time/sessions.ts";
import { RandomStream } from "../../src/io/sample/random.ts";

/** Bars of one symbol and day, by time. */
export interface BenchDay {
  /** Whether the price moves enough for the index. */
  readonly isMoving: boolean;
  readonly length: number;
  /** Seconds since local midnight. */
  readonly second: Int32Array;
  /** nano-dollars */
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** What decides a day. */
export interface BenchDayOptions {
  readonly seed: number;
  readonly symbol: string;
  /** Trade date: no bar lies outside its sessions. */
  readonly day: EpochDay;
  readonly isMoving: boolean;
  /** Bars of a usual day; a moving one has about twice as many. */
  readonly barsPerDay: number;
  /** First price, nano-dollars. */
  readonly open: number;
}

const HOUR = 3600;
const OPEN = 9.5 * HOUR;
const CLOSE = 16 * HOUR;
/** Half width of the noise around the day's course, relative. */
const NOISE = 0.004;
/** Share of bars that are made of a single trade or several at one price. */
const FLAT_SHARE = 0.6;

/** Makes the bars of a day. */
export function benchDay(options: BenchDayOptions): BenchDay {
  const { seed, symbol, day, isMoving, barsPerDay } = options;
  const random = new FastRandom(seed, symbol, day);
  const second = benchSeconds(random, day, isMoving ? 2 * barsPerDay : barsPerDay);
  const length = second.length;
  const [open, high, low, close, volume] = Array.from(
    { length: 5 },
    () => new Float64Array(length),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const tick = tickSize(options.open);
  const change = dayChange(random, isMoving);
  const width = Math.max(1, Math.round(options.open * NOISE / tick));
  let last = Math.round(options.open / tick);
  let noise = 0;
  for (let i = 0; i < length; i++) {
    const course = options.open * (1 + change * courseAt(second[i]!));
    noise += random.step();
    noise = noise > width ? width : noise < -width ? -width : noise;
    const target = Math.round(course / tick) + noise;
    const isFlat = random.uniform() < FLAT_SHARE;
    const first = isFlat ? target : last + random.below(3) - 1;
    open[i] = first * tick;
    close[i] = target * tick;
    const reach = isFlat ? 0 : random.below(3) >> 1;
    high[i] = (Math.max(first, target) + reach) * tick;
    low[i] = (Math.min(first, target) - (isFlat ? 0 : random.below(3) >> 1)) * tick;
    volume[i] = random.shares() + (isFlat ? 0 : random.shares() + random.below(400));
    last = target;
  }
  return { isMoving, length, second, open, high, low, close, volume };
}

/** Change of the price at the height of the day: well within the gate's 5 % of range, or well beyond. */
function dayChange(random: FastRandom, isMoving: boolean): number {
  const sign = random.uniform() < 0.5 ? -1 : 1;
  const size = isMoving ? 0.08 + 0.3 * random.uniform() : 0.018 * random.uniform();
  return sign * size;
}

/** Share of the day's change at a time: nothing before the open, all of it at noon, a part of it given back later. */
function courseAt(second: number): number {
  if (second < OPEN) return 0;
  if (second < 12 * HOUR) return (second - OPEN) / (12 * HOUR - OPEN);
  if (second < CLOSE) return 1 - 0.5 * (second - 12 * HOUR) / (CLOSE - 12 * HOUR);
  return 0.5;
}

/** Seconds with a bar: most in the regular session, more at its ends, in clusters. */
function benchSeconds(random: FastRandom, day: EpochDay, count: number): Int32Array {
  const seconds: number[] = [];
  const { preOpen, open, close, postClose } = sessionBounds(day);
  const stretches: readonly (readonly [number, number, number])[] = [
    [preOpen, open, 0.06],
    [open, open + HOUR, 0.28],
    [open + HOUR, close - HOUR, 0.44],
    [close - HOUR, close, 0.18],
    [close, postClose, 0.04],
  ];
  for (const [from, to, share] of stretches) {
    const meanGap = Math.max(1, (to - from) / (count * share));
    // more than half of the gaps are short, the others make up for it
    const short = Math.max(1, Math.round(meanGap / 6));
    const long = Math.max(1, Math.round(2 * (meanGap - 0.55 * (short + 1) / 2) / 0.45 - 1));
    for (let second = from + random.below(long); second < to;) {
      seconds.push(second);
      second += 1 + random.below(random.uniform() < 0.55 ? short : long);
    }
  }
  return Int32Array.from(seconds);
}

/** Xorshift: a few random bits at the price of a few shifts. */
class FastRandom {
  #state: number;

  constructor(seed: number, symbol: string, day: number) {
    this.#state = new RandomStream(seed, "bench", symbol, day).integer(1, 0x7fff_ffff);
  }

  /** A number in [0, 1). */
  uniform(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) / 2 ** 32;
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** A step of the price in ticks: mostly none or one. */
  step(): number {
    const u = this.uniform();
    if (u < 0.3) return 0;
    return u < 0.7 ? (u < 0.5 ? -1 : 1) : this.below(7) - 3;
  }

  /** Shares of a trade: round lots and odd ones. */
  shares(): number {
    const u = this.uniform();
    if (u < 0.3) return 100;
    if (u < 0.68) return 1 + this.below(99);
    return u < 0.86 ? 100 * (1 + this.below(9)) : 1 + this.below(1500);
  }
}
