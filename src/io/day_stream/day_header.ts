/** The header lines of a stream of days: one JSON object per visit. */
import type { LoadFailure } from "../../core/cache/cache_decision.ts";
import { formatDate } from "../../core/time/dates.ts";
import type { DayFacts, EncodedDay, EncodedTable } from "../cache/encoded_day.ts";
import type { PlannedVisit } from "./visit_source.ts";

/** Before the names of the tables of the session before. */
export const PREVIOUS_PREFIX = "previous_";

/** A visit's tables in the order in which they are written: those of the day, then those of its lookback. */
export function visitTables(day: EncodedDay, lookback: EncodedDay | null): EncodedTable[] {
  const before = lookback?.tables ?? [];
  return [
    ...day.tables,
    ...before.map((table) => ({ ...table, name: PREVIOUS_PREFIX + table.name })),
  ];
}

function visitFacts({ visit, symbol, tradeDate }: PlannedVisit) {
  const date = formatDate(tradeDate);
  return { visit, day: `${symbol}:${date}`, symbol, trade_date: date };
}

/** What a served visit's header is made from. */
export interface ServedVisit {
  readonly planned: PlannedVisit;
  readonly day: EncodedDay;
  readonly lookback: EncodedDay | null;
  /** Why there is no lookback, if one was wanted. */
  readonly lost: LoadFailure | null;
  /** Name, rows, bytes and, if it is in a file of its own, place of each table. */
  readonly tables: readonly DayFacts[];
}

/** The header of a visit that is served: its tables follow. */
export function dayHeader({ planned, day, lookback, lost, tables }: ServedVisit): string {
  return JSON.stringify({
    type: "day",
    ...visitFacts(planned),
    ...day.facts,
    previous: lookback === null ? null : lookback.facts,
    ...(lost !== null && { previous_error: lost.reason }),
    ...planned.facts,
    tables,
  });
}

/** The header of a visit whose day cannot be loaded: no tables follow, and nothing is to be acknowledged. */
export function skipHeader(planned: PlannedVisit, { reason }: LoadFailure): string {
  return JSON.stringify({ type: "skipped", ...visitFacts(planned), error: reason, tables: [] });
}
