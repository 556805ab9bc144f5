/** What each schema says about a day, as columns: all of it follows from the day's tape and status messages. */
import type { EpochDay } from "../../core/time/dates.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import type { ColumnInput } from "../dbn/encode/encode_columns.ts";
import { bboRows } from "./bbo_rows.ts";
import { dailyRows, summaryRows } from "./daily_rows.ts";
import { definitionRow } from "./definition_row.ts";
import { epochTimes } from "./epoch_times.ts";
import type { Dataset } from "./instrument_ids.ts";
import type { SymbolHistory } from "./market.ts";
import { INTERVAL_NS, mergeBars, type SampleBars } from "./sample_bars.ts";
import type { SymbolDay } from "./symbol_day.ts";
import { type Tape, tradeRows } from "./tape.ts";

/** Schemas that can be written. */
export const SAMPLE_SCHEMAS = [
  "ohlcv-1s",
  "ohlcv-1m",
  "ohlcv-1d",
  "trades",
  "mbp-1",
  "tbbo",
  "bbo-1s",
  "status",
  "definition",
] as const;

/** A schema that can be written. */
export type SampleSchema = typeof SAMPLE_SCHEMAS[number];

/** Records of one symbol, without the fields that depend on the dataset. */
export interface SchemaRows {
  readonly length: number;
  /** Day that they tell about: the trade date, or for daily bars the UTC day. */
  readonly day: EpochDay;
  /** `ts_recv` where the schema has it, otherwise `ts_event`: epoch ns, ascending. */
  readonly indexTime: BigUint64Array;
  /** By DBN field name. */
  readonly columns: Readonly<Record<string, ColumnInput>>;
}

/** All records of a symbol's history in a schema, in order. */
export function schemaRows(
  schema: SampleSchema,
  dataset: Dataset,
  history: SymbolHistory,
): SchemaRows[] {
  if (schema === "ohlcv-1d") {
    return dataset === "EQUS.SUMMARY" ? summaryRows(history) : dailyRows(history);
  }
  return history.days.map((day) => dayRows(schema, day));
}

function dayRows(schema: Exclude<SampleSchema, "ohlcv-1d">, day: SymbolDay): SchemaRows {
  switch (schema) {
    case "ohlcv-1s":
      return barRows(day, day.bars);
    case "ohlcv-1m":
      return barRows(day, mergeBars(day.bars, INTERVAL_NS.minute));
    case "trades":
      return tapeRows(day, tradeRows(day.tape), "trades");
    case "tbbo":
      return tapeRows(day, tradeRows(day.tape), "quotes");
    case "mbp-1":
      return tapeRows(day, Uint32Array.from({ length: day.tape.length }, (_, i) => i), "quotes");
    case "bbo-1s":
      return bboRows(day);
    case "status":
      return statusRows(day);
    case "definition":
      return definitionRow(day);
  }
}

function barRows(day: SymbolDay, bars: SampleBars): SchemaRows {
  const indexTime = epochTimes(day.midnight, bars.start);
  const { open, high, low, close, volume } = bars;
  return {
    length: bars.length,
    day: day.tradeDate,
    indexTime,
    columns: { ts_event: indexTime, open, high, low, close, volume },
  };
}

function tapeRows(day: SymbolDay, rows: Uint32Array, kind: "trades" | "quotes"): SchemaRows {
  const { tape } = day;
  const indexTime = epochTimes(day.midnight, pick(tape.tsRecv, rows));
  const quotes: Record<string, ColumnInput> = kind === "trades" ? {} : {
    bid_px_00: pick(tape.bidPx, rows),
    ask_px_00: pick(tape.askPx, rows),
    bid_sz_00: rowsOf(tape, "bidSz", rows),
    ask_sz_00: rowsOf(tape, "askSz", rows),
  };
  return {
    length: rows.length,
    day: day.tradeDate,
    indexTime,
    columns: {
      ts_event: epochTimes(day.midnight, pick(tape.tsEvent, rows)),
      ts_recv: indexTime,
      price: pick(tape.price, rows),
      size: rowsOf(tape, "size", rows),
      action: rowsOf(tape, "action", rows),
      side: rowsOf(tape, "side", rows),
      flags: rowsOf(tape, "flags", rows),
      depth: rowsOf(tape, "depth", rows),
      sequence: rowsOf(tape, "sequence", rows),
      ...quotes,
    },
  };
}

function pick(column: Float64Array, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => column[row]!);
}

type IntegerColumn =
  | "size"
  | "action"
  | "side"
  | "flags"
  | "depth"
  | "sequence"
  | "bidSz"
  | "askSz";

function rowsOf(tape: Tape, name: IntegerColumn, rows: Uint32Array): Uint32Array {
  return Uint32Array.from(rows, (row) => tape[name][row]!);
}

function statusRows({ status, midnight, tradeDate }: SymbolDay): SchemaRows {
  const times = (of: "tsEvent" | "tsRecv") =>
    epochTimes(midnight, Float64Array.from(status, (message) => message[of]));
  const indexTime = times("tsRecv");
  return {
    length: status.length,
    day: tradeDate,
    indexTime,
    columns: {
      ts_event: times("tsEvent"),
      ts_recv: indexTime,
      action: Uint16Array.from(status, ({ action }) => action),
      reason: Uint16Array.from(status, ({ reason }) => reason),
      is_trading: status.map(({ isTrading }) => isTrading),
      is_quoting: status.map(({ isQuoting }) => isQuoting),
      is_short_sell_restricted: status.map((message) => message.isShortSellRestricted),
    },
  };
}

/** UTC date of an instant. */
export function utcDayOf(epochNs: bigint): EpochDay {
  return Number(epochNs / 1_000_000_000n / BigInt(DAY_SECONDS));
}
