/** A symbol's session under way, as far as it is read from its records. */
import type { EpochDay } from "../../core/time/dates.ts";
import { newYorkMidnight } from "../../core/time/new_york.ts";
import { MINUTE_NS, SECOND_NS, sessionBounds } from "../../core/time/sessions.ts";

/** 2^32: the weight of a 64-bit integer's high word. */
export const HIGH = 4294967296;

/** Words of the prices in a record. */
export const OPEN_WORD = 4;
const HIGH_WORD = 6;
const LOW_WORD = 8;
export const CLOSE_WORD = 10;

/**
 * Positions in the accumulator of a session. Times are ns since the Unix epoch: whole seconds, so exact as float64.
 * The sessions of the trade date are [OPENS, CLOSES); IS_PLAIN is 1 as long as nothing unusual came.
 */
const OPENS = 0;
const CLOSES = 1;
const LAST_TIME = 2;
/** Highest and lowest price so far. */
export const HIGHEST = 3;
export const LOWEST = 4;
const IS_PLAIN = 5;
const FIELDS = 6;

const MAX_MINUTES = 960;
const INITIAL_RECORDS = 1024;

/** The records of a chunk as words, signed and not. */
export interface ChunkWords {
  readonly words: Int32Array;
  readonly unsigned: Uint32Array;
}

/** Records of one chunk that belong to a session. */
interface Stretch {
  readonly chunk: ChunkWords;
  readonly input: number;
  /** Position in the session's list of records up to which they are in this chunk. */
  end: number;
}

/** A symbol's session under way. */
export interface OpenSession {
  readonly slot: number;
  readonly acc: Float64Array;
  /** By minute after `preOpen`: 1 where there is a bar, and the shares of all its bars. */
  readonly hasBar: Uint8Array;
  readonly shares: Float64Array;
  /** First word of each record in its chunk. */
  records: Int32Array;
  count: number;
  /** Number of records that are in the accumulator. */
  folded: number;
  day: EpochDay;
  /** The chunk that the latest record is in. */
  chunk: ChunkWords | null;
  stretches: Stretch[];
  isFirst: boolean;
  firstInput: number;
  lastInput: number;
}

/** A session without a record. */
export function newSession(slot: number): OpenSession {
  return {
    slot,
    acc: new Float64Array(FIELDS),
    hasBar: new Uint8Array(MAX_MINUTES),
    shares: new Float64Array(MAX_MINUTES),
    records: new Int32Array(INITIAL_RECORDS),
    ...{ count: 0, folded: 0, day: NaN, chunk: null, stretches: [] },
    ...{ isFirst: true, firstInput: 0, lastInput: 0 },
  };
}

/** Empties a session for the records of a trade date. */
export function beginDay(session: OpenSession, day: EpochDay, input: number): void {
  const { acc } = session;
  const midnight = newYorkMidnight(day);
  const bounds = sessionBounds(day);
  acc[OPENS] = (midnight + bounds.preOpen) * SECOND_NS;
  acc[CLOSES] = (midnight + bounds.postClose) * SECOND_NS;
  acc[LAST_TIME] = acc[HIGHEST] = -Infinity;
  acc[LOWEST] = Infinity;
  acc[IS_PLAIN] = 1;
  session.hasBar.fill(0);
  session.shares.fill(0);
  session.day = day;
  session.count = session.folded = 0;
  session.stretches = [];
  session.chunk = null;
  session.firstInput = input;
}

/** Makes room for twice as many records. */
export function growRecords(session: OpenSession): void {
  const larger = new Int32Array(2 * session.records.length);
  larger.set(session.records);
  session.records = larger;
}

/** Records taken in by one call. The compiler only learns about a function that is called often. */
const BLOCK_RECORDS = 256;

/** Takes in the records that are not in the accumulator yet; all of them are in the latest chunk. */
export function foldRecords(session: OpenSession): void {
  while (session.folded < session.count && isPlain(session)) {
    foldBlock(session, session.chunk!, Math.min(session.count, session.folded + BLOCK_RECORDS));
  }
}

/** Whether nothing unusual came: all bars are in order, within the sessions, and have all their prices. */
export function isPlain(session: OpenSession): boolean {
  return session.acc[IS_PLAIN] === 1;
}

/** Takes in records up to `to`, or up to the first that is unusual: nothing of an accumulator is used after one. */
function foldBlock(session: OpenSession, { words, unsigned }: ChunkWords, to: number): void {
  const { acc, records, hasBar, shares } = session;
  const [opens, closes] = [acc[OPENS]!, acc[CLOSES]!];
  let lastTime = acc[LAST_TIME]!;
  // Prices are compared by their words, the high one first: that is quicker than making numbers of all of them.
  let [highest1, highest0] = [0, 0];
  let [lowest1, lowest0] = [UNDEFINED_HIGH, 0];
  for (let i = session.folded; i < to; i++) {
    const w = records[i]!;
    const time = unsigned[w + 3]! * HIGH + unsigned[w + 2]!;
    const high1 = words[w + 7]!;
    const high0 = unsigned[w + 6]!;
    const low1 = words[w + 9]!;
    const low0 = unsigned[w + 8]!;
    const isInOrder = time > lastTime && time >= opens && time < closes;
    if (!isInOrder || !isPriced(words, unsigned, w)) {
      acc[IS_PLAIN] = 0;
      return;
    }
    lastTime = time;
    if (high1 > highest1 || (high1 === highest1 && high0 > highest0)) {
      highest1 = high1;
      highest0 = high0;
    }
    if (low1 < lowest1 || (low1 === lowest1 && low0 < lowest0)) {
      lowest1 = low1;
      lowest0 = low0;
    }
    const minute = Math.floor((time - opens) / MINUTE_NS);
    hasBar[minute] = 1;
    shares[minute] = shares[minute]! + words[w + 13]! * HIGH + unsigned[w + 12]!;
  }
  acc[LAST_TIME] = lastTime;
  acc[HIGHEST] = Math.max(acc[HIGHEST]!, highest1 * HIGH + highest0);
  acc[LOWEST] = Math.min(acc[LOWEST]!, lowest1 * HIGH + lowest0);
  session.folded = to;
}

/** High word of prices that are undefined. */
const UNDEFINED_HIGH = 0x7fffffff;

/** Whether all prices of a bar are defined and positive, and its high is not below its low. */
function isPriced(words: Int32Array, unsigned: Uint32Array, w: number): boolean {
  const high = words[w + HIGH_WORD + 1]!;
  const low = words[w + LOW_WORD + 1]!;
  const isSpan = low < high ||
    (low === high && unsigned[w + LOW_WORD]! <= unsigned[w + HIGH_WORD]!);
  return isSpan && high < UNDEFINED_HIGH && isPrice(words, w + LOW_WORD) &&
    isPrice(words, w + OPEN_WORD) && isPrice(words, w + CLOSE_WORD);
}

/** Whether a price is defined and positive, by its two words. */
function isPrice(words: Int32Array, w: number): boolean {
  const high = words[w + 1]!;
  return high >= 0 && high !== UNDEFINED_HIGH && (high | words[w]!) !== 0;
}
