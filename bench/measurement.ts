/** What a benchmark says: one row of the table that `deno task bench` prints. */

/** One target and what was measured against it. */
export interface Measurement {
  /** What was measured, in a few words. */
  readonly what: string;
  readonly unit: string;
  readonly measured: number;
  /** The bound: `null` for figures that are only told. */
  readonly target: number | null;
  /** Whether the target is a lower bound; an upper one otherwise. */
  readonly isAtLeast?: boolean;
  /** What it was measured on or against. */
  readonly note?: string;
}

/** A group of measurements that share their data. */
export interface BenchSuite {
  readonly name: string;
  readonly run: (directory: string) => Promise<Measurement[]> | Measurement[];
}

/** Whether a measurement is within its target; `null` if it has none. */
export function isWithinTarget({ measured, target, isAtLeast }: Measurement): boolean | null {
  if (target === null) return null;
  return isAtLeast ? measured >= target : measured <= target;
}

/**
 * A measurement over its target: at least 1 passes where the target is a lower bound, at most 1 otherwise; `null` if there
 * is no target.
 */
export function targetRatio({ measured, target }: Measurement): number | null {
  return target === null ? null : measured / target;
}

/** Measurements as an aligned table. */
export function formatMeasurements(rows: readonly Measurement[]): string {
  const cells = rows.map((row) => {
    const verdict = isWithinTarget(row);
    const bound = row.target === null ? "" : `${row.isAtLeast ? ">=" : "<="} ${short(row.target)}`;
    const ratio = targetRatio(row);
    return [
      row.what,
      short(row.measured),
      row.unit,
      bound,
      ratio === null ? "" : `${short(ratio)}x`,
      verdict === null ? "" : verdict ? "pass" : "FALLS SHORT",
      row.note ?? "",
    ];
  });
  const table = [["what", "measured", "unit", "target", "ratio", "", "note"], ...cells];
  const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
  return table.map((row) => row.map((cell, i) => cell.padEnd(widths[i]!)).join("  ").trimEnd())
    .join("\n");
}

/** Three significant digits, more for whole numbers. */
function short(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  return Math.abs(value) >= 1000
    ? Math.round(value).toLocaleString("en-US")
    : String(Number(value.toPrecision(3)));
}
