/** The records of one day of one symbol at the top of the book, trades among them. */

/** Prices are counted in hundredths of a cent, the finest tick there is. */
export const NANO_PER_UNIT = 1e5;

/** One row per record, by time of receipt; the columns of schema mbp-1. */
export interface Tape {
  readonly length: number;
  /** ns since local midnight, ascending. */
  readonly tsRecv: Float64Array;
  /** ns since local midnight, a little earlier, and now and then before that of the row above. */
  readonly tsEvent: Float64Array;
  /** ASCII codes: A add, C cancel, M modify, R clear, T trade. */
  readonly action: Uint8Array;
  /** ASCII codes: A, B or N; of a trade, the side of the aggressor. */
  readonly side: Uint8Array;
  /** nano-dollars, `NaN` if undefined. */
  readonly price: Float64Array;
  readonly size: Uint32Array;
  readonly flags: Uint8Array;
  readonly depth: Uint8Array;
  readonly sequence: Uint32Array;
  /** Best prices after the record (of a trade: before it), nano-dollars, `NaN` if there are none. */
  readonly bidPx: Float64Array;
  readonly askPx: Float64Array;
  readonly bidSz: Uint32Array;
  readonly askSz: Uint32Array;
}

const TRADE = "T".charCodeAt(0);

/** The rows that are trades, in order. */
export function tradeRows(tape: Tape): Uint32Array {
  const rows: number[] = [];
  for (let row = 0; row < tape.length; row++) if (tape.action[row] === TRADE) rows.push(row);
  return Uint32Array.from(rows);
}

/** What a record says besides its times and the book. */
export interface TapeEvent {
  readonly action: "A" | "C" | "M" | "R" | "T";
  readonly side: "A" | "B" | "N";
  /** Units, 0 if undefined. */
  readonly price: number;
  readonly size: number;
  /** LAST (128) unless more records of the same event follow. */
  readonly flags?: number;
  readonly depth?: number;
}

/** When a record was sent and received, and its number at the venue. */
export interface TapeTimes {
  readonly tsRecv: number;
  readonly tsEvent: number;
  readonly sequence: number;
}

/** The best prices and sizes. */
export interface TopOfBook {
  /** Units, 0 where there is none. */
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
}

/** Collects the rows of a tape. */
export class TapeBuilder {
  readonly #events: TapeEvent[] = [];
  readonly #times: TapeTimes[] = [];
  readonly #books: TopOfBook[] = [];

  /** Adds a row. */
  add(event: TapeEvent, times: TapeTimes, book: TopOfBook): void {
    this.#events.push(event);
    this.#times.push(times);
    this.#books.push({ ...book });
  }

  /** All rows as columns. */
  finish(): Tape {
    const events = this.#events;
    const times = this.#times;
    const books = this.#books;
    return {
      length: events.length,
      tsRecv: Float64Array.from(times, ({ tsRecv }) => tsRecv),
      tsEvent: Float64Array.from(times, ({ tsEvent }) => tsEvent),
      action: Uint8Array.from(events, ({ action }) => action.charCodeAt(0)),
      side: Uint8Array.from(events, ({ side }) => side.charCodeAt(0)),
      price: Float64Array.from(events, ({ price }) => toNano(price)),
      size: Uint32Array.from(events, ({ size }) => size),
      flags: Uint8Array.from(events, ({ flags = 128 }) => flags),
      depth: Uint8Array.from(events, ({ depth = 0 }) => depth),
      sequence: Uint32Array.from(times, ({ sequence }) => sequence),
      bidPx: Float64Array.from(books, ({ bid }) => toNano(bid)),
      askPx: Float64Array.from(books, ({ ask }) => toNano(ask)),
      bidSz: Uint32Array.from(books, ({ bidSize }) => bidSize),
      askSz: Uint32Array.from(books, ({ askSize }) => askSize),
    };
  }
}

function toNano(units: number): number {
  return units === 0 ? NaN : units * NANO_PER_UNIT;
}
