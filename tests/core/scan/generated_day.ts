/** Seeded random days for oracle tests: stretches of frenzy, trend, trickle and silence. */
import { type Bars, createBars, sliceBars } from "../../../src/core/columns/bars.ts";
import { parseDate } from "../../../src/core/time/dates.ts";
import type { SessionBounds } from "../../../src/core/time/sessions.ts";

/** A full day and a half day of the calendar. */
export const FULL_DAY = parseDate("2025-03-25");
export const HALF_DAY = parseDate("2024-11-29");

/** The bounds of those days, written out. */
export const FULL_BOUNDS: SessionBounds = {
  ...{ preOpen: 14_400, open: 34_200, close: 57_600, postClose: 72_000 },
};
export const HALF_BOUNDS: SessionBounds = {
  ...{ preOpen: 14_400, open: 34_200, close: 46_800, postClose: 61_200 },
};

/** A generator of uniform numbers in [0, 1): mulberry32. */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A stretch of a generated day. */
interface Stretch {
  /** Chance of a trade in a second. */
  readonly density: number;
  /** Log return of a bar: mean and spread. */
  readonly drift: number;
  readonly noise: number;
  readonly size: number;
}

const DENSITIES = [0, 0.003, 0.02, 0.1, 0.5, 0.9];

function randomStretch(random: () => number): Stretch {
  const density = DENSITIES[Math.floor(random() * DENSITIES.length)]!;
  const isTrend = random() < 0.3;
  return {
    density,
    drift: isTrend ? (random() - 0.5) * 0.003 : 0,
    noise: random() * 0.004 + 0.0002,
    size: 10 ** (1 + random() * 3),
  };
}

/** What a generated day looks like. */
export interface GeneratedDayOptions {
  /** First price in nano-dollars. */
  readonly price?: number;
  /** Prices are multiples of this, nano-dollars. */
  readonly tick?: number;
  /** Chance that a second trades is multiplied with this. */
  readonly activity?: number;
}

/** One-second bars of a random day: ascending, sane, with gaps from seconds to an hour. */
export function generateBars(
  seed: number,
  bounds: SessionBounds = FULL_BOUNDS,
  { price = 5e9, tick = 1e7, activity = 1 }: GeneratedDayOptions = {},
): Bars {
  const random = randomSource(seed);
  const seconds = bounds.postClose - bounds.preOpen;
  const bars = createBars(1e9, seconds);
  let stretch = randomStretch(random);
  let stretchEnd = 0;
  let last = price / tick;
  let rows = 0;
  for (let s = 0; s < seconds; s++) {
    if (s >= stretchEnd) {
      stretch = randomStretch(random);
      stretchEnd = s + Math.floor(60 + random() ** 2 * 3600);
    }
    if (random() >= stretch.density * activity) continue;
    const open = last;
    const move = stretch.drift + (random() + random() - 1) * stretch.noise;
    last = Math.max(5, Math.round(last * Math.exp(move)));
    bars.start[rows] = (bounds.preOpen + s) * 1e9;
    bars.open[rows] = open * tick;
    bars.close[rows] = last * tick;
    bars.high[rows] = (Math.max(open, last) + Math.floor(random() * 3)) * tick;
    bars.low[rows] = Math.max(1, Math.min(open, last) - Math.floor(random() * 3)) * tick;
    bars.volume[rows] = 1 + Math.floor(stretch.size * random());
    rows++;
  }
  return sliceBars(bars, 0, rows);
}

/** One row of hand-made bars: seconds after local midnight, prices in dollars, shares. */
export interface HandBar {
  readonly at: number;
  readonly open?: number;
  readonly high?: number;
  readonly low?: number;
  readonly close: number;
  readonly volume?: number;
}

/** Bars written by hand. Prices not given are the close; volume not given is 100 shares. */
export function handBars(rows: readonly HandBar[], intervalNs = 1e9): Bars {
  const bars = createBars(intervalNs, rows.length);
  for (const [i, row] of rows.entries()) {
    const { at, close, open = close, high = Math.max(open, close), low = Math.min(open, close) } =
      row;
    bars.start[i] = at * 1e9;
    bars.open[i] = Math.round(open * 1e9);
    bars.high[i] = Math.round(high * 1e9);
    bars.low[i] = Math.round(low * 1e9);
    bars.close[i] = Math.round(close * 1e9);
    bars.volume[i] = row.volume ?? 100;
  }
  return bars;
}

/** Fails unless both are `NaN` or within `tolerance` relative to the larger of 1 and the expectation. */
export function assertClose(
  actual: number,
  expected: number,
  tolerance: number,
  where: string,
): void {
  const isClose = Number.isNaN(expected) ? Number.isNaN(actual) : actual === expected ||
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected));
  if (!isClose) throw new Error(`${where}: got ${actual}, expected ${expected}`);
}
