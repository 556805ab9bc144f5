/** Visits as momo prints them and hands them to a trainer. */
import type { ColumnSpec, Table } from "../../core/columns/table.ts";
import { makeTable } from "../../core/columns/table.ts";
import type { Visit } from "../../core/episodes/visit.ts";
import { byName, type Stratum } from "../../core/episodes/strata.ts";
import { formatDate } from "../../core/time/dates.ts";
import { shortestFloat32 } from "../text/float32_text.ts";
import type { FormatTime } from "../text/time_text.ts";
import type { EpisodeIndex } from "./episode_index.ts";

/** One episode of a visit: a reset point. */
export interface EpisodeRecord {
  readonly episode: number;
  /** ISO 8601. */
  readonly ts: string;
  readonly bucket: string;
  readonly pattern: string;
  readonly phase: string;
  /** 0 to 1. */
  readonly local_quality: number;
}

/** A visit with its reset points, as one JSON object. */
export interface VisitRecord {
  /** Number of the visit, from 0. */
  readonly visit: number;
  /** Seed of the plan. */
  readonly seed: number;
  readonly stage: string;
  readonly stratum: string;
  readonly symbol: string;
  /** `YYYY-MM-DD`. */
  readonly trade_date: string;
  /** Quality of the day in hindsight, 0 to 1; 0 without a volume baseline. */
  readonly eod_quality: number;
  /** Earlier visits of the day. */
  readonly uses: number;
  /** Episodes that the mix counts; more than are listed if their number is limited. */
  readonly planned: number;
  /** Share of each stratum when the visit was planned. */
  readonly mix: Readonly<Record<Stratum, number>>;
  /** Strata that gave their share to the others, because they have no days. */
  readonly empty: readonly string[];
  /** Rules that were relaxed to find a day. */
  readonly relaxed: readonly string[];
  readonly episodes: readonly EpisodeRecord[];
}

function episodeRecord(
  { points }: EpisodeIndex,
  episode: number,
  point: number,
  formatTime: FormatTime,
): EpisodeRecord {
  return {
    episode,
    ts: formatTime(points.ts[point]!),
    bucket: points.bucket[point]!,
    pattern: points.pattern[point]!,
    phase: points.phase[point]!,
    local_quality: shortestFloat32(points.localQuality[point]!),
  };
}

/** What a record takes from elsewhere. */
export interface VisitContext {
  readonly index: EpisodeIndex;
  readonly seed: number;
  readonly formatTime: FormatTime;
}

/** A visit as a record. */
export function visitRecord(
  visit: Visit,
  { index, seed, formatTime }: VisitContext,
): VisitRecord {
  return {
    visit: visit.visit,
    seed,
    stage: visit.stage,
    stratum: visit.stratum,
    symbol: visit.symbol,
    trade_date: formatDate(visit.tradeDate),
    eod_quality: index.candidates.dayQuality[visit.day]!,
    uses: visit.uses,
    planned: visit.planned,
    mix: byName(visit.mix),
    empty: visit.empty,
    relaxed: visit.relaxed,
    episodes: Array.from(visit.points, (point, i) => {
      return episodeRecord(index, visit.episode + i, point, formatTime);
    }),
  };
}

function column(name: string, type: ColumnSpec["type"], unit: string, help: string): ColumnSpec {
  const causality = name.startsWith("eod_") ? "eod" : "causal";
  return { name, type, unit, causality, nullable: false, help };
}

/** Columns of a table of visits, one row per episode. */
export const VISIT_COLUMNS: readonly ColumnSpec[] = [
  column("visit", "int64", "", "Number of the visit"),
  column("episode", "int64", "", "Number of the episode"),
  column("stage", "string", "", "early, intermediate or advanced"),
  column("stratum", "string", "", "What the episode was drawn for"),
  column("symbol", "string", "", "Raw symbol"),
  column("trade_date", "date", "", "Trade date in New York"),
  column("ts", "timestamp", "", "The moment that the episode starts from"),
  column("bucket", "string", "", "Time bucket"),
  column("pattern", "string", "", "Pattern at that moment"),
  column("phase", "string", "", "Phase at that moment"),
  column("local_quality", "float32", "score", "How much there is to learn, 0 to 1"),
  column("eod_quality", "float64", "score", "Quality of the day, 0 to 1"),
  column("uses", "int32", "visits", "Earlier visits of the day"),
];

/** Visits as a table with one row per episode. */
export function visitTable(visits: readonly Visit[], { points, candidates }: EpisodeIndex): Table {
  const rows = visits.flatMap((visit) =>
    Array.from(visit.points, (point, i) => ({ visit, point, episode: visit.episode + i }))
  );
  return makeTable(VISIT_COLUMNS, [
    Float64Array.from(rows, ({ visit }) => visit.visit),
    Float64Array.from(rows, ({ episode }) => episode),
    rows.map(({ visit }) => visit.stage),
    rows.map(({ visit }) => visit.stratum),
    rows.map(({ visit }) => visit.symbol),
    Int32Array.from(rows, ({ visit }) => visit.tradeDate),
    BigInt64Array.from(rows, ({ point }) => points.ts[point]!),
    rows.map(({ point }) => points.bucket[point]!),
    rows.map(({ point }) => points.pattern[point]!),
    rows.map(({ point }) => points.phase[point]!),
    Float32Array.from(rows, ({ point }) => points.localQuality[point]!),
    Float64Array.from(rows, ({ visit }) => candidates.dayQuality[visit.day]!),
    Int32Array.from(rows, ({ visit }) => visit.uses),
  ]);
}
