/** What two sendings of one record have in common: type, instrument and time. */
import { indexTimeWord } from "../../convert/record_times.ts";
import { rtypeOfSchema, type Schema, SCHEMAS } from "../../dbn/schema.ts";
import { isQuoteSample } from "../replay/tape.ts";

/** Words of a key: record type, instrument id, time as low and high word. */
export const KEY_WORDS = 4;
/** Word of `ts_event` in every record. */
const EVENT_TIME_WORD = 2;

/** Whether records of a type are replayed by `ts_recv`. */
const IS_SAMPLE = new Uint8Array(256);
for (const schema of SCHEMAS) if (isQuoteSample(schema)) IS_SAMPLE[rtypeOfSchema(schema)] = 1;

/**
 * Position of the time that `start` of a subscription is compared with: `ts_event`, for samples of quotes `ts_recv`. The
 * high word follows the low one.
 */
export function replayTimeWord(words: Int32Array, record: number): number {
  const rtype = (words[record]! >> 8) & 0xff;
  return IS_SAMPLE[rtype] === 1 ? indexTimeWord(words, record) : record + EVENT_TIME_WORD;
}

/** The time in two words, ns since the Unix epoch. */
export function timeOfWords(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/** Record type of a schema, by any name. */
export function rtypeOf(schema: string): number | undefined {
  const known = SCHEMAS.find((name): name is Schema => name === schema);
  return known === undefined ? undefined : rtypeOfSchema(known);
}
