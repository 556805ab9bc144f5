/** A small market over many days: each symbol's days in a chain, every one of them reproducible. */
import { type EpochDay, formatDate, parseDate } from "../../core/time/dates.ts";
import { nextSession, sessionsBetween } from "../../core/time/calendar.ts";
import { sessionBounds } from "../../core/time/sessions.ts";
import type { DayPlan } from "./day_plan.ts";
import { type Dataset, type IdChange, type IdSpan, idSpans } from "./instrument_ids.ts";
import { RandomStream } from "./random.ts";
import { planDay, type Regime, REGIME_WEIGHTS } from "./regimes.ts";
import { simulateDay, type SymbolDay, type Yesterday } from "./symbol_day.ts";
import { DEFAULT_TRAITS, type SymbolTraits } from "./symbol_traits.ts";

/** A split: from `exDate` on one share has the value of `factor` old ones (20 for a reverse 1-for-20). */
export interface SampleSplit {
  /** `YYYY-MM-DD`. */
  readonly exDate: string;
  readonly factor: number;
}

/** A symbol and its story. */
export interface SymbolSpec extends Partial<SymbolTraits> {
  readonly symbol: string;
  /** First trade date, `YYYY-MM-DD`; default the first of the market. */
  readonly firstSession?: string;
  /** Kinds of days, or changes to quiet ones, by date; the others are quiet or drawn, see `surprises`. */
  readonly days?: Readonly<Record<string, Regime | Partial<DayPlan>>>;
  /** Whether days without a given kind are of any kind, seldom an eventful one; default false: all quiet. */
  readonly surprises?: boolean;
  readonly splits?: readonly SampleSplit[];
  /** Instrument ids by dataset; default one that follows from the name. */
  readonly ids?: Partial<Record<Dataset, readonly IdChange[]>>;
}

/** What to simulate. */
export interface MarketOptions {
  /** Default 1. */
  readonly seed?: number;
  readonly symbols: readonly SymbolSpec[];
  /** First trade date, `YYYY-MM-DD`; moved to the next session if it is none. */
  readonly from: string;
  /** Number of sessions; a longer market begins with the same days. */
  readonly sessions: number;
}

/** One symbol's days. */
export interface SymbolHistory {
  readonly symbol: string;
  readonly days: readonly SymbolDay[];
  /** First trade date if the symbol is newer than the market, else `null`. */
  readonly listedOn: EpochDay | null;
  readonly ids: Readonly<Record<Dataset, readonly IdSpan[]>>;
}

/** All symbols' days. */
export interface Market {
  readonly seed: number;
  /** Trade dates, in order. */
  readonly sessions: readonly EpochDay[];
  readonly histories: readonly SymbolHistory[];
}

/** Simulates a market. Days depend on the seed, their symbol and those before them, not on what else is simulated. */
export function simulateMarket({ seed = 1, symbols, from, sessions }: MarketOptions): Market {
  const days = sessionsFrom(parseDate(from), sessions);
  const histories = symbols.map((spec) => simulateHistory(seed, spec, days));
  return { seed, sessions: days, histories };
}

function sessionsFrom(first: EpochDay, count: number): EpochDay[] {
  let last = first - 1;
  for (let i = 0; i < count; i++) last = nextSession(last);
  return sessionsBetween(first, last);
}

function simulateHistory(
  seed: number,
  spec: SymbolSpec,
  sessions: readonly EpochDay[],
): SymbolHistory {
  const first = spec.firstSession === undefined ? -Infinity : parseDate(spec.firstSession);
  let traits: SymbolTraits = { ...DEFAULT_TRAITS, ...spec };
  let yesterday: Yesterday = { close: traits.price * 1e9, triggeredRestriction: false };
  const days: SymbolDay[] = [];
  for (const tradeDate of sessions.filter((day) => day >= first)) {
    const factor = splitFactor(spec, tradeDate);
    traits = { ...traits, sizeFactor: traits.sizeFactor / factor };
    yesterday = { ...yesterday, close: yesterday.close * factor };
    const plan = planOf(seed, spec, tradeDate);
    const day = simulateDay({ seed, symbol: spec.symbol, tradeDate, traits, plan, yesterday });
    days.push(day);
    yesterday = day;
  }
  return {
    symbol: spec.symbol,
    days,
    listedOn: first > (sessions[0] ?? Infinity) ? first : null,
    ids: idsOf(spec),
  };
}

function splitFactor(spec: SymbolSpec, tradeDate: EpochDay): number {
  const date = formatDate(tradeDate);
  return spec.splits?.find(({ exDate }) => exDate === date)?.factor ?? 1;
}

function planOf(seed: number, spec: SymbolSpec, tradeDate: EpochDay): DayPlan {
  const date = formatDate(tradeDate);
  const random = new RandomStream(seed, spec.symbol, date, "plan");
  const drawn = random.choose(REGIME_WEIGHTS);
  const given = spec.days?.[date] ?? (spec.surprises ? drawn : "quiet");
  const bounds = sessionBounds(tradeDate);
  if (typeof given === "string") return planDay(given, bounds, random);
  return { ...planDay("quiet", bounds, random), ...given };
}

function idsOf(spec: SymbolSpec): Record<Dataset, readonly IdSpan[]> {
  const spans = (dataset: Dataset) => idSpans(dataset, spec.symbol, spec.ids?.[dataset]);
  return {
    "EQUS.MINI": spans("EQUS.MINI"),
    "EQUS.SUMMARY": spans("EQUS.SUMMARY"),
    "XNAS.ITCH": spans("XNAS.ITCH"),
  };
}
