/** A symbol's session under way, as far as it is read from its records. */
import type { EpochDay } from "../../core/time/dates.ts";
import { MINUTE_NS } from "../../core/time/sessions.ts";

/** 2^32: the weight of a 64-bit integer's high word. */
export const HIGH = 4294967296;

/**
 * Positions in the accumulator of a session. Times are ns since the Unix epoch: whole seconds, so exact as float64.
 * The trade date is [FROM, TO), its sessions are [OPENS, CLOSES); IS_PLAIN is 1 as long as nothing unusual came.
 */
export const FROM = 0;
export const TO = 1;
export const OPENS = 2;
export const CLOSES = 3;
export const LAST_TIME = 4;
export const MINUTE_END = 5;
export const HIGHEST = 6;
export const LOWEST = 7;
export const MINUTE_SHARES = 8;
export const IS_PLAIN = 9;
const FIELDS = 10;

/** Words of the prices in a record. */
export const OPEN_WORD = 4;
export const CLOSE_WORD = 10;

const MAX_MINUTES = 960;

/** Records of one chunk that belong to a session. */
interface Stretch {
  readonly words: Int32Array;
  readonly input: number;
  /** Position in the session's list of records up to which they are in this chunk. */
  end: number;
}

/** A symbol's session under way. */
export interface OpenSession {
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

/** A session without a record. */
export function newSession(slot: number): OpenSession {
  return {
    slot,
    acc: new Float64Array(FIELDS).fill(NaN),
    minutes: new Uint16Array(MAX_MINUTES),
    shares: new Float64Array(MAX_MINUTES),
    records: new Int32Array(0),
    ...{ count: 0, minuteRows: 0, day: NaN, words: null, stretches: [], isFirst: true },
    ...{ firstInput: 0, lastInput: 0 },
  };
}

/** The list of records with room for as many again. */
export function grown(records: Int32Array): Int32Array {
  const larger = new Int32Array(Math.max(1024, 2 * records.length));
  larger.set(records);
  return larger;
}

/** Begins a minute, after writing down the shares of the one before. */
export function nextMinute(session: OpenSession, time: number): void {
  const { acc } = session;
  if (session.minuteRows > 0) session.shares[session.minuteRows - 1] = acc[MINUTE_SHARES]!;
  const minute = Math.floor((time - acc[OPENS]!) / MINUTE_NS);
  session.minutes[session.minuteRows++] = minute;
  acc[MINUTE_SHARES] = 0;
  acc[MINUTE_END] = acc[OPENS]! + (minute + 1) * MINUTE_NS;
}

/** Position of the first record of a plain session that starts at `time` or later. */
export function recordAt(session: OpenSession, time: number): number {
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

/** The price at a word of the record at a position. */
export function priceOf(session: OpenSession, position: number, field: number): number {
  const words = wordsAt(session, position);
  const w = session.records[position]! + field;
  return words[w + 1]! * HIGH + (words[w]! >>> 0);
}
