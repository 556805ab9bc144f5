/** One day of one symbol, simulated. */
import { type EpochDay, formatDate } from "../../core/time/dates.ts";
import { newYorkMidnight } from "../../core/time/new_york.ts";
import { type SessionBounds, sessionBounds } from "../../core/time/sessions.ts";
import { dayCurves } from "./day_curves.ts";
import type { DayPlan } from "./day_plan.ts";
import { type PathHalt, walkPrice } from "./price_path.ts";
import { RandomStream } from "./random.ts";
import { barsOfTape, INTERVAL_NS, type SampleBars } from "./sample_bars.ts";
import { simulateTape } from "./simulate_tape.ts";
import { type StatusMessage, statusMessages } from "./status_messages.ts";
import type { SymbolTraits } from "./symbol_traits.ts";
import { type Tape, tradeRows } from "./tape.ts";

/** Everything that was recorded of a symbol on a trade date. */
export interface SymbolDay {
  readonly symbol: string;
  readonly tradeDate: EpochDay;
  /** Midnight in New York that starts the day, in epoch seconds; times of the day count from it. */
  readonly midnight: number;
  readonly bounds: SessionBounds;
  readonly tape: Tape;
  /** One-second bars of the tape's trades. */
  readonly bars: SampleBars;
  readonly halts: readonly PathHalt[];
  readonly status: readonly StatusMessage[];
  /** Price of the last regular trade, nano-dollars; the previous close if there was none. */
  readonly close: number;
  /** Whether the price had fallen by a tenth, so that short selling is restricted until the end of the next session. */
  readonly triggeredRestriction: boolean;
}

/** What a day takes from the one before. */
export interface Yesterday {
  /** Regular close in nano-dollars, in today's terms if there was a split. */
  readonly close: number;
  readonly triggeredRestriction: boolean;
}

/** What decides a day. */
export interface SymbolDayInputs {
  readonly seed: number;
  readonly symbol: string;
  readonly tradeDate: EpochDay;
  readonly traits: SymbolTraits;
  readonly plan: DayPlan;
  readonly yesterday: Yesterday;
}

/** Simulates a day; it depends on its inputs alone. */
export function simulateDay(inputs: SymbolDayInputs): SymbolDay {
  const { seed, symbol, tradeDate, traits, plan, yesterday } = inputs;
  const bounds = sessionBounds(tradeDate);
  const random = (purpose: string) =>
    new RandomStream(seed, symbol, formatDate(tradeDate), purpose);
  const curves = dayCurves(plan, traits, bounds);
  const startPrice = yesterday.close / 1e9 * (1 + plan.gap);
  const path = walkPrice(curves, plan, bounds, startPrice, random("path"));
  const tape = simulateTape({ bounds, traits, plan, curves, path }, random("tape"));
  const restrictedAt = restrictionTime(tape, bounds, yesterday.close);
  const story = {
    bounds,
    halts: path.halts,
    isRestricted: yesterday.triggeredRestriction,
    restrictedAt,
  };
  return {
    symbol,
    tradeDate,
    midnight: newYorkMidnight(tradeDate),
    bounds,
    tape,
    bars: barsOfTape(tape, INTERVAL_NS.second),
    halts: path.halts,
    status: statusMessages(story, random("status")),
    close: lastRegularPrice(tape, bounds) ?? yesterday.close,
    triggeredRestriction: restrictedAt !== null,
  };
}

/** Short selling is restricted after the first regular trade a tenth below the previous close (17 CFR 242.201). */
function restrictionTime(tape: Tape, bounds: SessionBounds, prevClose: number): number | null {
  const row = regularTrades(tape, bounds).find((row) => tape.price[row]! <= 0.9 * prevClose);
  return row === undefined ? null : tape.tsRecv[row]! + 420_000_000;
}

function lastRegularPrice(tape: Tape, bounds: SessionBounds): number | undefined {
  const last = regularTrades(tape, bounds).at(-1);
  return last === undefined ? undefined : tape.price[last];
}

function regularTrades(tape: Tape, { open, close }: SessionBounds): Uint32Array {
  return tradeRows(tape).filter((row) => {
    const at = tape.tsRecv[row]!;
    return at >= open * 1e9 && at < close * 1e9;
  });
}
