/** What changes a few times a day: session, halt and short-sale restriction, as an observer knows them. */
import type { MarketDay } from "./market_day.ts";
import { SESSION_CODES } from "./observation.ts";
import { isShortSaleRestricted } from "./short_sale_rule.ts";
import { SECOND_NS, sessionAt } from "../time/sessions.ts";
import { stepOf, type TimeScale, timeScale } from "./time_scale.ts";

/** Silence after which a quote is stale, in regular hours and outside of them. */
const STALE_REGULAR_NS = 60e9;
const STALE_EXTENDED_NS = 300e9;

/** Cells of equal length that a session is divided into: few enough to be cheap, so many that few hold a change. */
const CELLS = 256;

/** Numbers of a state, in the order that `StateTimeline.states` is described in. */
const STATE_LENGTH = 5;

/** The states of a day as an observer sees them who hears of halts and restrictions some time after they were received. */
export class StateTimeline {
  /**
   * One state after the other: when it ends (ns since local midnight; `NaN` for the last, which never does), the silence
   * after which a quote is stale (ns), the index into `SESSION_CODES`, 1 if halted, 1 if short sales are restricted.
   */
  readonly states: Float64Array;
  /** Where in `states` a state stands that has begun by the start of each cell. */
  readonly #firstOfCell = new Int32Array(CELLS);
  /** The cells. */
  readonly #scale: TimeScale;

  /** @param feedLatencyNs Time from capture to the observer. */
  constructor(day: MarketDay, feedLatencyNs: number) {
    const { preOpen, postClose } = day.times;
    const changes = changesOf(day, feedLatencyNs);
    this.#scale = timeScale(preOpen, CELLS / (postClose - preOpen), CELLS);
    this.states = Float64Array.from(
      [-Infinity, ...changes].flatMap((t, i) => [
        changes[i] ?? NaN,
        ...stateOf(day, t, feedLatencyNs),
      ]),
    );
    for (let i = 0; i < changes.length; i++) {
      const after = stepOf(this.#scale, changes, i) + 1;
      this.#firstOfCell.fill((i + 1) * STATE_LENGTH, after);
    }
  }

  /** Where in `states` the one stands that holds at `clock[at]` (ns since local midnight). */
  indexAt(clock: Float64Array, at: number): number {
    const { states } = this;
    const t = clock[at]!;
    let index = this.#firstOfCell[stepOf(this.#scale, clock, at)]!;
    while (states[index]! <= t) index += STATE_LENGTH;
    return index;
  }
}

/** When an observer sees a new state begin, ns since local midnight, ascending. */
function changesOf({ times, haltsKnown, shortSale }: MarketDay, latencyNs: number): Float64Array {
  const heard = [...haltsKnown.starts, ...haltsKnown.ends, ...shortSale.times];
  const clock = [times.preOpen, times.open, times.close, times.postClose];
  return Float64Array.from(new Set([...clock, ...heard.map((t) => t + latencyNs)])).sort();
}

/** What holds at `t`, without its end. */
function stateOf({ times, bounds, haltsKnown, shortSale }: MarketDay, t: number, latency: number) {
  return [
    t >= times.open && t < times.close ? STALE_REGULAR_NS : STALE_EXTENDED_NS,
    SESSION_CODES.indexOf(sessionAt(bounds, t / SECOND_NS)),
    Number(haltsKnown.contains(t - latency)),
    Number(isShortSaleRestricted(shortSale, t - latency)),
  ];
}
