/** Counts of an index as one table, a row per count. */
import { type ColumnSpec, makeTable, type Table } from "../columns/table.ts";
import { formatDate } from "../time/dates.ts";
import { binName, type Histogram } from "./histogram.ts";
import type { IndexStats, NamedCount } from "./index_stats.ts";

/** Size of a file of the index. */
export interface FileSize {
  readonly name: string;
  readonly sizeBytes: number;
}

/** One count. */
export interface StatsRow {
  /** What is counted: index, size, coverage, quality, category, local_quality, pattern, phase, bucket or halts. */
  readonly section: string;
  /** Symbol of a month's coverage. */
  readonly symbol: string | null;
  readonly name: string;
  readonly count: number;
  /** What the count is a part of. */
  readonly total: number | null;
}

function column(
  name: string,
  type: "string" | "float64",
  nullable: boolean,
  help: string,
): ColumnSpec {
  return { name, type, nullable, help, unit: "", causality: "causal" };
}

/** Columns of the table of counts. */
export const STATS_COLUMNS: readonly ColumnSpec[] = [
  column("section", "string", false, "What is counted"),
  column("symbol", "string", true, "Raw symbol; null in sections that are not by symbol"),
  column("name", "string", false, "Month, bin, category or other name of the count"),
  column("count", "float64", false, "The count: days, reset points, sessions, minutes or bytes"),
  column("total", "float64", true, "What the count is a part of; null if of nothing"),
  column("share", "float64", true, "Count over total; null without a total"),
];

/** The counts in the order they are read in. */
export function statsRows(stats: IndexStats, files: readonly FileSize[]): StatsRow[] {
  const { days, points, halts } = stats;
  const row = (section: string, name: string, count: number, total: number | null = null) => ({
    ...{ section, symbol: null, name, count, total },
  });
  const named = (section: string, counts: readonly NamedCount[], total: number) =>
    counts.map(({ name, count }) => row(section, name, count, total));
  const binned = (section: string, { counts, unknown }: Histogram, total: number) => [
    ...counts.map((count, bin) => row(section, binName(bin), count, total)),
    ...(unknown > 0 ? [row(section, "unknown", unknown, total)] : []),
  ];
  return [
    row("index", "days", days),
    row("index", "symbols", stats.symbols),
    row("index", "reset points", points),
    ...files.map(({ name, sizeBytes }) => row("size", name, sizeBytes)),
    ...stats.coverage.map(({ symbol, month, days: count, sessions }) => ({
      ...{ section: "coverage", symbol, name: month, count, total: sessions },
    })),
    ...binned("quality", stats.quality, days),
    ...named("category", stats.categories, days),
    ...binned("local_quality", stats.localQuality, points),
    ...named("pattern", stats.patterns, points),
    ...named("phase", stats.phases, points),
    ...named("bucket", stats.buckets, points),
    row("halts", "days with status data", halts.daysWithStatus, days),
    row("halts", "days with halts", halts.daysWithHalts, halts.daysWithStatus),
    row("halts", "halts", halts.halts),
    row("halts", "minutes halted", halts.minutes),
    row(
      "halts",
      "days with likely halts",
      halts.daysWithInferredHalts,
      days - halts.daysWithStatus,
    ),
  ];
}

/** Count over total; null where there is nothing to be a part of. */
export function shareOf({ count, total }: StatsRow): number | null {
  return total === null || total === 0 ? null : count / total;
}

/** The counts as a table with `STATS_COLUMNS`. */
export function statsTable(rows: readonly StatsRow[]): Table {
  return makeTable(STATS_COLUMNS, [
    rows.map((row) => row.section),
    rows.map((row) => row.symbol),
    rows.map((row) => row.name),
    rows.map((row) => row.count),
    rows.map((row) => row.total),
    rows.map(shareOf),
  ]);
}

/** First and last trade date, such as `2025-02-03 to 2025-04-29`. */
export function dateRange({ dates }: IndexStats): string {
  return dates === undefined ? "no days" : dates.map(formatDate).join(" to ");
}
