/** Joining the pieces of symbol-days that parallel jobs cut apart. */
import { cleanBars } from "../clean/clean_bars.ts";
import { type Bars, concatBars, copyBars, sliceBars } from "../columns/bars.ts";
import type { EpochDay } from "../time/dates.ts";
import { sessionBounds } from "../time/sessions.ts";
import { BAR_SOURCES, type BarSource } from "./baseline.ts";
import { type SessionSummary, summariseSession } from "./session_summary.ts";

/** What one job found of a symbol-day. */
export interface SessionPiece {
  readonly symbol: number;
  readonly day: EpochDay;
  readonly source: BarSource;
  readonly qualityBits: number;
  /** Keys of the files it came from. */
  readonly files: readonly string[];
  /** Set if the job saw the whole day; the bars are then cleaned. */
  readonly summary: SessionSummary | null;
  /** Set if the day is not whole, or may get a row. */
  readonly bars: Bars | null;
}

/** A whole symbol-day. */
export interface Session {
  readonly symbol: number;
  readonly summary: SessionSummary;
  /** Cleaned; `null` for days that get no row. */
  readonly bars: Bars | null;
  readonly files: readonly string[];
}

/** Of all pieces of a symbol-day those to use: bars of different lengths never mix in one day. */
export type ChoosePieces = (pieces: readonly SessionPiece[]) => readonly SessionPiece[];

/**
 * Puts pieces together. Pieces arrive in the order of the data; a session is complete when the symbol's next one
 * begins, or at the end.
 */
export class SessionAssembler {
  readonly #pending = new Map<number, SessionPiece[]>(); // by symbol: pieces of one day
  readonly #held = new Map<number, Map<EpochDay, SessionPiece[]>>();
  readonly #isOrdered: boolean;
  readonly #choose: ChoosePieces;

  /**
   * @param isOrdered Whether the pieces of each symbol come in order of time. Otherwise (files that overlap) all
   * pieces are held until the end, and none of them may lack its bars.
   * @param choose Picks the pieces of a day that comes from several sources; by default those of the finest.
   */
  constructor(isOrdered: boolean, choose: ChoosePieces = finestPieces) {
    this.#isOrdered = isOrdered;
    this.#choose = choose;
  }

  /** Adds pieces in the order of the data. @returns Sessions that are now complete. */
  add(pieces: readonly SessionPiece[]): Session[] {
    const complete: Session[] = [];
    for (const piece of pieces) {
      if (!this.#isOrdered) {
        this.#hold(piece);
        continue;
      }
      const pending = this.#pending.get(piece.symbol);
      if (pending?.[0]?.day === piece.day) {
        pending.push(piece);
        continue;
      }
      if (pending) complete.push(joinPieces(pending));
      this.#pending.set(piece.symbol, [piece]);
    }
    return complete;
  }

  /** The sessions that were still open, by symbol and day. */
  finish(): Session[] {
    const complete = [...this.#pending.values()].map(joinPieces);
    for (const days of this.#held.values()) {
      for (const day of [...days.keys()].sort((a, b) => a - b)) {
        complete.push(joinPieces(this.#choose(days.get(day)!)));
      }
    }
    this.#pending.clear();
    this.#held.clear();
    return complete;
  }

  #hold(piece: SessionPiece): void {
    const days = this.#held.get(piece.symbol) ?? new Map<EpochDay, SessionPiece[]>();
    this.#held.set(piece.symbol, days);
    const pieces = days.get(piece.day) ?? [];
    days.set(piece.day, pieces);
    pieces.push(piece);
  }
}

/** The pieces of the finest source. */
export function finestPieces(pieces: readonly SessionPiece[]): SessionPiece[] {
  const finest = Math.min(...pieces.map((piece) => BAR_SOURCES.indexOf(piece.source)));
  return pieces.filter((piece) => piece.source === BAR_SOURCES[finest]);
}

function joinPieces(pieces: readonly SessionPiece[]): Session {
  const first = pieces[0]!;
  const { symbol, day, source } = first;
  if (pieces.length === 1 && first.summary) {
    return { symbol, summary: first.summary, bars: first.bars, files: first.files };
  }
  const parts = joinSeams(pieces, pieces.map((piece) => requireBars(piece)));
  const joined = parts.length === 1 ? parts[0]! : concatBars(parts[0]!.intervalNs, parts);
  const { bars, qualityBits } = cleanBars(joined, sessionBounds(day));
  const bits = pieces.reduce((all, piece) => all | piece.qualityBits, qualityBits);
  return {
    symbol,
    summary: summariseSession(day, source, bars, bits),
    bars,
    files: [...new Set(pieces.flatMap((piece) => piece.files))],
  };
}

/**
 * Makes one bar of two where a cut through a file of trades went through a second. (Bars of the vendor are records, and
 * never cut.) Two files with the same second are another matter: one repeats the other.
 */
function joinSeams(pieces: readonly SessionPiece[], parts: readonly Bars[]): Bars[] {
  const joined: Bars[] = [];
  for (const [i, right] of parts.entries()) {
    const left = joined.at(-1);
    const isSeam = left !== undefined && pieces[i]!.source === "trades" &&
      pieces[i]!.files[0] === pieces[i - 1]!.files.at(-1) &&
      left.length > 0 && right.length > 0 && left.start[left.length - 1] === right.start[0];
    if (isSeam) joined[joined.length - 1] = mergeLast(left, right);
    joined.push(isSeam ? sliceBars(right, 1, right.length) : right);
  }
  return joined;
}

/** The bars of `left`, the last of which takes in the first bar of `right`. */
function mergeLast(left: Bars, right: Bars): Bars {
  const merged = copyBars(left);
  const last = merged.length - 1;
  merged.high[last] = Math.max(merged.high[last]!, right.high[0]!);
  merged.low[last] = Math.min(merged.low[last]!, right.low[0]!);
  merged.close[last] = right.close[0]!;
  merged.volume[last] = merged.volume[last]! + right.volume[0]!;
  return merged;
}

function requireBars(piece: SessionPiece): Bars {
  if (piece.bars === null) throw new RangeError("a piece of a day came without its bars");
  return piece.bars;
}
