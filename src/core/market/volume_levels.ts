/** Where a day's volume lies: volume-weighted price with its bands, point of control, value area. All causal. */

/** One lot of volume at a price, in order of time. */
export interface PricedVolume {
  readonly length: number;
  /** Nano-dollars: the trade price, or (high + low + close) / 3 of a bar. */
  readonly price: Float64Array;
  /** Shares. */
  readonly volume: Float64Array;
}

/** Volume-weighted mean and standard deviation of a price, nano-dollars; `NaN` before any volume. */
export interface VwapBands {
  readonly vwap: number;
  readonly sigma: number;
}

/** Rows [0, `until`) summed up: VWAP = Σpv / Σv, σ² = Σv(p - VWAP)² / Σv. */
export function vwapBands(tape: PricedVolume, until = tape.length): VwapBands {
  // Deviations from the first price keep the squares exact enough for prices of any size.
  const origin = tape.price[0] ?? NaN;
  let volume = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i < until; i++) {
    const deviation = tape.price[i]! - origin;
    volume += tape.volume[i]!;
    first += deviation * tape.volume[i]!;
    second += deviation * deviation * tape.volume[i]!;
  }
  if (volume === 0) return { vwap: NaN, sigma: NaN };
  const mean = first / volume;
  return { vwap: origin + mean, sigma: Math.sqrt(Math.max(0, second / volume - mean * mean)) };
}

/** Levels of a volume profile in nano-dollars: centres of bins. */
export interface VolumeLevels {
  /** Price with the most volume. */
  readonly pointOfControl: number;
  /** Lower and upper end of the value area around it. */
  readonly valueAreaLow: number;
  readonly valueAreaHigh: number;
}

/** Share of the volume that makes the value area. */
export const VALUE_AREA = 0.7;
/** Width of a bin as a share of the first price, if that is more than a tick. */
export const VOLUME_BIN_SHARE = 0.001;

/**
 * Volume profile of rows [0, `until`): bins of one tick or 0.1 % of the first price, whichever is wider. The lowest
 * price wins a tie for the point of control; the value area grows to the richer neighbour until it holds 70 %.
 *
 * @param tickSize Minimum price increment in nano-dollars.
 * @returns `null` before any volume.
 */
export function volumeLevels(
  tape: PricedVolume,
  tickSize: number,
  until = tape.length,
): VolumeLevels | null {
  const width = Math.max(tickSize, VOLUME_BIN_SHARE * (tape.price[0] ?? NaN));
  const bins = new Map<number, number>();
  let total = 0;
  for (let i = 0; i < until; i++) {
    const bin = Math.floor(tape.price[i]! / width);
    bins.set(bin, (bins.get(bin) ?? 0) + tape.volume[i]!);
    total += tape.volume[i]!;
  }
  if (total === 0) return null;
  const control = richestBin(bins);
  const [low, high] = growValueArea(bins, control, total);
  const centre = (bin: number) => (bin + 0.5) * width;
  return {
    pointOfControl: centre(control),
    valueAreaLow: centre(low),
    valueAreaHigh: centre(high),
  };
}

function richestBin(bins: ReadonlyMap<number, number>): number {
  let best = NaN;
  for (const [bin, volume] of bins) {
    const leading = bins.get(best) ?? -1;
    if (volume > leading || (volume === leading && bin < best)) best = bin;
  }
  return best;
}

/** Bins without volume between two with volume are crossed at no gain; the upper neighbour wins a tie. */
function growValueArea(
  bins: ReadonlyMap<number, number>,
  control: number,
  total: number,
): [number, number] {
  const sorted = [...bins.keys()].sort((a, b) => a - b);
  let low = sorted.indexOf(control);
  let high = low;
  let held = bins.get(control)!;
  while (held < VALUE_AREA * total) {
    const below = low > 0 ? bins.get(sorted[low - 1]!)! : -1;
    const above = high + 1 < sorted.length ? bins.get(sorted[high + 1]!)! : -1;
    if (above >= below) held += bins.get(sorted[++high]!)!;
    else held += bins.get(sorted[--low]!)!;
  }
  return [sorted[low]!, sorted[high]!];
}

/** Crossings of VWAP that lasted. */
export interface VwapCrossings {
  /** Row at which a cross upwards (reclaim) or downwards (loss) became certain. */
  readonly row: number;
  readonly side: 1 | -1;
}

/** Distance from VWAP that makes a crossing, and how long it has to last. */
export const VWAP_CROSS_SHARE = 0.002;

/**
 * Reclaims and losses of VWAP: the price moves at least 0.2 % to the other side and stays there for `rows` rows.
 *
 * @param price Last price and `vwap` at equally spaced times; `NaN` where unknown.
 * @param rows Rows it has to stay: those of 60 seconds.
 */
export function vwapCrossings(
  price: Float64Array,
  vwap: Float64Array,
  rows: number,
): VwapCrossings[] {
  const crossings: VwapCrossings[] = [];
  let settled = 0;
  let candidate = 0;
  let since = 0;
  for (let i = 0; i < price.length; i++) {
    const offset = price[i]! / vwap[i]! - 1;
    const side = offset >= VWAP_CROSS_SHARE ? 1 : offset <= -VWAP_CROSS_SHARE ? -1 : 0;
    if (side !== candidate) {
      candidate = side;
      since = i;
    }
    if (side === 0 || side === settled || i - since < rows) continue;
    if (settled !== 0) crossings.push({ row: i, side: side as 1 | -1 }); // not 0, as just checked
    settled = side;
  }
  return crossings;
}
