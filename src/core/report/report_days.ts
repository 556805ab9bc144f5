/** The days of an index as a report shows them: the columns a reader sorts and filters by, and counts of their points. */
import type { ColumnData, ColumnSpec, Table } from "../columns/table.ts";
import { cellAt } from "../columns/table.ts";
import { PATTERNS } from "../scan/patterns.ts";
import { PHASES } from "../scan/phases.ts";
import { CATEGORIES } from "../scan/risk.ts";
import { BUCKETS } from "../scan/time_of_day.ts";
import type { PackedColumn } from "./packed_columns.ts";

/** Columns of the days table that a report has. */
const SHOWN = [
  "symbol",
  "trade_date",
  "eod_category",
  "eod_quality",
  "eod_risk",
  "eod_range_pct",
  "eod_rvol",
  "gap_pct",
  "gap_pre_pct",
  "eod_max_intraday_move",
  "eod_move_up_pct",
  "eod_move_down_pct",
  "eod_fade",
  "eod_volume",
  "eod_open",
  "eod_high",
  "eod_low",
  "eod_close",
  "eod_vwap",
  "eod_poc",
  "eod_val",
  "eod_vah",
  "prev_close",
  "eod_score_move",
  "eod_score_volume",
  "eod_score_clarity",
  "eod_score_spread",
  "eod_score_time",
  "eod_efficiency",
  "eod_spread_bps",
  "eod_squeezes",
  "eod_squeeze_max",
  "eod_failed_breakouts",
  "eod_worst_flush",
  "eod_n_halts",
  "eod_halt_minutes",
  "eod_halt_gap_max",
  "eod_halts_inferred",
  "eod_ssr",
  "eod_news_hint",
  "eod_suspect_split",
  "eod_risk_partial",
  "eod_is_momentum",
  "is_half_day",
  "eod_best_period",
  "eod_minutes_dormant",
  "eod_minutes_accumulation",
  "eod_minutes_breakout",
  "eod_minutes_momentum",
  "eod_minutes_distribution",
  "eod_full_cycle",
  "eod_bars",
  "eod_active_minutes",
  "eod_reset_points",
  "eod_good_points",
  "eod_gate",
  "dataset",
  "bar_source",
  "quote_source",
  "status_source",
  "condition",
] as const;

/** Columns that thresholds are compared with, so that every digit counts. */
const EXACT: ReadonlySet<string> = new Set([
  "eod_quality",
  "eod_risk",
  "eod_range_pct",
  "eod_rvol",
  "gap_pct",
]);
/** Columns with a fixed order of names, whatever names occur. */
const FIXED_NAMES: Readonly<Record<string, readonly string[]>> = {
  eod_category: CATEGORIES,
  eod_best_period: BUCKETS,
};
/** Binary digits that a measure keeps: four decimal ones, and the rest compresses to nothing. */
const KEPT_BITS = 14;

/**
 * The report's columns of some days, in the order of the rows given.
 *
 * @param days The days table of an index.
 * @param rows Rows of it.
 */
export function reportColumns(days: Table, rows: ArrayLike<number>): PackedColumn[] {
  return SHOWN.map((name) => {
    const i = days.columns.findIndex((spec) => spec.name === name);
    if (i < 0) throw new RangeError(`the days table has no column ${name}`);
    return packColumn(days.columns[i]!, days.data[i]!, rows);
  });
}

function packColumn(spec: ColumnSpec, data: ColumnData, rows: ArrayLike<number>): PackedColumn {
  const { name, unit, help } = spec;
  const described = { name, unit, help };
  const value = (i: number) => cellAt(spec, data, rows[i]!);
  switch (spec.type) {
    case "string":
    case "bool":
      return { ...described, ...packNames(spec, Array.from(rows, (_, i) => value(i))) };
    case "date":
      return {
        ...described,
        kind: "i32",
        values: Int32Array.from(rows, (_, i) => Number(value(i))),
      };
    default: {
      const round = EXACT.has(name) || unit === "dollars" ? Math.fround : roundMantissa;
      const numbers = Float32Array.from(rows, (_, i) => {
        const cell = value(i);
        return cell === null ? NaN : round(Number(cell));
      });
      return { ...described, kind: "f32", values: numbers };
    }
  }
}

/** Names as positions in the list of those that occur, in order; `false` and `true` are 0 and 1. */
function packNames(
  { name }: ColumnSpec,
  values: readonly unknown[],
): Pick<PackedColumn, "kind" | "names" | "values"> {
  const found = new Set(values.map((value) => value === null ? null : String(value)));
  const hasNull = found.delete(null);
  const known = FIXED_NAMES[name] ?? [];
  const others = [...found].filter((text) => text !== null && !known.includes(text)).sort();
  const names = [...known, ...others, ...(hasNull ? [null] : [])];
  const codes = new Map(names.map((text, code) => [text, code]));
  const code = (value: unknown) => codes.get(value === null ? null : String(value))!;
  if (names.length <= 0x100) return { kind: "u8", names, values: Uint8Array.from(values, code) };
  if (names.length <= 0x10000) {
    return { kind: "u16", names, values: Uint16Array.from(values, code) };
  }
  return { kind: "i32", names, values: Int32Array.from(values, code) };
}

/** The nearest number with {@link KEPT_BITS} significant binary digits. */
export function roundMantissa(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(value))) - KEPT_BITS + 1);
  return Math.round(value / unit) * unit;
}

/** What a point is counted by, with the names it counts. */
const COUNTED = [
  { column: "pattern", names: PATTERNS },
  { column: "phase", names: PHASES },
  { column: "bucket", names: BUCKETS },
] as const;

/**
 * How many reset points of each pattern, phase and time bucket the days have: columns `pattern:flush`, `phase:dormant`,
 * `bucket:pre` and so on. A count above 255 is stored as 255.
 *
 * @param points The reset-point table of an index.
 * @param rows Rows of the days table, one for each day of the report.
 */
export function pointCounts(points: Table, rows: ArrayLike<number>): PackedColumn[] {
  const position = new Map(Array.from(rows, (row, i) => [row, i]));
  const dayRow = column(points, "day_row");
  return COUNTED.flatMap(({ column: name, names }) => {
    const counts = names.map(() => new Uint8Array(rows.length));
    const values = column(points, name);
    const codes = new Map<unknown, number>(names.map((text, code) => [text, code]));
    for (let i = 0; i < points.length; i++) {
      const day = position.get(Number(dayRow[i]));
      const own = counts[codes.get(values[i]) ?? -1];
      if (day !== undefined && own !== undefined && own[day]! < 255) own[day]!++;
    }
    return names.map((text, code): PackedColumn => ({
      ...{ name: `${name}:${text}`, kind: "u8", values: counts[code]! },
    }));
  });
}

function column(table: Table, name: string): ColumnData {
  return table.data[table.columns.findIndex((spec) => spec.name === name)]!;
}
