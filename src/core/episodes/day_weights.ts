/** What of the weights of days never changes. */

const LEAST_QUALITY_WEIGHT = 0.25; // quality shapes the choice and never excludes

/**
 * The part of a day's weight that never changes: `(0.25 + 0.75 · quality) / sqrt(days of its symbol)`. So a symbol with
 * n days has a share in proportion to sqrt(n).
 *
 * @param days The days of a stratum.
 * @param daySymbol Symbol number of each day of the index.
 * @param dayQuality Quality of each day of the index, 0 to 1.
 */
export function baseWeights(
  days: Int32Array,
  daySymbol: Int32Array,
  dayQuality: Float64Array,
): Float64Array {
  const daysOf = new Map<number, number>();
  for (const day of days) {
    const symbol = daySymbol[day]!;
    daysOf.set(symbol, (daysOf.get(symbol) ?? 0) + 1);
  }
  return Float64Array.from(days, (day) => {
    const quality = LEAST_QUALITY_WEIGHT + (1 - LEAST_QUALITY_WEIGHT) * dayQuality[day]!;
    return quality / Math.sqrt(daysOf.get(daySymbol[day]!)!);
  });
}

/** Members of each symbol by its number, as first and one after the last. Days are in the order of their symbols. */
export function symbolRanges(
  days: Int32Array,
  daySymbol: Int32Array,
): Map<number, readonly [number, number]> {
  const ranges = new Map<number, readonly [number, number]>();
  for (const [member, day] of days.entries()) {
    const symbol = daySymbol[day]!;
    ranges.set(symbol, [ranges.get(symbol)?.[0] ?? member, member + 1]);
  }
  return ranges;
}
