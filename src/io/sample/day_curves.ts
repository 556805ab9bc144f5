/** How lively each second of a day is: the usual shape of a day, bent by its plan. */
import type { SessionBounds } from "../../core/time/sessions.ts";
import type { DayPlan, Span } from "./day_plan.ts";
import type { SymbolTraits } from "./symbol_traits.ts";

/** One value per second from the start of pre-market trading to the end of post-market trading. */
export interface DayCurves {
  /** Expected relative change of the price. */
  readonly drift: Float64Array;
  /** Deviation of the relative change of the price. */
  readonly volatility: Float64Array;
  /** Expected occasions to trade, of one or more trades each. */
  readonly trades: Float64Array;
  /** Expected occasions to change the quotes. */
  readonly quotes: Float64Array;
}

/** Seconds of a regular session, over which the daily volatility is meant. */
const REGULAR_SECONDS = 23_400;
const HOUR = 3600;

/** The curves of a day. */
export function dayCurves(plan: DayPlan, traits: SymbolTraits, bounds: SessionBounds): DayCurves {
  const seconds = bounds.postClose - bounds.preOpen;
  const drift = new Float64Array(seconds);
  const volatility = new Float64Array(seconds);
  const trades = new Float64Array(seconds);
  const quotes = new Float64Array(seconds);
  const weights = minuteWeights(bounds);
  const sessionShare = (bounds.close - bounds.open) / REGULAR_SECONDS; // half days trade less
  const perSecond = traits.volatility * plan.volatility / Math.sqrt(REGULAR_SECONDS);
  for (let i = 0; i < seconds; i++) {
    const second = bounds.preOpen + i;
    const weight = weights[Math.floor(i / 60)]! / 60;
    volatility[i] = perSecond * volatilityAt(second, bounds);
    trades[i] = traits.tradesPerDay * sessionShare * plan.activity * weight;
    // quotes are spread more evenly over the day than trades, and grow less with activity
    const isRegular = second >= bounds.open && second < bounds.close;
    const even = (isRegular ? 1 : 0.1) / (bounds.close - bounds.open);
    quotes[i] = traits.quotesPerDay * sessionShare * Math.sqrt(plan.activity) *
      (0.5 * weight + 0.5 * even);
  }
  const curves = { drift, volatility, trades, quotes };
  bendByMoves(curves, plan, bounds);
  plan.silences.forEach((span) => fillSpan(trades, span, bounds, 0));
  plan.outages.forEach((span) => fillSpan(quotes, span, bounds, 0));
  return curves;
}

function bendByMoves(curves: DayCurves, plan: DayPlan, bounds: SessionBounds): void {
  for (const move of plan.moves) {
    const from = Math.max(0, move.start - bounds.preOpen);
    const to = Math.min(curves.drift.length, move.end - bounds.preOpen);
    const quoteFactor = Math.sqrt(move.activity);
    for (let i = from; i < to; i++) {
      curves.drift[i]! += move.change / (move.end - move.start);
      curves.volatility[i]! *= move.volatility;
      curves.trades[i]! *= move.activity;
      curves.quotes[i]! *= quoteFactor;
    }
  }
}

function fillSpan(curve: Float64Array, span: Span, bounds: SessionBounds, value: number): void {
  curve.fill(value, Math.max(0, span.start - bounds.preOpen), span.end - bounds.preOpen);
}

/** Share of the day's trading in each minute; they sum to 1. */
function minuteWeights(bounds: SessionBounds): Float64Array {
  const weights = new Float64Array((bounds.postClose - bounds.preOpen) / 60);
  let sum = 0;
  for (let minute = 0; minute < weights.length; minute++) {
    weights[minute] = weightAt(bounds.preOpen + minute * 60, bounds);
    sum += weights[minute]!;
  }
  return weights.map((weight) => weight / sum);
}

/** A trickle early in the morning, a U in the regular session, and a tail that thins out. */
function weightAt(second: number, { open, close }: SessionBounds): number {
  if (second < 7 * HOUR) return 0.02;
  if (second < open) return 0.06 + 0.3 * (second - 7 * HOUR) / (open - 7 * HOUR);
  if (second < close) {
    const x = 2 * (second - open) / (close - open) - 1;
    const edge = x * x * x * x;
    return 0.6 + (x < 0 ? 2.8 : 2) * edge;
  }
  if (second < close + 0.5 * HOUR) return 0.35;
  return second < close + 2 * HOUR ? 0.08 : 0.03;
}

/** Multiple of the usual volatility. */
function volatilityAt(second: number, { open, close }: SessionBounds): number {
  if (second < open || second >= close) return 0.35;
  if (second < open + HOUR) return 1.5;
  return second < close - HOUR ? 0.85 : 1.1;
}
