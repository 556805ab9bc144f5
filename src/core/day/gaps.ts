/** Stretches of a symbol-day for which data are missing or doubtful. */
import type { Quotes } from "../columns/quotes.ts";
import type { Halt } from "../market/halts.ts";
import { medianInPlace } from "../math/order_statistics.ts";
import { MINUTE_NS, SECOND_NS, type SessionBounds } from "../time/sessions.ts";

/** One stretch, half-open [start, end). */
export interface DayGap {
  /** `quotes`: silence in regular hours; `coverage`: no file; `unknown`: the feed is known not to cover the hour. */
  readonly kind: "quotes" | "coverage" | "unknown";
  /** Table that lacks rows. */
  readonly table: "bars1s" | "trades" | "quotes" | "status";
  /** ns since local midnight of the trade date. */
  readonly start: number;
  /** End, exclusive. */
  readonly end: number;
}

/** Shortest silence of the quotes that is a gap, and how many times the usual time between quotes it has to last. */
const SILENCE_NS = 30 * SECOND_NS;
const SILENCE_FACTOR = 20;
/** Time before a silence from which the usual time between quotes is taken. */
const USUAL_NS = 30 * MINUTE_NS;

/**
 * Silences of the quotes in regular hours, halts left out: longer than 30 s and than 20 times the median time between
 * quotes in the 30 minutes before. The time from the opening to the first quote and from the last one to the close count
 * as silences too.
 *
 * @param quotes Every update, in order of `tsRecv`; sampled ones have no silences.
 */
export function quoteGaps(
  { length, tsRecv }: Pick<Quotes, "length" | "tsRecv">,
  halts: readonly Halt[],
  bounds: SessionBounds,
): DayGap[] {
  const open = bounds.open * SECOND_NS;
  const close = bounds.close * SECOND_NS;
  const gaps: DayGap[] = [];
  if (length === 0) return gaps;
  let row = 0;
  while (row < length && tsRecv[row]! < open) row++;
  let from = open;
  for (; from < close; row++) {
    const to = row < length ? Math.min(tsRecv[row]!, close) : close;
    if (to - from > SILENCE_NS) {
      const limit = Math.max(SILENCE_NS, SILENCE_FACTOR * usualStep(tsRecv, row, from));
      for (const part of withoutHalts(from, to, halts)) {
        if (part.end - part.start > limit) gaps.push({ kind: "quotes", table: "quotes", ...part });
      }
    }
    from = to;
  }
  return gaps;
}

/** Median time between the quotes before `row` in the half hour up to `from`; 0 if there are too few to tell. */
function usualStep(tsRecv: Float64Array, row: number, from: number): number {
  let first = row;
  while (first > 0 && tsRecv[first - 1]! > from - USUAL_NS) first--;
  const steps = new Float64Array(Math.max(row - first - 1, 0));
  for (let i = 0; i < steps.length; i++) steps[i] = tsRecv[first + i + 1]! - tsRecv[first + i]!;
  return steps.length === 0 ? 0 : medianInPlace(steps);
}

/** The parts of [start, end) outside halts. */
function withoutHalts(start: number, end: number, halts: readonly Halt[]) {
  const parts: { start: number; end: number }[] = [];
  let from = start;
  for (const halt of halts) {
    if (halt.end <= from || halt.start >= end) continue;
    if (halt.start > from) parts.push({ start: from, end: halt.start });
    from = Math.max(from, halt.end);
  }
  if (from < end) parts.push({ start: from, end });
  return parts;
}
