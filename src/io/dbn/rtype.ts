/** Record types that are not named after a schema. */
export const RTYPE = {
  ohlcvDeprecated: 0x11,
  status: 0x12,
  instrumentDef: 0x13,
  error: 0x15,
  symbolMapping: 0x16,
  system: 0x17,
  statistics: 0x18,
} as const;

const NAMES: ReadonlyMap<number, string> = new Map([
  [0x00, "mbp-0"],
  [0x01, "mbp-1"],
  [0x0a, "mbp-10"],
  [0x11, "ohlcv-deprecated"],
  [0x12, "status"],
  [0x13, "instrument-def"],
  [0x14, "imbalance"],
  [0x15, "error"],
  [0x16, "symbol-mapping"],
  [0x17, "system"],
  [0x18, "statistics"],
  [0x20, "ohlcv-1s"],
  [0x21, "ohlcv-1m"],
  [0x22, "ohlcv-1h"],
  [0x23, "ohlcv-1d"],
  [0x24, "ohlcv-eod"],
  [0xa0, "mbo"],
  [0xb1, "cmbp-1"],
  [0xc0, "cbbo-1s"],
  [0xc1, "cbbo-1m"],
  [0xc2, "tcbbo"],
  [0xc3, "bbo-1s"],
  [0xc4, "bbo-1m"],
]);

/** The official name of a record type, or `undefined` for an unknown one. */
export function rtypeName(rtype: number): string | undefined {
  return NAMES.get(rtype);
}
