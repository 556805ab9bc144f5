/** Index timestamps in the words of records: `ts_recv` where a record has one, otherwise `ts_event`. */
import type { EpochDay } from "../../core/time/dates.ts";
import { indexTimeOffsetOf } from "../dbn/index_time.ts";
import { ALL_RTYPES, layoutOfVersion } from "../dbn/layouts/select.ts";
import { billionsOf } from "../dbn/text/digits.ts";
import { CURRENT_VERSION } from "../dbn/version.ts";

/** Word of `ts_event` in every record. */
const EVENT_TIME_WORD = 2;
const DAY_SECONDS = 86_400;

/** Word of the index timestamp by record type; it is the same in all versions. Unknown types have `ts_event`. */
const INDEX_TIME_WORDS = Uint8Array.from({ length: 256 }, (_, rtype) => {
  if (!ALL_RTYPES.includes(rtype)) return EVENT_TIME_WORD;
  return indexTimeOffsetOf(layoutOfVersion(rtype, CURRENT_VERSION)!) / 4;
});

/**
 * Position of a record's index timestamp: its low word; the high word follows. A record too short to have the one of
 * its type has `ts_event`.
 *
 * @param words Words of a chunk.
 * @param record Word at which the record starts.
 */
export function indexTimeWord(words: Int32Array, record: number): number {
  const head = words[record]!;
  const word = INDEX_TIME_WORDS[(head >> 8) & 0xff]!;
  return record + ((head & 0xff) < word + 2 ? EVENT_TIME_WORD : word);
}

/** Whether the two words are those of an undefined time. */
export function isUndefinedTime(low: number, high: number): boolean {
  return (low & high) === -1;
}

/** The UTC day of a time in ns since the Unix epoch, as two words. */
export function utcDayOf(low: number, high: number): EpochDay {
  return Math.floor(billionsOf(low, high) / DAY_SECONDS);
}
