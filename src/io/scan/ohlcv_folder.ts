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
import { type SessionSummary, summariseSession } from "../../core/scan/session_summary.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { DAY_SECONDS, newYorkMidnight } from "../../core/time/new_york.ts";
import {
  MINUTE_NS,
  SECOND_NS,
  sessionBounds,
  tradeDateAt,
  tradeDateSpan,
} from "../../core/time/sessions.ts";
import { type BarScratch, decodeBarRecords } from "../dbn/bar_rows.ts";
import { groupRecords } from "../dbn/framing.ts";
import { type RecordChunk, wordsOf } from "../dbn/record_chunk.ts";

/** All bars of one symbol and trade date that followed one another in the stream. */
export interface FoldedSession extends Omit<BuiltSession, "bars"> {
  /** The day in few numbers, as if its bars had been cleaned. */
  readonly summary: () => SessionSummary;
  /** Its bars in stream order, in memory of their own. */
  readonly bars: () => Bars;
}

const HIGH = 4294967296;
const DAY_NS = DAY_SECONDS * SECOND_NS;
const SLOT_MINUTES = 5;
const MAX_MINUTES = 960;

/** Positions in the accumulator of a session. Times are ns since the Unix epoch: whole seconds, so exact as float64. */
const FROM = 0; // of the trade date
const TO = 1;
const OPENS = 2; // of its sessions
const CLOSES = 3;
const LAST_TIME = 4;
const MINUTE_END = 5;
const HIGHEST = 6;
const LOWEST = 7;
const MINUTE_SHARES = 8;
const IS_PLAIN = 9;
const FIELDS = 10;

/** Records of one chunk that belong to a session. */
interface Stretch {
  readonly words: Int32Array;
  readonly input: number;
  /** Position in the session's list of records up to which they are in this chunk. */
  end: number;
}

/** A symbol's session under way. */
interface OpenSession {
  readonly slot: number;
  readonly acc: Float64Array;
  readonly minutes: Uint16Array;
  readonly shares: Float64Array;
  /** First word of each record in its chunk. */
  records: Int32Array;
  count: number;
  minuteRows: number;
  day: EpochDay;
  /** The chunk that the latest record is in. */
  words: Int32Array | null;
  stretches: Stretch[];
  isFirst: boolean;
  firstInput: number;
  lastInput: number;
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
    const cache = new SessionCache();
    this.#current = words;
    let utcEnd = -Infinity;
    let unresolved = 0;
    for (let position = 0; position < group.count; position++) {
      const w = group.offsets === null
        ? position * (group.size >> 2)
        : group.offsets[position]! >> 2;
      const id = unsigned[w + 1]!;
      const time = unsigned[w + 3]! * HIGH + unsigned[w + 2]!;
      if (!(time < utcEnd && time >= utcEnd - DAY_NS)) {
        utcEnd = (Math.floor(time / DAY_NS) + 1) * DAY_NS;
        cache.clear();
      }
      let session = cache.get(id);
      if (session === undefined) {
        session = this.#sessionOf(resolve(id, utcEnd / DAY_NS - 1));
        cache.set(id, session);
      }
      if (session === null) {
        unresolved++;
        continue;
      }
      const { acc } = session;
      if (!(time >= acc[FROM]! && time < acc[TO]!)) this.#open(session, time, input);
      if (session.words !== words) this.#enter(session, words, input);
      const high = words[w + 7]! * HIGH + unsigned[w + 6]!;
      const low = words[w + 9]! * HIGH + unsigned[w + 8]!;
      const isInOrder = time > acc[LAST_TIME]! && time >= acc[OPENS]! && time < acc[CLOSES]!;
      const isPriced = low > 0 && low <= high && high < UNDEFINED &&
        isPrice(words, w + OPEN_WORD) && isPrice(words, w + CLOSE_WORD);
      if (!isInOrder || !isPriced) acc[IS_PLAIN] = 0;
      acc[LAST_TIME] = time;
      if (high > acc[HIGHEST]!) acc[HIGHEST] = high;
      if (low < acc[LOWEST]!) acc[LOWEST] = low;
      if (time >= acc[MINUTE_END]! && acc[IS_PLAIN] === 1) nextMinute(session, time);
      acc[MINUTE_SHARES] = acc[MINUTE_SHARES]! + words[w + 13]! * HIGH + unsigned[w + 12]!;
      if (session.count === session.records.length) session.records = grown(session.records);
      session.records[session.count++] = w;
    }
    if (!this.#users.has(words)) this.#release(words.buffer);
    return unresolved;
  }

  /** Hands over the sessions still under way. */
  finish(): void {
    this.#current = null;
    for (const session of this.#sessions) {
      if (session !== undefined && session.count > 0) this.#close(session, true);
    }
  }

  #sessionOf(slot: number): OpenSession | null {
    return slot < 0 ? null : this.#sessions[slot] ??= newSession(slot);
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
    let row = 0;
    for (const { words, end } of stretches) {
      const unsigned = new Uint32Array(words.buffer, words.byteOffset, words.length);
      for (; row < end; row++) decodeBar(bars, row, words, unsigned, records[row]!, midnightNs);
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

/** Decodes the record at word `w`, whose prices are defined, into a row of `bars`. */
function decodeBar(
  { start, open, high, low, close, volume }: Bars,
  row: number,
  words: Int32Array,
  unsigned: Uint32Array,
  w: number,
  midnightNs: number,
): void {
  start[row] = unsigned[w + 3]! * HIGH + unsigned[w + 2]! - midnightNs;
  open[row] = words[w + 5]! * HIGH + unsigned[w + 4]!;
  high[row] = words[w + 7]! * HIGH + unsigned[w + 6]!;
  low[row] = words[w + 9]! * HIGH + unsigned[w + 8]!;
  close[row] = words[w + 11]! * HIGH + unsigned[w + 10]!;
  volume[row] = unsigned[w + 13]! * HIGH + unsigned[w + 12]!;
}

const OPEN_WORD = 4;
const CLOSE_WORD = 10;
/** High word of prices that are undefined, and the least of these. */
const UNDEFINED_HIGH = 0x7fffffff;
const UNDEFINED = UNDEFINED_HIGH * HIGH;

function newSession(slot: number): OpenSession {
  return {
    slot,
    acc: new Float64Array(FIELDS).fill(NaN),
    minutes: new Uint16Array(MAX_MINUTES),
    shares: new Float64Array(MAX_MINUTES),
    records: new Int32Array(1024),
    ...{ count: 0, minuteRows: 0, day: NaN, words: null, stretches: [], isFirst: true },
    ...{ firstInput: 0, lastInput: 0 },
  };
}

/** Sessions by instrument id, for one UTC day: a direct-mapped table, since a map costs more than all the rest. */
class SessionCache {
  readonly #ids = new Int32Array(CACHE_SLOTS);
  readonly #known = new Uint8Array(CACHE_SLOTS);
  readonly #sessions: (OpenSession | null)[] = new Array(CACHE_SLOTS).fill(null);

  /** `undefined` if the id was not looked up yet, or was displaced by another. */
  get(id: number): OpenSession | null | undefined {
    const slot = id & (CACHE_SLOTS - 1);
    const isKnown = this.#known[slot] === 1 && this.#ids[slot] === (id | 0);
    return isKnown ? this.#sessions[slot] : undefined;
  }

  set(id: number, session: OpenSession | null): void {
    const slot = id & (CACHE_SLOTS - 1);
    this.#ids[slot] = id;
    this.#known[slot] = 1;
    this.#sessions[slot] = session;
  }

  clear(): void {
    this.#known.fill(0);
  }
}

const CACHE_SLOTS = 4096;

/** Whether a price is defined and positive, by its two words. */
function isPrice(words: Int32Array, w: number): boolean {
  const high = words[w + 1]!;
  return high >= 0 && high !== UNDEFINED_HIGH && (high | words[w]!) !== 0;
}

function grown(records: Int32Array): Int32Array {
  const larger = new Int32Array(2 * records.length);
  larger.set(records);
  return larger;
}

/** Begins a minute, after writing down the shares of the one before. */
function nextMinute(session: OpenSession, time: number): void {
  const { acc } = session;
  if (session.minuteRows > 0) session.shares[session.minuteRows - 1] = acc[MINUTE_SHARES]!;
  const minute = Math.floor((time - acc[OPENS]!) / MINUTE_NS);
  session.minutes[session.minuteRows++] = minute;
  acc[MINUTE_SHARES] = 0;
  acc[MINUTE_END] = acc[OPENS]! + (minute + 1) * MINUTE_NS;
}

/** Position of the first record of a plain session that starts at `time` or later. */
function recordAt(session: OpenSession, time: number): number {
  let low = 0;
  let high = session.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(session, middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function wordsAt({ stretches }: OpenSession, position: number): Int32Array {
  return stretches.find((stretch) => position < stretch.end)!.words;
}

function timeOf(session: OpenSession, position: number): number {
  const words = wordsAt(session, position);
  const w = session.records[position]!;
  return (words[w + 3]! >>> 0) * HIGH + (words[w + 2]! >>> 0);
}

function priceOf(session: OpenSession, position: number, field: number): number {
  const words = wordsAt(session, position);
  const w = session.records[position]! + field;
  return words[w + 1]! * HIGH + (words[w]! >>> 0);
}

function countSlots(minutes: Uint16Array): number {
  let slots = 0;
  let last = -1;
  for (const minute of minutes) {
    const slot = Math.floor(minute / SLOT_MINUTES);
    if (slot !== last) slots++;
    last = slot;
  }
  return slots;
}
