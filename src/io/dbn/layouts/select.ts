import type { DbnVersion } from "../version.ts";
import { OHLCV } from "./bars.ts";
import { BBO, CBBO, CMBP_1, MBP_1, MBP_10 } from "./books.ts";
import { DEFINITION_V1 } from "./definition_v1.ts";
import { DEFINITION_V2 } from "./definition_v2.ts";
import { DEFINITION_V3 } from "./definition_v3.ts";
import {
  ERROR_V1,
  ERROR_V2,
  SYMBOL_MAPPING_V1,
  SYMBOL_MAPPING_V2,
  SYSTEM_V1,
  SYSTEM_V2,
} from "./gateway.ts";
import type { RecordLayout } from "./layout.ts";
import { MBO, TRADE } from "./ticks.ts";
import { IMBALANCE, STAT_V1, STAT_V3, STATUS } from "./venue.ts";

/** The layouts of one record type in versions 1, 2 and 3. */
type Versions = readonly [RecordLayout, RecordLayout, RecordLayout];

function same(layout: RecordLayout): Versions {
  return [layout, layout, layout];
}

const BY_RTYPE: ReadonlyMap<number, Versions> = new Map<number, Versions>([
  [0x00, same(TRADE)],
  [0x01, same(MBP_1)],
  [0x0a, same(MBP_10)],
  [0x11, same(OHLCV)],
  [0x12, same(STATUS)],
  [0x13, [DEFINITION_V1, DEFINITION_V2, DEFINITION_V3]],
  [0x14, same(IMBALANCE)],
  [0x15, [ERROR_V1, ERROR_V2, ERROR_V2]],
  [0x16, [SYMBOL_MAPPING_V1, SYMBOL_MAPPING_V2, SYMBOL_MAPPING_V2]],
  [0x17, [SYSTEM_V1, SYSTEM_V2, SYSTEM_V2]],
  [0x18, [STAT_V1, STAT_V1, STAT_V3]],
  [0x20, same(OHLCV)],
  [0x21, same(OHLCV)],
  [0x22, same(OHLCV)],
  [0x23, same(OHLCV)],
  [0x24, same(OHLCV)],
  [0xa0, same(MBO)],
  [0xb1, same(CMBP_1)],
  [0xc0, same(CBBO)],
  [0xc1, same(CBBO)],
  [0xc2, same(CMBP_1)],
  [0xc3, same(BBO)],
  [0xc4, same(BBO)],
]);

/** Every layout once, in the order of their first record type. */
export const ALL_LAYOUTS: readonly RecordLayout[] = [...new Set([...BY_RTYPE.values()].flat())];

/** Every known record type, ascending. */
export const ALL_RTYPES: readonly number[] = [...BY_RTYPE.keys()];

/** The layout that a record type has in streams of `version`, or `undefined` for an unknown record type. */
export function layoutOfVersion(rtype: number, version: DbnVersion): RecordLayout | undefined {
  return BY_RTYPE.get(rtype)?.[version - 1];
}

/**
 * The newest layout of a record type that fits into `sizeBytes`, else its oldest one, which is then too long for the record; `undefined` for
 * an unknown record type. Safe with `ts_out`, because the versions differ by more than its 8 bytes.
 */
export function layoutOfSize(rtype: number, sizeBytes: number): RecordLayout | undefined {
  const versions = BY_RTYPE.get(rtype);
  return versions?.findLast((layout) => layout.size <= sizeBytes) ?? versions?.[0];
}
