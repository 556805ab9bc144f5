/** Second pass, in a worker: reads the ticks of some symbol-days and turns each day into its index rows. */
import {
  type Halt,
  haltsOf,
  type ShortSaleChange,
  shortSaleChanges,
} from "../../core/market/halts.ts";
import { analyseDay, type DayRows } from "../../core/scan/analyse_day.ts";
import { buildBaseline, type SessionVolume } from "../../core/scan/baseline.ts";
import type { DayInput } from "../../core/scan/day_input.ts";
import type { SpreadTrack } from "../../core/scan/spread_track.ts";
import type { ScanStrategy } from "../../core/scan/strategy.ts";
import type { ScanThresholds } from "../../core/scan/threshold_keys.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { sessionBounds } from "../../core/time/sessions.ts";
import type { Problem } from "../catalog/problem.ts";
import { readStatus } from "./read_status.ts";
import { RecordRouter, type RoutedDay } from "./record_router.ts";
import { priceAt, type RecordView, type TickFile } from "./tick_files.ts";
import { dayClock, QuoteCollector } from "./tick_target.ts";

/** What is read from tick and status files, and from earlier sessions. */
type FromTicks =
  | "baseline"
  | "halts"
  | "shortSaleChanges"
  | "statusSource"
  | "spreads"
  | "quoteSource"
  | "trades";

/** A symbol-day to analyse: its bars and what earlier days say. */
export interface Candidate extends Omit<DayInput, "symbol" | FromTicks> {
  readonly symbol: number;
  readonly name: string;
  /** Earlier sessions for the volume baseline. */
  readonly sessions: readonly SessionVolume[];
}

/** Symbol-days that share their tick files. */
export interface AnalyseRequest {
  readonly kind: "analyse";
  readonly candidates: readonly Candidate[];
  readonly quotes: readonly TickFile[];
  readonly trades: readonly TickFile[];
  readonly status: readonly TickFile[];
}

/** Rows of one symbol-day. */
export interface AnalysedDay {
  readonly symbol: number;
  readonly day: EpochDay;
  readonly rows: DayRows;
}

/** What the second pass found. */
export interface AnalyseResult {
  readonly days: readonly AnalysedDay[];
  readonly problems: readonly Problem[];
}

const TRADE = "T".charCodeAt(0);
/** Words of the fields below, from the start of a record. */
const WORD = { bid: 12, ask: 14, action: 7 } as const;

/** What is gathered for one candidate. */
interface DayTicks extends RoutedDay {
  readonly candidate: Candidate;
  halts: Halt[] | null;
  shortSaleChanges: ShortSaleChange[] | null;
  quotes: QuoteCollector | null;
  trades: number | null;
}

/** Analyses a batch. Damaged tick files become problems; what they gave before the damage is used. */
export function analyseBatch(
  request: AnalyseRequest,
  limits: ScanThresholds,
  strategy?: ScanStrategy,
): AnalyseResult {
  const problems: Problem[] = [];
  const days = request.candidates.map((candidate): DayTicks => ({
    candidate,
    clock: dayClock(candidate.day),
    ...{ halts: null, shortSaleChanges: null, quotes: null, trades: null },
  }));
  takeStatus(request.status, days, problems);
  readTicks(request, days, limits, problems);
  return {
    days: days.map((day) => ({
      symbol: day.candidate.symbol,
      day: day.candidate.day,
      rows: analyseDay(dayInput(day, request, limits), limits, strategy),
    })),
    problems,
  };
}

function dayInput(
  day: DayTicks,
  request: AnalyseRequest,
  limits: ScanThresholds,
): DayInput {
  const { candidate } = day;
  const spreads: SpreadTrack | null = day.quotes?.finish() ?? null;
  const { symbol: _, name, sessions, ...known } = candidate;
  const ticks = [...request.quotes, ...request.trades, ...request.status];
  return {
    ...known,
    symbol: name,
    files: [...candidate.files, ...ticks.map((file) => file.key)],
    statusSource: request.status[0]?.dataset ?? null,
    baseline: buildBaseline(candidate.day, sessions, limits),
    halts: day.halts,
    shortSaleChanges: day.shortSaleChanges,
    spreads: spreads !== null && spreads.quotes > 0 ? spreads : null,
    quoteSource: spreads !== null && spreads.quotes > 0 ? request.quotes[0]!.schema : null,
    trades: day.trades,
  };
}

function takeStatus(
  files: readonly TickFile[],
  days: readonly DayTicks[],
  problems: Problem[],
): void {
  if (files.length === 0) return;
  for (const [i, status] of readStatus(files, days, problems).entries()) {
    const day = days[i]!;
    day.halts = haltsOf(status, sessionBounds(day.candidate.day));
    day.shortSaleChanges = shortSaleChanges(status);
  }
}

function readTicks(
  request: AnalyseRequest,
  days: readonly DayTicks[],
  limits: ScanThresholds,
  problems: Problem[],
): void {
  const router = new RecordRouter(days, (clock) => [clock.preOpen, clock.postClose]);
  // The trade rows of mbp-1 are the trades themselves: they count where there is no file of trades.
  const countsInQuotes = request.trades.length === 0 &&
    request.quotes.some((file) => file.schema === "mbp-1");
  for (const day of days) {
    if (request.quotes.length > 0) {
      day.quotes = new QuoteCollector(day.candidate.day, day.halts ?? [], limits);
    }
    if (request.trades.length > 0 || countsInQuotes) day.trades = 0;
  }
  const countTrade = (day: DayTicks, view: RecordView) => {
    if ((view.unsigned[view.word + WORD.action]! & 0xff) === TRADE) day.trades = day.trades! + 1;
  };
  for (const file of request.quotes) {
    router.readFile(file, problems, (day, view, tsRecv) => {
      day.quotes!.add(tsRecv, priceAt(view, WORD.bid), priceAt(view, WORD.ask));
      if (countsInQuotes) countTrade(day, view);
    });
  }
  for (const file of request.trades) router.readFile(file, problems, countTrade);
}
