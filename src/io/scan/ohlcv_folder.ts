/**
 * Sorting one-second (or one-minute) bars into symbol-days straight from their records.
 *
 * Most days never need their bars: they fail the index gate. So a record is read only as far as the day's summary
 * needs it, and the bars of a day are decoded when somebody asks for them. A day with anything unusual in it (repeated,
 * late or undefined bars, bars outside the sessions) is handed to the general builder instead.
 */
import { cleanBars } from "../../core/clean/clean_bars.ts";
import { type Bars, copyBars, createBars } from "../../core/columns/bars.ts";
import type { BarSource } from "../../core/scan/baseline.ts";
import {
  type BuiltSession,
  type RawBars,
  type ResolveSlot,
  SessionBuilder,
} from "../../core/scan/session_builder.ts";
import {
  countSlots,
  type SessionSummary,
  summariseSession,
} from "../../core/scan/session_summary.ts";
import { DAY_SECONDS, newYorkMidnight } from "../../core/time/new_york.ts";
import { SECOND_NS, sessionBounds, tradeDateAt, tradeDateSpan } from "../../core/time/sessions.ts";
import { type BarScratch, decodeBarRecords } from "../dbn/bar_rows.ts";
import { groupRecords } from "../dbn/framing.ts";
import { type RecordChunk, type RecordGroup, wordsOf } from "../dbn/record_chunk.ts";
import {
  CLOSE_WORD,
  CLOSES,
  FROM,
  grown,
  HIGH,
  HIGHEST,
  IS_PLAIN,
  LAST_TIME,
  LOWEST,
  MINUTE_END,
  MINUTE_SHARES,
  newSession,
  nextMinute,
  OPEN_WORD,
  OPENS,
  type OpenSession,
  priceOf,
  recordAt,
  TO,
} from "./open_session.ts";
import { SessionCache } from "./session_cache.ts";

/** All bars of one symbol and trade date that followed one another in the stream. */
export interface FoldedSession extends Omit<BuiltSession, "bars"> {
  /** The day in few numbers, as if its bars had been cleaned. */
  readonly summary: () => SessionSummary;
  /** Its bars in stream order, in memory of their own. */
  readonly bars: () => Bars;
}

const DAY_NS = DAY_SECONDS * SECOND_NS;
/** Records folded by one call. The compiler only learns about a function that is called often. */
const BLOCK_RECORDS = 256;

/** A chunk being read. */
interface Reading {
  readonly group: RecordGroup;
  readonly words: Int32Array;
  readonly unsigned: Uint32Array;
  readonly resolve: ResolveSlot;
  readonly input: number;
  /** End of the UTC day of the latest record, ns since the Unix epoch. */
  utcEnd: number;
}

/** What a folder works with. */
export interface FolderOptions {
  readonly intervalNs: number;
  readonly source: BarSource;
  readonly scratch: BarScratch;
  /** Called for each session; its functions are valid during the call only. */
  readonly emit: (session: FoldedSession) => void;
  /** Called with the memory of each chunk that is not needed any more. */
  readonly release?: (memory: ArrayBufferLike) => void;
}

/** Collects records by symbol and trade date and hands over each session when the symbol's next one begins. */
export class OhlcvFolder {
  readonly #intervalNs: number;
  readonly #source: BarSource;
  readonly #scratch: BarScratch;
  readonly #emit: (session: FoldedSession) => void;
  readonly #release: (memory: ArrayBufferLike) => void;
  readonly #sessions: OpenSession[] = []; // by slot
  /** Number of open sessions with records in a chunk. */
  readonly #users = new Map<Int32Array, number>();
  /** Sessions by instrument, of the UTC day being read. */
  readonly #cache = new SessionCache<OpenSession>();
  /** Stands for instruments that are not wanted. */
  readonly #nobody = newSession(-1);
  /** The chunk being read. */
  #current: Int32Array | null = null;

  constructor({ intervalNs, source, scratch, emit, release }: FolderOptions) {
    this.#intervalNs = intervalNs;
    this.#source = source;
    this.#scratch = scratch;
    this.#emit = emit;
    this.#release = release ?? (() => {});
  }

  /**
   * Adds a chunk of records that follow those already added. Its memory is held until the sessions in it are complete.
   *
   * @param rtype Record type of the bars; records of other types are passed over.
   * @param input Position of the input they come from; never less than that of the records before.
   * @returns Records whose instrument had no slot.
   */
  push(chunk: RecordChunk, rtype: number, resolve: ResolveSlot, input = 0): number {
    const group = groupRecords(chunk).find((candidate) => candidate.rtype === rtype);
    if (group === undefined) return 0;
    const words = wordsOf(chunk);
    const unsigned = new Uint32Array(words.buffer, words.byteOffset, words.length);
    const reading: Reading = { group, words, unsigned, resolve, input, utcEnd: -Infinity };
    this.#current = words;
    let unresolved = 0;
    for (let from = 0; from < group.count; from += BLOCK_RECORDS) {
      unresolved += this.#fold(reading, from, Math.min(group.count, from + BLOCK_RECORDS));
    }
    if (!this.#users.has(words)) this.#release(words.buffer);
    return unresolved;
  }

  /**
   * Adds records [from, to) of a chunk. What is rare is left to other functions, and no branch of this one is: the
   * compiler makes it anew each time that one is taken first.
   *
   * @returns Records whose instrument had no slot.
   */
  #fold(reading: Reading, from: number, to: number): number {
    const { group: { size, offsets }, words, unsigned } = reading;
    const cache = this.#cache;
    const nobody = this.#nobody;
    let unresolved = 0;
    for (let position = from; position < to; position++) {
      const w = offsets === null ? position * (size >> 2) : offsets[position]! >> 2;
      const id = unsigned[w + 1]!;
      const time = unsigned[w + 3]! * HIGH + unsigned[w + 2]!;
      const isSameDay = time < reading.utcEnd && time >= reading.utcEnd - DAY_NS;
      const session = (isSameDay ? cache.get(id) : undefined) ?? this.#find(reading, id, time);
      if (session === nobody) {
        unresolved++;
        continue;
      }
      const { acc } = session;
      const isSameSession = time >= acc[FROM]! && time < acc[TO]! && session.words === words;
      if (!isSameSession || session.count === session.records.length) {
        this.#prepare(session, reading, time);
      }
      const high = words[w + 7]! * HIGH + unsigned[w + 6]!;
      const low = words[w + 9]! * HIGH + unsigned[w + 8]!;
      const isInOrder = time > acc[LAST_TIME]! && time >= acc[OPENS]! && time < acc[CLOSES]!;
      const isPriced = low > 0 && low <= high && high < UNDEFINED &&
        isPrice(words, w + OPEN_WORD) && isPrice(words, w + CLOSE_WORD);
      acc[IS_PLAIN] = isInOrder && isPriced ? acc[IS_PLAIN]! : 0;
      acc[LAST_TIME] = time;
      acc[HIGHEST] = high > acc[HIGHEST]! ? high : acc[HIGHEST]!;
      acc[LOWEST] = low < acc[LOWEST]! ? low : acc[LOWEST]!;
      if (time >= acc[MINUTE_END]! && acc[IS_PLAIN] === 1) nextMinute(session, time);
      acc[MINUTE_SHARES] = acc[MINUTE_SHARES]! + words[w + 13]! * HIGH + unsigned[w + 12]!;
      session.records[session.count++] = w;
    }
    return unresolved;
  }

  /** The session of an instrument that is not in the cache, which holds those of one UTC day; `#nobody` if not wanted. */
  #find(reading: Reading, id: number, time: number): OpenSession {
    if (!(time < reading.utcEnd && time >= reading.utcEnd - DAY_NS)) {
      reading.utcEnd = (Math.floor(time / DAY_NS) + 1) * DAY_NS;
      this.#cache.clear();
    }
    const slot = reading.resolve(id, reading.utcEnd / DAY_NS - 1);
    const session = slot < 0 ? this.#nobody : this.#sessions[slot] ??= newSession(slot);
    this.#cache.set(id, session);
    return session;
  }

  /** Makes room for the next record of a session, be it of another trade date or chunk than the one before. */
  #prepare(session: OpenSession, { words, input }: Reading, time: number): void {
    const { acc } = session;
    if (!(time >= acc[FROM]! && time < acc[TO]!)) this.#open(session, time, input);
    if (session.words !== words) this.#enter(session, words, input);
    if (session.count === session.records.length) session.records = grown(session.records);
  }

  /** Hands over the sessions still under way. */
  finish(): void {
    this.#current = null;
    for (const session of this.#sessions) {
      if (session !== undefined && session.count > 0) this.#close(session, true);
    }
  }

  /** Begins to take records of a session from another chunk. */
  #enter(session: OpenSession, words: Int32Array, input: number): void {
    const last = session.stretches.at(-1);
    if (last) last.end = session.count;
    session.words = words;
    session.lastInput = input;
    session.stretches.push({ words, input, end: session.count });
    this.#users.set(words, (this.#users.get(words) ?? 0) + 1);
  }

  /** Gives back the chunks that only this session still needed; that under way is given back at its end. */
  #leave({ stretches }: OpenSession): void {
    for (const { words } of stretches) {
      const others = this.#users.get(words)! - 1;
      if (others > 0) this.#users.set(words, others);
      else this.#users.delete(words);
      if (others === 0 && words !== this.#current) this.#release(words.buffer);
    }
  }

  #open(session: OpenSession, time: number, input: number): void {
    if (session.count > 0) {
      this.#close(session, false);
      session.isFirst = false;
    }
    const { acc } = session;
    session.day = tradeDateAt(time / SECOND_NS);
    const { start, end } = tradeDateSpan(session.day);
    const midnight = newYorkMidnight(session.day);
    const bounds = sessionBounds(session.day);
    acc[FROM] = start * SECOND_NS;
    acc[TO] = end * SECOND_NS;
    acc[OPENS] = (midnight + bounds.preOpen) * SECOND_NS;
    acc[CLOSES] = (midnight + bounds.postClose) * SECOND_NS;
    acc[LAST_TIME] = acc[MINUTE_END] = -Infinity;
    acc[HIGHEST] = -Infinity;
    acc[LOWEST] = Infinity;
    acc[MINUTE_SHARES] = 0;
    acc[IS_PLAIN] = 1;
    session.count = session.minuteRows = 0;
    session.stretches = [];
    session.words = null;
    session.firstInput = input;
  }

  #close(session: OpenSession, isLast: boolean): void {
    const { slot, day, isFirst, firstInput, lastInput } = session;
    session.stretches.at(-1)!.end = session.count;
    const isPlain = session.acc[IS_PLAIN] === 1;
    let repaired: BuiltSession | undefined;
    const general = () => repaired ??= this.#rebuild(session);
    this.#emit({
      ...{ slot, day, isFirst, isLast, firstInput, lastInput },
      qualityBits: isPlain ? 0 : general().qualityBits,
      summary: () => isPlain ? this.#summarise(session) : summariseBuilt(general(), this.#source),
      bars: () => isPlain ? this.#decode(session) : copyBars(general().bars),
    });
    this.#leave(session);
  }

  /** The records of a session through the general builder, which repairs repetitions. */
  #rebuild(session: OpenSession): BuiltSession {
    const built: BuiltSession[] = [];
    const builder = new SessionBuilder(this.#intervalNs, (done) => built.push(done));
    for (const { rows, input } of this.#decodeStretches(session)) {
      builder.push(rows, () => session.slot, input);
    }
    builder.finish();
    return built[0]!; // all records are of one trade date
  }

  *#decodeStretches(
    { stretches, records }: OpenSession,
  ): Generator<{ rows: RawBars; input: number }> {
    let from = 0;
    for (const { words, input, end } of stretches) {
      yield { rows: decodeBarRecords(words, records.subarray(from, end), this.#scratch), input };
      from = end;
    }
  }

  /** The bars of a session with nothing unusual in it, straight from its records. */
  #decode({ stretches, records, count, day }: OpenSession): Bars {
    const bars = createBars(this.#intervalNs, count);
    const midnightNs = newYorkMidnight(day) * SECOND_NS;
    let from = 0;
    for (const { words, end } of stretches) {
      decodeRows(bars, { from, end }, words, records, midnightNs);
      from = end;
    }
    return bars;
  }

  /** A session's summary from what was accumulated; nothing unusual is in it. */
  #summarise(session: OpenSession): SessionSummary {
    const { acc, day, count, minuteRows } = session;
    if (minuteRows > 0) session.shares[minuteRows - 1] = acc[MINUTE_SHARES]!;
    const minutes = session.minutes.slice(0, minuteRows);
    const shares = session.shares.slice(0, minuteRows);
    const { open, close } = sessionBounds(day);
    const midnight = newYorkMidnight(day);
    const firstRegular = recordAt(session, (midnight + open) * SECOND_NS);
    const afterRegular = recordAt(session, (midnight + close) * SECOND_NS);
    const hasRegular = afterRegular > firstRegular;
    return {
      ...{ day, source: this.#source, bars: count, qualityBits: 0, minutes, shares },
      full: {
        open: priceOf(session, 0, OPEN_WORD),
        high: acc[HIGHEST]!,
        low: acc[LOWEST]!,
        close: priceOf(session, count - 1, CLOSE_WORD),
        volume: shares.reduce((sum, value) => sum + value, 0),
      },
      regularOpen: hasRegular ? priceOf(session, firstRegular, OPEN_WORD) : NaN,
      regularClose: hasRegular ? priceOf(session, afterRegular - 1, CLOSE_WORD) : NaN,
      activeSlots: countSlots(minutes),
    };
  }
}

/** The summary of a session with whatever is in it: its bars are cleaned first. */
export function summariseBuilt(session: BuiltSession, source: BarSource): SessionSummary {
  const { bars, qualityBits } = cleanBars(session.bars, sessionBounds(session.day));
  return summariseSession(session.day, source, bars, qualityBits | session.qualityBits);
}

/** Decodes rows [from, end) from records that lie in one chunk and whose prices are defined. */
function decodeRows(
  { start, open, high, low, close, volume }: Bars,
  { from, end }: { readonly from: number; readonly end: number },
  words: Int32Array,
  records: Int32Array,
  midnightNs: number,
): void {
  const unsigned = new Uint32Array(words.buffer, words.byteOffset, words.length);
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

/** High word of prices that are undefined, and the least of these. */
const UNDEFINED_HIGH = 0x7fffffff;
const UNDEFINED = UNDEFINED_HIGH * HIGH;

/** Whether a price is defined and positive, by its two words. */
function isPrice(words: Int32Array, w: number): boolean {
  const high = words[w + 1]!;
  return high >= 0 && high !== UNDEFINED_HIGH && (high | words[w]!) !== 0;
}
