/** Records that are made up, to be encoded and decoded again and again. */
import { encodeColumns } from "../src/io/dbn/encode/encode_columns.ts";
import { chunkOf } from "../src/io/dbn/framing.ts";
import type { RecordChunk } from "../src/io/dbn/record_chunk.ts";

/** How many there are of each. */
export const ROWS = 131_072;
const START = 1_742_817_600_000_000_000n;

/** Numbers that look like a market and are the same in every run. */
function column(scale: number, offset: number): Float64Array {
  let state = 1;
  return Float64Array.from({ length: ROWS }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return offset + Math.floor((state / 2 ** 32) * scale) * 10_000_000;
  });
}

/** Columns and the records that are made of them. */
export interface MadeRecords {
  /** `ts_event`, ns since the Unix epoch. */
  readonly times: BigUint64Array;
  /** Prices, 1e-9 dollars. */
  readonly prices: Float64Array;
  /** Bars of a second, 56 bytes each. */
  readonly bars: Uint8Array;
  /** Quotes with their event, 80 bytes each. */
  readonly quotes: Uint8Array;
}

/** The same records each time. */
export function madeRecords(): MadeRecords {
  const times = BigUint64Array.from({ length: ROWS }, (_, i) => START + BigInt(i) * 1_000_000_123n);
  const prices = column(500, 1_500_000_000);
  const sizes = Uint32Array.from({ length: ROWS }, (_, i) => (i * 37) % 900);
  const bars = encodeColumns("ohlcv-1s", 3, ROWS, {
    ...{
      publisher_id: 95,
      instrument_id: 10637,
      ts_event: times,
      volume: Float64Array.from(sizes),
    },
    ...{ open: prices, high: prices, low: prices, close: prices },
  });
  const quotes = encodeColumns("mbp-1", 3, ROWS, {
    ...{ publisher_id: 95, instrument_id: 10637, ts_event: times, ts_recv: times },
    ...{ price: prices, size: sizes, side: "B", action: "A" },
    ...{ bid_px_00: prices, ask_px_00: prices, bid_sz_00: sizes, ask_sz_00: sizes },
  });
  return { times, prices, bars, quotes };
}

/** Records of `size` bytes in pieces of the size that reading gives. */
export function chunksOf(bytes: Uint8Array, size: number): RecordChunk[] {
  const step = Math.floor(2 ** 20 / size) * size;
  return Array.from(
    { length: Math.ceil(bytes.length / step) },
    (_, i) => chunkOf(bytes.slice(i * step, (i + 1) * step)),
  );
}
