import {
  char,
  consolidatedLevels,
  i32,
  levels,
  pad,
  price,
  type RecordLayout,
  recordLayout,
  timestamp,
  u32,
  u8,
  UNDEF_ORDER_SIZE,
} from "./layout.ts";

/** An event and the best level after it; schemas mbp-1 and tbbo. */
export const MBP_1: RecordLayout = recordLayout(
  "mbp_1",
  80,
  [
    price(16, "price"),
    u32(24, "size", UNDEF_ORDER_SIZE),
    char(28, "action", "N"),
    char(29, "side", "N"),
    u8(30, "flags", 0),
    u8(31, "depth", 0),
    timestamp(32, "ts_recv"),
    i32(40, "ts_in_delta", 0),
    u32(44, "sequence", 0),
    ...levels(48, 1),
  ],
  `
  ts_recv hd action side depth price size flags ts_in_delta sequence levels
`,
);

/** An event and the ten best levels after it; schema mbp-10. */
export const MBP_10: RecordLayout = recordLayout(
  "mbp_10",
  368,
  [
    price(16, "price"),
    u32(24, "size", UNDEF_ORDER_SIZE),
    char(28, "action", "N"),
    char(29, "side", "N"),
    u8(30, "flags", 0),
    u8(31, "depth", 0),
    timestamp(32, "ts_recv"),
    i32(40, "ts_in_delta", 0),
    u32(44, "sequence", 0),
    ...levels(48, 10),
  ],
  `
  ts_recv hd action side depth price size flags ts_in_delta sequence levels
`,
);

/** The best level at the end of an interval; schemas bbo-1s and bbo-1m. */
export const BBO: RecordLayout = recordLayout("bbo", 80, [
  price(16, "price"),
  u32(24, "size", UNDEF_ORDER_SIZE),
  pad(28, 1),
  char(29, "side", "N"),
  u8(30, "flags", 0),
  pad(31, 1),
  timestamp(32, "ts_recv"),
  pad(40, 4),
  u32(44, "sequence", 0),
  ...levels(48, 1),
], "ts_recv hd side price size flags sequence levels");

/** An event and the consolidated best level after it; schemas cmbp-1 and tcbbo. */
export const CMBP_1: RecordLayout = recordLayout("cmbp_1", 80, [
  price(16, "price"),
  u32(24, "size", UNDEF_ORDER_SIZE),
  char(28, "action", "N"),
  char(29, "side", "N"),
  u8(30, "flags", 0),
  pad(31, 1),
  timestamp(32, "ts_recv"),
  i32(40, "ts_in_delta", 0),
  pad(44, 4),
  ...consolidatedLevels(48, 1),
], "ts_recv hd action side price size flags ts_in_delta levels");

/** The consolidated best level at the end of an interval; schemas cbbo-1s and cbbo-1m. */
export const CBBO: RecordLayout = recordLayout("cbbo", 80, [
  price(16, "price"),
  u32(24, "size", UNDEF_ORDER_SIZE),
  pad(28, 1),
  char(29, "side", "N"),
  u8(30, "flags", 0),
  pad(31, 1),
  timestamp(32, "ts_recv"),
  pad(40, 8),
  ...consolidatedLevels(48, 1),
], "ts_recv hd side price size flags levels");
