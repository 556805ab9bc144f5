/** What an instrument is: schema definition, one record per symbol and day. */
import { epochTimes } from "./epoch_times.ts";
import type { SchemaRows } from "./schema_rows.ts";
import type { SymbolDay } from "./symbol_day.ts";
import { tickAt } from "./quote_book.ts";
import { NANO_PER_UNIT } from "./tape.ts";

/** Early in the morning, before the first status message: 03:05:20. */
const ANNOUNCED_NS = (3 * 3600 + 5 * 60 + 20) * 1e9;

/** The definition of an instrument on a day; fields that every version of the format has. */
export function definitionRow({ symbol, midnight, tradeDate, close }: SymbolDay): SchemaRows {
  const indexTime = epochTimes(midnight, Float64Array.of(ANNOUNCED_NS + 170_000));
  return {
    length: 1,
    day: tradeDate,
    indexTime,
    columns: {
      ts_event: epochTimes(midnight, Float64Array.of(ANNOUNCED_NS)),
      ts_recv: indexTime,
      raw_symbol: symbol,
      asset: symbol,
      exchange: "XNAS",
      currency: "USD",
      security_type: "C", // common stock
      instrument_class: "K",
      security_update_action: "A",
      min_price_increment: tickAt(close / NANO_PER_UNIT) * NANO_PER_UNIT,
      min_lot_size_round_lot: 100,
    },
  };
}
