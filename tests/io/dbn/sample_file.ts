import fc from "fast-check";
import { parseDate } from "../../../src/core/time/dates.ts";
import { encodeDbn } from "../../../src/io/dbn/encode/write_dbn.ts";
import { type DbnMetadata, newMetadata } from "../../../src/io/dbn/metadata.ts";
import type { RecordChunk } from "../../../src/io/dbn/record_chunk.ts";
import { symbolLengthOf } from "../../../src/io/dbn/version.ts";
import { encodeFrame } from "../../../src/io/zstd/encode_frame.ts";
import { concat } from "../zstd/frame_builder.ts";
import { oracleBytes, oracleLayout, recordArbitrary } from "./oracle.ts";

/** Metadata of one symbol, in any version. */
export function sampleMetadata(
  version: 1 | 2 | 3,
  fields: Partial<DbnMetadata> = {},
): DbnMetadata {
  return newMetadata({
    version,
    symbolCstrLen: symbolLengthOf(version),
    dataset: "EQUS.MINI",
    schema: "trades",
    stypeIn: "raw_symbol",
    symbols: ["MLGO"],
    mappings: [{
      rawSymbol: "MLGO",
      intervals: [{
        startDate: parseDate("2025-03-24"),
        endDate: parseDate("2025-03-25"),
        symbol: "42",
      }],
    }],
    ...fields,
  });
}

/** `count` random records of a layout, each in its own array. */
export function sampleRecords(name: string, count: number, tsOut?: bigint): Uint8Array[] {
  const layout = oracleLayout(name);
  return fc.sample(recordArbitrary(layout), { numRuns: count, seed: count })
    .map((record) => oracleBytes(layout, record, tsOut));
}

/** A plain file of a few trades: version 1, so that the records do not start aligned. */
export function tradesFile(count: number): { bytes: Uint8Array; records: Uint8Array } {
  const records = concat(...sampleRecords("trade", count));
  return { bytes: encodeDbn(sampleMetadata(1), [records]), records };
}

/** Compresses bytes into frames cut at the given positions. */
export function framesCutAt(bytes: Uint8Array, ...cuts: number[]): Uint8Array {
  const bounds = [0, ...cuts, bytes.length];
  return concat(
    ...bounds.slice(1).map((end, i) => encodeFrame(bytes.subarray(bounds[i], end))),
  );
}

/** The bytes of chunks in order, checking that each continues the one before and starts aligned. */
export function joinChunks(chunks: Iterable<RecordChunk>): Uint8Array {
  const parts: Uint8Array[] = [];
  let next: { record: number; offset: number } | undefined;
  for (const chunk of chunks) {
    if (chunk.bytes.byteOffset % 8 !== 0) throw new Error("A chunk does not start 8-aligned");
    if (next && (next.record !== chunk.firstRecord || next.offset !== chunk.offset)) {
      throw new Error("A chunk does not continue the one before");
    }
    next = {
      record: chunk.firstRecord + chunk.count,
      offset: chunk.offset + chunk.bytes.length,
    };
    parts.push(chunk.bytes.slice());
  }
  return concat(...parts);
}
