/**
 * A quote where there is none: a spread proportional to the volatility per trade around the last print, wider the older
 * that print is. Said to be synthetic wherever it is shown or filled against.
 *
 * @see Wyart et al. 2008 (arxiv.org/abs/physics/0603084): spread against volatility per trade
 * @see Barclay & Hendershott 2004 (doi 10.1111/j.1540-6261.2004.00646.x): spreads outside regular hours
 */
import { portableExp } from "../math/portable.ts";
import { clip } from "../math/shaping.ts";
import { tickSize } from "./tick_size.ts";

/** The parameters of a synthetic quote; can be estimated from days that have quotes. */
export interface SpreadModel {
  /** Spread over volatility per trade. */
  readonly volatilitySpreads: number;
  /** Share of the volatility over the quote's age by which half the spread widens. */
  readonly ageFactor: number;
  /** Without volatility: spread as a share of the price, and the factor on it outside regular hours. */
  readonly priorShare: number;
  /** Factor on that spread before the open and after the close. */
  readonly extendedFactor: number;
  /** Relative volatility per trade that stands in before there are two prints; 0 for none. */
  readonly printVolatility: number;
}

/** Priors for small stocks that move. */
export const SPREAD_MODEL: SpreadModel = {
  ...{ volatilitySpreads: 1.5, ageFactor: 0.5 },
  ...{ priorShare: 0.004, extendedFactor: 3.5, printVolatility: 0 },
};

/** Without volatility a spread has so many ticks at least. */
const PRIOR_TICKS = 2;
/** Half the spread is at most 5 times itself and two ticks, and 5 % of the price. */
const WIDEST_FACTOR = 5;
const WIDEST_SHARE = 0.05;
/** After a resumption twice as wide, with this half-life. */
const RESUME_HALF_LIFE_NS = 300e9;
const SECOND_NS = 1e9;

/** Shares shown on either side of a synthetic quote: one round lot. */
export const SYNTHETIC_SIZE = 100;

/** What a synthetic spread depends on. */
export interface SpreadSituation {
  /** Nano-dollars, above 0. */
  price: number;
  /** Relative volatility per trade and per root second; `NaN` if unknown. */
  perPrint: number;
  perRootSecond: number;
  isRegular: boolean;
  /** Age of the price, ns. */
  ageNs: number;
  /** Time since trading last resumed after a halt, ns; infinite without a halt. */
  sinceResumeNs: number;
}

/** Half of the synthetic spread in nano-dollars, before it is put on the grid of ticks. */
export function syntheticHalfSpread(
  situation: SpreadSituation,
  model: SpreadModel = SPREAD_MODEL,
): number {
  const { price, sinceResumeNs } = situation;
  const tick = tickSize(price);
  const usual = model.printVolatility > 0 && situation.isRegular ? model.printVolatility : NaN;
  const perPrint = situation.perPrint >= 0 ? situation.perPrint : usual;
  const known = Math.max(tick, model.volatilitySpreads * price * perPrint);
  const prior = Math.max(PRIOR_TICKS * tick, model.priorShare * price) *
    (situation.isRegular ? 1 : model.extendedFactor);
  const elevated = sinceResumeNs < Infinity
    ? 1 + portableExp((-Math.LN2 * sinceResumeNs) / RESUME_HALF_LIFE_NS)
    : 1;
  const half = ((perPrint >= 0 ? known : prior) * elevated) / 2;
  const { perRootSecond, ageNs } = situation;
  return widenedHalfSpread(half, { price, perRootSecond, overdueNs: ageNs }, model);
}

/** How far a quote is out of date. */
export interface OverdueQuote {
  /** Nano-dollars. */
  readonly price: number;
  /** Relative volatility per root second; `NaN` counts as 0. */
  readonly perRootSecond: number;
  /** Time since the quote was last as good as new. */
  readonly overdueNs: number;
}

/**
 * Half a spread that nobody has confirmed for a while: a maker's uncertainty grows with the root of time.
 *
 * @param half Nano-dollars.
 */
export function widenedHalfSpread(
  half: number,
  { price, perRootSecond, overdueNs }: OverdueQuote,
  model: SpreadModel = SPREAD_MODEL,
): number {
  const tick = tickSize(price);
  const sigma = perRootSecond >= 0 ? perRootSecond : 0;
  const drift = model.ageFactor * price * sigma;
  const wide = Math.sqrt(half * half + drift * drift * Math.max(0, overdueNs / SECOND_NS));
  const widest = Math.min(WIDEST_FACTOR * half + PRIOR_TICKS * tick, WIDEST_SHARE * price);
  return clip(wide, tick / 2, Math.max(tick / 2, widest));
}

/** Bid and ask around a price, rounded outward to ticks; the bid is a tick at least and the ask a tick above it. */
export function quoteAround(price: number, half: number, into: { bid: number; ask: number }): void {
  const lower = price - half;
  const upper = price + half;
  const bidTick = tickSize(Math.max(0, lower));
  const askTick = tickSize(upper);
  into.bid = Math.max(bidTick, Math.floor(lower / bidTick) * bidTick);
  into.ask = Math.max(Math.ceil(upper / askTick) * askTick, into.bid + tickSize(into.bid));
}
