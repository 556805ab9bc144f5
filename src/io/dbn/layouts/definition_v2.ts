import {
  char,
  cstr,
  enumChar,
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
  u8,
} from "./layout.ts";

/** Text order of definitions of versions 1 and 2. */
export const DEFINITION_V2_ORDER = `
  ts_recv hd raw_symbol security_update_action instrument_class min_price_increment display_factor
  expiration activation high_limit_price low_limit_price max_price_variation
  trading_reference_price unit_of_measure_qty min_price_increment_amount price_ratio
  inst_attrib_value underlying_id raw_instrument_id market_depth_implied market_depth
  market_segment_id max_trade_vol min_lot_size min_lot_size_block min_lot_size_round_lot
  min_trade_vol contract_multiplier decay_quantity original_contract_size trading_reference_date
  appl_id maturity_year decay_start_date channel_id currency settl_currency secsubtype group
  exchange asset cfi security_type unit_of_measure underlying strike_price_currency strike_price
  match_algorithm md_security_trading_status main_fraction price_display_format settl_price_type
  sub_fraction underlying_product maturity_month maturity_day maturity_week
  user_defined_instrument contract_multiplier_unit flow_schedule_type tick_rule
`;

/** An instrument definition of version 2; schema definition. */
export const DEFINITION_V2: RecordLayout = recordLayout("definition_v2", 400, [
  timestamp(16, "ts_recv"),
  price(24, "min_price_increment"),
  price(32, "display_factor"),
  timestamp(40, "expiration"),
  timestamp(48, "activation"),
  price(56, "high_limit_price"),
  price(64, "low_limit_price"),
  price(72, "max_price_variation"),
  price(80, "trading_reference_price"),
  price(88, "unit_of_measure_qty"),
  price(96, "min_price_increment_amount"),
  price(104, "price_ratio"),
  price(112, "strike_price"),
  i32(120, "inst_attrib_value", 2147483647),
  u32(124, "underlying_id", 0),
  u32(128, "raw_instrument_id", 0),
  i32(132, "market_depth_implied", 2147483647),
  i32(136, "market_depth", 2147483647),
  u32(140, "market_segment_id", 4294967295),
  u32(144, "max_trade_vol", 4294967295),
  i32(148, "min_lot_size", 2147483647),
  i32(152, "min_lot_size_block", 2147483647),
  i32(156, "min_lot_size_round_lot", 2147483647),
  u32(160, "min_trade_vol", 4294967295),
  i32(164, "contract_multiplier", 2147483647),
  i32(168, "decay_quantity", 2147483647),
  i32(172, "original_contract_size", 2147483647),
  u16(176, "trading_reference_date", 65535),
  i16(178, "appl_id", 32767),
  u16(180, "maturity_year", 65535),
  u16(182, "decay_start_date", 65535),
  u16(184, "channel_id", 65535),
  cstr(186, 4, "currency"),
  cstr(190, 4, "settl_currency"),
  cstr(194, 6, "secsubtype"),
  cstr(200, 71, "raw_symbol"),
  cstr(271, 21, "group"),
  cstr(292, 5, "exchange"),
  cstr(297, 7, "asset"),
  cstr(304, 7, "cfi"),
  cstr(311, 7, "security_type"),
  cstr(318, 31, "unit_of_measure"),
  cstr(349, 21, "underlying"),
  cstr(370, 4, "strike_price_currency"),
  char(374, "instrument_class", "\0"),
  char(375, "match_algorithm", " "),
  u8(376, "md_security_trading_status", 255),
  u8(377, "main_fraction", 255),
  u8(378, "price_display_format", 255),
  u8(379, "settl_price_type", 255),
  u8(380, "sub_fraction", 255),
  u8(381, "underlying_product", 255),
  char(382, "security_update_action", "A"),
  u8(383, "maturity_month", 255),
  u8(384, "maturity_day", 255),
  u8(385, "maturity_week", 255),
  enumChar(386, "user_defined_instrument", "N"),
  i8(387, "contract_multiplier_unit", 127),
  i8(388, "flow_schedule_type", 127),
  u8(389, "tick_rule", 255),
  pad(390, 10),
], DEFINITION_V2_ORDER);
