/** Loading a symbol-day: from files or the day store into columns. */
import type { Day, OtherTable, SingleDay } from "../../core/day/day.ts";
import { withPrevious } from "../../core/day/lookback.ts";
import { formatDate } from "../../core/time/dates.ts";
import type { Problem } from "../catalog/problem.ts";
import type { DayPlan, PreviousPlan } from "./day_plan.ts";
import type { DaySources } from "./day_sources.ts";
import { loadSession } from "./load_session.ts";
import { type DayRequest, planDay } from "./plan_day.ts";

/** A loaded day. */
export interface LoadedDay {
  /** The day, with the session before it if that was asked for. */
  readonly day: Day;
  /** What is missing or doubtful in the day and in the session before it, one sentence each, with the trade date. */
  readonly warnings: readonly string[];
  /** Files that could not be read whole; what they gave is in the day. */
  readonly problems: readonly Problem[];
}

/**
 * Loads a symbol-day. Everything is computed before it returns; nothing stays open.
 *
 * @throws {MomoError} As `planDay`.
 * @throws The signal's reason, if it is aborted.
 */
export function loadDay(sources: DaySources, request: DayRequest, signal: AbortSignal): LoadedDay {
  return loadPlannedDay(planDay(sources, request), signal);
}

/**
 * Loads what was planned. The buffers of the day (`dayBuffers`) can be sent to another thread.
 *
 * Of the sessions before, the latest with any trade, quote or bar is taken.
 *
 * @throws The signal's reason, if it is aborted.
 */
export function loadPlannedDay({ session, previous }: DayPlan, signal: AbortSignal): LoadedDay {
  const { day, problems } = loadSession(session, signal);
  const warnings = warningsOf(day);
  if (previous === null) return { day, warnings, problems };
  const found = loadPrevious(previous, signal);
  if (found === null) {
    const date = formatDate(day.tradeDate);
    warnings.push(`${date}: No session before has data: the day starts with what there is`);
    return { day, warnings, problems };
  }
  const { plan, loaded } = found;
  const isAdjusted = plan.priceFactor !== 1 || plan.volumeFactor !== 1;
  if (isAdjusted) warnings.push(...loaded.day.others.map((other) => unadjusted(loaded.day, other)));
  return {
    day: withPrevious(day, loaded.day, plan),
    warnings: [...warnings, ...warningsOf(loaded.day)],
    problems: [...problems, ...loaded.problems],
  };
}

function unadjusted({ tradeDate }: SingleDay, { schema }: OtherTable): string {
  return `${formatDate(tradeDate)}: Records of ${schema} are not adjusted to the day's terms`;
}

function warningsOf({ tradeDate, source: { warnings } }: SingleDay): string[] {
  return warnings.map((warning) => `${formatDate(tradeDate)}: ${warning}`);
}

function loadPrevious(plans: Iterable<PreviousPlan>, signal: AbortSignal) {
  for (const plan of plans) {
    const loaded = loadSession(plan.session, signal);
    const { bars1s, trades, quotes, others } = loaded.day;
    const rows = bars1s.length + trades.length + quotes.length;
    if (rows > 0 || others.some(({ table }) => table.length > 0)) return { plan, loaded };
  }
  return null;
}
