/** Bars held against the trades they are said to sum up. */
import { QUALITY_BIT } from "../clean/quality_bits.ts";
import type { Bars } from "../columns/bars.ts";
import type { Trades } from "../columns/trades.ts";
import { SECOND_NS } from "../time/sessions.ts";
import type { Stretch } from "./coverage_gaps.ts";
import type { Flagged } from "./day.ts";
import { foldTrades } from "./fold_trades.ts";

const SPIKES = QUALITY_BIT.spike | QUALITY_BIT.spikeOffline;

/**
 * Sets D10 where a one-second bar differs from the trades of its second, or has none, and the bits D5 and D6 where such
 * a trade is among them. A bar with a spike that was known at its time (D5) is made anew from the other trades, if there
 * are any; all others stay as the vendor gave them.
 *
 * @param trades The tape of the same dataset.
 * @param uncovered Stretches of time that the tape leaves out; bars in them are not compared.
 */
export function checkBars(
  bars: Flagged<Bars>,
  trades: Flagged<Trades>,
  uncovered: readonly Stretch[],
): void {
  compareBars(bars, foldTrades(trades), uncovered);
  const spiked = spikesBySecond(trades);
  if (spiked.size === 0) return;
  const others = foldTrades(trades, QUALITY_BIT.spike);
  for (let i = 0, k = 0; i < bars.length; i++) {
    const bits = spiked.get(bars.start[i]!) ?? 0;
    bars.quality[i]! |= bits;
    if ((bits & QUALITY_BIT.spike) === 0) continue;
    while (k < others.length && others.start[k]! < bars.start[i]!) k++;
    if (k < others.length && others.start[k] === bars.start[i]) copyBar(others, k, bars, i);
  }
}

function compareBars(bars: Flagged<Bars>, folded: Bars, uncovered: readonly Stretch[]): void {
  let k = 0;
  for (let i = 0; i < bars.length; i++) {
    while (k < folded.length && folded.start[k]! < bars.start[i]!) k++;
    if (k < folded.length && isSame(bars, i, folded, k)) continue;
    const start = bars.start[i]!;
    const isCovered = !uncovered.some(({ from, to }) => start < to && start + SECOND_NS > from);
    if (isCovered) bars.quality[i]! |= QUALITY_BIT.barSanity;
  }
}

function isSame(a: Bars, i: number, b: Bars, k: number): boolean {
  return a.start[i] === b.start[k] && a.open[i] === b.open[k] && a.high[i] === b.high[k] &&
    a.low[i] === b.low[k] && a.close[i] === b.close[k] && a.volume[i] === b.volume[k];
}

function copyBar(from: Bars, k: number, to: Bars, i: number): void {
  to.open[i] = from.open[k]!;
  to.high[i] = from.high[k]!;
  to.low[i] = from.low[k]!;
  to.close[i] = from.close[k]!;
  to.volume[i] = from.volume[k]!;
}

/** The spike bits of the trades of each second that has any. */
function spikesBySecond({ length, tsRecv, quality }: Flagged<Trades>): Map<number, number> {
  const bits = new Map<number, number>();
  for (let i = 0; i < length; i++) {
    const found = quality[i]! & SPIKES;
    if (found === 0) continue;
    const second = Math.floor(tsRecv[i]! / SECOND_NS) * SECOND_NS;
    bits.set(second, (bits.get(second) ?? 0) | found);
  }
  return bits;
}
