/** Bars from trades: binned by time of receipt; an interval without trades has none. */
import type { Bars } from "../../core/columns/bars.ts";
import { type Tape, tradeRows } from "./tape.ts";

/** Length of intervals in ns. */
export const INTERVAL_NS = { second: 1e9, minute: 60e9, day: 86_400e9 } as const;

/** Bars by start; prices in nano-dollars. */
export type SampleBars = Omit<Bars, "intervalNs">;

/** The bars of a tape. */
export function barsOfTape(tape: Tape, intervalNs: number): SampleBars {
  const builder = new BarBuilder(intervalNs);
  for (const row of tradeRows(tape)) {
    builder.add(tape.tsRecv[row]!, tape.price[row]!, tape.price[row]!, tape.price[row]!, {
      close: tape.price[row]!,
      volume: tape.size[row]!,
    });
  }
  return builder.finish();
}

/** Longer bars from shorter ones; the starts of the long intervals are `offsetNs` after whole multiples. */
export function mergeBars(bars: SampleBars, intervalNs: number, offsetNs = 0): SampleBars {
  const builder = new BarBuilder(intervalNs, offsetNs);
  for (let i = 0; i < bars.length; i++) {
    builder.add(bars.start[i]!, bars.open[i]!, bars.high[i]!, bars.low[i]!, {
      close: bars.close[i]!,
      volume: bars.volume[i]!,
    });
  }
  return builder.finish();
}

class BarBuilder {
  readonly #intervalNs: number;
  readonly #offsetNs: number;
  readonly #start: number[] = [];
  readonly #open: number[] = [];
  readonly #high: number[] = [];
  readonly #low: number[] = [];
  readonly #close: number[] = [];
  readonly #volume: number[] = [];

  constructor(intervalNs: number, offsetNs = 0) {
    this.#intervalNs = intervalNs;
    this.#offsetNs = offsetNs;
  }

  /** Takes a trade or a shorter bar; to be called in order of time. */
  add(
    at: number,
    open: number,
    high: number,
    low: number,
    { close, volume }: { close: number; volume: number },
  ): void {
    const interval = this.#intervalNs;
    const start = Math.floor((at - this.#offsetNs) / interval) * interval + this.#offsetNs;
    const last = this.#start.length - 1;
    if (last < 0 || this.#start[last] !== start) {
      this.#start.push(start);
      this.#open.push(open);
      this.#high.push(high);
      this.#low.push(low);
      this.#close.push(close);
      this.#volume.push(volume);
      return;
    }
    this.#high[last] = Math.max(this.#high[last]!, high);
    this.#low[last] = Math.min(this.#low[last]!, low);
    this.#close[last] = close;
    this.#volume[last]! += volume;
  }

  finish(): SampleBars {
    return {
      length: this.#start.length,
      start: Float64Array.from(this.#start),
      open: Float64Array.from(this.#open),
      high: Float64Array.from(this.#high),
      low: Float64Array.from(this.#low),
      close: Float64Array.from(this.#close),
      volume: Float64Array.from(this.#volume),
    };
  }
}
