/** Joining the pieces of symbol-days that parallel jobs cut apart. */
import { cleanBars } from "../clean/clean_bars.ts";
import { type Bars, concatBars } from "../columns/bars.ts";
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

/**
 * Puts pieces together. Pieces arrive in the order of the data; a session is complete when the symbol's next one
 * begins, or at the end.
 */
export class SessionAssembler {
  readonly #pending = new Map<number, SessionPiece[]>(); // by symbol: pieces of one day
  readonly #held = new Map<number, Map<EpochDay, SessionPiece[]>>();
  readonly #isOrdered: boolean;

  /**
   * @param isOrdered Whether the pieces of each symbol come in order of time. Otherwise (files that overlap) all
   * pieces are held until the end, and none of them may lack its bars.
   */
  constructor(isOrdered: boolean) {
    this.#isOrdered = isOrdered;
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
        complete.push(joinPieces(finestPieces(days.get(day)!)));
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

/** The pieces of the finest source: bars of different lengths never mix in one day. */
function finestPieces(pieces: readonly SessionPiece[]): SessionPiece[] {
  const finest = Math.min(...pieces.map((piece) => BAR_SOURCES.indexOf(piece.source)));
  return pieces.filter((piece) => piece.source === BAR_SOURCES[finest]);
}

function joinPieces(pieces: readonly SessionPiece[]): Session {
  const first = pieces[0]!;
  const { symbol, day, source } = first;
  if (pieces.length === 1 && first.summary) {
    return { symbol, summary: first.summary, bars: first.bars, files: first.files };
  }
  const parts = pieces.map((piece) => requireBars(piece));
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

function requireBars(piece: SessionPiece): Bars {
  if (piece.bars === null) throw new RangeError("a piece of a day came without its bars");
  return piece.bars;
}
