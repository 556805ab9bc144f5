import {
  char,
  cstr,
  i16,
  i32,
  i8,
  pad,
  price,
  type RecordLayout,
  recordLayout,
  timestamp,
  u16,
  u32,
  u64,
  u8,
} from "./layout.ts";

/** An instrument definition of version 3: legs of spreads, no settlement reference; schema definition. */
export const DEFINITION_V3: RecordLayout = recordLayout(
  "definition_v3",
  520,
  [
    timestamp(16, "ts_recv"),
    price(24, "min_price_increment"),
    price(32, "display_factor"),
    timestamp(40, "expiration"),
    timestamp(48, "activation"),
    price(56, "high_limit_price"),
    price(64, "low_limit_price"),
    price(72, "max_price_variation"),
    price(80, "unit_of_measure_qty"),
    price(88, "min_price_increment_amount"),
    price(96, "price_ratio"),
    price(104, "strike_price"),
    u64(112, "raw_instrument_id", 0n),
    price(120, "leg_price"),
    price(128, "leg_delta"),
    i32(136, "inst_attrib_value", 2147483647),
    u32(140, "underlying_id", 0),
    i32(144, "market_depth_implied", 2147483647),
    i32(148, "market_depth", 2147483647),
    u32(152, "market_segment_id", 4294967295),
    u32(156, "max_trade_vol", 4294967295),
    i32(160, "min_lot_size", 2147483647),
    i32(164, "min_lot_size_block", 2147483647),
    i32(168, "min_lot_size_round_lot", 2147483647),
    u32(172, "min_trade_vol", 4294967295),
    i32(176, "contract_multiplier", 2147483647),
    i32(180, "decay_quantity", 2147483647),
    i32(184, "original_contract_size", 2147483647),
    u32(188, "leg_instrument_id", 0),
    i32(192, "leg_ratio_price_numerator", 0),
    i32(196, "leg_ratio_price_denominator", 0),
    i32(200, "leg_ratio_qty_numerator", 0),
    i32(204, "leg_ratio_qty_denominator", 0),
    u32(208, "leg_underlying_id", 0),
    i16(212, "appl_id", 32767),
    u16(214, "maturity_year", 65535),
    u16(216, "decay_start_date", 65535),
    u16(218, "channel_id", 65535),
    u16(220, "leg_count", 0),
    u16(222, "leg_index", 0),
    cstr(224, 4, "currency"),
    cstr(228, 4, "settl_currency"),
    cstr(232, 6, "secsubtype"),
    cstr(238, 71, "raw_symbol"),
    cstr(309, 21, "group"),
    cstr(330, 5, "exchange"),
    cstr(335, 11, "asset"),
    cstr(346, 7, "cfi"),
    cstr(353, 7, "security_type"),
    cstr(360, 31, "unit_of_measure"),
    cstr(391, 21, "underlying"),
    cstr(412, 4, "strike_price_currency"),
    cstr(416, 71, "leg_raw_symbol"),
    char(487, "instrument_class", "\0"),
    char(488, "match_algorithm", " "),
    u8(489, "main_fraction", 255),
    u8(490, "price_display_format", 255),
    u8(491, "sub_fraction", 255),
    u8(492, "underlying_product", 255),
    char(493, "security_update_action", "A"),
    u8(494, "maturity_month", 255),
    u8(495, "maturity_day", 255),
    u8(496, "maturity_week", 255),
    char(497, "user_defined_instrument", "N"),
    i8(498, "contract_multiplier_unit", 127),
    i8(499, "flow_schedule_type", 127),
    u8(500, "tick_rule", 255),
    char(501, "leg_instrument_class", "\0"),
    char(502, "leg_side", "N"),
    pad(503, 17),
  ],
  `
  ts_recv hd raw_symbol security_update_action instrument_class min_price_increment display_factor
  expiration activation high_limit_price low_limit_price max_price_variation unit_of_measure_qty
  min_price_increment_amount price_ratio inst_attrib_value underlying_id raw_instrument_id
  market_depth_implied market_depth market_segment_id max_trade_vol min_lot_size
  min_lot_size_block min_lot_size_round_lot min_trade_vol contract_multiplier decay_quantity
  original_contract_size appl_id maturity_year decay_start_date channel_id currency settl_currency
  secsubtype group exchange asset cfi security_type unit_of_measure underlying
  strike_price_currency strike_price match_algorithm main_fraction price_display_format
  sub_fraction underlying_product maturity_month maturity_day maturity_week
  user_defined_instrument contract_multiplier_unit flow_schedule_type tick_rule leg_count
  leg_index leg_instrument_id leg_raw_symbol leg_instrument_class leg_side leg_price leg_delta
  leg_ratio_price_numerator leg_ratio_price_denominator leg_ratio_qty_numerator
  leg_ratio_qty_denominator leg_underlying_id
`,
);
