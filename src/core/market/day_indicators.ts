/** The indicators of a day at any time: those of the latest minute edge that is visible. */
import type { ScanThresholds } from "../scan/threshold_keys.ts";
import { MINUTE_NS } from "../time/sessions.ts";
import { IndicatorStream } from "./indicator_stream.ts";
import { INDICATORS_LENGTH } from "./indicators.ts";
import type { MarketDay } from "./market_day.ts";
import { FEED_LATENCY_NS } from "./observer.ts";

/**
 * All minute edges of a day, computed once (0.2 MB) and shared: edge `e` stands on bars that ended by then and on nothing
 * after, so that serving it from its time on looks ahead of nothing.
 */
export class DayIndicators {
  /** Rows of `INDICATORS_LENGTH`, one per minute edge from pre-market's open to the close of post. */
  readonly #rows: Float64Array;
  readonly #edges: number;
  readonly #originNs: number;

  /** Goes over the day once. @param limits Lookbacks and thresholds, by default the scanner's: `scanThresholds()`. */
  constructor(day: MarketDay, limits: ScanThresholds) {
    const { bounds, bars, times } = day;
    this.#originNs = times.preOpen;
    this.#edges = (bounds.postClose - bounds.preOpen) / 60 + 1;
    const rows = new Float64Array(this.#edges * INDICATORS_LENGTH);
    this.#rows = rows;
    const stream = new IndicatorStream(bounds, limits, (edge, values) => {
      rows.set(values, edge * INDICATORS_LENGTH);
    });
    for (let row = 0; row < bars.length; row++) {
      const start = bars.start[row]!;
      if (start < times.preOpen || start >= times.postClose) continue;
      stream.addBar({
        start,
        high: bars.high[row]!,
        low: bars.low[row]!,
        close: bars.close[row]!,
        volume: bars.volume[row]!,
      });
    }
    stream.advanceTo(times.postClose);
  }

  /**
   * Writes the indicators known at `t` (ns since local midnight) to `into`, which holds `INDICATORS_LENGTH` numbers.
   *
   * @returns The minute edge they stand for, in minutes since pre-market opened; -1 before it, when all are `NaN`.
   */
  at(t: number, into: Float64Array, feedLatencyNs: number = FEED_LATENCY_NS): number {
    const minute = Math.floor((t - feedLatencyNs - this.#originNs) / MINUTE_NS);
    const edge = Math.min(this.#edges - 1, minute);
    if (!(edge >= 0)) {
      into.fill(NaN, 0, INDICATORS_LENGTH);
      return -1;
    }
    const from = edge * INDICATORS_LENGTH;
    for (let i = 0; i < INDICATORS_LENGTH; i++) into[i] = this.#rows[from + i]!;
    return edge;
  }
}
