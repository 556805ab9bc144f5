/** Second pass, in a worker: reads the ticks of some symbol-days and turns each day into its index rows. */
import { MomoError } from "../../core/error.ts";
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
import type { ScanThresholds } from "../../core/scan/thresholds.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { SECOND_NS, sessionBounds } from "../../core/time/sessions.ts";
import type { Problem } from "../catalog/problem.ts";
import { priceAt, type RecordView, type TickFile, visitRecords } from "./tick_files.ts";
import {
  type DayClock,
  dayClock,
  QuoteCollector,
  StatusCollector,
  utcDayOffset,
} from "./tick_target.ts";

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
const WORD = { bid: 12, ask: 14, action: 7, statusAction: 6, statusFlags: 7, tsEvent: 2 } as const;

/** What is gathered for one candidate. */
interface DayTicks {
  readonly candidate: Candidate;
  readonly clock: DayClock;
  readonly status: StatusCollector;
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
    status: new StatusCollector(),
    ...{ halts: null, shortSaleChanges: null, quotes: null, trades: null },
  }));
  readStatus(request.status, days, problems);
  readTicks(request, days, limits, problems);
  return {
    days: days.map((day) => ({
      symbol: day.candidate.symbol,
      day: day.candidate.day,
      rows: analyseDay(dayInput(day, request, limits, problems.length > 0), limits, strategy),
    })),
    problems,
  };
}

function dayInput(
  day: DayTicks,
  request: AnalyseRequest,
  limits: ScanThresholds,
  isDamaged: boolean,
): DayInput {
  const { candidate } = day;
  const spreads: SpreadTrack | null = day.quotes?.finish() ?? null;
  const { symbol: _, name, sessions, ...known } = candidate;
  const ticks = [...request.quotes, ...request.trades, ...request.status];
  return {
    ...known,
    symbol: name,
    files: [...candidate.files, ...ticks.map((file) => file.key)],
    condition: isDamaged ? "damaged" : candidate.condition,
    statusSource: request.status[0]?.dataset ?? null,
    baseline: buildBaseline(candidate.day, sessions, limits),
    halts: day.halts,
    shortSaleChanges: day.shortSaleChanges,
    spreads: spreads !== null && spreads.quotes > 0 ? spreads : null,
    quoteSource: spreads !== null && spreads.quotes > 0 ? request.quotes[0]!.schema : null,
    trades: day.trades,
  };
}

function readStatus(
  files: readonly TickFile[],
  days: readonly DayTicks[],
  problems: Problem[],
): void {
  if (files.length === 0) return;
  const router = new Router(days, (clock) => [clock.rollStart, clock.rollEnd]);
  for (const file of files) {
    readFile(file, router, problems, (day, view, tsRecv) => {
      const { unsigned, word } = view;
      const flags = unsigned[word + WORD.statusFlags]!;
      const actions = unsigned[word + WORD.statusAction]!;
      day.status.add([
        tsRecv - eventLag(view),
        tsRecv,
        actions & 0xffff,
        actions >>> 16,
        (flags >>> 16) & 0xff,
        flags >>> 24,
        unsigned[word + WORD.statusFlags + 1]! & 0xff,
      ]);
    });
  }
  for (const day of days) {
    const status = day.status.finish();
    day.halts = haltsOf(status, sessionBounds(day.candidate.day));
    day.shortSaleChanges = shortSaleChanges(status);
  }
}

/** Nanoseconds from a record's venue time to its capture time, exact. */
function eventLag({ unsigned, word }: RecordView): number {
  const high = unsigned[word + 5]! - unsigned[word + WORD.tsEvent + 1]!;
  return high * 4294967296 + (unsigned[word + 4]! - unsigned[word + WORD.tsEvent]!);
}

function readTicks(
  request: AnalyseRequest,
  days: readonly DayTicks[],
  limits: ScanThresholds,
  problems: Problem[],
): void {
  const router = new Router(days, (clock) => [clock.preOpen, clock.postClose]);
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
    readFile(file, router, problems, (day, view, tsRecv) => {
      day.quotes!.add(tsRecv, priceAt(view, WORD.bid), priceAt(view, WORD.ask));
      if (countsInQuotes) countTrade(day, view);
    });
  }
  for (const file of request.trades) readFile(file, router, problems, countTrade);
}

function readFile(
  file: TickFile,
  router: Router,
  problems: Problem[],
  use: (day: DayTicks, view: RecordView, tsRecv: number) => void,
): void {
  const report = (message: string) =>
    problems.push({ severity: "error", message, damagedFile: file.key });
  try {
    const cut = visitRecords(file, router.symbols, (view) => router.route(view, use));
    if (cut !== null) report(`Cut off: ${cut}`);
  } catch (error) {
    if (!(error instanceof MomoError)) throw error;
    report(error.message);
  }
}

/** A candidate and the times, in ns since the UTC day at hand, that belong to it. */
interface Route {
  readonly day: DayTicks;
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** Finds the candidate that a record belongs to. */
class Router {
  readonly symbols: ReadonlySet<number>;
  readonly #days: readonly DayTicks[];
  readonly #range: (clock: DayClock) => readonly [from: number, to: number];
  readonly #routes = new Map<number, Route[]>(); // by symbol, for one UTC day
  #utcDay: EpochDay = NaN;

  /** @param range Instants [from, to), epoch seconds, that a day takes records of. */
  constructor(days: readonly DayTicks[], range: (clock: DayClock) => readonly [number, number]) {
    this.#days = days;
    this.#range = range;
    this.symbols = new Set(days.map((day) => day.candidate.symbol));
  }

  /** Hands a record to the candidate it belongs to, if any, with its capture time since local midnight. */
  route(view: RecordView, use: (day: DayTicks, view: RecordView, tsRecv: number) => void): void {
    if (view.utcDay !== this.#utcDay) this.#place(view.utcDay);
    for (const route of this.#routes.get(view.symbol) ?? []) {
      if (view.sinceDay >= route.from && view.sinceDay < route.to) {
        use(route.day, view, view.sinceDay + route.offset);
      }
    }
  }

  #place(utcDay: EpochDay): void {
    this.#utcDay = utcDay;
    this.#routes.clear();
    for (const day of this.#days) {
      const offset = utcDayOffset(utcDay, day.clock);
      const [from, to] = this.#range(day.clock);
      const sinceMidnight = (instant: number) => (instant - day.clock.midnight) * SECOND_NS;
      const route = {
        day,
        from: sinceMidnight(from) - offset,
        to: sinceMidnight(to) - offset,
        offset,
      };
      if (route.to <= 0 || route.from >= 86_400 * SECOND_NS) continue;
      const routes = this.#routes.get(day.candidate.symbol);
      if (routes) routes.push(route);
      else this.#routes.set(day.candidate.symbol, [route]);
    }
  }
}
