/** Bytes and texts that the reference implementation produced: dbn crate 0.54. */

export function fromHex(text: string): Uint8Array {
  const digits = text.replaceAll(/\s/g, "");
  return Uint8Array.from(
    { length: digits.length / 2 },
    (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

export interface GoldenRecord {
  readonly layout: string;
  readonly version: 1 | 2 | 3;
  readonly hex: string;
  readonly json: string;
}

export const GOLDEN_RECORDS: readonly GoldenRecord[] = [
  {
    layout: "trade",
    version: 3,
    hex: `
      0c0001006a150000410784b2dbe2541680022e30620300000500000054418100e90889b2dbe25416
      334b0000ccdb1100
    `,
    json:
      '{"ts_recv":"1609160400099150057","hd":{"ts_event":"1609160400098821953","rtype":0,"publisher_id":1,"instrument_id":5482},"action":"T","side":"A","depth":0,"price":"3720250000000","size":5,"flags":129,"ts_in_delta":19251,"sequence":1170380}',
  },
  {
    layout: "mbo",
    version: 3,
    hex: `
      0ea001006a15000007afa6acdbe254168945fed29600000080fb30c5620300000100000080004341
      3cdeaaacdbe25416d1590000b0db1100
    `,
    json:
      '{"ts_recv":"1609160400000704060","hd":{"ts_event":"1609160400000429831","rtype":160,"publisher_id":1,"instrument_id":5482},"action":"C","side":"A","price":"3722750000000","size":1,"channel_id":0,"order_id":"647784973705","flags":128,"ts_in_delta":22993,"sequence":1170352}',
  },
  {
    layout: "mbp_1",
    version: 3,
    hex: `
      140101006a1500004fb3fbacdbe2541600b5143f62030000010000004141800009c2fdacdbe25416
      3e430000badb110080022e306203000000b5143f62030000180000000b0000000f00000009000000
    `,
    json:
      '{"ts_recv":"1609160400006136329","hd":{"ts_event":"1609160400006001487","rtype":1,"publisher_id":1,"instrument_id":5482},"action":"A","side":"A","depth":0,"price":"3720500000000","size":1,"flags":128,"ts_in_delta":17214,"sequence":1170362,"levels":[{"bid_px":"3720250000000","ask_px":"3720500000000","bid_sz":24,"ask_sz":11,"bid_ct":15,"ask_ct":9}]}',
  },
  {
    layout: "bbo",
    version: 3,
    hex: `
      14c301006a15000025d260fa4ab854160081320e5e030000020000000041a800000040334bb85416
      000000008739020080ce4bff5d0300008033191d5e030000120000000d0000000a0000000d000000
    `,
    json:
      '{"ts_recv":"1609113600000000000","hd":{"ts_event":"1609113599045849637","rtype":195,"publisher_id":1,"instrument_id":5482},"side":"A","price":"3702500000000","size":2,"flags":168,"sequence":145799,"levels":[{"bid_px":"3702250000000","ask_px":"3702750000000","bid_sz":18,"ask_sz":13,"bid_ct":10,"ask_ct":13}]}',
  },
  {
    layout: "cmbp_1",
    version: 3,
    hex: `
      14b101006a1500004fb3fbacdbe2541600b5143f62030000010000004141800009c2fdacdbe25416
      3e4300000000000080022e306203000000b5143f62030000180000000b0000000100000001000000
    `,
    json:
      '{"ts_recv":"1609160400006136329","hd":{"ts_event":"1609160400006001487","rtype":177,"publisher_id":1,"instrument_id":5482},"action":"A","side":"A","price":"3720500000000","size":1,"flags":128,"ts_in_delta":17214,"levels":[{"bid_px":"3720250000000","ask_px":"3720500000000","bid_sz":24,"ask_sz":11,"bid_pb":1,"ask_pb":1}]}',
  },
  {
    layout: "cbbo",
    version: 3,
    hex: `
      14c001006a1500004fb3fbacdbe2541600b5143f62030000010000000041800009c2fdacdbe25416
      000000000000000080022e306203000000b5143f62030000180000000b0000000100000001000000
    `,
    json:
      '{"ts_recv":"1609160400006136329","hd":{"ts_event":"1609160400006001487","rtype":192,"publisher_id":1,"instrument_id":5482},"side":"A","price":"3720500000000","size":1,"flags":128,"levels":[{"bid_px":"3720250000000","ask_px":"3720500000000","bid_sz":24,"ask_sz":11,"bid_pb":1,"ask_pb":1}]}',
  },
  {
    layout: "ohlcv",
    version: 3,
    hex: `
      0e2001006a1500000020a0acdbe2541600faf8d15a52010000b416a46052010000faf8d15a520100
      00b416a4605201003900000000000000
    `,
    json:
      '{"hd":{"ts_event":"1609160400000000000","rtype":32,"publisher_id":1,"instrument_id":5482},"open":"372025000000000","high":"372050000000000","low":"372025000000000","close":"372050000000000","volume":"57"}',
  },
  {
    layout: "status",
    version: 3,
    hex: `
      0a1201006a1500000060870205b55416000040334bb8541607000100000059597e00000000000000
    `,
    json:
      '{"ts_recv":"1609113600000000000","hd":{"ts_event":"1609110000000000000","rtype":18,"publisher_id":1,"instrument_id":5482},"action":7,"reason":1,"trading_event":0,"is_trading":"Y","is_quoting":"Y","is_short_sell_restricted":"~"}',
  },
  {
    layout: "imbalance",
    version: 3,
    hex: `
      1c140200df2400007392c7ffb7d6aa169eb8c7ffb7d6aa1680f9176b350000000000000000000000
      00000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000d007000000000000000000004f420000004e7e00
    `,
    json:
      '{"ts_recv":"1633353900633864350","hd":{"ts_event":"1633353900633854579","rtype":20,"publisher_id":2,"instrument_id":9439},"ref_price":"229430000000","auction_time":"0","cont_book_clr_price":"0","auct_interest_clr_price":"0","ssr_filling_price":"0","ind_match_price":"0","upper_collar":"0","lower_collar":"0","paired_qty":0,"total_imbalance_qty":2000,"market_imbalance_qty":0,"unpaired_qty":0,"auction_type":"O","side":"B","auction_status":0,"freeze_status":0,"num_extensions":0,"unpaired_side":"N","significant_imbalance":"~"}',
  },
  {
    layout: "stat_v1",
    version: 1,
    hex: `
      10180100013e02007f468edf3a9f5817a5ff21e03a9f5817ffffffffffffffff00e8764817000000
      ffffff7f020000005169000007000d0001ff000000000000
    `,
    json:
      '{"ts_recv":"1682269536040124325","hd":{"ts_event":"1682269536030443135","rtype":24,"publisher_id":1,"instrument_id":146945},"ts_ref":"18446744073709551615","price":"100000000000","quantity":2147483647,"sequence":2,"ts_in_delta":26961,"stat_type":7,"channel_id":13,"update_action":1,"stat_flags":255}',
  },
  {
    layout: "stat_v3",
    version: 3,
    hex: `
      14180100013e02007f468edf3a9f5817a5ff21e03a9f5817ffffffffffffffff00e8764817000000
      ffffffffffffff7f020000005169000007000d0001ff000000000000000000000000000000000000
    `,
    json:
      '{"ts_recv":"1682269536040124325","hd":{"ts_event":"1682269536030443135","rtype":24,"publisher_id":1,"instrument_id":146945},"ts_ref":"18446744073709551615","price":"100000000000","quantity":"9223372036854775807","sequence":2,"ts_in_delta":26961,"stat_type":7,"channel_id":13,"update_action":1,"stat_flags":255}',
  },
];

/** The trade above as CSV: header, plain line, pretty line. */
export const GOLDEN_TRADE_CSV = [
  "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags,ts_in_delta,sequence",
  "1609160400099150057,1609160400098821953,0,1,5482,T,A,0,3720250000000,5,129,19251,1170380",
  "2020-12-28T13:00:00.099150057Z,2020-12-28T13:00:00.098821953Z,0,1,5482,T,A,0,3720.250000000,5,129,19251,1170380",
] as const;
