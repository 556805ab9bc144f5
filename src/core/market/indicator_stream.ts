/** Indicators kept up to date bar by bar: what a live feed computes, equal to going over the whole day at once. */
import type { ScanThresholds } from "../scan/threshold_keys.ts";
import type { SessionBounds } from "../time/sessions.ts";
import { INDICATORS, INDICATORS_LENGTH } from "./indicators.ts";
import { type BarValues, MinuteColumns } from "./minute_columns.ts";
import { MinuteFeatures } from "./minute_features.ts";
import { tickSize } from "./tick_size.ts";
import { VolumeBins } from "./volume_bins.ts";
import { VwapTrack } from "./vwap_track.ts";

/** Is told the indicators of each minute edge; `values` are overwritten later. */
export type EdgeListener = (edge: number, values: Float64Array) => void;

/**
 * Takes the bars of a day in order and gives the indicators of each minute edge as soon as it is reached. Feed it bars
 * when they become available, and tell it the time with `advanceTo`.
 */
export class IndicatorStream {
  /** Indicators at `edge` by position (see `INDICATORS`); overwritten at each edge. */
  readonly values: Float64Array = new Float64Array(INDICATORS_LENGTH).fill(NaN);
  readonly #minutes: MinuteColumns;
  readonly #features: MinuteFeatures;
  readonly #vwap: VwapTrack;
  readonly #onEdge: EdgeListener | undefined;
  #bins: VolumeBins | undefined;

  /** @param onEdge Called at each minute edge, the first (0, before any minute) included. */
  constructor(bounds: SessionBounds, limits: ScanThresholds, onEdge?: EdgeListener) {
    this.#minutes = new MinuteColumns(bounds);
    this.#features = new MinuteFeatures(this.#minutes, limits);
    this.#vwap = new VwapTrack(this.#minutes, bounds);
    this.#onEdge = onEdge;
    this.#fill();
  }

  /** Minute edge that `values` stand for: minutes since pre-market opened. */
  get edge(): number {
    return this.#minutes.edge;
  }

  /**
   * Takes the next bar; minutes before its own are closed.
   *
   * @throws {RangeError} If its minute is closed already or outside of the session.
   */
  addBar(bar: BarValues): void {
    const minute = this.#minutes.minuteOf(bar.start);
    if (!(minute >= this.edge && minute < this.#minutes.length)) {
      throw new RangeError(`bar of minute ${minute} after edge ${this.edge}`);
    }
    this.#closeUntil(minute);
    this.#minutes.add(bar);
    this.#vwap.add(bar);
    const price = (bar.high + bar.low + bar.close) / 3;
    this.#bins ??= new VolumeBins(tickSize(price));
    this.#bins.add(price, bar.volume);
  }

  /** Closes the minutes that end at or before `t` (ns since local midnight). */
  advanceTo(t: number): void {
    this.#closeUntil(Math.min(this.#minutes.length, this.#minutes.minuteOf(t)));
  }

  #closeUntil(edge: number): void {
    while (this.edge < edge) {
      this.#minutes.closeMinute();
      this.#fill();
    }
  }

  #fill(): void {
    const { values } = this;
    this.#features.fill(values);
    this.#vwap.fill(values);
    const levels = this.#bins?.levels() ?? null;
    values[INDICATORS.pointOfControl] = levels?.pointOfControl ?? NaN;
    values[INDICATORS.valueAreaLow] = levels?.valueAreaLow ?? NaN;
    values[INDICATORS.valueAreaHigh] = levels?.valueAreaHigh ?? NaN;
    this.#onEdge?.(this.edge, values);
  }
}
