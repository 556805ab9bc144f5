/**
 * Pauses of the limit up-limit down plan on days without status messages, told by the tape: trading at the edge of a
 * price band for up to 15 s (the limit state), then no print for five minutes or a multiple of them, then the reopening.
 *
 * This is hindsight, for execution alone. An agent can only know that nothing has been traded for a while.
 *
 * @see Plan to Address Extraordinary Market Volatility, sections VI and VII
 */
import type { Quotes } from "../columns/quotes.ts";
import type { Halt } from "../market/halts.ts";
import type { TimeIndex } from "../market/time_index.ts";
import type { UsableRows } from "../market/usable_rows.ts";
import { portableExp } from "../math/portable.ts";
import { SECOND_NS } from "../time/sessions.ts";
import { edgeAround } from "./band_width.ts";
import { effectiveTime, lastEffective } from "./effective_time.ts";
import type { BandInput } from "./luld.ts";
import { ReferencePrices } from "./reference_price.ts";

/** A pause that nobody announced. */
export interface InferredPause extends Halt {
  /** How sure it is, from 0.5 to 1: how near to a band trading stopped, and how unlikely the silence was. */
  readonly confidence: number;
}

/** What pauses are inferred from. */
export interface PauseInput extends BandInput {
  readonly day: BandInput["day"] & {
    readonly quotes: Quotes;
    readonly quoteIndex: TimeIndex;
    readonly usableQuotes: UsableRows;
  };
  /** Time that a print stands for before its own, ns: 0 for trades, the length of a bar for bars. */
  readonly printSpanNs: number;
}

const PAUSE_NS = 300 * SECOND_NS;
const LIMIT_STATE_NS = 15 * SECOND_NS;
/** How far a silence may fall short of its pause, or go on after limit state and pause, ns. */
const EARLY_NS = 10 * SECOND_NS;
const LATE_NS = 5 * SECOND_NS;
const MIN_CONFIDENCE = 0.5;
/** The stocks that need it, those that move by 10 % in minutes, are of tier 2. */
const TIER = 2;

/** The pauses of a day, in order, each [start, end). */
export function inferPauses(input: PauseInput): InferredPause[] {
  const { prints, printIndex, printSpanNs, firstPrices, day } = input;
  const { open, close } = day.times;
  const pauses: InferredPause[] = [];
  const first = lastEffective(prints, printIndex, open - 1) + 1;
  const prices = new ReferencePrices(prints, first, {
    ...{ previousClose: day.previousClose, tier: TIER, close },
  });
  let [time, before, last] = [-Infinity, -Infinity, -1]; // the print before: its time and row
  for (let row = first; row < prints.length; row++) {
    time = effectiveTime(prints, row, time);
    if (time >= close) break;
    if (!(prints.price[row]! > 0)) continue;
    const silence = silenceBetween(before, time - printSpanNs);
    const confidence = silence === null ? 0 : confidenceOf(input, prices, last, silence);
    const isPause = silence !== null && confidence >= MIN_CONFIDENCE;
    if (isPause) pauses.push(pauseOf(silence, confidence));
    prices.add(row, time, isPause || last < 0 ? firstPrices[row]! : NaN);
    [before, last] = [time, row];
  }
  return pauses;
}

/** A stretch without prints that is as long as limit state and pauses are. */
interface Silence {
  /** When the pause must have begun, after up to 15 s in the limit state. */
  readonly start: number;
  /** When trading resumed. */
  readonly end: number;
}

/** @returns `null` if it is not as long as a pause of 5, 10, … minutes. */
function silenceBetween(from: number, to: number): Silence | null {
  const count = Math.floor((to - from + EARLY_NS) / PAUSE_NS);
  if (!(count >= 1 && count < Infinity)) return null;
  const excess = to - from - count * PAUSE_NS;
  if (excess > count * LIMIT_STATE_NS + LATE_NS) return null;
  return { start: from + Math.min(Math.max(0, excess), LIMIT_STATE_NS), end: to };
}

/** @param row The last print before the silence. */
function confidenceOf(
  input: PauseInput,
  prices: ReferencePrices,
  row: number,
  silence: Silence,
): number {
  const nearness = Math.max(
    nearnessToBand(prices, silence.start, input.prints.price[row]!),
    nearnessOfQuote(input, prices, silence.start),
  );
  const surprise = 1 - portableExp(-prices.recentPrints); // as many prints were due again
  return nearness * surprise;
}

/** 1 at a band or beyond, 0 at the reference price. */
function nearnessToBand({ latest, rule }: ReferencePrices, t: number, price: number): number {
  const edge = edgeAround(rule, latest, t, price > latest ? 1 : -1);
  const share = (price - latest) / (edge - latest);
  return share > 1 ? 1 : share > 0 ? share : 0; // not a number: 0
}

/** The same for the quote that stood when the pause began: a bid near the upper band, or an offer near the lower one. */
function nearnessOfQuote(input: PauseInput, prices: ReferencePrices, t: number): number {
  const { quotes, quoteIndex, usableQuotes } = input.day;
  const row = usableQuotes.lastUsable(lastEffective(quotes, quoteIndex, t));
  if (row < 0) return 0;
  const reference = prices.latest;
  const [bid, ask] = [quotes.bid[row]!, quotes.ask[row]!];
  if (bid > reference) return nearnessToBand(prices, t, bid);
  return ask < reference ? nearnessToBand(prices, t, ask) : 0;
}

function pauseOf({ start, end }: Silence, confidence: number): InferredPause {
  return { start, end, startKnown: end, endKnown: end, action: 0, reason: 0, confidence };
}
