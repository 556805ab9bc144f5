/** OHLCV records, and trades folded into one-second bars, as plain columns in record order. */
import { MomoError } from "../../core/error.ts";
import type { RawBars } from "../../core/scan/session_builder.ts";
import { groupRecords } from "./framing.ts";
import type { RecordChunk, RecordGroup } from "./record_chunk.ts";
import { wordsOf } from "./record_chunk.ts";

const OHLCV_SIZE = 56;
const TRADE_SIZE = 48;
/** 2^32: the weight of a 64-bit integer's high word. */
const HIGH = 4294967296;
const SECOND_NS = 1e9;
/** High word of i64 MAX, by which an undefined price is known: no real price comes near it. */
const UNDEFINED_HIGH = 0x7fffffff;

/** Record types that carry bars, with the length of each bar in seconds. */
export const BAR_SECONDS: ReadonlyMap<number, number> = new Map([
  [0x20, 1],
  [0x21, 60],
  [0x22, 3600],
  [0x23, 86_400],
]);

/** Memory for decoded rows, used again for each chunk: a fresh allocation costs more than the decoding. */
export class BarScratch {
  #rows = createRows(0);

  /** Columns with room for at least `capacity` rows; valid until the next call. */
  rows(capacity: number): Columns {
    if (this.#rows.second.length < capacity) this.#rows = createRows(Math.ceil(capacity * 1.25));
    return this.#rows;
  }
}

type Columns = Omit<RawBars, "length">;

function createRows(capacity: number): Columns {
  return {
    instrumentId: new Uint32Array(capacity),
    publisherId: new Uint16Array(capacity),
    second: new Float64Array(capacity),
    open: new Float64Array(capacity),
    high: new Float64Array(capacity),
    low: new Float64Array(capacity),
    close: new Float64Array(capacity),
    volume: new Float64Array(capacity),
  };
}

/**
 * Decodes the bars of one record type.
 *
 * Prices are nano-dollars as exact integers, `NaN` where undefined; `second` is the start of the bar in whole seconds
 * since the Unix epoch. The columns are valid until `scratch` is used again.
 *
 * @param rtype 0x20 to 0x23; records of other types in the chunk are passed over.
 * @throws {MomoError} `bad_data` if a record is shorter than its layout.
 */
export function decodeBars(chunk: RecordChunk, rtype: number, scratch: BarScratch): RawBars {
  const group = groupOf(chunk, rtype, OHLCV_SIZE);
  if (group === null) return { length: 0, ...scratch.rows(0) };
  const words = wordsOf(chunk);
  const rows = scratch.rows(group.count);
  const unsigned = new Uint32Array(words.buffer, words.byteOffset, words.length);
  const stride = group.size >> 2;
  for (let i = 0; i < group.count; i++) {
    const w = group.offsets === null ? i * stride : group.offsets[i]! >> 2;
    decodeBar(rows, i, words, unsigned, w);
  }
  return { length: group.count, ...rows };
}

/** Decodes the record at word `w` into row `i`. */
function decodeBar(
  { instrumentId, publisherId, second, open, high, low, close, volume }: Columns,
  i: number,
  words: Int32Array,
  unsigned: Uint32Array,
  w: number,
): void {
  publisherId[i] = unsigned[w]! >>> 16;
  instrumentId[i] = unsigned[w + 1]!;
  second[i] = Math.floor((unsigned[w + 3]! * HIGH + unsigned[w + 2]!) / SECOND_NS);
  open[i] = priceOf(words[w + 5]!, unsigned[w + 4]!);
  high[i] = priceOf(words[w + 7]!, unsigned[w + 6]!);
  low[i] = priceOf(words[w + 9]!, unsigned[w + 8]!);
  close[i] = priceOf(words[w + 11]!, unsigned[w + 10]!);
  volume[i] = unsigned[w + 13]! * HIGH + unsigned[w + 12]!;
}

function priceOf(high: number, low: number): number {
  return high === UNDEFINED_HIGH ? NaN : high * HIGH + low;
}

/**
 * Decodes bars that lie scattered in a chunk.
 *
 * @param words The chunk's bytes as 32-bit words.
 * @param records First word of each record.
 * @returns Columns as {@link decodeBars} gives them, valid until `scratch` is used again.
 */
export function decodeBarRecords(
  words: Int32Array,
  records: Int32Array,
  scratch: BarScratch,
): RawBars {
  const rows = scratch.rows(records.length);
  const unsigned = new Uint32Array(words.buffer, words.byteOffset, words.length);
  for (let i = 0; i < records.length; i++) decodeBar(rows, i, words, unsigned, records[i]!);
  return { length: records.length, ...rows };
}

/**
 * Folds the trades of a chunk into bars of one second by capture time, as the vendor bins them. Bars that continue in
 * the next chunk are given again there; the consumer merges bars of one second.
 *
 * @param rtype 0 for the trades schema, 1 for the trade rows (action `T`) of mbp-1 and tbbo.
 */
export function foldTrades(chunk: RecordChunk, rtype: number, scratch: BarScratch): RawBars {
  const group = groupOf(chunk, rtype, TRADE_SIZE);
  if (group === null) return { length: 0, ...scratch.rows(0) };
  const words = wordsOf(chunk);
  const unsigned = new Uint32Array(words.buffer, words.byteOffset, words.length);
  const rows = scratch.rows(group.count);
  const stride = group.size >> 2;
  const lastRowOf = new Map<number, number>(); // per instrument
  let n = 0;
  for (let i = 0; i < group.count; i++) {
    const w = group.offsets === null ? i * stride : group.offsets[i]! >> 2;
    const isTrade = (unsigned[w + 7]! & 0xff) === TRADE_ACTION;
    const price = priceOf(words[w + 5]!, unsigned[w + 4]!);
    const size = unsigned[w + 6]!;
    if (!isTrade || !(price > 0) || size === 0) continue;
    const second = Math.floor((unsigned[w + 9]! * HIGH + unsigned[w + 8]!) / SECOND_NS);
    const id = unsigned[w + 1]!;
    const last = lastRowOf.get(id);
    if (last !== undefined && rows.second[last] === second) {
      if (price > rows.high[last]!) rows.high[last] = price;
      if (price < rows.low[last]!) rows.low[last] = price;
      rows.close[last] = price;
      rows.volume[last] = rows.volume[last]! + size;
      continue;
    }
    lastRowOf.set(id, n);
    rows.instrumentId[n] = id;
    rows.publisherId[n] = FOLDED;
    rows.second[n] = second;
    rows.open[n] =
      rows.high[n] =
      rows.low[n] =
      rows.close[n] =
        price;
    rows.volume[n++] = size;
  }
  return { length: n, ...rows };
}

const TRADE_ACTION = "T".charCodeAt(0);
/** Stands for "folded from trades": bars of one second are then parts of a whole, never repetitions. */
const FOLDED = 0;

function groupOf(chunk: RecordChunk, rtype: number, size: number): RecordGroup | null {
  const group = groupRecords(chunk).find((candidate) => candidate.rtype === rtype);
  if (group === undefined) return null;
  if (group.size >= size) return group;
  throw new MomoError(
    "bad_data",
    `Cannot decode "${chunk.name}": records of type 0x${rtype.toString(16)} have ` +
      `${group.size} bytes, expected at least ${size}`,
  );
}
