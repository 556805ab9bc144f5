/** Levels that are known before a session opens, and how its volume so far compares with what is usual. */
import type { Bars } from "../columns/bars.ts";
import type { EpochDay } from "../time/dates.ts";
import { MINUTE_NS, SECOND_NS, sessionBounds } from "../time/sessions.ts";
import type { MarketDay } from "./market_day.ts";
import { tapeRowsBy } from "./tape_rows.ts";
import { tickSize } from "./tick_size.ts";
import { type PricedVolume, volumeLevels, vwapBands } from "./volume_levels.ts";
import { usualCumulativeShare } from "./volume_profile.ts";

/** Levels of the session before, in nano-dollars in terms of the day at hand; `NaN` where nothing traded. */
export interface PriorLevels {
  /** Over the whole session, pre-market to post. */
  readonly high: number;
  /** Lowest. */
  readonly low: number;
  /** Volume-weighted mean price. */
  readonly vwap: number;
  /** Price with the most volume. */
  readonly pointOfControl: number;
  /** Last regular close. */
  readonly close: number;
}

/** Levels of a session from its bars. */
export function priorLevels(bars: Bars, tradeDate: EpochDay): PriorLevels {
  const tape = typicalTape(bars);
  const regularClose = sessionBounds(tradeDate).close * SECOND_NS;
  let [high, low, close] = [NaN, NaN, NaN];
  for (let row = 0; row < bars.length; row++) {
    if (!(bars.high[row]! <= high)) high = bars.high[row]!;
    if (!(bars.low[row]! >= low)) low = bars.low[row]!;
    if (bars.start[row]! + bars.intervalNs <= regularClose) close = bars.close[row]!;
  }
  const levels = volumeLevels(tape, tickSize(tape.price[0] ?? NaN));
  return {
    ...{ high, low, close },
    vwap: vwapBands(tape).vwap,
    pointOfControl: levels?.pointOfControl ?? NaN,
  };
}

function typicalTape(bars: Bars): PricedVolume {
  const price = new Float64Array(bars.length);
  for (let row = 0; row < bars.length; row++) {
    price[row] = (bars.high[row]! + bars.low[row]! + bars.close[row]!) / 3;
  }
  return { length: bars.length, price, volume: bars.volume.subarray(0, bars.length) };
}

/** What volume is usual by each minute edge: a scanner's `Baseline` is one. */
export interface VolumeBaseline {
  /** Shares since pre-market opened at each minute edge (minutes + 1 values), ascending. */
  readonly cumulative: Float64Array;
}

/** A baseline where no history is at hand: a day's volume spread over the usual profile of a session. */
export function profileBaseline(tradeDate: EpochDay, dayVolume: number): VolumeBaseline {
  const shares = usualCumulativeShare(sessionBounds(tradeDate));
  return { cumulative: shares.map((share) => share * dayVolume) };
}

/** Parts of the day that volume is compared in. */
export const VOLUME_SESSIONS = ["pre", "regular", "post"] as const;

/** Volume so far against its baseline. */
export interface VolumeComparison {
  /** Shares so far. */
  readonly volume: number;
  /** Shares that are usual by now. */
  readonly usual: number;
  /** Shares so far by session, in the order of `VOLUME_SESSIONS`. */
  readonly sessionVolumes: readonly number[];
  /** Shares that are usual by now, by session in the same order. */
  readonly sessionUsual: readonly number[];
  /** Volume over usual; `NaN` while nothing is usual. */
  readonly ratio: number;
}

/**
 * Volume visible at `t` (ns since local midnight) against the baseline at the same time, which is linear within a minute.
 *
 * @param feedLatencyNs Time from capture to the one who asks.
 */
export function compareVolume(
  day: MarketDay,
  baseline: VolumeBaseline,
  t: number,
  feedLatencyNs: number,
): VolumeComparison {
  const visible = t - feedLatencyNs;
  const { preOpen, open, close, postClose } = day.times;
  const edges = [preOpen, open, close, postClose];
  const usualBy = (at: number) => usualAt(baseline, (at - preOpen) / MINUTE_NS);
  const volumeBy = (at: number) => day.totals.volumeBetween(0, tapeRowsBy(day, at));
  const within = (by: (at: number) => number) =>
    VOLUME_SESSIONS.map((_, i) =>
      by(Math.min(visible, edges[i + 1]!)) - by(Math.min(visible, edges[i]!))
    );
  const volume = volumeBy(visible);
  const usual = usualBy(visible);
  return {
    ...{ volume, usual, ratio: usual > 0 ? volume / usual : NaN },
    sessionVolumes: within(volumeBy),
    sessionUsual: within(usualBy),
  };
}

function usualAt({ cumulative }: VolumeBaseline, minutes: number): number {
  const last = cumulative.length - 1;
  const at = Math.min(last, Math.max(0, minutes));
  const edge = Math.min(last - 1, Math.floor(at));
  return cumulative[edge]! + (at - edge) * (cumulative[edge + 1]! - cumulative[edge]!);
}
