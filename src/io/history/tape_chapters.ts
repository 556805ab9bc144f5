/** Symbol-days as chapters of a playback in DBN: the records as they are, of one dataset. */
import { type DayName, formatDayName } from "../../core/day/day_name.ts";
import { MomoError } from "../../core/error.ts";
import { previousSession } from "../../core/time/calendar.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { SECOND_NS } from "../../core/time/sessions.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Problem } from "../catalog/problem.ts";
import { type DbnMetadata, newMetadata, type SymbolMappings } from "../dbn/metadata.ts";
import type { Schema } from "../dbn/schema.ts";
import type { ReplayDataset } from "../gateway/replay/replay_dataset.ts";
import { ReplayMarket } from "../gateway/replay/replay_market.ts";
import { SERVING_ORDER } from "../gateway/replay/tape.ts";
import { dayClock } from "../scan/tick_target.ts";
import type { HistoryChapter } from "./history_part.ts";
import { TapePart } from "./tape_part.ts";

const DAY_NS = 86_400_000_000_000n;

/** What is played. */
export interface TapeOptions {
  readonly catalog: Catalog;
  readonly days: readonly DayName[];
  /** Schemas; those of the data that momo loads days from if there are none. */
  readonly schemas: readonly Schema[];
  /** Whether the session before each symbol's first day leads up to it, as it was recorded. */
  readonly lookback: boolean;
  readonly datasets: readonly string[];
  readonly onProblem: (problem: Problem) => void;
  readonly signal: AbortSignal;
}

/** What stands before the records, and the chapters of the records. */
export interface TapeBook {
  readonly metadata: DbnMetadata;
  readonly chapters: readonly HistoryChapter[];
}

/**
 * One chapter per trade date.
 *
 * @throws {MomoError} `usage` if several datasets have the days, or the dataset lacks a schema; `not_found` if there are
 * no data.
 */
export function tapeChapters(options: TapeOptions): TapeBook {
  const { days, lookback } = options;
  const before = lookback ? daysBefore(days) : [];
  const begin = Math.min(...days.map(({ tradeDate }) => tradeDate));
  const books = byDateOf([...before, ...days])
    .map(([date, names]) => chapterOf(names, date < begin, options));
  const dataset = books[0]!.dataset.name;
  const mappings = books.flatMap(({ dataset, base, symbols }) =>
    mappingsOf(dataset, base, symbols)
  );
  const dates = [...before, ...days].map(({ tradeDate }) => tradeDate);
  const first = dayClock(Math.min(...dates));
  const last = dayClock(Math.max(...dates));
  return {
    metadata: newMetadata({
      dataset,
      stypeIn: "raw_symbol",
      start: BigInt(first.rollStart) * BigInt(SECOND_NS),
      end: BigInt(last.rollEnd) * BigInt(SECOND_NS),
      symbols: [...new Set(books.flatMap(({ symbols }) => symbols))].sort(),
      mappings: joinedMappings(mappings),
    }),
    chapters: books.map(({ chapter }) => chapter),
  };
}

function byDateOf(days: readonly DayName[]): [EpochDay, DayName[]][] {
  return [...Map.groupBy(days, ({ tradeDate }) => tradeDate)].sort(([a], [b]) => a - b);
}

/** The sessions before days that are not among the days. */
function daysBefore(days: readonly DayName[]): DayName[] {
  return days.map(({ symbol, tradeDate }) => ({ symbol, tradeDate: previousSession(tradeDate) }))
    .filter((day) => !days.some((other) => formatDayName(other) === formatDayName(day)));
}

function chapterOf(days: readonly DayName[], isLookback: boolean, options: TapeOptions) {
  const { catalog, datasets, onProblem, signal, schemas } = options;
  const market = new ReplayMarket({ catalog, days, datasets, onProblem });
  const dataset = onlyDataset(market, days[0]!, schemas);
  const { symbols } = dataset;
  const missing = schemas.find((schema) => !dataset.schemas.has(schema));
  if (missing !== undefined) {
    throw new MomoError(
      "not_found",
      `Cannot play ${missing} of ${formatDayName(days[0]!)}: ${dataset.name} does not have it`,
    );
  }
  const wanted: ReadonlySet<Schema> = schemas.length > 0 ? new Set(schemas) : dataset.schemas;
  const played = SERVING_ORDER.filter((schema) => wanted.has(schema));
  const chapter: HistoryChapter = {
    base: market.base,
    begin: market.begin,
    isLookback,
    load: () => new TapePart(market, dataset, { schemas: played, signal }),
  };
  return { chapter, dataset, symbols, base: market.base };
}

/** A DBN stream is of one dataset: ids mean nothing without it. */
function onlyDataset(
  { datasets }: ReplayMarket,
  day: DayName,
  schemas: readonly Schema[],
): ReplayDataset {
  const able = [...datasets.values()].filter((dataset) =>
    schemas.every((schema) => dataset.schemas.has(schema))
  );
  const [only, ...others] = able.length > 0 ? able : datasets.values();
  if (others.length === 0) return only!; // a market has at least one
  throw new MomoError(
    "usage",
    `Cannot play ${formatDayName(day)} as DBN: ${able.map(({ name }) => name).join(", ")} have it`,
    { hint: `add --dataset ${only!.name}, or another one` },
  );
}

/** What a dataset's symbols stand for, by UTC dates. @param base That its times count from. */
export function mappingsOf(
  dataset: ReplayDataset,
  base: bigint,
  symbols: readonly string[],
): SymbolMappings[] {
  const dateOf = (time: number) => Number((base + BigInt(time)) / DAY_NS);
  return symbols.map((rawSymbol) => ({
    rawSymbol,
    intervals: dataset.idsOf(rawSymbol).map(({ id, from, to }) => {
      return { startDate: dateOf(from), endDate: dateOf(to), symbol: String(id) };
    }),
  }));
}

/** Each symbol once, with all of its intervals in order, none twice. */
export function joinedMappings(mappings: readonly SymbolMappings[]): SymbolMappings[] {
  const bySymbol = Map.groupBy(mappings, ({ rawSymbol }) => rawSymbol);
  return [...bySymbol].sort(([a], [b]) => a < b ? -1 : 1).map(([rawSymbol, parts]) => {
    const all = parts.flatMap(({ intervals }) => intervals);
    const byStart = new Map(all.map((interval) => [interval.startDate, interval]));
    const intervals = [...byStart.values()].sort((a, b) => a.startDate - b.startDate);
    return { rawSymbol, intervals };
  });
}
