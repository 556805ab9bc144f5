/** Volume-weighted prices as they come in: since pre-market opened, since the regular open, bands, lasting crosses. */
import type { SessionBounds } from "../time/sessions.ts";
import { INDICATORS } from "./indicators.ts";
import type { BarValues, MinuteColumns } from "./minute_columns.ts";
import { VWAP_CROSS_SHARE } from "./volume_levels.ts";

/** Minutes a price has to stay on the other side of VWAP to have crossed it. */
const LASTING_MINUTES = 1;

/** Fills in VWAP measures of one edge after the other. */
export class VwapTrack {
  readonly #minutes: MinuteColumns;
  readonly #openEdge: number;
  readonly #closeEdge: number;
  // sums of deviations from the first price, which keep the squares exact enough for prices of any size
  #origin = NaN;
  #volume = 0;
  #first = 0;
  #second = 0;
  // the side of VWAP that the price is on, since which edge, and the last one that lasted
  #side = 0;
  #since = 0;
  #settled = 0;
  #cross = 0;
  #crossEdge = NaN;

  constructor(minutes: MinuteColumns, bounds: SessionBounds) {
    this.#minutes = minutes;
    this.#openEdge = (bounds.open - bounds.preOpen) / 60;
    this.#closeEdge = (bounds.close - bounds.preOpen) / 60;
  }

  /** Takes a bar of the minute under way. */
  add({ high, low, close, volume }: BarValues): void {
    const price = (high + low + close) / 3;
    if (Number.isNaN(this.#origin)) this.#origin = price;
    const deviation = price - this.#origin;
    this.#volume += volume;
    this.#first += deviation * volume;
    this.#second += deviation * deviation * volume;
  }

  /** Writes the measures of the edge that the minutes have reached; `price` is set in `values` already. */
  fill(values: Float64Array): void {
    const { edge, cumulative, cumulativeTurnover } = this.#minutes;
    const shares = cumulative[edge]!;
    const vwap = shares > 0 ? cumulativeTurnover[edge]! / shares : NaN;
    values[INDICATORS.vwap] = vwap;
    const mean = this.#first / this.#volume;
    values[INDICATORS.vwapSigma] = this.#volume > 0
      ? Math.sqrt(Math.max(0, this.#second / this.#volume - mean * mean))
      : NaN;
    values[INDICATORS.regularVwap] = this.#regularVwap(edge);
    this.#follow(edge, values[INDICATORS.price]! / vwap - 1);
    values[INDICATORS.vwapCross] = this.#cross;
    values[INDICATORS.vwapCrossAge] = edge - this.#crossEdge;
  }

  /** Up to the regular close, where it stays. */
  #regularVwap(edge: number): number {
    const { cumulative, cumulativeTurnover } = this.#minutes;
    const to = Math.min(edge, this.#closeEdge);
    if (to <= this.#openEdge) return NaN;
    const shares = cumulative[to]! - cumulative[this.#openEdge]!;
    const turnover = cumulativeTurnover[to]! - cumulativeTurnover[this.#openEdge]!;
    return shares > 0 ? turnover / shares : NaN;
  }

  #follow(edge: number, offset: number): void {
    const side = offset >= VWAP_CROSS_SHARE ? 1 : offset <= -VWAP_CROSS_SHARE ? -1 : 0;
    if (side !== this.#side) {
      this.#side = side;
      this.#since = edge;
    }
    if (side === 0 || side === this.#settled || edge - this.#since < LASTING_MINUTES) return;
    if (this.#settled !== 0) {
      this.#cross = side;
      this.#crossEdge = edge;
    }
    this.#settled = side;
  }
}
