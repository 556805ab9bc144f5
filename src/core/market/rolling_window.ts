/** Statistics of the last seconds, kept up to date print by print. */
import { MonotoneQueue } from "../math/monotone_queue.ts";
import type { MarketDay } from "./market_day.ts";
import { FEED_LATENCY_NS } from "./observer.ts";
import { tapeRowsBy } from "./tape_rows.ts";
import {
  createPrint,
  emptyStatistics,
  ExactTurnover,
  readPrint,
  type WindowStatistics,
} from "./window_statistics.ts";

/**
 * Statistics of the prints that became visible in the last `windowNs`, that is in (t - window, t]. Going forward costs
 * what entered and left; the result is that of working it out from all prints in the window, to the bit.
 */
export class RollingWindow {
  /** Length of the window. */
  readonly windowNs: number;
  /** Time from capture to the agent. */
  readonly feedLatencyNs: number;
  /** As of the last `moveTo`, which overwrites it. */
  readonly statistics: WindowStatistics = emptyStatistics();
  readonly #day: MarketDay;
  readonly #print = createPrint();
  readonly #turnover = new ExactTurnover();
  readonly #highs = new MonotoneQueue();
  readonly #negatedLows = new MonotoneQueue();
  /** Rows [from, to) are in the window. */
  #from = 0;
  #to = 0;

  /** A window before the first print. @param windowNs Above 0. */
  constructor(day: MarketDay, windowNs: number, feedLatencyNs: number = FEED_LATENCY_NS) {
    this.#day = day;
    this.windowNs = windowNs;
    this.feedLatencyNs = feedLatencyNs;
  }

  /** Moves the end of the window to `t` (ns since local midnight); backwards, or past the window, it starts anew. */
  moveTo(t: number): WindowStatistics {
    const visible = t - this.feedLatencyNs;
    const to = tapeRowsBy(this.#day, visible);
    const from = tapeRowsBy(this.#day, visible - this.windowNs);
    if (to < this.#to || from > this.#to || from < this.#from) this.#restart(from);
    while (this.#to < to) this.#enter(this.#to++);
    while (this.#from < from) this.#leave(this.#from++);
    this.#highs.dropBefore(from);
    this.#negatedLows.dropBefore(from);
    this.#conclude();
    return this.statistics;
  }

  #restart(row: number): void {
    this.#from = this.#to = row;
    this.#turnover.clear();
    this.#highs.clear();
    this.#negatedLows.clear();
    const { statistics } = this;
    statistics.prints =
      statistics.volume =
      statistics.boughtVolume =
      statistics.soldVolume =
        0;
  }

  #enter(row: number): void {
    const print = this.#print;
    if (!readPrint(this.#day, row, print)) return;
    this.#count(1);
    this.#highs.push(row, print.high);
    this.#negatedLows.push(row, -print.low);
  }

  #leave(row: number): void {
    if (readPrint(this.#day, row, this.#print)) this.#count(-1);
  }

  #count(sign: 1 | -1): void {
    const { statistics } = this;
    const { shares, bought, sold, triplePrice } = this.#print;
    statistics.prints += sign;
    statistics.volume += sign * shares;
    statistics.boughtVolume += sign * bought;
    statistics.soldVolume += sign * sold;
    this.#turnover.add(triplePrice, sign * shares);
  }

  #conclude(): void {
    const { statistics } = this;
    const print = this.#print;
    statistics.vwap = this.#turnover.priceOf(statistics.volume);
    statistics.high = this.#highs.largest;
    statistics.low = -this.#negatedLows.largest;
    statistics.first = statistics.last = NaN;
    if (statistics.prints === 0) return;
    let row = this.#from;
    while (!readPrint(this.#day, row, print)) row++;
    statistics.first = print.open;
    row = this.#to - 1;
    while (!readPrint(this.#day, row, print)) row--;
    statistics.last = print.close;
  }
}
