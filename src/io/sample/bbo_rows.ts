/** Quotes sampled once a second: schema bbo-1s. */
import { epochTimes } from "./epoch_times.ts";
import type { SchemaRows } from "./schema_rows.ts";
import type { SymbolDay } from "./symbol_day.ts";
import type { Tape } from "./tape.ts";

const SECOND_NS = 1e9;
const TRADE = "T".charCodeAt(0);
const NO_SIDE = "N".charCodeAt(0);

/**
 * One record for each second in which a record came in: the quotes at its end, and the last trade so far. `ts_recv` is
 * the end of the second, `ts_event` the time of that trade, undefined before the first one.
 *
 * @see https://databento.com/docs/schemas/bbo
 */
export function bboRows({ tape, midnight, tradeDate }: SymbolDay): SchemaRows {
  const samples = lastRowsOfSeconds(tape);
  const trades = lastTrades(tape, samples);
  const numbers = (column: Float64Array, rows: Int32Array) =>
    Float64Array.from(rows, (row) => row < 0 ? NaN : column[row]!);
  const integers = (column: Uint8Array | Uint32Array, rows: Int32Array, otherwise: number) =>
    Uint32Array.from(rows, (row) => row < 0 ? otherwise : column[row]!);
  const ends = Float64Array.from(
    samples,
    (row) => (Math.floor(tape.tsRecv[row]! / SECOND_NS) + 1) * SECOND_NS,
  );
  const indexTime = epochTimes(midnight, ends);
  return {
    length: samples.length,
    day: tradeDate,
    indexTime,
    columns: {
      ts_recv: indexTime,
      ts_event: epochTimes(midnight, numbers(tape.tsEvent, trades)),
      price: numbers(tape.price, trades),
      size: integers(tape.size, trades, 0),
      side: integers(tape.side, trades, NO_SIDE),
      flags: integers(tape.flags, samples, 0),
      sequence: integers(tape.sequence, samples, 0),
      bid_px_00: numbers(tape.bidPx, samples),
      ask_px_00: numbers(tape.askPx, samples),
      bid_sz_00: integers(tape.bidSz, samples, 0),
      ask_sz_00: integers(tape.askSz, samples, 0),
    },
  };
}

function lastRowsOfSeconds({ tsRecv, length }: Tape): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < length; row++) {
    const isLast = row + 1 === length ||
      Math.floor(tsRecv[row + 1]! / SECOND_NS) !== Math.floor(tsRecv[row]! / SECOND_NS);
    if (isLast) rows.push(row);
  }
  return Int32Array.from(rows);
}

/** For each sampled row the last trade up to it, or -1. */
function lastTrades({ action }: Tape, samples: Int32Array): Int32Array {
  const trades = new Int32Array(samples.length);
  let row = 0;
  let last = -1;
  for (const [i, sample] of samples.entries()) {
    for (; row <= sample; row++) if (action[row] === TRADE) last = row;
    trades[i] = last;
  }
  return trades;
}
