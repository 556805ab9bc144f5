/** How people name a symbol-day: `MLGO:2025-03-24`. */
import { MomoError } from "../error.ts";
import { closureReason, requireCalendar } from "../time/calendar.ts";
import { type EpochDay, formatDate, parseDate } from "../time/dates.ts";

/** A raw symbol and a trade date. */
export interface DayName {
  /** Raw symbol. */
  readonly symbol: string;
  /** Trade date in New York. */
  readonly tradeDate: EpochDay;
}

/** The day as `MLGO:2025-03-24`. */
export function formatDayName({ symbol, tradeDate }: DayName): string {
  return `${symbol}:${formatDate(tradeDate)}`;
}

/**
 * Reads `SYMBOL:YYYY-MM-DD`. Whether the exchanges trade on that date is not looked at.
 *
 * @throws {MomoError} `usage` if the text has another form or the date does not exist.
 */
export function parseDayName(text: string): DayName {
  const colon = text.lastIndexOf(":");
  const symbol = text.slice(0, Math.max(colon, 0));
  const tradeDate = colon > 0 ? dateOf(text.slice(colon + 1)) : undefined;
  if (tradeDate === undefined || symbol.trim() !== symbol) {
    throw new MomoError(
      "usage",
      `Cannot read the day "${text}": expected SYMBOL:YYYY-MM-DD, such as MLGO:2025-03-24`,
    );
  }
  return { symbol, tradeDate };
}

function dateOf(text: string): EpochDay | undefined {
  try {
    return parseDate(text);
  } catch (error) {
    if (error instanceof MomoError) return undefined;
    throw error;
  }
}

/**
 * Refuses dates on which the exchanges do not trade.
 *
 * @throws {MomoError} `not_found` if they are closed, `bad_data` if the calendar does not cover the date.
 */
export function requireSession({ symbol, tradeDate }: DayName): void {
  requireCalendar(tradeDate);
  const reason = closureReason(tradeDate);
  if (reason === null) return;
  throw new MomoError(
    "not_found",
    `Cannot load ${symbol} on ${formatDate(tradeDate)}: the exchanges are closed (${reason})`,
  );
}
