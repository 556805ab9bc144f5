/** Symbol-days as chapters of a playback, one per trade date, in JSON lines. */
import type { CorporateAction } from "../../core/clean/corporate_actions.ts";
import { QUALITY_BIT } from "../../core/clean/quality_bits.ts";
import { type ColumnData, makeTable, type Table } from "../../core/columns/table.ts";
import type { Day, DayTableName, PreviousDay, SingleDay } from "../../core/day/day.ts";
import { DAY_TABLES } from "../../core/day/day.ts";
import type { DayName } from "../../core/day/day_name.ts";
import { previousSession } from "../../core/time/calendar.ts";
import { SECOND_NS, sessionBounds } from "../../core/time/sessions.ts";
import { type OutputTable, outputTables } from "../day/output_tables.ts";
import { dayClock } from "../scan/tick_target.ts";
import { dayEvents } from "./day_events.ts";
import { everySecond } from "./every_second.ts";
import type { HistoryChapter } from "./history_part.ts";
import type { QualityCounter } from "./history_quality.ts";
import { type LineSource, tableLines, TextPart } from "./text_part.ts";

/** How days become chapters. */
export interface DayChapterOptions {
  /** Loads a day. @throws {MomoError} If there is none. */
  readonly load: (name: DayName, lookback: boolean) => Day | Promise<Day>;
  /** Whether the session before each symbol's first day leads up to it, and before days that others do not precede. */
  readonly lookback: boolean;
  /** Whether seconds without a trade have a bar as well. */
  readonly hasEverySecond: boolean;
  readonly actions: readonly CorporateAction[];
  readonly quality: QualityCounter;
}

/**
 * The chapters of days, one per trade date, in order of time; sessions before them, if they are wanted, at their own dates.
 *
 * @throws {MomoError} If a session before cannot be loaded.
 */
export async function dayChapters(
  days: readonly DayName[],
  options: DayChapterOptions,
): Promise<HistoryChapter[]> {
  const names = distinct(days);
  const lookbacks = options.lookback ? await lookbacksOf(names, options) : [];
  const first = Math.min(...names.map(({ tradeDate }) => tradeDate));
  const dates = [...names, ...lookbacks.map(({ previous }) => previous.day)]
    .map(({ tradeDate }) => tradeDate);
  return [...new Set(dates)].sort((a, b) => a - b).map((date): HistoryChapter => ({
    ...placeOf(date),
    isLookback: date < first,
    async load() {
      const sources = lookbacks.filter(({ previous }) => previous.day.tradeDate === date)
        .flatMap((one) => lookbackSources(one, options));
      for (const name of names.filter(({ tradeDate }) => tradeDate === date)) {
        sources.push(...sourcesOf(await options.load(name, false), options));
      }
      return new TextPart(this.base, sources);
    },
  }));
}

function distinct(days: readonly DayName[]): DayName[] {
  const byName = new Map(days.map((day) => [`${day.symbol}:${day.tradeDate}`, day]));
  return [...byName.values()];
}

function placeOf(tradeDate: number) {
  const { midnight } = dayClock(tradeDate);
  return {
    base: BigInt(midnight) * BigInt(SECOND_NS),
    begin: sessionBounds(tradeDate).preOpen * SECOND_NS,
  };
}

/** A session that leads up to a day. */
interface Lookback {
  readonly day: Day;
  readonly previous: PreviousDay;
}

/** Sessions before days that are not played themselves. */
async function lookbacksOf(
  days: readonly DayName[],
  { load }: DayChapterOptions,
): Promise<Lookback[]> {
  const isPlayed = ({ symbol, tradeDate }: DayName) =>
    days.some((day) => day.symbol === symbol && day.tradeDate === tradeDate);
  const found: Lookback[] = [];
  for (const name of days) {
    if (isPlayed({ ...name, tradeDate: previousSession(name.tradeDate) })) continue;
    const day = await load(name, true);
    if (day.previous !== undefined && !isPlayed(day.previous.day)) {
      found.push({ day, previous: day.previous });
    }
  }
  return found;
}

function lookbackSources({ day, previous }: Lookback, options: DayChapterOptions): LineSource[] {
  const { contextStart, day: before } = previous;
  const tables = outputTables({ ...withoutTables(day), previous });
  const offset = Number(before.base - day.base); // of the tables' times
  return linesOf(before, tables, { offset, contextStart }, options);
}

/** The day without rows of its own. */
function withoutTables(day: Day): Day {
  const tables = Object.fromEntries(
    DAY_TABLES.map((name) => [name, { ...day.source.tables[name], schema: null }]),
  ) as Record<DayTableName, SingleDay["source"]["tables"]["bars1s"]>; // the keys are those of the list
  return { ...day, others: [], source: { ...day.source, tables } };
}

function sourcesOf(day: Day, options: DayChapterOptions): LineSource[] {
  const tables = outputTables(day);
  return linesOf(day, tables, { offset: 0, contextStart: Infinity }, options);
}

function linesOf(
  day: SingleDay,
  tables: readonly OutputTable[],
  { offset, contextStart }: { readonly offset: number; readonly contextStart: number },
  { hasEverySecond, actions, quality }: DayChapterOptions,
): LineSource[] {
  const { symbol, tradeDate, base, gaps } = day;
  const own = actions.filter((action) => action.symbol === symbol && action.exDate === tradeDate);
  quality.add(day, own.length);
  const session = {
    ...{ base, bounds: sessionBounds(tradeDate), gaps, offset, contextStart, symbol, tradeDate },
  };
  const lines = tables.map((output) => {
    const isDense = hasEverySecond && output.schema === "ohlcv-1s";
    const shown = isDense ? everySecond(output, session) : output;
    return tableLines({ ...shown, table: causalQuality(shown.table) }, symbol, -offset);
  });
  return [dayEvents(day, own, 0), ...lines];
}

/** The table without the quality bit that looks ahead: who is served live cannot have it. */
function causalQuality({ columns, data }: Table): Table {
  const at = columns.findIndex(({ name }) => name === "quality");
  if (at < 0) return makeTable(columns, data);
  const bits = data[at] as ArrayLike<number>; // a column of 16-bit numbers
  const masked: ColumnData = Uint16Array.from(bits, (value) => value & ~QUALITY_BIT.spikeOffline);
  return makeTable(columns, data.map((values, i) => i === at ? masked : values));
}
