/** Every record of a decompressed stream by the oracle: record type and size tell the layout. */
import { type OracleRecord, oracleRecord } from "./oracle.ts";
import { ORACLE_LAYOUTS, type OracleLayout } from "./oracle_layouts.ts";

/** A record as the oracle reads it. */
export interface OracleReading {
  readonly layout: OracleLayout;
  readonly bytes: Uint8Array;
  readonly record: OracleRecord;
  /** Gateway send time, where the stream has one. */
  readonly tsOut: bigint | undefined;
}

/** All records, `ts_out` after each if the stream has it. */
export function oracleReadings(records: Uint8Array, hasTsOut = false): OracleReading[] {
  const readings: OracleReading[] = [];
  for (let at = 0; at < records.length;) {
    const size = records[at]! * 4;
    const bytes = records.slice(at, at + size);
    const known = size - (hasTsOut ? 8 : 0);
    const layout = ORACLE_LAYOUTS.find((layout) =>
      layout.size === known && layout.rtypes.includes(bytes[1]!)
    )!;
    const tsOut = hasTsOut ? new DataView(bytes.buffer).getBigUint64(known, true) : undefined;
    readings.push({ layout, bytes, record: oracleRecord(layout, bytes), tsOut });
    at += size;
  }
  return readings;
}

/** The time by which a record is ordered and mapped. */
export function oracleIndexTime({ record }: OracleReading): bigint {
  return BigInt((record.ts_recv ?? record.ts_event) as bigint);
}
