/** Reading a plain session, one with nothing unusual in it, straight from its records. */
import { type Bars, createBars } from "../../core/columns/bars.ts";
import type { BarSource } from "../../core/scan/baseline.ts";
import { countSlots, type SessionSummary } from "../../core/scan/session_summary.ts";
import { newYorkMidnight } from "../../core/time/new_york.ts";
import { SECOND_NS, sessionBounds } from "../../core/time/sessions.ts";
import {
  type ChunkWords,
  CLOSE_WORD,
  HIGH,
  HIGHEST,
  LOWEST,
  OPEN_WORD,
  type OpenSession,
} from "./open_session.ts";

/** A session's summary from what was accumulated. */
export function summaryOf(session: OpenSession, source: BarSource): SessionSummary {
  const { acc, day, count } = session;
  const { minutes, shares } = minutesOf(session);
  const { open, close } = sessionBounds(day);
  const midnight = newYorkMidnight(day);
  const firstRegular = recordAt(session, (midnight + open) * SECOND_NS);
  const afterRegular = recordAt(session, (midnight + close) * SECOND_NS);
  const hasRegular = afterRegular > firstRegular;
  let volume = 0;
  for (let i = 0; i < shares.length; i++) volume += shares[i]!;
  return {
    ...{ day, source, bars: count, qualityBits: 0, minutes, shares },
    full: {
      open: priceOf(session, 0, OPEN_WORD),
      high: acc[HIGHEST]!,
      low: acc[LOWEST]!,
      close: priceOf(session, count - 1, CLOSE_WORD),
      volume,
    },
    regularOpen: hasRegular ? priceOf(session, firstRegular, OPEN_WORD) : NaN,
    regularClose: hasRegular ? priceOf(session, afterRegular - 1, CLOSE_WORD) : NaN,
    activeSlots: countSlots(minutes),
  };
}

/** The minutes with a bar, and their shares. */
function minutesOf(
  { hasBar, shares }: OpenSession,
): Pick<SessionSummary, "minutes" | "shares"> {
  const rows = hasBar.reduce((sum, value) => sum + value, 0);
  const minutes = new Uint16Array(rows);
  const listed = new Float64Array(rows);
  let row = 0;
  for (let minute = 0; row < rows; minute++) {
    if (hasBar[minute] === 0) continue;
    minutes[row] = minute;
    listed[row++] = shares[minute]!;
  }
  return { minutes, shares: listed };
}

/** Position of the first record that starts at `time` (ns since the Unix epoch) or later. */
function recordAt({ stretches, records }: OpenSession, time: number): number {
  let low = 0;
  for (const { chunk, end } of stretches) {
    if (timeOf(chunk, records[end - 1]!) < time) {
      low = end;
      continue;
    }
    let high = end - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (timeOf(chunk, records[middle]!) < time) low = middle + 1;
      else high = middle;
    }
    break;
  }
  return low;
}

function timeOf({ unsigned }: ChunkWords, w: number): number {
  return unsigned[w + 3]! * HIGH + unsigned[w + 2]!;
}

/** The price at a word of the record at a position. */
function priceOf({ stretches, records }: OpenSession, position: number, field: number): number {
  const { words, unsigned } = stretches.find(({ end }) => position < end)!.chunk;
  const w = records[position]! + field;
  return words[w + 1]! * HIGH + unsigned[w]!;
}

/** The bars of a session, in memory of their own. */
export function barsOf(
  { stretches, records, count, day }: OpenSession,
  intervalNs: number,
): Bars {
  const bars = createBars(intervalNs, count);
  const midnightNs = newYorkMidnight(day) * SECOND_NS;
  let from = 0;
  for (const { chunk, end } of stretches) {
    decodeRows(bars, { from, end }, chunk, records, midnightNs);
    from = end;
  }
  return bars;
}

/** Decodes rows [from, end) from records that lie in one chunk. */
function decodeRows(
  { start, open, high, low, close, volume }: Bars,
  { from, end }: { readonly from: number; readonly end: number },
  { words, unsigned }: ChunkWords,
  records: Int32Array,
  midnightNs: number,
): void {
  for (let row = from; row < end; row++) {
    const w = records[row]!;
    start[row] = unsigned[w + 3]! * HIGH + unsigned[w + 2]! - midnightNs;
    open[row] = words[w + 5]! * HIGH + unsigned[w + 4]!;
    high[row] = words[w + 7]! * HIGH + unsigned[w + 6]!;
    low[row] = words[w + 9]! * HIGH + unsigned[w + 8]!;
    close[row] = words[w + 11]! * HIGH + unsigned[w + 10]!;
    volume[row] = unsigned[w + 13]! * HIGH + unsigned[w + 12]!;
  }
}
