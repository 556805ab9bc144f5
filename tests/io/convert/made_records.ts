/** Small streams whose every record is known, for tests of choosing, merging and splitting. */
import { parseDate } from "../../../src/core/time/dates.ts";
import { encodeDbn } from "../../../src/io/dbn/encode/write_dbn.ts";
import { chunkOf } from "../../../src/io/dbn/framing.ts";
import { type DbnMetadata, newMetadata } from "../../../src/io/dbn/metadata.ts";
import type { RecordChunk } from "../../../src/io/dbn/record_chunk.ts";
import { symbolLengthOf } from "../../../src/io/dbn/version.ts";
import {
  fieldsOf,
  oracleBytes,
  oracleLayout,
  type OracleRecord,
  type OracleValue,
} from "../dbn/oracle.ts";
import { oracleReadings } from "../dbn/oracle_records.ts";
import { concat } from "../zstd/frame_builder.ts";

/** Midnight UTC of the day that most records are of. */
export const MIDNIGHT = BigInt(parseDate("2025-03-24")) * 86_400_000_000_000n;
export const SECOND = 1_000_000_000n;
export const HOUR = 3600n * SECOND;
export const DAY = 24n * HOUR;

/** A record of a layout: zeros but for the given fields. */
export function madeRecord(
  layoutName: string,
  values: Readonly<Record<string, OracleValue>>,
  tsOut?: bigint,
): Uint8Array {
  const layout = oracleLayout(layoutName);
  const record: Record<string, OracleValue> = {};
  for (const { name, type, width } of fieldsOf(layout)) {
    const isWide = ["px", "ts", "u64", "i64"].includes(type);
    record[name] = width > 0 ? new Uint8Array(width) : isWide ? 0n : 0;
  }
  record.rtype = layout.rtypes[0]!;
  return oracleBytes(layout, { ...record, ...values } as OracleRecord, tsOut);
}

/** A trade; its sequence tells it from all others. */
export function trade(instrumentId: number, tsRecv: bigint, sequence = 0): Uint8Array {
  return madeRecord("trade", {
    publisher_id: 95,
    instrument_id: instrumentId,
    ts_event: tsRecv - 1000n,
    ts_recv: tsRecv,
    price: 1_500_000_000n + BigInt(sequence),
    size: 100,
    action: 84,
    side: 65,
    sequence,
  });
}

/** A bar of one second; its volume tells it from all others. */
export function bar(instrumentId: number, tsEvent: bigint, volume = 1n): Uint8Array {
  return madeRecord("ohlcv", { instrument_id: instrumentId, ts_event: tsEvent, volume });
}

/** Records back to back, as a chunk. */
export function chunkOfRecords(records: readonly Uint8Array[], tsOut = false): RecordChunk {
  return chunkOf(concat(...records), { name: "made.dbn", tsOut });
}

/** What tells the trades and bars of a stream apart, in order. */
export function sequencesOf(records: Uint8Array): number[] {
  return oracleReadings(records).map(({ record }) => Number(record.sequence ?? record.volume));
}

/** Two symbols over three days: MLGO is instrument 1 and then 3, TSLA is 2. */
export function madeMetadata(fields: Partial<DbnMetadata> = {}): DbnMetadata {
  const version = fields.version ?? 3;
  const interval = (from: string, to: string, symbol: string) => ({
    startDate: parseDate(from),
    endDate: parseDate(to),
    symbol,
  });
  return newMetadata({
    version,
    symbolCstrLen: symbolLengthOf(version),
    dataset: "EQUS.MINI",
    schema: "trades",
    stypeIn: "raw_symbol",
    start: MIDNIGHT,
    end: MIDNIGHT + 3n * DAY,
    symbols: ["MLGO", "TSLA"],
    mappings: [
      {
        rawSymbol: "MLGO",
        intervals: [
          interval("2025-03-24", "2025-03-26", "1"),
          interval("2025-03-26", "2025-03-27", "3"),
        ],
      },
      { rawSymbol: "TSLA", intervals: [interval("2025-03-24", "2025-03-27", "2")] },
    ],
    ...fields,
  });
}

/** A plain or compressed DBN file. */
export function madeFile(
  records: readonly Uint8Array[],
  metadata: DbnMetadata | null = madeMetadata(),
  framing: "none" | "single" = "none",
): Uint8Array {
  return encodeDbn(metadata, [concat(...records)], framing);
}
