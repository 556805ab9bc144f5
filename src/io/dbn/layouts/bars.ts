import { price, type RecordLayout, recordLayout, u64 } from "./layout.ts";

/** A bar; `ts_event` is its start; schemas ohlcv-1s, -1m, -1h, -1d, -eod. */
export const OHLCV: RecordLayout = recordLayout("ohlcv", 56, [
  price(16, "open"),
  price(24, "high"),
  price(32, "low"),
  price(40, "close"),
  u64(48, "volume", 0n),
], "hd open high low close volume");
