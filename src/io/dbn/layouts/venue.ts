import {
  char,
  i32,
  i64,
  pad,
  price,
  type RecordLayout,
  recordLayout,
  timestamp,
  u16,
  u32,
  u8,
  UNDEF_STAT_QUANTITY,
} from "./layout.ts";

/** A change of trading status; schema status. */
export const STATUS: RecordLayout = recordLayout(
  "status",
  40,
  [
    timestamp(16, "ts_recv"),
    u16(24, "action", 0),
    u16(26, "reason", 0),
    u16(28, "trading_event", 0),
    char(30, "is_trading", "~"),
    char(31, "is_quoting", "~"),
    char(32, "is_short_sell_restricted", "~"),
    pad(33, 7),
  ],
  `
  ts_recv hd action reason trading_event is_trading is_quoting is_short_sell_restricted
`,
);

/** An auction imbalance; schema imbalance. */
export const IMBALANCE: RecordLayout = recordLayout(
  "imbalance",
  112,
  [
    timestamp(16, "ts_recv"),
    price(24, "ref_price"),
    timestamp(32, "auction_time"),
    price(40, "cont_book_clr_price"),
    price(48, "auct_interest_clr_price"),
    price(56, "ssr_filling_price"),
    price(64, "ind_match_price"),
    price(72, "upper_collar"),
    price(80, "lower_collar"),
    u32(88, "paired_qty", 4294967295),
    u32(92, "total_imbalance_qty", 4294967295),
    u32(96, "market_imbalance_qty", 4294967295),
    u32(100, "unpaired_qty", 4294967295),
    char(104, "auction_type", "~"),
    char(105, "side", "N"),
    u8(106, "auction_status", 0),
    u8(107, "freeze_status", 0),
    u8(108, "num_extensions", 0),
    char(109, "unpaired_side", "N"),
    char(110, "significant_imbalance", "~"),
    pad(111, 1),
  ],
  `
  ts_recv hd ref_price auction_time cont_book_clr_price auct_interest_clr_price ssr_filling_price
  ind_match_price upper_collar lower_collar paired_qty total_imbalance_qty market_imbalance_qty
  unpaired_qty auction_type side auction_status freeze_status num_extensions unpaired_side
  significant_imbalance
`,
);

/** A statistic of versions 1 and 2; schema statistics. */
export const STAT_V1: RecordLayout = recordLayout(
  "stat_v1",
  64,
  [
    timestamp(16, "ts_recv"),
    timestamp(24, "ts_ref"),
    price(32, "price"),
    i32(40, "quantity", 2147483647),
    u32(44, "sequence", 0),
    i32(48, "ts_in_delta", 0),
    u16(52, "stat_type", 0),
    u16(54, "channel_id", 65535),
    u8(56, "update_action", 1),
    u8(57, "stat_flags", 0),
    pad(58, 6),
  ],
  `
  ts_recv hd ts_ref price quantity sequence ts_in_delta stat_type channel_id update_action
  stat_flags
`,
);

/** A statistic of version 3: wider quantity; schema statistics. */
export const STAT_V3: RecordLayout = recordLayout(
  "stat_v3",
  80,
  [
    timestamp(16, "ts_recv"),
    timestamp(24, "ts_ref"),
    price(32, "price"),
    i64(40, "quantity", UNDEF_STAT_QUANTITY),
    u32(48, "sequence", 0),
    i32(52, "ts_in_delta", 0),
    u16(56, "stat_type", 0),
    u16(58, "channel_id", 65535),
    u8(60, "update_action", 1),
    u8(61, "stat_flags", 0),
    pad(62, 18),
  ],
  `
  ts_recv hd ts_ref price quantity sequence ts_in_delta stat_type channel_id update_action
  stat_flags
`,
);
