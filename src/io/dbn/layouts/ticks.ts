import {
  char,
  i32,
  price,
  type RecordLayout,
  recordLayout,
  timestamp,
  u32,
  u64,
  u8,
  UNDEF_ORDER_SIZE,
} from "./layout.ts";

/** One order event of a full order book; schema mbo. */
export const MBO: RecordLayout = recordLayout(
  "mbo",
  56,
  [
    u64(16, "order_id", 0n),
    price(24, "price"),
    u32(32, "size", UNDEF_ORDER_SIZE),
    u8(36, "flags", 0),
    u8(37, "channel_id", 255),
    char(38, "action", "N"),
    char(39, "side", "N"),
    timestamp(40, "ts_recv"),
    i32(48, "ts_in_delta", 0),
    u32(52, "sequence", 0),
  ],
  `
  ts_recv hd action side price size channel_id order_id flags ts_in_delta sequence
`,
);

/** One trade; schema trades. */
export const TRADE: RecordLayout = recordLayout("trade", 48, [
  price(16, "price"),
  u32(24, "size", UNDEF_ORDER_SIZE),
  char(28, "action", "N"),
  char(29, "side", "N"),
  u8(30, "flags", 0),
  u8(31, "depth", 0),
  timestamp(32, "ts_recv"),
  i32(40, "ts_in_delta", 0),
  u32(44, "sequence", 0),
], "ts_recv hd action side depth price size flags ts_in_delta sequence");
