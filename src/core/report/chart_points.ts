/** The reset points of a day as its chart lists them. */
import { cellAt, type Table } from "../columns/table.ts";

/** Columns of the reset-point table that a chart shows, besides the time. */
const SHOWN = [
  "trigger",
  "bucket",
  "pattern",
  "phase",
  "phase_age_s",
  "local_quality",
  "score_flush",
  "score_breakout",
  "score_bounce",
  "score_consolidation",
  "price",
  "vel_px_1m",
  "vel_px_5m",
  "vel_vol_rel",
  "dist_hod",
  "dist_vwap",
  "rvol_t",
  "spread_bps",
  "halted_since",
  "fut_mfe_15m",
  "fut_mae_15m",
] as const;

/** Reset points in order of time, by column: names as text, measures with four digits, `null` where not known. */
export type ChartPoints =
  & {
    /** Seconds since local midnight. */
    readonly time: readonly number[];
  }
  & { readonly [K in (typeof SHOWN)[number]]?: readonly (string | number | null)[] };

/** Columns of the reset-point table that reports need. */
export const REPORT_POINT_COLUMNS: readonly string[] = ["day_row", "ts", ...SHOWN];

const NS_PER_SECOND = 1_000_000_000n;

/**
 * The points in rows [from, to) of the reset-point table of an index.
 *
 * @param midnight Local midnight of their trade date, epoch seconds.
 */
export function chartPoints(
  points: Table,
  from: number,
  to: number,
  midnight: number,
): ChartPoints {
  const column = (name: string) => {
    const i = points.columns.findIndex((spec) => spec.name === name);
    const [spec, data] = [points.columns[i]!, points.data[i]!];
    return Array.from({ length: to - from }, (_, k) => cellAt(spec, data, from + k));
  };
  const shown = SHOWN.map((name) => {
    const exact = name === "price" || name === "local_quality";
    const cells = column(name).map((cell) =>
      typeof cell !== "number" ? cell : exact ? Number(cell.toFixed(4)) : roundDigits(cell)
    );
    return [name, cells];
  });
  const seconds = column("ts").map((ts) =>
    typeof ts === "bigint" ? Number(ts / NS_PER_SECOND) - midnight : NaN
  );
  return { ...Object.fromEntries(shown), time: seconds };
}

const DIGITS = 4;

/** A measure with four significant digits: more than a chart can show. */
export function roundDigits(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : value;
}
