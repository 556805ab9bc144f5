/** Counting what an index holds. */
import type { ColumnData, Table } from "../../core/columns/table.ts";
import {
  type IndexStats,
  indexStats,
  type StatsDays,
  type StatsPoints,
} from "../../core/index_stats/index_stats.ts";
import type { FileSize } from "../../core/index_stats/stats_table.ts";
import type { Condition } from "../../core/query/condition.ts";
import { toNumbers } from "../../core/query/row_batch.ts";
import { conditionFilter } from "../query/condition_filter.ts";
import type { OpenIndex } from "../scan/open_index.ts";
import { INDEX_FILES } from "../store/index_manifest.ts";

const DAY_COLUMNS = [
  "symbol",
  "trade_date",
  "eod_category",
  "eod_quality",
  "eod_n_halts",
  "eod_halt_minutes",
  "eod_halts_inferred",
];
const POINT_COLUMNS = ["pattern", "phase", "bucket", "local_quality"];

function textsOf(data: ColumnData): ArrayLike<string> {
  return data as readonly string[]; // a text column without nulls
}

function statsDays({ data }: Table): StatsDays {
  const [symbol, tradeDate, category, quality, halts, haltMinutes, inferredHalts] = data;
  return {
    symbol: textsOf(symbol!),
    tradeDate: toNumbers(tradeDate!),
    category: textsOf(category!),
    quality: toNumbers(quality!),
    halts: toNumbers(halts!),
    haltMinutes: toNumbers(haltMinutes!),
    inferredHalts: toNumbers(inferredHalts!),
  };
}

function statsPoints({ data }: Table): StatsPoints {
  const [pattern, phase, bucket, quality] = data;
  return {
    pattern: textsOf(pattern!),
    phase: textsOf(phase!),
    bucket: textsOf(bucket!),
    // In the precision of the column: 0.6 is in the bin from 0.6 on.
    quality: toNumbers(quality!).map((value) => Math.round(value * 1e7) / 1e7),
  };
}

/**
 * Counts the days and reset points that fulfil a condition on symbol and trade date, which both tables have.
 *
 * @throws {MomoError} `bad_data` if the index is damaged, `io` if it cannot be read.
 */
export function readStats({ days, points }: OpenIndex, condition: Condition): IndexStats {
  const filter = conditionFilter(condition);
  return indexStats(
    statsDays(days.select({ columns: DAY_COLUMNS, filter }).table),
    statsPoints(points.select({ columns: POINT_COLUMNS, filter }).table),
  );
}

/** Sizes of the tables of an index, as a whole. */
export function indexSizes({ manifest: { days, reset_points } }: OpenIndex): FileSize[] {
  return [
    { name: INDEX_FILES.days, sizeBytes: days.size_bytes },
    { name: INDEX_FILES.points, sizeBytes: reset_points.size_bytes },
  ];
}
