/** Records in memory decoded to columns on one thread: what is left of reading a file once it is decompressed. */
import { decodeColumns } from "../src/io/dbn/columns/decode_columns.ts";
import type { RecordChunk } from "../src/io/dbn/record_chunk.ts";
import { chunksOf, madeRecords, ROWS } from "./made_records.ts";
import type { BenchSuite, Measurement } from "./measurement.ts";

const MEGA = 1e6;
const BAR_BYTES = 56;
const QUOTE_BYTES = 80;
const RUNS = 15;
/** Decoded in one run, so that it lasts longer than the clock's grain and what else the machine does. */
const PASSES = 40;

/** All measurements of decoding. */
export const DECODE: BenchSuite = {
  name: "decode",
  run() {
    const { bars, quotes } = madeRecords();
    return [
      rateOf("decode ohlcv-1s to columns, one thread", chunksOf(bars, BAR_BYTES), 25),
      rateOf("decode mbp-1 to columns, one thread", chunksOf(quotes, QUOTE_BYTES), 10),
    ];
  },
};

function rateOf(what: string, chunks: readonly RecordChunk[], target: number): Measurement {
  let best = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const startMs = performance.now();
    for (let pass = 0; pass < PASSES; pass++) {
      for (const chunk of chunks) decodeColumns(chunk);
    }
    best = Math.min(best, (performance.now() - startMs) / 1000);
  }
  const measured = ROWS * PASSES / best / MEGA;
  return { what, unit: "M records/s", measured, target, isAtLeast: true, note: `best of ${RUNS}` };
}
