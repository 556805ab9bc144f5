/** How many of the sessions of each month an index has days of. */
import { sessionsBetween } from "../time/calendar.ts";
import { dateParts, type EpochDay, epochDay } from "../time/dates.ts";

/** A month of a symbol. */
export interface MonthCoverage {
  readonly symbol: string;
  /** `YYYY-MM`. */
  readonly month: string;
  /** Days of it in the index. */
  readonly days: number;
  /** Sessions that the exchange held in it. */
  readonly sessions: number;
}

function monthOf(day: EpochDay): string {
  const { year, month } = dateParts(day);
  return `${year}-${String(month).padStart(2, "0")}`;
}

/** Sessions of a month given as `YYYY-MM`. */
function sessionsIn(month: string): number {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return [...sessionsBetween(epochDay(year, number, 1), epochDay(year, number + 1, 0))].length;
}

/**
 * Counts days by symbol and month, sorted by both. Months without a day are left out.
 *
 * @param symbols Symbol of each day.
 * @param dates Trade date of each day (`EpochDay`).
 */
export function monthlyCoverage(
  symbols: ArrayLike<string>,
  dates: ArrayLike<number>,
): MonthCoverage[] {
  const bySymbol = new Map<string, Map<string, number>>();
  for (let i = 0; i < symbols.length; i++) {
    const months = bySymbol.get(symbols[i]!) ?? new Map<string, number>();
    const month = monthOf(dates[i]!);
    months.set(month, (months.get(month) ?? 0) + 1);
    bySymbol.set(symbols[i]!, months);
  }
  const sessions = new Map<string, number>();
  const sessionsOf = (month: string) => {
    const known = sessions.get(month) ?? sessionsIn(month);
    sessions.set(month, known);
    return known;
  };
  const inOrder = <T>(entries: Iterable<[string, T]>) =>
    [...entries].sort(([a], [b]) => a < b ? -1 : Number(a > b));
  return inOrder(bySymbol).flatMap(([symbol, months]) =>
    inOrder(months).map(([month, days]) => ({ symbol, month, days, sessions: sessionsOf(month) }))
  );
}
