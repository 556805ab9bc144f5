/** What one day's tape tells of the parameters that are assumed where data are silent. Latency is not among them. */
import { medianInPlace } from "../math/order_statistics.ts";
import type { MarketDay } from "../market/market_day.ts";
import { tickSize } from "../market/tick_size.ts";
import type { Volatility } from "../market/volatility.ts";
import type { EpochDay } from "../time/dates.ts";
import { SECOND_NS } from "../time/sessions.ts";
import { rangeVolatility } from "./tape.ts";

/** Estimates of one day; `NaN` where its data say too little. */
export interface DayEstimates {
  /** The day. */
  readonly tradeDate: EpochDay;
  /** Shares of the regular session, and its volatility from high and low. */
  readonly volume: number;
  /** Relative, of the regular session. */
  readonly volatility: number;
  /** Percent of regular volume in each half hour; empty on half days and without volume. */
  readonly profile: readonly number[];
  /** Volume before the open and after the close over regular volume. */
  readonly preShare: number;
  /** Volume after the close over regular volume. */
  readonly postShare: number;
  /** Root mean square relative change from print to print, regular session. */
  readonly printVolatility: number;
  /** Median spread over price: regular session, and outside of it. */
  readonly spreadRegular: number;
  /** Median outside the regular session. */
  readonly spreadExtended: number;
  /** Median spread over volatility per trade, right after prints. */
  readonly spreadVolatilities: number;
  /** How half the spread grows with the age of the last print, over volatility times the root of the age. */
  readonly spreadAge: number;
  /** Looks at the quotes that these are from. */
  readonly quoteSamples: number;
}

/** Fewest values that a median is taken of. */
const MIN_SAMPLES = 30;
const SAMPLE_NS = SECOND_NS;
const HALF_HOURS = 13;
const HALF_HOUR_NS = 1800 * SECOND_NS;
/** A print is fresh up to this age; spreads are thought to have widened from the second age on, up to the third. */
const FRESH_NS = SECOND_NS;
const AGED_NS = 5 * SECOND_NS;
const OLD_NS = 120 * SECOND_NS;
const STALE_NS = 60 * SECOND_NS;

/** What a day tells. */
export function dayEstimates(day: MarketDay): DayEstimates {
  const tape = tapeStatistics(day);
  const samples = sampleSpreads(day);
  const spreadVolatilities = median(samples.volatilities);
  return {
    ...{ tradeDate: day.tradeDate, ...tape, spreadVolatilities },
    spreadRegular: median(samples.regular),
    spreadExtended: median(samples.extended),
    spreadAge: spreadAge(samples.aged, spreadVolatilities),
    quoteSamples: samples.regular.length + samples.extended.length,
  };
}

function median(values: readonly number[]): number {
  return values.length < MIN_SAMPLES ? NaN : medianInPlace(Float64Array.from(values));
}

type TapeStatistics = Pick<
  DayEstimates,
  "volume" | "volatility" | "profile" | "preShare" | "postShare" | "printVolatility"
>;

/** Volume by part of the day and volatility, of the trades, else of the bars. */
function tapeStatistics({ hasTape, trades, bars, times }: MarketDay): TapeStatistics {
  const rows = hasTape ? trades.length : bars.length;
  const time = hasTape ? trades.tsRecv : bars.start;
  const price = hasTape ? trades.price : bars.close;
  const size = hasTape ? trades.size : bars.volume;
  const halfHours = new Float64Array(HALF_HOURS);
  let [pre, post, high, low, squares, changes, last] = [0, 0, -Infinity, Infinity, 0, 0, NaN];
  for (let row = 0; row < rows; row++) {
    const [t, paid, shares] = [time[row]!, price[row]!, size[row]!];
    if (!(paid > 0 && shares > 0)) continue;
    if (t < times.open) pre += shares;
    else if (t >= times.close) post += shares;
    else {
      const at = Math.min(HALF_HOURS - 1, Math.floor((t - times.open) / HALF_HOUR_NS));
      halfHours[at] = halfHours[at]! + shares;
      high = Math.max(high, hasTape ? paid : bars.high[row]!);
      low = Math.min(low, hasTape ? paid : bars.low[row]!);
      if (last > 0) [squares, changes] = [squares + (paid / last - 1) ** 2, changes + 1];
      last = paid;
    }
  }
  const volume = halfHours.reduce((sum, part) => sum + part, 0);
  const isFull = times.close - times.open === HALF_HOURS * HALF_HOUR_NS;
  return {
    volume: volume > 0 ? volume : NaN,
    volatility: volume > 0 ? rangeVolatility(high, low) : NaN,
    profile: isFull && volume > 0 ? Array.from(halfHours, (part) => (100 * part) / volume) : [],
    preShare: pre / volume,
    postShare: post / volume,
    printVolatility: hasTape && changes >= MIN_SAMPLES ? Math.sqrt(squares / changes) : NaN,
  };
}

/** A look at a quote some time after the last print; all relative to the price, squared. */
interface AgedSpread {
  readonly half2: number;
  readonly perPrint2: number;
  /** Variance that the age of the print stands for. */
  readonly variance: number;
}

interface SpreadSamples {
  readonly regular: number[];
  readonly extended: number[];
  readonly volatilities: number[];
  readonly aged: AgedSpread[];
}

/** Looks at the quotes once a second, where there is a live one and no halt. */
function sampleSpreads(day: MarketDay): SpreadSamples {
  const samples: SpreadSamples = { regular: [], extended: [], volatilities: [], aged: [] };
  const { quotes, quoteIndex, usableQuotes, times, haltsAtVenue } = day;
  if (usableQuotes.count === 0) return samples;
  let row = -1;
  for (let t = times.preOpen; t < times.postClose; t += SAMPLE_NS) {
    row = quoteIndex.lastAtOrBeforeFrom(row, t);
    if (row < 0 || usableQuotes.lastUsable(row) !== row || haltsAtVenue.contains(t)) continue;
    const isRegular = t >= times.open && t < times.close;
    const ageNs = t - quotes.tsRecv[row]!;
    if (ageNs > STALE_NS) continue;
    const [bid, ask] = [quotes.bid[row]!, quotes.ask[row]!];
    const price = (bid + ask) / 2;
    (isRegular ? samples.regular : samples.extended).push((ask - bid) / price);
    if (isRegular) sampleVolatility(day, samples, { t, price, spread: ask - bid });
  }
  return samples;
}

const VOLATILITY: Volatility = { perPrint: NaN, perRootSecond: NaN };

function sampleVolatility(
  { hasTape, trades, tradeIndex, usableTrades, volatility }: MarketDay,
  samples: SpreadSamples,
  { t, price, spread }: { t: number; price: number; spread: number },
): void {
  const row = hasTape ? usableTrades.lastUsable(tradeIndex.lastAtOrBefore(t)) : -1;
  if (row < 0) return;
  volatility.at(row, VOLATILITY);
  const { perPrint, perRootSecond } = VOLATILITY;
  // below a tick the law is cut off by the grid of prices, and the spread tells nothing of it
  if (!(perPrint * price >= tickSize(price))) return;
  const ageNs = t - trades.tsRecv[row]!;
  if (ageNs <= FRESH_NS) samples.volatilities.push(spread / (price * perPrint));
  if (!(ageNs >= AGED_NS && ageNs <= OLD_NS && perRootSecond > 0)) return;
  samples.aged.push({
    half2: (spread / 2 / price) ** 2,
    perPrint2: perPrint ** 2,
    variance: perRootSecond ** 2 * (ageNs / SECOND_NS),
  });
}

/** The law is `half^2 = (c / 2 * perPrint)^2 + k^2 * variance`: k of the median look, 0 where spreads do not widen. */
function spreadAge(aged: readonly AgedSpread[], spreadVolatilities: number): number {
  const fresh = (spreadVolatilities / 2) ** 2;
  const squares = aged.map(({ half2, perPrint2, variance }) =>
    (half2 - fresh * perPrint2) / variance
  );
  return Number.isNaN(fresh) ? NaN : Math.sqrt(Math.max(0, median(squares)));
}
