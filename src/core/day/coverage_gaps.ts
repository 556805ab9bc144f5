/** Parts of a day for which there are no files, or whose files say nothing. */
import type { EpochDay } from "../time/dates.ts";
import { newYorkMidnight, newYorkOffset } from "../time/new_york.ts";
import { SECOND_NS, type SessionBounds } from "../time/sessions.ts";
import type { DayTableName } from "./day.ts";
import type { DayGap } from "./gaps.ts";

/** A stretch of time, ns since local midnight. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * What no file covers of the time that a table is for. Of status messages, which come at night too, only the sessions
 * count.
 */
export function coverageGaps(
  table: DayTableName,
  uncovered: readonly Stretch[],
  { preOpen, postClose }: SessionBounds,
): DayGap[] {
  return uncovered.map(({ from, to }): DayGap => ({
    ...{ kind: "coverage", table },
    start: Math.max(from, preOpen * SECOND_NS),
    end: Math.min(to, postClose * SECOND_NS),
  })).filter(({ start, end }) => start < end);
}

const STANDARD_TIME = -5 * 3600;
const HOUR = 3600;

/**
 * The last hour of post-market trading in standard time, if none of the tables has a row in it: feeds are known to be
 * silent then, so that nothing says that nobody traded.
 *
 * @param times By table: the times of its rows, ascending, ns since local midnight.
 */
export function silentHour(
  tradeDate: EpochDay,
  { postClose }: SessionBounds,
  times: Readonly<Partial<Record<DayTableName, Float64Array>>>,
): DayGap[] {
  const end = postClose * SECOND_NS;
  const start = end - HOUR * SECOND_NS;
  const isStandard = newYorkOffset(newYorkMidnight(tradeDate) + postClose - 1) === STANDARD_TIME;
  const filled = Object.entries(times).filter(([, rows]) => rows.length > 0);
  if (!isStandard || postClose !== 20 * HOUR || filled.length === 0) return [];
  if (filled.some(([, rows]) => rows.at(-1)! >= start)) return [];
  return filled.map(([table]) => ({
    ...{ kind: "unknown", table: table as DayTableName }, // the keys are those of the parameter
    ...{ start, end },
  }));
}

/** Sentences on what is missing, each once; of an hour that the feed leaves out anyway, only that is said. */
export function describeGaps(gaps: readonly DayGap[]): string[] {
  const silent = gaps.find(({ kind }) => kind === "unknown");
  const isSaid = ({ start }: DayGap) => silent !== undefined && start >= silent.start;
  const sentences = gaps.filter((gap) => !isSaid(gap)).map(({ table, start, end }) =>
    `No file has the ${TABLE_TEXTS[table]} from ${clockText(start)} to ${clockText(end)}`
  );
  if (silent !== undefined) {
    const hours = `from ${clockText(silent.start)} to ${clockText(silent.end)}`;
    sentences.push(`There are no records ${hours}, an hour that feeds are known to leave out`);
  }
  return [...new Set(sentences)];
}

/** What the tables are called in sentences. */
export const TABLE_TEXTS: Readonly<Record<DayTableName, string>> = {
  bars1s: "bars",
  trades: "trades",
  quotes: "quotes",
  status: "status messages",
};

/** The time of day in New York, with the seconds if there are any. */
function clockText(ns: number): string {
  const seconds = Math.floor(ns / SECOND_NS);
  const parts = [Math.floor(seconds / HOUR), Math.floor(seconds / 60) % 60, seconds % 60];
  if (parts[2] === 0) parts.pop();
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
