/** Squeezes: fast price with volume, found second by second and known the moment they start. */
import { deviationInPlace, MAD_TO_SIGMA, medianInPlace } from "../math/order_statistics.ts";
import { tickSize } from "../market/tick_size.ts";
import { priceAt, type SecondIndex, volumeBy, volumeWithin } from "./second_index.ts";
import type { ScanThresholds } from "./threshold_keys.ts";

/** A fast move with volume. Fields up to `triggerVolumeRatio` are known at `trigger`; the others in hindsight. */
export interface Squeeze {
  /** Seconds after `preOpen` at which it is known to have started. */
  readonly trigger: number;
  /** 1 up, -1 down. */
  readonly direction: 1 | -1;
  /** Log return over the window at the trigger. */
  readonly triggerReturn: number;
  /** Volume of the window over its usual value at the trigger. */
  readonly triggerVolumeRatio: number;
  /** Seconds after `preOpen` at which it ended. */
  readonly end: number;
  /** ln(extreme / price at the start of the first window): signed like `direction`. */
  readonly magnitude: number;
  /** Shares traded from the start of the first window to the end. */
  readonly shares: number;
}

/** Seconds [start, end) after `preOpen` in which trading is halted. */
export interface HaltedSeconds {
  readonly start: number;
  readonly end: number;
}

interface Search {
  readonly index: SecondIndex;
  readonly limits: ScanThresholds;
  readonly halts: readonly HaltedSeconds[];
  /** Average shares a minute of a baseline day, or 0 without a baseline. */
  readonly baselineMinute: number;
  readonly scratch: Float64Array;
  /** Window returns by edge, as far as they were asked for; 0 where not, or where there was no move. */
  returns: Float64Array | null;
}

/**
 * Finds the squeezes of a day, in order of their trigger.
 *
 * @param baselineShares Shares of a usual full day, or `null`.
 */
export function findSqueezes(
  index: SecondIndex,
  halts: readonly HaltedSeconds[],
  baselineShares: number | null,
  limits: ScanThresholds,
): Squeeze[] {
  const search: Search = {
    index,
    limits,
    halts,
    baselineMinute: (baselineShares ?? 0) / (index.length / 60),
    scratch: new Float64Array(
      Math.max(
        Math.ceil(limits.squeeze_sigma_minutes * 60 / limits.squeeze_sigma_step),
        limits.squeeze_volume_minutes,
      ),
    ),
    returns: null,
  };
  const found: Squeeze[] = [];
  const openUntil = { up: -1, down: -1 };
  for (const edge of livelyEdges(search)) {
    const squeeze = squeezeAt(search, edge, openUntil);
    if (squeeze === null) continue;
    found.push(squeeze);
    openUntil[squeeze.direction === 1 ? "up" : "down"] = squeeze.end;
  }
  return found;
}

/**
 * The edges whose window return may reach the minimum. Nearly all are too calm: a stretch as long as the window is
 * left out by its highest and lowest close, a single edge by comparing two prices, both without a logarithm.
 */
function* livelyEdges({ index, limits }: Pick<Search, "index" | "limits">): Generator<number> {
  const { lastRow, length, bars: { close } } = index;
  const window = limits.squeeze_window;
  const ratio = Math.exp(limits.squeeze_min_return - 1e-9); // a little less, for rounding
  for (let first = window; first <= length; first += window) {
    const last = Math.min(length, first + window - 1);
    if (isCalm(close, Math.max(0, lastRow[first - window]!), lastRow[last]!, ratio)) continue;
    for (let edge = first; edge <= last; edge++) {
      const before = lastRow[edge - window]!;
      if (before < 0) continue;
      const origin = close[before]!;
      const price = close[lastRow[edge]!]!;
      if (price >= origin * ratio || price * ratio <= origin) yield edge;
    }
  }
}

/** Whether the closes of rows [from, to] are all within a ratio of each other. */
function isCalm(close: Float64Array, from: number, to: number, ratio: number): boolean {
  let lowest = Infinity;
  let highest = 0;
  for (let row = from; row <= to; row++) {
    if (close[row]! < lowest) lowest = close[row]!;
    if (close[row]! > highest) highest = close[row]!;
  }
  return highest < lowest * ratio;
}

function squeezeAt(
  search: Search,
  edge: number,
  openUntil: { readonly up: number; readonly down: number },
): Squeeze | null {
  const { limits } = search;
  const move = windowReturn(search, edge);
  if (!(Math.abs(move) >= limits.squeeze_min_return)) return null;
  const direction = move > 0 ? 1 : -1;
  if (edge <= (direction === 1 ? openUntil.up : openUntil.down)) return null;
  const volume = volumeWithin(search.index, edge, limits.squeeze_window);
  if (isOrdinaryVolume(search, edge, volume)) return null;
  const usual = usualVolume(search, edge);
  if (volume < limits.squeeze_volume * usual) return null;
  if (Math.abs(move) < limits.squeeze_sigmas * usualMove(search, edge)) return null;
  const ratio = usual > 0 ? volume / usual : Infinity;
  return followSqueeze(search, edge, direction, move, ratio);
}

/** Log return over the window that ends at `edge`; both prices at most one window old. */
function windowReturn({ index, limits }: Search, edge: number): number {
  const window = limits.squeeze_window;
  return Math.log(priceAt(index, edge, window) / priceAt(index, edge - window, window));
}

/** Usual return: 1.4826 MAD of window returns sampled over the preceding half hour, floored. */
function usualMove(search: Search, edge: number): number {
  const { index, limits, scratch } = search;
  const history = limits.squeeze_sigma_minutes * 60;
  // Edges ten seconds apart share nearly all of their samples.
  const returns = search.returns ??= new Float64Array(index.length + 1);
  let samples = 0;
  for (
    let back = limits.squeeze_window;
    back < history && edge >= back;
    back += limits.squeeze_sigma_step
  ) {
    const at = edge - back;
    const move = returns[at] = returns[at] || windowReturn(search, at);
    if (!Number.isNaN(move)) scratch[samples++] = move;
  }
  const floor = Math.max(
    tickSize(priceAt(index, edge)) / priceAt(index, edge),
    limits.squeeze_sigma_floor,
  );
  return samples === 0 ? floor : Math.max(floor, MAD_TO_SIGMA * deviationInPlace(scratch, samples));
}

/** Whether more than half of the preceding minutes rule out a squeeze: quicker than their median, and says the same. */
function isOrdinaryVolume({ index, limits }: Search, edge: number, volume: number): boolean {
  let minutes = 0;
  let busier = 0;
  for (let k = 1; k <= limits.squeeze_volume_minutes && edge - 60 * (k + 1) >= 0; k++) {
    minutes++;
    if (volume < limits.squeeze_volume * volumeWithin(index, edge - 60 * k, 60)) busier++;
  }
  return busier > minutes / 2;
}

/** Usual volume of a minute: median of the preceding minutes (zeros included), floored by the baseline. */
function usualVolume({ index, limits, baselineMinute, scratch }: Search, edge: number): number {
  let minutes = 0;
  for (let k = 1; k <= limits.squeeze_volume_minutes && edge - 60 * (k + 1) >= 0; k++) {
    scratch[minutes++] = volumeWithin(index, edge - 60 * k, 60);
  }
  const usual = minutes > 0 ? medianInPlace(scratch, minutes) : 0;
  return Math.max(usual, limits.squeeze_volume_floor * baselineMinute);
}

/** Follows an open squeeze to its end. */
function followSqueeze(
  search: Search,
  trigger: number,
  direction: 1 | -1,
  triggerReturn: number,
  triggerVolumeRatio: number,
): Squeeze {
  const { index, limits } = search;
  const origin = priceAt(index, trigger - limits.squeeze_window);
  let extreme = priceAt(index, trigger);
  let extremeEdge = trigger;
  let end = index.length;
  for (let edge = trigger + 1; edge <= index.length; edge++) {
    const price = priceAt(index, edge);
    if (direction * (price - extreme) > 0) {
      extreme = price;
      extremeEdge = edge;
    }
    const givenBack = direction * (extreme - price);
    const isRetraced = givenBack >= limits.squeeze_retrace * Math.abs(extreme - origin);
    if (isRetraced || tradingSeconds(search.halts, extremeEdge, edge) >= limits.squeeze_stall) {
      end = edge;
      break;
    }
  }
  const first = Math.max(0, trigger - limits.squeeze_window);
  return {
    ...{ trigger, direction, triggerReturn, triggerVolumeRatio, end },
    magnitude: Math.log(extreme / origin),
    shares: volumeBy(index, end) - volumeBy(index, first),
  };
}

/** Seconds in (from, to] that were not halted. */
function tradingSeconds(halts: readonly HaltedSeconds[], from: number, to: number): number {
  let seconds = to - from;
  for (const halt of halts) {
    const overlap = Math.min(to, halt.end) - Math.max(from, halt.start);
    if (overlap > 0) seconds -= overlap;
  }
  return seconds;
}
