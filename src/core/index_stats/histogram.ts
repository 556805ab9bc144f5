/** A histogram of scores from 0 to 1 in equal bins. */
export interface Histogram {
  /** Values per bin; each bin includes its lower edge, the last one also 1. */
  readonly counts: readonly number[];
  /** Values that are null. */
  readonly unknown: number;
}

/** Bins of a tenth each. */
export const BINS = 10;

/**
 * Counts scores in tenths.
 *
 * @param values 0 to 1; `NaN` for null.
 */
export function histogramOf(values: ArrayLike<number>): Histogram {
  const counts = new Array<number>(BINS).fill(0);
  let unknown = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) unknown++;
    else counts[binOf(value)]!++;
  }
  return { counts, unknown };
}

/** The bin of a score: 0.3 is in the fourth, although 0.3 · 10 may fall just below 3. */
function binOf(value: number): number {
  const bin = Math.min(BINS - 1, Math.max(0, Math.floor(value * BINS)));
  return bin + 1 < BINS && value >= (bin + 1) / BINS ? bin + 1 : bin;
}

/** The edges of a bin as text: `0.6 - 0.7`. */
export function binName(bin: number): string {
  const edge = (value: number) => (value / BINS).toFixed(1);
  return `${edge(bin)} - ${edge(bin + 1)}`;
}
