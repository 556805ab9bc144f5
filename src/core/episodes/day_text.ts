/** Numbers about days as compact text, by symbol: how the state file names days so that another index can find them. */
import { MomoError } from "../error.ts";
import { type EpochDay, formatDate, parseDate } from "../time/dates.ts";
import type { EpisodeCandidates } from "./candidates.ts";

/** One day and the text about it. */
export interface DayNote {
  readonly symbol: string;
  readonly date: EpochDay;
  readonly note: string;
}

/** A day as `MLGO:2025-03-24`. */
export function dayName({ symbols, daySymbol, dayDate }: EpisodeCandidates, day: number): string {
  return `${symbols[daySymbol[day]!]!}:${formatDate(dayDate[day]!)}`;
}

/**
 * Reads `MLGO:2025-03-24`.
 *
 * @throws {MomoError} `bad_data` if the text is not a day.
 */
export function parseDayName(text: string): { symbol: string; date: EpochDay } {
  const colon = text.lastIndexOf(":");
  return { symbol: text.slice(0, Math.max(colon, 0)), date: readDate(text.slice(colon + 1)) };
}

function readDate(text: string): EpochDay {
  try {
    return parseDate(text);
  } catch (error) {
    throw damaged(`"${text}" is no date`, error);
  }
}

function damaged(what: string, cause?: unknown): MomoError {
  return new MomoError("bad_data", `Cannot use the sampler state: ${what}`, { cause });
}

/**
 * Notes about days as one text per symbol: `2025-03-24=1 1=2 3=1,0,1`. The first day of a symbol stands as its date,
 * each further one as the number of days after the one before.
 *
 * @param noteOf The note of a day, without a space or `=`; empty for days to leave out.
 */
export function formatDayNotes(
  { symbols, daySymbol, dayDate }: EpisodeCandidates,
  noteOf: (day: number) => string,
): Record<string, string> {
  const texts: Record<string, string> = {};
  let previous = -1;
  for (let day = 0; day < daySymbol.length; day++) {
    const note = noteOf(day);
    if (note === "") continue;
    const symbol = symbols[daySymbol[day]!]!;
    const isFirst = previous < 0 || daySymbol[previous] !== daySymbol[day];
    const text = isFirst
      ? formatDate(dayDate[day]!)
      : `${texts[symbol]!} ${dayDate[day]! - dayDate[previous]!}`;
    texts[symbol] = `${text}=${note}`;
    previous = day;
  }
  return texts;
}

/**
 * The notes in texts of `formatDayNotes`.
 *
 * @throws {MomoError} `bad_data` if a text has another form.
 */
export function* parseDayNotes(texts: Readonly<Record<string, string>>): Generator<DayNote> {
  for (const [symbol, text] of Object.entries(texts)) {
    let date: EpochDay | undefined;
    for (const entry of text.split(" ")) {
      const equals = entry.indexOf("=");
      const [when, note] = [entry.slice(0, equals), entry.slice(equals + 1)];
      if (equals < 1 || note === "") throw damaged(`"${entry}" of ${symbol} is no note of a day`);
      date = date === undefined ? readDate(when) : date + readCount(when);
      yield { symbol, date, note };
    }
  }
}

/**
 * Reads a whole number.
 *
 * @throws {MomoError} `bad_data` if the text is none, or below 0.
 */
export function readCount(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value)) throw damaged(`"${text}" is no number of days or uses`);
  return value;
}
