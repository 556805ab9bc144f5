/** A saved state becomes what a sampler works with, on the same index or, with rebase, on another one. */
import { MomoError } from "../error.ts";
import { type EpochDay, formatDate } from "../time/dates.ts";
import { DayFinder, type EpisodeCandidates, indexIn, type StratumMembers } from "./candidates.ts";
import { parseDayName, parseDayNotes, readCount } from "./day_text.ts";
import type { FeedbackMemory } from "./feedback.ts";
import type { DayMemory } from "./priority.ts";
import type { CurrentVisit, SamplerState } from "./sampler_state.ts";
import { KINDS, STRATA } from "./strata.ts";
import type { LoggedVisit } from "./visit_log.ts";

/** What of a state had no place in another index. */
export interface RebaseReport {
  /** Days with uses that were found again. */
  readonly keptDays: number;
  /** Days with uses that are not in the index, as `SYMBOL:YYYY-MM-DD`. */
  readonly droppedDays: readonly string[];
  /** Visits of those days. */
  readonly droppedVisits: number;
  /** Whether a visit was under way; its remaining episodes are not given out. */
  readonly hasDroppedVisit: boolean;
}

/** The parts of a state that name days, with the days' numbers in place of their names. */
export interface RestoredState {
  /** Visits of each day by kind of stratum. */
  readonly visits: readonly Float64Array[];
  /** Members in cool-down, per stratum. */
  readonly recent: readonly (readonly number[])[];
  /** Numbers of the symbols of the last visits, since the last one that is gone. */
  readonly recentSymbols: readonly number[];
  readonly log: readonly LoggedVisit[];
  readonly reported: readonly number[];
  readonly scores: readonly DayMemory[];
  readonly current: CurrentVisit | null;
  readonly feedback: FeedbackMemory;
  readonly rebase: RebaseReport;
}

/** Where the names of a state are looked up. */
interface Lookup {
  readonly candidates: EpisodeCandidates;
  readonly members: readonly StratumMembers[];
  readonly finder: DayFinder;
  /** Whether unknown days may be left out. */
  readonly isRebase: boolean;
}

function damaged(what: string): MomoError {
  return new MomoError("bad_data", `Cannot use the sampler state: ${what}`);
}

function dayOf({ finder, isRebase }: Lookup, symbol: string, date: EpochDay): number {
  const day = finder.find(symbol, date);
  if (day < 0 && !isRebase) throw damaged(`it names a day of "${symbol}" that is not in its index`);
  return day;
}

function namedDay(lookup: Lookup, name: string): number {
  const { symbol, date } = parseDayName(name);
  return dayOf(lookup, symbol, date);
}

/**
 * Looks up everything that a state names.
 *
 * @param isRebase Whether the state may be of another index: what is gone is left out and reported.
 * @throws {MomoError} `bad_data` if the state is damaged.
 */
export function restoreState(
  state: SamplerState,
  candidates: EpisodeCandidates,
  members: readonly StratumMembers[],
  isRebase: boolean,
): RestoredState {
  const lookup = { candidates, members, finder: new DayFinder(candidates), isRebase };
  const usage = restoreUsage(state, lookup);
  const { current } = state;
  return {
    visits: usage.visits,
    recent: restoreRecent(state, lookup),
    recentSymbols: restoreSymbols(state, candidates),
    log: restoreLog(state, lookup),
    reported: state.reported.flatMap(numbersIn),
    scores: restoreScores(state, lookup),
    current: isRebase ? null : current,
    feedback: {
      reports: state.feedbackSeq,
      factors: STRATA.map((name) => state.factors[name]),
      counts: STRATA.map((name) => state.averages.episodes[name]),
      success: STRATA.map((name) => state.averages.success[name]),
      dormant: state.averages.dormant,
    },
    rebase: { ...usage.report, hasDroppedVisit: isRebase && isUnderWay(state) },
  };
}

function isUnderWay({ current, positionInVisit, config }: SamplerState): boolean {
  if (current === null) return false;
  const size = config.mode === "visit" ? current.planned : 1;
  const most = config.maxEpisodesPerDay === 0 ? size : Math.min(size, config.maxEpisodesPerDay);
  return positionInVisit < most;
}

function restoreUsage(state: SamplerState, lookup: Lookup) {
  const days = lookup.candidates.daySymbol.length;
  const visits = Array.from({ length: KINDS }, () => new Float64Array(days));
  const droppedDays: string[] = [];
  let [keptDays, droppedVisits] = [0, 0];
  for (const { symbol, date, note } of parseDayNotes(state.usage)) {
    const counts = note.split(",").map(readCount);
    const day = dayOf(lookup, symbol, date);
    if (counts.length > KINDS) throw damaged(`"${note}" of ${symbol} has too many numbers`);
    if (day >= 0) {
      keptDays++;
      for (const [kind, count] of counts.entries()) visits[kind]![day] = count;
    } else {
      droppedDays.push(`${symbol}:${formatDate(date)}`);
      droppedVisits += counts.reduce((sum, count) => sum + count, 0);
    }
  }
  return { visits, report: { keptDays, droppedDays, droppedVisits } };
}

function restoreRecent({ recentDays }: SamplerState, lookup: Lookup): number[][] {
  return STRATA.map((name, k) => {
    const known = lookup.members[k]!.days;
    const recent = recentDays[name].map((day) => indexIn(known, namedDay(lookup, day)));
    if (!lookup.isRebase && recent.includes(-1)) throw damaged(`a recent day is not ${name}`);
    return recent.filter((member) => member >= 0);
  });
}

function restoreSymbols({ recentSymbols }: SamplerState, { symbols }: EpisodeCandidates): number[] {
  const numbers = recentSymbols.map((name) => symbols.indexOf(name));
  return numbers.slice(numbers.lastIndexOf(-1) + 1);
}

function restoreLog(state: SamplerState, lookup: Lookup): LoggedVisit[] {
  const log: LoggedVisit[] = [];
  let episode = state.episode;
  for (const entry of state.log.toReversed()) {
    const [name = "", stratum = "", count = ""] = entry.split(" ");
    const planned = readCount(count);
    const code = STRATA.findIndex((known) => known === stratum);
    if (code < 0) throw damaged(`"${entry}" is no visit`);
    episode -= planned;
    const day = name === "-" ? -1 : namedDay(lookup, name);
    log.push({ day, stratum: code, planned, episode });
  }
  return log.reverse();
}

function numbersIn(range: string): number[] {
  const [from = "", to = from] = range.split("-");
  const first = readCount(from);
  const length = readCount(to) - first + 1;
  return Array.from({ length: Math.max(0, length) }, (_, i) => first + i);
}

function restoreScores({ scores }: SamplerState, lookup: Lookup): DayMemory[] {
  const memory: DayMemory[] = [];
  for (const { symbol, date, note } of parseDayNotes(scores)) {
    const [lastVisit = "", average = "NaN"] = note.split(",");
    const day = dayOf(lookup, symbol, date);
    if (day < 0) continue;
    memory.push({ day, average: Number(average), lastVisit: readCount(lastVisit) });
  }
  return memory;
}
