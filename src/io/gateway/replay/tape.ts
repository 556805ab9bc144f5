/** The records of a symbol and schema in the order in which they become available. */
import { indexTimeOffsetOf } from "../../dbn/index_time.ts";
import { BAR_SECONDS } from "../../dbn/bar_rows.ts";
import { layoutOfSchema, rtypeOfSchema, type Schema } from "../../dbn/schema.ts";

/** Records of one form, and when each may be seen. Times are ns since the base of the replay. */
export interface Tape {
  readonly schema: Schema;
  /** Records of version 3 back to back, without `ts_out`. */
  readonly words: Int32Array;
  /** Words of a record. */
  readonly stride: number;
  /** Number of records. */
  readonly length: number;
  /** When a record can be seen, ascending: when it was captured; for a bar its end. */
  readonly available: Float64Array;
  /** The time that `start` of a subscription is compared with: `ts_event`, for samples of quotes `ts_recv`. */
  readonly startTime: Float64Array;
}

const HIGH = 4294967296;
const SECOND_NS = 1e9;
/** Word of `ts_event` in every record. */
const EVENT_TIME_WORD = 2;

/** Order in which records of different schemas that become available at once are served. */
export const SERVING_ORDER: readonly Schema[] = [
  ...["definition", "statistics", "status", "imbalance"] as const,
  ...["ohlcv-1s", "ohlcv-1m", "ohlcv-1h", "ohlcv-1d", "ohlcv-eod"] as const,
  ...["trades", "tbbo", "tcbbo", "mbo", "mbp-1", "mbp-10", "cmbp-1"] as const,
  ...["bbo-1s", "cbbo-1s", "bbo-1m", "cbbo-1m"] as const,
];

/** Whether records of a schema are samples of quotes, taken at the end of intervals. */
export function isQuoteSample(schema: Schema): boolean {
  return /^c?bbo-/.test(schema);
}

/** Nanoseconds of the intervals that a schema's records are of; `null` if they are of moments. */
export function intervalOf(schema: Schema): number | null {
  const seconds = BAR_SECONDS.get(rtypeOfSchema(schema));
  if (seconds !== undefined) return seconds * SECOND_NS;
  if (!isQuoteSample(schema)) return null;
  return (schema.endsWith("1s") ? 1 : 60) * SECOND_NS;
}

/** How much later than its index time a record can be seen: a bar at its end. ns. */
export function availabilityDelay(schema: Schema): number {
  return (BAR_SECONDS.get(rtypeOfSchema(schema)) ?? 0) * SECOND_NS;
}

/** A replay's origin of time as two words, so that times become numbers without loss. */
export interface TimeOrigin {
  readonly high: number;
  readonly low: number;
}

/** The words of a base in ns since the Unix epoch. */
export function timeOrigin(base: bigint): TimeOrigin {
  return { high: Number(base >> 32n), low: Number(base & 0xffff_ffffn) };
}

/** The time in two words of a record, ns since the origin: exact within a hundred days of it. */
export function timeAt(words: Int32Array, at: number, { high, low }: TimeOrigin): number {
  return ((words[at + 1]! >>> 0) - high) * HIGH + ((words[at]! >>> 0) - low);
}

/**
 * The tape of records of one size.
 *
 * @param words Records of version 3; used as they are if they are in order.
 * @param base ns since the Unix epoch.
 */
export function makeTape(schema: Schema, words: Int32Array, base: bigint): Tape {
  const layout = layoutOfSchema(schema, 3);
  const stride = layout.size >> 2;
  const length = words.length / stride;
  const origin = timeOrigin(base);
  const indexWord = indexTimeOffsetOf(layout) >> 2;
  const startWord = isQuoteSample(schema) ? indexWord : EVENT_TIME_WORD;
  const delay = availabilityDelay(schema);
  const available = new Float64Array(length);
  const startTime = new Float64Array(length);
  let isOrdered = true;
  for (let i = 0, at = 0; i < length; i++, at += stride) {
    const time = timeAt(words, at + indexWord, origin) + delay;
    available[i] = time;
    startTime[i] = timeAt(words, at + startWord, origin);
    if (i > 0 && time < available[i - 1]!) isOrdered = false;
  }
  const tape = { schema, words, stride, length, available, startTime };
  return isOrdered ? tape : inOrder(tape);
}

/** The same with the records in order; those of equal time keep theirs. */
function inOrder({ schema, words, stride, length, available, startTime }: Tape): Tape {
  const rows = Uint32Array.from({ length }, (_, i) => i)
    .sort((a, b) => available[a]! - available[b]! || a - b);
  const sorted = new Int32Array(words.length);
  rows.forEach((row, i) => {
    sorted.set(words.subarray(row * stride, (row + 1) * stride), i * stride);
  });
  return {
    ...{ schema, words: sorted, stride, length },
    available: Float64Array.from(rows, (row) => available[row]!),
    startTime: Float64Array.from(rows, (row) => startTime[row]!),
  };
}

/** Position of the first record that becomes available after `time`. */
export function firstAfter({ available, length }: Tape, time: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (available[middle]! > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
