import type { DbnVersion } from "./version.ts";
import { layoutOfVersion } from "./layouts/select.ts";
import type { RecordLayout } from "./layouts/layout.ts";

/** Schema names; the position is the code in DBN metadata. */
export const SCHEMAS = [
  "mbo",
  "mbp-1",
  "mbp-10",
  "tbbo",
  "trades",
  "ohlcv-1s",
  "ohlcv-1m",
  "ohlcv-1h",
  "ohlcv-1d",
  "definition",
  "statistics",
  "status",
  "imbalance",
  "ohlcv-eod",
  "cmbp-1",
  "cbbo-1s",
  "cbbo-1m",
  "tcbbo",
  "bbo-1s",
  "bbo-1m",
] as const;

/** The name of a schema. */
export type Schema = typeof SCHEMAS[number];

/** The record type of each schema's records; tbbo shares that of mbp-1. */
const RTYPES: Readonly<Record<Schema, number>> = {
  "mbo": 0xa0,
  "mbp-1": 0x01,
  "mbp-10": 0x0a,
  "tbbo": 0x01,
  "trades": 0x00,
  "ohlcv-1s": 0x20,
  "ohlcv-1m": 0x21,
  "ohlcv-1h": 0x22,
  "ohlcv-1d": 0x23,
  "definition": 0x13,
  "statistics": 0x18,
  "status": 0x12,
  "imbalance": 0x14,
  "ohlcv-eod": 0x24,
  "cmbp-1": 0xb1,
  "cbbo-1s": 0xc0,
  "cbbo-1m": 0xc1,
  "tcbbo": 0xc2,
  "bbo-1s": 0xc3,
  "bbo-1m": 0xc4,
};

const BY_RTYPE: ReadonlyMap<number, Schema> = new Map(
  // mbp-1 comes before tbbo in the list and must win
  SCHEMAS.toReversed().map((schema) => [RTYPES[schema], schema]),
);

/** Whether a text names a schema. */
export function isSchema(text: string): text is Schema {
  return Object.hasOwn(RTYPES, text);
}

/** The record type of a schema's records. */
export function rtypeOfSchema(schema: Schema): number {
  return RTYPES[schema];
}

/** The schema that a record type belongs to (mbp-1 for those of tbbo), or `undefined` for messages and unknown ones. */
export function schemaOfRtype(rtype: number): Schema | undefined {
  return BY_RTYPE.get(rtype);
}

/** The record layout of a schema in streams of a version. */
export function layoutOfSchema(schema: Schema, version: DbnVersion): RecordLayout {
  const layout = layoutOfVersion(RTYPES[schema], version);
  if (!layout) throw new TypeError(`Schema ${schema} has no record layout`);
  return layout;
}
