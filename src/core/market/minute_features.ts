/** Returns, volumes and ranges at a minute edge, worked out from the minutes before it as they come in. */
import { MAD_TO_SIGMA, medianInPlace, SortedWindow } from "../math/order_statistics.ts";
import type { ScanThresholds } from "../scan/threshold_keys.ts";
import { INDICATORS } from "./indicators.ts";
import type { MinuteColumns } from "./minute_columns.ts";

/** Minutes of the short return, volume and position. */
const FIVE = 5;

/** Fills in the features of one edge after the other, from the first (0) on. */
export class MinuteFeatures {
  readonly #minutes: MinuteColumns;
  readonly #limits: ScanThresholds;
  // by edge
  readonly #logPrice: Float64Array;
  readonly #path: Float64Array;
  readonly #r5: Float64Array;
  readonly #range10: Float64Array;
  readonly #returns: SortedWindow;
  readonly #scratch: Float64Array;
  #dayHigh = NaN;
  #dayLow = NaN;

  constructor(minutes: MinuteColumns, limits: ScanThresholds) {
    this.#minutes = minutes;
    this.#limits = limits;
    const edges = minutes.length + 1;
    this.#logPrice = new Float64Array(edges).fill(NaN);
    this.#path = new Float64Array(edges);
    this.#r5 = new Float64Array(edges).fill(NaN);
    this.#range10 = new Float64Array(edges).fill(NaN);
    this.#returns = new SortedWindow(limits.sigma_minutes);
    const windows = Math.max(
      limits.burst_minutes / FIVE,
      limits.range_history / limits.range_minutes,
    );
    this.#scratch = new Float64Array(Math.ceil(windows) + 1);
  }

  /** Writes the features of the edge that the minutes have reached. */
  fill(values: Float64Array): void {
    const { edge, close, high, low } = this.#minutes;
    const price = edge > 0 ? close[edge - 1]! : NaN;
    values[INDICATORS.price] = price;
    this.#logPrice[edge] = Math.log(price);
    if (edge > 0) this.#widenDay(high[edge - 1]!, low[edge - 1]!);
    values[INDICATORS.dayHigh] = this.#dayHigh;
    values[INDICATORS.dayLow] = this.#dayLow;
    this.#fillReturns(edge, values);
    this.#fillVolumes(edge, values);
    this.#fillRanges(edge, price, values);
    values[INDICATORS.efficiency] = this.#efficiency(edge);
  }

  #widenDay(high: number, low: number): void {
    if (Number.isNaN(high)) return; // nothing traded
    if (!(high <= this.#dayHigh)) this.#dayHigh = high;
    if (!(low >= this.#dayLow)) this.#dayLow = low;
  }

  #fillReturns(edge: number, values: Float64Array): void {
    const log = this.#logPrice;
    const over = (minutes: number) => edge >= minutes ? log[edge]! - log[edge - minutes]! : NaN;
    values[INDICATORS.r5] = this.#r5[edge] = over(FIVE);
    values[INDICATORS.r10] = over(10);
    values[INDICATORS.r15] = over(15);
    values[INDICATORS.r30] = over(30);
    const { sigma_minutes, sigma_floor } = this.#limits;
    const entering = this.#r5[edge - FIVE] ?? NaN;
    if (!Number.isNaN(entering)) this.#returns.add(entering);
    const leaving = this.#r5[edge - sigma_minutes] ?? NaN;
    if (!Number.isNaN(leaving)) this.#returns.remove(leaving);
    const sigma = MAD_TO_SIGMA * this.#returns.medianAbsoluteDeviation();
    values[INDICATORS.sigma5] = sigma > sigma_floor ? sigma : sigma_floor;
  }

  #fillVolumes(edge: number, values: Float64Array): void {
    const { cumulative, traded } = this.#minutes;
    const { burst_minutes, burst_cap, inactive_minutes } = this.#limits;
    const over5 = (end: number) => cumulative[end]! - cumulative[end - FIVE]!;
    const volume = edge >= FIVE ? over5(edge) : NaN;
    values[INDICATORS.volume] = cumulative[edge]!;
    values[INDICATORS.volume5] = volume;
    const most = Math.max(1, Math.floor(burst_minutes / FIVE));
    let windows = 0;
    for (let end = edge - FIVE; end >= FIVE && windows < most; end -= FIVE) {
      this.#scratch[windows++] = over5(end);
    }
    const usual = medianInPlace(this.#scratch, windows);
    const burst = usual > 0 ? Math.min(burst_cap, volume / usual) : burst_cap;
    values[INDICATORS.burst5] = volume > 0 ? burst : volume; // 0 and NaN as they are
    let count = 0;
    for (let row = Math.max(0, edge - inactive_minutes); row < edge; row++) count += traded[row]!;
    values[INDICATORS.traded10] = count;
  }

  #fillRanges(edge: number, price: number, values: Float64Array): void {
    const { high, low } = this.#minutes;
    const { high_minutes, range_minutes, range_history } = this.#limits;
    values[INDICATORS.high30] = extreme(high, edge - 1 - high_minutes, edge - 1, 1);
    values[INDICATORS.low30] = extreme(low, edge - 1 - high_minutes, edge - 1, -1);
    const high5 = values[INDICATORS.high5] = extreme(high, edge - FIVE, edge, 1);
    const low5 = values[INDICATORS.low5] = extreme(low, edge - FIVE, edge, -1);
    const span = high5 - low5;
    values[INDICATORS.position5] = span > 0 ? (price - low5) / span : span === 0 ? 0.5 : NaN;
    const top = extreme(high, edge - range_minutes, edge, 1);
    const bottom = extreme(low, edge - range_minutes, edge, -1);
    values[INDICATORS.range10] = this.#range10[edge] = Math.log(top / bottom);
    const most = Math.max(1, Math.floor(range_history / range_minutes));
    let windows = 0;
    for (let k = 1; k <= most && edge - k * range_minutes > 0; k++) {
      const earlier = this.#range10[edge - k * range_minutes]!;
      if (!Number.isNaN(earlier)) this.#scratch[windows++] = earlier;
    }
    values[INDICATORS.usualRange10] = medianInPlace(this.#scratch, windows);
  }

  #efficiency(edge: number): number {
    const minutes = this.#limits.efficiency_minutes;
    const log = this.#logPrice;
    const path = this.#path;
    if (edge > 0) {
      const step = Math.abs(log[edge]! - log[edge - 1]!);
      path[edge] = path[edge - 1]! + (step > 0 ? step : 0);
    }
    if (edge < minutes) return NaN;
    const net = Math.abs(log[edge]! - log[edge - minutes]!);
    const travelled = path[edge]! - path[edge - minutes]!;
    return Number.isNaN(net) ? NaN : travelled > 0 ? Math.min(1, net / travelled) : 0;
  }
}

/** Largest (`side` 1) or smallest (-1) value of rows [from, to) that is not `NaN`; `NaN` if there is none. */
function extreme(values: Float64Array, from: number, to: number, side: 1 | -1): number {
  let best = NaN;
  for (let row = Math.max(0, from); row < to; row++) {
    const value = values[row]!;
    if (Number.isNaN(best) || side * (value - best) > 0) best = value;
  }
  return best;
}
