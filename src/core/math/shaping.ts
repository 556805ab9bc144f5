/** Small scalar functions that turn raw measures into scores between 0 and 1. */

/** `value` limited to [low, high]. */
export function clip(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** 0 at or below `from`, 1 at or above `to`, linear between; `NaN` counts as 0. */
export function ramp(value: number, from: number, to: number): number {
  const position = (value - from) / (to - from);
  if (!(position > 0)) return 0;
  return position < 1 ? position : 1;
}

/** Geometric mean of two factors; 0 if either is 0. */
export function geometricMean2(a: number, b: number): number {
  return Math.sqrt(a * b);
}

/** Geometric mean of three factors; 0 if any is 0. */
export function geometricMean3(a: number, b: number, c: number): number {
  return Math.cbrt(a * b * c);
}

/** Geometric mean of four factors; 0 if any is 0. */
export function geometricMean4(a: number, b: number, c: number, d: number): number {
  return Math.sqrt(Math.sqrt(a * b * c * d));
}

/** One knot of a piecewise linear function. */
export type Knot = readonly [x: number, y: number];

/** Piecewise linear through `knots` (ascending in x), flat outside of them. */
export function piecewiseLinear(x: number, knots: readonly Knot[]): number {
  const first = knots[0]!;
  if (!(x > first[0])) return first[1];
  for (let i = 1; i < knots.length; i++) {
    const [x1, y1] = knots[i]!;
    if (x === x1) return y1;
    if (x < x1) {
      const [x0, y0] = knots[i - 1]!;
      return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
    }
  }
  return knots[knots.length - 1]![1];
}

/** Rounded to six decimals, the resolution at which scores are stored and compared with thresholds. */
export function roundScore(score: number): number {
  return Math.round(score * 1e6) / 1e6;
}

/** `null` for `NaN`, the value itself otherwise. */
export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
