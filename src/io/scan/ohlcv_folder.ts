/**
 * Sorting one-second (or one-minute) bars into symbol-days straight from their records.
 *
 * Most days never need their bars: they fail the index gate. So a record is read only as far as the day's summary
 * needs it, and the bars of a day are decoded when somebody asks for them. A day with anything unusual in it (repeated,
 * late or undefined bars, bars outside the sessions) is handed to the general builder instead.
 */
import { cleanBars } from "../../core/clean/clean_bars.ts";
import { type Bars, copyBars } from "../../core/columns/bars.ts";
import type { BarSource } from "../../core/scan/baseline.ts";
import {
  type BuiltSession,
  type RawBars,
  type ResolveSlot,
  SessionBuilder,
} from "../../core/scan/session_builder.ts";
import { type SessionSummary, summariseSession } from "../../core/scan/session_summary.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import { SECOND_NS, sessionBounds, tradeDateAt, tradeDateSpan } from "../../core/time/sessions.ts";
import { type BarScratch, decodeBarRecords } from "../dbn/bar_rows.ts";
import { groupRecords } from "../dbn/framing.ts";
import { type RecordChunk, type RecordGroup, wordsOf } from "../dbn/record_chunk.ts";
import {
  beginDay,
  type ChunkWords,
  foldRecords,
  growRecords,
  HIGH,
  isPlain,
  newSession,
  type OpenSession,
} from "./open_session.ts";
import { barsOf, summaryOf } from "./read_session.ts";
import { SessionCache } from "./session_cache.ts";

/** All bars of one symbol and trade date that followed one another in the stream. */
export interface FoldedSession extends Omit<BuiltSession, "bars"> {
  /** The day in few numbers, as if its bars had been cleaned. */
  readonly summary: () => SessionSummary;
  /** Its bars in stream order, in memory of their own. */
  readonly bars: () => Bars;
}

const DAY_NS = DAY_SECONDS * SECOND_NS;
/** Records that are sorted and then folded: few enough that they stay in the processor's cache in between. */
const BATCH_RECORDS = 4096;
/** Records sorted by one call. The compiler only learns about a function that is called often. */
const BLOCK_RECORDS = 256;

/** A chunk being read. */
interface Reading extends ChunkWords {
  readonly group: RecordGroup;
  readonly resolve: ResolveSlot;
  readonly input: number;
}

/** Instants [from, to), ns since the Unix epoch, that are of one trade date and one UTC day. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly tradeDate: EpochDay;
  readonly utcDay: EpochDay;
}

const NEVER: Span = { from: Infinity, to: -Infinity, tradeDate: NaN, utcDay: NaN };

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
  readonly #users = new Map<ChunkWords, number>();
  /** Sessions by instrument that are ready to take records of the chunk and span being read. */
  readonly #ready = new SessionCache<OpenSession>();
  #span = NEVER;
  /** Takes the records of all instruments that are not wanted. */
  readonly #nobody = newSession(-1);
  /** Their number in the chunk being read, but for those that it still holds. */
  #unresolved = 0;
  /** The chunk being read, and the sessions with records in it that began or went on there. */
  #current: ChunkWords | null = null;
  #entered: OpenSession[] = [];

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
    const reading: Reading = { group, words, unsigned, resolve, input };
    this.#current = reading;
    this.#entered = [];
    this.#span = NEVER;
    this.#unresolved = 0;
    for (let from = 0; from < group.count; from += BATCH_RECORDS) {
      this.#sort(reading, from, Math.min(group.count, from + BATCH_RECORDS));
      for (const session of this.#entered) foldRecords(session);
    }
    this.#dropUnwanted(0);
    if (!this.#users.has(reading)) this.#release(words.buffer);
    return this.#unresolved;
  }

  /** Notes records [from, to) of a chunk with their sessions. */
  #sort(reading: Reading, from: number, to: number): void {
    let position = from;
    while (position < to) {
      const stop = Math.min(to, position + BLOCK_RECORDS);
      position = this.#sortReady(reading, position, stop);
      if (position < stop) this.#prepare(reading, position);
    }
  }

  /**
   * Notes records from a position on, as long as their sessions are ready. Nothing else is done here: what is rare would
   * make the compiler start anew each time it comes up first.
   *
   * @returns The position of the first record whose session is not ready, or `to`.
   */
  #sortReady({ group: { size, offsets }, unsigned }: Reading, from: number, to: number): number {
    const ready = this.#ready;
    const span = this.#span;
    for (let position = from; position < to; position++) {
      const w = offsets === null ? position * (size >> 2) : offsets[position]! >> 2;
      const time = unsigned[w + 3]! * HIGH + unsigned[w + 2]!;
      const session = ready.get(unsigned[w + 1]!);
      const isReady = session !== undefined && time >= span.from && time < span.to;
      if (!isReady || session.count === session.records.length) return position;
      session.records[session.count++] = w;
    }
    return to;
  }

  /** Makes the session that a record belongs to ready for it. */
  #prepare(reading: Reading, position: number): void {
    const { group: { size, offsets }, unsigned, resolve, input } = reading;
    const w = offsets === null ? position * (size >> 2) : offsets[position]! >> 2;
    const time = unsigned[w + 3]! * HIGH + unsigned[w + 2]!;
    if (!(time >= this.#span.from && time < this.#span.to)) this.#enterSpan(time);
    const { tradeDate, utcDay } = this.#span;
    const id = unsigned[w + 1]!;
    const slot = resolve(id, utcDay);
    const session = slot < 0 ? this.#nobody : this.#sessions[slot] ??= newSession(slot);
    this.#ready.set(id, session);
    if (session === this.#nobody) return this.#dropUnwanted(session.records.length - 1);
    if (session.day !== tradeDate) {
      if (session.count > 0) this.#close(session, false);
      beginDay(session, tradeDate, input);
    }
    if (session.chunk !== reading) this.#enter(session, reading);
    if (session.count === session.records.length) growRecords(session);
  }

  /** Counts the records of instruments that are not wanted and forgets them, if there are more than so many. */
  #dropUnwanted(limit: number): void {
    if (this.#nobody.count <= limit) return;
    this.#unresolved += this.#nobody.count;
    this.#nobody.count = 0;
  }

  /** Goes on to the span that an instant lies in. */
  #enterSpan(time: number): void {
    const tradeDate = tradeDateAt(time / SECOND_NS);
    const { start, end } = tradeDateSpan(tradeDate);
    const utcDay = Math.floor(time / DAY_NS);
    this.#ready.clear();
    this.#span = {
      from: Math.max(start * SECOND_NS, utcDay * DAY_NS),
      to: Math.min(end * SECOND_NS, (utcDay + 1) * DAY_NS),
      ...{ tradeDate, utcDay },
    };
  }

  /** Hands over the sessions still under way. */
  finish(): void {
    this.#current = null;
    for (const session of this.#sessions) {
      if (session !== undefined && session.count > 0) this.#close(session, true);
    }
  }

  /** Begins to take records of a session from another chunk. */
  #enter(session: OpenSession, chunk: Reading): void {
    const { input } = chunk;
    endStretch(session);
    session.chunk = chunk;
    session.lastInput = input;
    session.stretches.push({ chunk, input, end: session.count });
    this.#users.set(chunk, (this.#users.get(chunk) ?? 0) + 1);
    this.#entered.push(session);
  }

  /** Gives back the chunks that only this session still needed; that under way is given back at its end. */
  #leave({ stretches }: OpenSession): void {
    for (const { chunk } of stretches) {
      const others = this.#users.get(chunk)! - 1;
      if (others > 0) this.#users.set(chunk, others);
      else this.#users.delete(chunk);
      if (others === 0 && chunk !== this.#current) this.#release(chunk.words.buffer);
    }
  }

  #close(session: OpenSession, isLast: boolean): void {
    endStretch(session);
    foldRecords(session);
    const { slot, day, isFirst, firstInput, lastInput } = session;
    const isOrdinary = isPlain(session);
    let repaired: BuiltSession | undefined;
    const general = () => repaired ??= this.#rebuild(session);
    this.#emit({
      ...{ slot, day, isFirst, isLast, firstInput, lastInput },
      qualityBits: isOrdinary ? 0 : general().qualityBits,
      summary: () =>
        isOrdinary ? summaryOf(session, this.#source) : summariseBuilt(general(), this.#source),
      bars: () => isOrdinary ? barsOf(session, this.#intervalNs) : copyBars(general().bars),
    });
    this.#leave(session);
    session.isFirst = false;
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
    for (const { chunk: { words }, input, end } of stretches) {
      yield { rows: decodeBarRecords(words, records.subarray(from, end), this.#scratch), input };
      from = end;
    }
  }
}

/** Notes that what came so far is all that a session has in its latest chunk. */
function endStretch({ stretches, count }: OpenSession): void {
  const last = stretches.at(-1);
  if (last) last.end = count;
}

/** The summary of a session with whatever is in it: its bars are cleaned first. */
export function summariseBuilt(session: BuiltSession, source: BarSource): SessionSummary {
  const { bars, qualityBits } = cleanBars(session.bars, sessionBounds(session.day));
  return summariseSession(session.day, source, bars, qualityBits | session.qualityBits);
}
