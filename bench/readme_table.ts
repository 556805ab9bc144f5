/** The figures that README states, and whether a run of the benchmark gives them again. */
import type { Measurement } from "./measurement.ts";

/** A row of README's table. */
export interface StatedFigure {
  /** As the benchmark names it. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Fraction of the value by which another run on the same machine may differ. */
  readonly spread: number;
}

const ROW =
  /^\| (?<what>[^|]+?) +\| +(?<value>[\d.,]+) ?(?<unit>[^|]*?) +\| +±(?<spread>\d+) % +\|/gm;

/** The figures of a page's tables: rows of name, value with unit, and spread in percent. */
export function statedFigures(page: string): StatedFigure[] {
  return Array.from(page.matchAll(ROW), ({ groups = {} }) => ({
    what: groups.what!,
    value: Number(groups.value!.replaceAll(",", "")),
    unit: groups.unit!,
    spread: Number(groups.spread) / 100,
  }));
}

/** How a stated figure compares with a run. */
export interface Comparison {
  readonly figure: StatedFigure;
  /** `null` if the run has no such row. */
  readonly measured: number | null;
  readonly isReproduced: boolean;
}

/** Looks each figure up in a run's rows, by name and unit. */
export function compareFigures(
  figures: readonly StatedFigure[],
  rows: readonly Measurement[],
): Comparison[] {
  return figures.map((figure) => {
    const row = rows.find(({ what, unit }) => what === figure.what && unit === figure.unit);
    if (row === undefined) return { figure, measured: null, isReproduced: false };
    const difference = Math.abs(row.measured - figure.value);
    const isReproduced = difference <= figure.spread * figure.value;
    return { figure, measured: row.measured, isReproduced };
  });
}

/** One line a figure. */
export function comparisonLines(comparisons: readonly Comparison[]): string[] {
  return comparisons.map(({ figure: { what, unit, value, spread }, measured, isReproduced }) => {
    const found = measured === null
      ? "not measured"
      : `measured ${Number(measured.toPrecision(3))}`;
    const verdict = isReproduced ? "reproduced" : "NOT REPRODUCED";
    return `README: ${what}: ${value} ${unit} ±${Math.round(100 * spread)} %, ${found}: ${verdict}`;
  });
}
