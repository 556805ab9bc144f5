/** Sorting a stream of bars of many instruments into symbol-days. */
import { type Bars, createBars, sliceBars } from "../columns/bars.ts";
import { QUALITY_BIT } from "../clean/quality_bits.ts";
import type { EpochDay } from "../time/dates.ts";
import { DAY_SECONDS, newYorkMidnight } from "../time/new_york.ts";
import { SECOND_NS, tradeDateAt, tradeDateSpan } from "../time/sessions.ts";

/** Bars in record order, all instruments mixed. */
export interface RawBars {
  readonly length: number;
  readonly instrumentId: Uint32Array;
  /** Venue; 0 where bars were folded from trades. */
  readonly publisherId: Uint16Array;
  /** Start of the bar in whole seconds since the Unix epoch. */
  readonly second: Float64Array;
  /** Nano-dollars, `NaN` where undefined. */
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Shares. */
  readonly volume: Float64Array;
}

/** The slot (a small number that stands for a symbol) of an instrument on a UTC date; -1 if it is not wanted. */
export type ResolveSlot = (instrumentId: number, utcDay: EpochDay) => number;

/** All bars of one symbol and trade date that followed one another in the stream. */
export interface BuiltSession {
  readonly slot: number;
  readonly day: EpochDay;
  /** In stream order. Views on memory that is used again: copy what has to last. */
  readonly bars: Bars;
  /** Quality bits seen while building. */
  readonly qualityBits: number;
  /** Whether it is the slot's first session in the stream, so that its beginning may lie before the stream's. */
  readonly isFirst: boolean;
  /** Whether the stream ended before another session of the slot began. */
  readonly isLast: boolean;
  /** Positions of the first and last input that gave a bar of it. */
  readonly firstInput: number;
  readonly lastInput: number;
}

/** A symbol's session under way. */
interface OpenSession {
  readonly slot: number;
  day: EpochDay;
  /** Instants [from, to) of the trade date, and its local midnight, epoch seconds. */
  from: number;
  to: number;
  midnight: number;
  columns: Bars;
  length: number;
  publisherId: number;
  qualityBits: number;
  isFirst: boolean;
  firstInput: number;
  lastInput: number;
}

const INITIAL_ROWS = 2048;

/** Collects bars by symbol and trade date and hands over each session when the symbol's next one begins. */
export class SessionBuilder {
  readonly #intervalNs: number;
  readonly #emit: (session: BuiltSession) => void;
  readonly #sessions: OpenSession[] = []; // by slot

  /** @param emit Called for each session; must not keep its arrays. */
  constructor(intervalNs: number, emit: (session: BuiltSession) => void) {
    this.#intervalNs = intervalNs;
    this.#emit = emit;
  }

  /**
   * Adds bars that follow those already added.
   *
   * @param input Position of the input they come from; never less than that of the bars before.
   * @returns Bars whose instrument had no slot.
   */
  push(rows: RawBars, resolve: ResolveSlot, input = 0): number {
    const { second, instrumentId } = rows;
    const slots = new Map<number, number>(); // of the UTC day under way
    let unresolved = 0;
    let dayStart = Infinity;
    let lastId = -1;
    let session: OpenSession | null = null;
    for (let i = 0; i < rows.length; i++) {
      const at = second[i]!;
      if (!(at >= dayStart && at < dayStart + DAY_SECONDS)) {
        dayStart = Math.floor(at / DAY_SECONDS) * DAY_SECONDS;
        slots.clear();
        lastId = -1;
      }
      const id = instrumentId[i]!;
      if (id !== lastId) {
        lastId = id;
        session = this.#sessionOf(slots, id, dayStart / DAY_SECONDS, resolve);
      }
      if (session === null) {
        unresolved++;
        continue;
      }
      if (at < session.from || at >= session.to) this.#open(session, at, input);
      appendBar(session, rows, i, at, input);
    }
    return unresolved;
  }

  /** Hands over the sessions still under way. */
  finish(): void {
    for (const session of this.#sessions) {
      if (session !== undefined && session.length > 0) this.#close(session, true);
    }
  }

  #sessionOf(
    slots: Map<number, number>,
    id: number,
    utcDay: EpochDay,
    resolve: ResolveSlot,
  ): OpenSession | null {
    let slot = slots.get(id);
    if (slot === undefined) slots.set(id, slot = resolve(id, utcDay));
    if (slot < 0) return null;
    return this.#sessions[slot] ??= {
      slot,
      ...{ day: NaN, from: Infinity, to: -Infinity, midnight: 0 },
      columns: createBars(this.#intervalNs, INITIAL_ROWS),
      ...{ length: 0, publisherId: 0, qualityBits: 0, isFirst: true, firstInput: 0, lastInput: 0 },
    };
  }

  #open(session: OpenSession, at: number, input: number): void {
    if (session.length > 0) {
      this.#close(session, false);
      session.isFirst = false;
    }
    session.day = tradeDateAt(at);
    const { start, end } = tradeDateSpan(session.day);
    session.from = start;
    session.to = end;
    session.midnight = newYorkMidnight(session.day);
    session.length = 0;
    session.qualityBits = 0;
    session.firstInput = input;
  }

  #close(session: OpenSession, isLast: boolean): void {
    const { slot, day, qualityBits, isFirst, firstInput, lastInput } = session;
    const bars = sliceBars(session.columns, 0, session.length);
    this.#emit({ slot, day, bars, qualityBits, isFirst, isLast, firstInput, lastInput });
  }
}

function appendBar(
  session: OpenSession,
  rows: RawBars,
  i: number,
  at: number,
  input: number,
): void {
  const start = (at - session.midnight) * SECOND_NS;
  const row = session.length;
  const isSameInput = input === session.lastInput;
  session.lastInput = input;
  if (row > 0 && session.columns.start[row - 1] === start) {
    return repeatBar(session, rows, i, isSameInput);
  }
  if (row === session.columns.length) session.columns = grown(session.columns);
  const columns = session.columns;
  columns.start[row] = start;
  columns.open[row] = rows.open[i]!;
  columns.high[row] = rows.high[i]!;
  columns.low[row] = rows.low[i]!;
  columns.close[row] = rows.close[i]!;
  columns.volume[row] = rows.volume[i]!;
  session.publisherId = rows.publisherId[i]!;
  session.length = row + 1;
}

/**
 * A bar of the same second as the one before: from another venue, or folded from trades of another chunk, it is a part
 * of the whole; from the same venue or from another input it is a repetition, and the later one counts.
 */
function repeatBar(session: OpenSession, rows: RawBars, i: number, isSameInput: boolean): void {
  const { columns } = session;
  const row = session.length - 1;
  const publisherId = rows.publisherId[i]!;
  const isPart = isSameInput && (publisherId === 0 || publisherId !== session.publisherId);
  session.publisherId = publisherId;
  columns.close[row] = rows.close[i]!;
  if (isPart) {
    columns.high[row] = Math.max(columns.high[row]!, rows.high[i]!);
    columns.low[row] = Math.min(columns.low[row]!, rows.low[i]!);
    columns.volume[row] = columns.volume[row]! + rows.volume[i]!;
    return;
  }
  session.qualityBits |= QUALITY_BIT.duplicate;
  columns.open[row] = rows.open[i]!;
  columns.high[row] = rows.high[i]!;
  columns.low[row] = rows.low[i]!;
  columns.volume[row] = rows.volume[i]!;
}

function grown(columns: Bars): Bars {
  const larger = createBars(columns.intervalNs, columns.length * 2);
  larger.start.set(columns.start);
  larger.open.set(columns.open);
  larger.high.set(columns.high);
  larger.low.set(columns.low);
  larger.close.set(columns.close);
  larger.volume.set(columns.volume);
  return larger;
}
