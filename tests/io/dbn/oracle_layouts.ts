/**
 * The record layouts once more, written down for the tests apart from the product's own tables: offset, type and name
 * of each field after the header, and the order of text output. `px` is a price, `ts` a time, `char!` a character that
 * text treats as a string, `sN` a text of N bytes.
 */
export interface OracleLayout {
  readonly name: string;
  readonly size: number;
  readonly rtypes: readonly number[];
  readonly versions: readonly (1 | 2 | 3)[];
  readonly fields: string;
  readonly order: string;
}

export const ORACLE_LAYOUTS: readonly OracleLayout[] = [
  {
    name: "mbo",
    size: 56,
    rtypes: [160],
    versions: [1, 2, 3],
    fields: `
      16:u64:order_id 24:px:price 32:u32:size 36:u8:flags 37:u8:channel_id 38:char:action
      39:char:side 40:ts:ts_recv 48:i32:ts_in_delta 52:u32:sequence
    `,
    order: `
      ts_recv hd action side price size channel_id order_id flags ts_in_delta sequence
    `,
  },
  {
    name: "trade",
    size: 48,
    rtypes: [0],
    versions: [1, 2, 3],
    fields: `
      16:px:price 24:u32:size 28:char:action 29:char:side 30:u8:flags 31:u8:depth 32:ts:ts_recv
      40:i32:ts_in_delta 44:u32:sequence
    `,
    order: `
      ts_recv hd action side depth price size flags ts_in_delta sequence
    `,
  },
  {
    name: "mbp_1",
    size: 80,
    rtypes: [1],
    versions: [1, 2, 3],
    fields: `
      16:px:price 24:u32:size 28:char:action 29:char:side 30:u8:flags 31:u8:depth 32:ts:ts_recv
      40:i32:ts_in_delta 44:u32:sequence 48:px:bid_px_00 56:px:ask_px_00 64:u32:bid_sz_00
      68:u32:ask_sz_00 72:u32:bid_ct_00 76:u32:ask_ct_00
    `,
    order: `
      ts_recv hd action side depth price size flags ts_in_delta sequence levels
    `,
  },
  {
    name: "mbp_10",
    size: 368,
    rtypes: [10],
    versions: [1, 2, 3],
    fields: `
      16:px:price 24:u32:size 28:char:action 29:char:side 30:u8:flags 31:u8:depth 32:ts:ts_recv
      40:i32:ts_in_delta 44:u32:sequence 48:px:bid_px_00 56:px:ask_px_00 64:u32:bid_sz_00
      68:u32:ask_sz_00 72:u32:bid_ct_00 76:u32:ask_ct_00 80:px:bid_px_01 88:px:ask_px_01
      96:u32:bid_sz_01 100:u32:ask_sz_01 104:u32:bid_ct_01 108:u32:ask_ct_01 112:px:bid_px_02
      120:px:ask_px_02 128:u32:bid_sz_02 132:u32:ask_sz_02 136:u32:bid_ct_02 140:u32:ask_ct_02
      144:px:bid_px_03 152:px:ask_px_03 160:u32:bid_sz_03 164:u32:ask_sz_03 168:u32:bid_ct_03
      172:u32:ask_ct_03 176:px:bid_px_04 184:px:ask_px_04 192:u32:bid_sz_04 196:u32:ask_sz_04
      200:u32:bid_ct_04 204:u32:ask_ct_04 208:px:bid_px_05 216:px:ask_px_05 224:u32:bid_sz_05
      228:u32:ask_sz_05 232:u32:bid_ct_05 236:u32:ask_ct_05 240:px:bid_px_06 248:px:ask_px_06
      256:u32:bid_sz_06 260:u32:ask_sz_06 264:u32:bid_ct_06 268:u32:ask_ct_06 272:px:bid_px_07
      280:px:ask_px_07 288:u32:bid_sz_07 292:u32:ask_sz_07 296:u32:bid_ct_07 300:u32:ask_ct_07
      304:px:bid_px_08 312:px:ask_px_08 320:u32:bid_sz_08 324:u32:ask_sz_08 328:u32:bid_ct_08
      332:u32:ask_ct_08 336:px:bid_px_09 344:px:ask_px_09 352:u32:bid_sz_09 356:u32:ask_sz_09
      360:u32:bid_ct_09 364:u32:ask_ct_09
    `,
    order: `
      ts_recv hd action side depth price size flags ts_in_delta sequence levels
    `,
  },
  {
    name: "bbo",
    size: 80,
    rtypes: [195, 196],
    versions: [1, 2, 3],
    fields: `
      16:px:price 24:u32:size 29:char:side 30:u8:flags 32:ts:ts_recv 44:u32:sequence
      48:px:bid_px_00 56:px:ask_px_00 64:u32:bid_sz_00 68:u32:ask_sz_00 72:u32:bid_ct_00
      76:u32:ask_ct_00
    `,
    order: `
      ts_recv hd side price size flags sequence levels
    `,
  },
  {
    name: "cmbp_1",
    size: 80,
    rtypes: [177, 194],
    versions: [1, 2, 3],
    fields: `
      16:px:price 24:u32:size 28:char:action 29:char:side 30:u8:flags 32:ts:ts_recv
      40:i32:ts_in_delta 48:px:bid_px_00 56:px:ask_px_00 64:u32:bid_sz_00 68:u32:ask_sz_00
      72:u16:bid_pb_00 76:u16:ask_pb_00
    `,
    order: `
      ts_recv hd action side price size flags ts_in_delta levels
    `,
  },
  {
    name: "cbbo",
    size: 80,
    rtypes: [192, 193],
    versions: [1, 2, 3],
    fields: `
      16:px:price 24:u32:size 29:char:side 30:u8:flags 32:ts:ts_recv 48:px:bid_px_00
      56:px:ask_px_00 64:u32:bid_sz_00 68:u32:ask_sz_00 72:u16:bid_pb_00 76:u16:ask_pb_00
    `,
    order: `
      ts_recv hd side price size flags levels
    `,
  },
  {
    name: "ohlcv",
    size: 56,
    rtypes: [32, 33, 34, 35, 36, 17],
    versions: [1, 2, 3],
    fields: `
      16:px:open 24:px:high 32:px:low 40:px:close 48:u64:volume
    `,
    order: `
      hd open high low close volume
    `,
  },
  {
    name: "status",
    size: 40,
    rtypes: [18],
    versions: [1, 2, 3],
    fields: `
      16:ts:ts_recv 24:u16:action 26:u16:reason 28:u16:trading_event 30:char:is_trading
      31:char:is_quoting 32:char:is_short_sell_restricted
    `,
    order: `
      ts_recv hd action reason trading_event is_trading is_quoting is_short_sell_restricted
    `,
  },
  {
    name: "imbalance",
    size: 112,
    rtypes: [20],
    versions: [1, 2, 3],
    fields: `
      16:ts:ts_recv 24:px:ref_price 32:ts:auction_time 40:px:cont_book_clr_price
      48:px:auct_interest_clr_price 56:px:ssr_filling_price 64:px:ind_match_price
      72:px:upper_collar 80:px:lower_collar 88:u32:paired_qty 92:u32:total_imbalance_qty
      96:u32:market_imbalance_qty 100:u32:unpaired_qty 104:char:auction_type 105:char:side
      106:u8:auction_status 107:u8:freeze_status 108:u8:num_extensions 109:char:unpaired_side
      110:char:significant_imbalance
    `,
    order: `
      ts_recv hd ref_price auction_time cont_book_clr_price auct_interest_clr_price
      ssr_filling_price ind_match_price upper_collar lower_collar paired_qty total_imbalance_qty
      market_imbalance_qty unpaired_qty auction_type side auction_status freeze_status
      num_extensions unpaired_side significant_imbalance
    `,
  },
  {
    name: "stat_v1",
    size: 64,
    rtypes: [24],
    versions: [1, 2],
    fields: `
      16:ts:ts_recv 24:ts:ts_ref 32:px:price 40:i32:quantity 44:u32:sequence 48:i32:ts_in_delta
      52:u16:stat_type 54:u16:channel_id 56:u8:update_action 57:u8:stat_flags
    `,
    order: `
      ts_recv hd ts_ref price quantity sequence ts_in_delta stat_type channel_id update_action
      stat_flags
    `,
  },
  {
    name: "stat_v3",
    size: 80,
    rtypes: [24],
    versions: [3],
    fields: `
      16:ts:ts_recv 24:ts:ts_ref 32:px:price 40:i64:quantity 48:u32:sequence 52:i32:ts_in_delta
      56:u16:stat_type 58:u16:channel_id 60:u8:update_action 61:u8:stat_flags
    `,
    order: `
      ts_recv hd ts_ref price quantity sequence ts_in_delta stat_type channel_id update_action
      stat_flags
    `,
  },
  {
    name: "error_v1",
    size: 80,
    rtypes: [21],
    versions: [1],
    fields: `
      16:s64:err
    `,
    order: `
      hd err
    `,
  },
  {
    name: "error_v2",
    size: 320,
    rtypes: [21],
    versions: [2, 3],
    fields: `
      16:s302:err 318:u8:code 319:u8:is_last
    `,
    order: `
      hd err code is_last
    `,
  },
  {
    name: "symbol_mapping_v1",
    size: 80,
    rtypes: [22],
    versions: [1],
    fields: `
      16:s22:stype_in_symbol 38:s22:stype_out_symbol 64:ts:start_ts 72:ts:end_ts
    `,
    order: `
      hd stype_in_symbol stype_out_symbol start_ts end_ts
    `,
  },
  {
    name: "symbol_mapping_v2",
    size: 176,
    rtypes: [22],
    versions: [2, 3],
    fields: `
      16:u8:stype_in 17:s71:stype_in_symbol 88:u8:stype_out 89:s71:stype_out_symbol
      160:ts:start_ts 168:ts:end_ts
    `,
    order: `
      hd stype_in stype_in_symbol stype_out stype_out_symbol start_ts end_ts
    `,
  },
  {
    name: "system_v1",
    size: 80,
    rtypes: [23],
    versions: [1],
    fields: `
      16:s64:msg
    `,
    order: `
      hd msg
    `,
  },
  {
    name: "system_v2",
    size: 320,
    rtypes: [23],
    versions: [2, 3],
    fields: `
      16:s303:msg 319:u8:code
    `,
    order: `
      hd msg code
    `,
  },
  {
    name: "definition_v1",
    size: 360,
    rtypes: [19],
    versions: [1],
    fields: `
      16:ts:ts_recv 24:px:min_price_increment 32:px:display_factor 40:ts:expiration
      48:ts:activation 56:px:high_limit_price 64:px:low_limit_price 72:px:max_price_variation
      80:px:trading_reference_price 88:px:unit_of_measure_qty 96:px:min_price_increment_amount
      104:px:price_ratio 112:i32:inst_attrib_value 116:u32:underlying_id
      120:u32:raw_instrument_id 124:i32:market_depth_implied 128:i32:market_depth
      132:u32:market_segment_id 136:u32:max_trade_vol 140:i32:min_lot_size
      144:i32:min_lot_size_block 148:i32:min_lot_size_round_lot 152:u32:min_trade_vol
      160:i32:contract_multiplier 164:i32:decay_quantity 168:i32:original_contract_size
      176:u16:trading_reference_date 178:i16:appl_id 180:u16:maturity_year
      182:u16:decay_start_date 184:u16:channel_id 186:s4:currency 190:s4:settl_currency
      194:s6:secsubtype 200:s22:raw_symbol 222:s21:group 243:s5:exchange 248:s7:asset 255:s7:cfi
      262:s7:security_type 269:s31:unit_of_measure 300:s21:underlying
      321:s4:strike_price_currency 325:char:instrument_class 328:px:strike_price
      342:char:match_algorithm 343:u8:md_security_trading_status 344:u8:main_fraction
      345:u8:price_display_format 346:u8:settl_price_type 347:u8:sub_fraction
      348:u8:underlying_product 349:char!:security_update_action 350:u8:maturity_month
      351:u8:maturity_day 352:u8:maturity_week 353:char!:user_defined_instrument
      354:i8:contract_multiplier_unit 355:i8:flow_schedule_type 356:u8:tick_rule
    `,
    order: `
      ts_recv hd raw_symbol security_update_action instrument_class min_price_increment
      display_factor expiration activation high_limit_price low_limit_price max_price_variation
      trading_reference_price unit_of_measure_qty min_price_increment_amount price_ratio
      inst_attrib_value underlying_id raw_instrument_id market_depth_implied market_depth
      market_segment_id max_trade_vol min_lot_size min_lot_size_block min_lot_size_round_lot
      min_trade_vol contract_multiplier decay_quantity original_contract_size
      trading_reference_date appl_id maturity_year decay_start_date channel_id currency
      settl_currency secsubtype group exchange asset cfi security_type unit_of_measure
      underlying strike_price_currency strike_price match_algorithm md_security_trading_status
      main_fraction price_display_format settl_price_type sub_fraction underlying_product
      maturity_month maturity_day maturity_week user_defined_instrument contract_multiplier_unit
      flow_schedule_type tick_rule
    `,
  },
  {
    name: "definition_v2",
    size: 400,
    rtypes: [19],
    versions: [2],
    fields: `
      16:ts:ts_recv 24:px:min_price_increment 32:px:display_factor 40:ts:expiration
      48:ts:activation 56:px:high_limit_price 64:px:low_limit_price 72:px:max_price_variation
      80:px:trading_reference_price 88:px:unit_of_measure_qty 96:px:min_price_increment_amount
      104:px:price_ratio 112:px:strike_price 120:i32:inst_attrib_value 124:u32:underlying_id
      128:u32:raw_instrument_id 132:i32:market_depth_implied 136:i32:market_depth
      140:u32:market_segment_id 144:u32:max_trade_vol 148:i32:min_lot_size
      152:i32:min_lot_size_block 156:i32:min_lot_size_round_lot 160:u32:min_trade_vol
      164:i32:contract_multiplier 168:i32:decay_quantity 172:i32:original_contract_size
      176:u16:trading_reference_date 178:i16:appl_id 180:u16:maturity_year
      182:u16:decay_start_date 184:u16:channel_id 186:s4:currency 190:s4:settl_currency
      194:s6:secsubtype 200:s71:raw_symbol 271:s21:group 292:s5:exchange 297:s7:asset 304:s7:cfi
      311:s7:security_type 318:s31:unit_of_measure 349:s21:underlying
      370:s4:strike_price_currency 374:char:instrument_class 375:char:match_algorithm
      376:u8:md_security_trading_status 377:u8:main_fraction 378:u8:price_display_format
      379:u8:settl_price_type 380:u8:sub_fraction 381:u8:underlying_product
      382:char:security_update_action 383:u8:maturity_month 384:u8:maturity_day
      385:u8:maturity_week 386:char!:user_defined_instrument 387:i8:contract_multiplier_unit
      388:i8:flow_schedule_type 389:u8:tick_rule
    `,
    order: `
      ts_recv hd raw_symbol security_update_action instrument_class min_price_increment
      display_factor expiration activation high_limit_price low_limit_price max_price_variation
      trading_reference_price unit_of_measure_qty min_price_increment_amount price_ratio
      inst_attrib_value underlying_id raw_instrument_id market_depth_implied market_depth
      market_segment_id max_trade_vol min_lot_size min_lot_size_block min_lot_size_round_lot
      min_trade_vol contract_multiplier decay_quantity original_contract_size
      trading_reference_date appl_id maturity_year decay_start_date channel_id currency
      settl_currency secsubtype group exchange asset cfi security_type unit_of_measure
      underlying strike_price_currency strike_price match_algorithm md_security_trading_status
      main_fraction price_display_format settl_price_type sub_fraction underlying_product
      maturity_month maturity_day maturity_week user_defined_instrument contract_multiplier_unit
      flow_schedule_type tick_rule
    `,
  },
  {
    name: "definition_v3",
    size: 520,
    rtypes: [19],
    versions: [3],
    fields: `
      16:ts:ts_recv 24:px:min_price_increment 32:px:display_factor 40:ts:expiration
      48:ts:activation 56:px:high_limit_price 64:px:low_limit_price 72:px:max_price_variation
      80:px:unit_of_measure_qty 88:px:min_price_increment_amount 96:px:price_ratio
      104:px:strike_price 112:u64:raw_instrument_id 120:px:leg_price 128:px:leg_delta
      136:i32:inst_attrib_value 140:u32:underlying_id 144:i32:market_depth_implied
      148:i32:market_depth 152:u32:market_segment_id 156:u32:max_trade_vol 160:i32:min_lot_size
      164:i32:min_lot_size_block 168:i32:min_lot_size_round_lot 172:u32:min_trade_vol
      176:i32:contract_multiplier 180:i32:decay_quantity 184:i32:original_contract_size
      188:u32:leg_instrument_id 192:i32:leg_ratio_price_numerator
      196:i32:leg_ratio_price_denominator 200:i32:leg_ratio_qty_numerator
      204:i32:leg_ratio_qty_denominator 208:u32:leg_underlying_id 212:i16:appl_id
      214:u16:maturity_year 216:u16:decay_start_date 218:u16:channel_id 220:u16:leg_count
      222:u16:leg_index 224:s4:currency 228:s4:settl_currency 232:s6:secsubtype
      238:s71:raw_symbol 309:s21:group 330:s5:exchange 335:s11:asset 346:s7:cfi
      353:s7:security_type 360:s31:unit_of_measure 391:s21:underlying
      412:s4:strike_price_currency 416:s71:leg_raw_symbol 487:char:instrument_class
      488:char:match_algorithm 489:u8:main_fraction 490:u8:price_display_format
      491:u8:sub_fraction 492:u8:underlying_product 493:char:security_update_action
      494:u8:maturity_month 495:u8:maturity_day 496:u8:maturity_week
      497:char:user_defined_instrument 498:i8:contract_multiplier_unit 499:i8:flow_schedule_type
      500:u8:tick_rule 501:char:leg_instrument_class 502:char:leg_side
    `,
    order: `
      ts_recv hd raw_symbol security_update_action instrument_class min_price_increment
      display_factor expiration activation high_limit_price low_limit_price max_price_variation
      unit_of_measure_qty min_price_increment_amount price_ratio inst_attrib_value underlying_id
      raw_instrument_id market_depth_implied market_depth market_segment_id max_trade_vol
      min_lot_size min_lot_size_block min_lot_size_round_lot min_trade_vol contract_multiplier
      decay_quantity original_contract_size appl_id maturity_year decay_start_date channel_id
      currency settl_currency secsubtype group exchange asset cfi security_type unit_of_measure
      underlying strike_price_currency strike_price match_algorithm main_fraction
      price_display_format sub_fraction underlying_product maturity_month maturity_day
      maturity_week user_defined_instrument contract_multiplier_unit flow_schedule_type
      tick_rule leg_count leg_index leg_instrument_id leg_raw_symbol leg_instrument_class
      leg_side leg_price leg_delta leg_ratio_price_numerator leg_ratio_price_denominator
      leg_ratio_qty_numerator leg_ratio_qty_denominator leg_underlying_id
    `,
  },
];
