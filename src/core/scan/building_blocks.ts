/** Causal features on the minute grid, from which patterns, phases and scores are made. */
import { MAD_TO_SIGMA, SortedWindow } from "../math/order_statistics.ts";
import { slidingMax, slidingMin } from "../math/sliding_extreme.ts";
import type { MinuteGrid } from "./minute_grid.ts";
import type { ScanThresholds } from "./threshold_keys.ts";

/** Minutes of the short return, volume and position features. */
const FIVE = 5;

/**
 * Features at each minute edge. Row `e` (0 to `length`) uses only minutes before edge `e`, that is, rows below `e` of
 * the grid; row 0 is empty. `NaN` where the history does not reach back far enough or nothing traded yet.
 */
export interface BuildingBlocks {
  /** Number of edges: minutes + 1. */
  readonly length: number;
  /** Last trade price in nano-dollars. */
  readonly price: Float64Array;
  /** Log returns over the last 5, 10, 15 and 30 minutes. */
  readonly r5: Float64Array;
  readonly r10: Float64Array;
  readonly r15: Float64Array;
  readonly r30: Float64Array;
  /** Usual five-minute return: 1.4826 MAD of `r5` over (t - 60m, t - 5m], floored. */
  readonly sigma5: Float64Array;
  /** Five-minute volume over the median of the preceding disjoint five-minute volumes of an hour, capped. */
  readonly burst5: Float64Array;
  /** Highest high and lowest low of the 30 minutes before the latest one. */
  readonly high30: Float64Array;
  readonly low30: Float64Array;
  /** Position of the price in the range of the last five minutes, 0 to 1. */
  readonly position5: Float64Array;
  /** ln(high / low) of the last ten minutes. */
  readonly range10: Float64Array;
  /** Median of `range10` over earlier disjoint windows of two hours. */
  readonly usualRange10: Float64Array;
  /** Kaufman efficiency ratio of the last 15 minutes, 0 to 1. */
  readonly efficiency: Float64Array;
  /** Volume-weighted average price since `preOpen`, nano-dollars. */
  readonly vwap: Float64Array;
  /** Highest and lowest trade since `preOpen`, nano-dollars. */
  readonly dayHigh: Float64Array;
  readonly dayLow: Float64Array;
  /** Trading minutes among the last ten. */
  readonly traded10: Uint16Array;
}

/** Computes all building blocks of a day (formulas: docs, scanner definitions). */
export function buildingBlocks(grid: MinuteGrid, limits: ScanThresholds): BuildingBlocks {
  const length = grid.length + 1;
  const price = new Float64Array(length).fill(NaN);
  price.set(grid.close, 1);
  const logPrice = price.map(Math.log);
  const r5 = logReturns(logPrice, FIVE);
  const rangeWindow = limits.range_minutes;
  const range10 = logRange(grid, rangeWindow);
  return {
    length,
    price,
    r5,
    r10: logReturns(logPrice, 10),
    r15: logReturns(logPrice, 15),
    r30: logReturns(logPrice, 30),
    sigma5: usualReturn(r5, limits),
    burst5: volumeBurst(grid, limits),
    high30: afterEdges(slidingMax(grid.high, limits.high_minutes), 2),
    low30: afterEdges(slidingMin(grid.low, limits.high_minutes), 2),
    position5: positionInRange(grid, price),
    range10,
    usualRange10: usualRange(range10, rangeWindow, limits.range_history),
    efficiency: efficiencyRatio(logPrice, limits.efficiency_minutes),
    vwap: volumeWeightedPrice(grid),
    dayHigh: extremeSoFar(grid.high, 1),
    dayLow: extremeSoFar(grid.low, -1),
    traded10: tradedMinutes(grid, limits.inactive_minutes),
  };
}

/** Shifts values of grid rows to the edges from which they are known: row `i` to edge `i + lag`. */
function afterEdges(rows: Float64Array, lag: number): Float64Array {
  const edges = new Float64Array(rows.length + 1).fill(NaN);
  edges.set(rows.subarray(0, rows.length + 1 - lag), lag);
  return edges;
}

function logReturns(logPrice: Float64Array, minutes: number): Float64Array {
  const returns = new Float64Array(logPrice.length).fill(NaN);
  for (let e = minutes; e < logPrice.length; e++) {
    returns[e] = logPrice[e]! - logPrice[e - minutes]!;
  }
  return returns;
}

/** `r5` samples at the edges in (t - window, t - 5m]. */
function usualReturn(r5: Float64Array, limits: ScanThresholds): Float64Array {
  const samples = new SortedWindow(limits.sigma_minutes);
  const usual = new Float64Array(r5.length).fill(limits.sigma_floor);
  for (let e = 0; e < r5.length; e++) {
    const entering = r5[e - FIVE] ?? NaN;
    if (!Number.isNaN(entering)) samples.add(entering);
    const leaving = r5[e - limits.sigma_minutes] ?? NaN;
    if (!Number.isNaN(leaving)) samples.remove(leaving);
    const sigma = MAD_TO_SIGMA * samples.medianAbsoluteDeviation();
    if (sigma > limits.sigma_floor) usual[e] = sigma;
  }
  return usual;
}

function volumeBurst(grid: MinuteGrid, limits: ScanThresholds): Float64Array {
  const { cumulative, length } = grid;
  const windows = Math.max(1, Math.floor(limits.burst_minutes / FIVE));
  const scratch = new SortedWindow(windows);
  const burst = new Float64Array(length + 1).fill(NaN);
  // The windows of edge e end at e - 5, e - 10, …: the same five residues each keep their own sliding set.
  for (let residue = 0; residue < FIVE; residue++) {
    scratch.clear();
    for (let e = residue + FIVE; e <= length; e += FIVE) {
      const entering = e - FIVE;
      if (entering >= FIVE) {
        if (scratch.length === windows) {
          const leaving = entering - windows * FIVE;
          scratch.remove(cumulative[leaving]! - cumulative[leaving - FIVE]!);
        }
        scratch.add(cumulative[entering]! - cumulative[entering - FIVE]!);
      }
      const volume = cumulative[e]! - cumulative[e - FIVE]!;
      burst[e] = burstOf(volume, scratch.median(), limits.burst_cap);
    }
  }
  return burst;
}

/** Without a usual volume (none, or no history) any volume at all is a burst. */
function burstOf(volume: number, usual: number, cap: number): number {
  if (volume === 0) return 0;
  return usual > 0 ? Math.min(cap, volume / usual) : cap;
}

function positionInRange(grid: MinuteGrid, price: Float64Array): Float64Array {
  const high = afterEdges(slidingMax(grid.high, FIVE), 1);
  const low = afterEdges(slidingMin(grid.low, FIVE), 1);
  return price.map((value, e) => {
    const span = high[e]! - low[e]!;
    return span > 0 ? (value - low[e]!) / span : span === 0 ? 0.5 : NaN;
  });
}

function logRange(grid: MinuteGrid, minutes: number): Float64Array {
  const high = afterEdges(slidingMax(grid.high, minutes), 1);
  const low = afterEdges(slidingMin(grid.low, minutes), 1);
  return high.map((value, e) => Math.log(value / low[e]!));
}

/** Median over the disjoint windows that end 1, 2, … window lengths before the edge. */
function usualRange(range: Float64Array, window: number, history: number): Float64Array {
  const windows = Math.max(1, Math.floor(history / window));
  const sample = new SortedWindow(windows);
  const usual = new Float64Array(range.length);
  // Edges a window length apart share all windows but one: each residue keeps its own sliding set.
  for (let residue = 0; residue < window; residue++) {
    sample.clear();
    for (let e = residue; e < range.length; e += window) {
      usual[e] = sample.median();
      const leaving = range[e - windows * window] ?? NaN;
      if (e > windows * window && !Number.isNaN(leaving)) sample.remove(leaving);
      if (e > 0 && !Number.isNaN(range[e]!)) sample.add(range[e]!);
    }
  }
  return usual;
}

/** Highest (`side` 1) or lowest (`side` -1) value before each edge. */
function extremeSoFar(rows: Float64Array, side: 1 | -1): Float64Array {
  const extremes = new Float64Array(rows.length + 1).fill(NaN);
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i]!;
    const best = extremes[i]!;
    extremes[i + 1] = Number.isNaN(best) || side * (value - best) > 0 ? value : best;
  }
  return extremes;
}

function efficiencyRatio(logPrice: Float64Array, minutes: number): Float64Array {
  const ratio = new Float64Array(logPrice.length).fill(NaN);
  const path = new Float64Array(logPrice.length); // length of the path travelled so far
  for (let e = 1; e < logPrice.length; e++) {
    const step = Math.abs(logPrice[e]! - logPrice[e - 1]!);
    path[e] = path[e - 1]! + (step > 0 ? step : 0);
    const net = e >= minutes ? Math.abs(logPrice[e]! - logPrice[e - minutes]!) : NaN;
    const travelled = e >= minutes ? path[e]! - path[e - minutes]! : 0;
    if (!Number.isNaN(net)) ratio[e] = travelled > 0 ? Math.min(1, net / travelled) : 0;
  }
  return ratio;
}

function volumeWeightedPrice({ cumulative, cumulativeTurnover }: MinuteGrid): Float64Array {
  const vwap = new Float64Array(cumulative.length).fill(NaN);
  for (let e = 1; e < vwap.length; e++) {
    if (cumulative[e]! > 0) vwap[e] = cumulativeTurnover[e]! / cumulative[e]!;
  }
  return vwap;
}

function tradedMinutes(grid: MinuteGrid, window: number): Uint16Array {
  const counts = new Uint16Array(grid.length + 1);
  let held = 0;
  for (let i = 0; i < grid.length; i++) {
    held += grid.traded[i]!;
    if (i >= window) held -= grid.traded[i - window]!;
    counts[i + 1] = held;
  }
  return counts;
}
