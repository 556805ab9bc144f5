/** What is wrong with some deliveries of bars: repeated records, records out of order, undefined prices. */
import { type EpochDay, parseDate } from "../../core/time/dates.ts";
import { joinBytes } from "../bytes/join_bytes.ts";
import { encodeColumns } from "../dbn/encode/encode_columns.ts";
import { idOn, PUBLISHERS } from "./instrument_ids.ts";
import type { SymbolHistory } from "./market.ts";
import type { BlockFormat, RecordBlock } from "./record_block.ts";
import { utcDayOf } from "./schema_rows.ts";

/** Flaws of one symbol's one-second bars on one trade date. */
export interface BarFlaws {
  readonly symbol: string;
  /** Trade date, `YYYY-MM-DD`. */
  readonly date: string;
  /** Every so manieth bar comes twice, with the same bytes; default none. */
  readonly repeatEvery?: number;
  /** Every so manieth bar comes four records late; default none. */
  readonly delayEvery?: number;
  /** Bars without prices and volume, in seconds without trades; default none. */
  readonly undefinedBars?: number;
}

/** Records that a late one lets pass. */
const DELAY_ROWS = 4;
const SECOND_NS = 1_000_000_000n;

/** Whether flaws are meant for a block. */
export function concerns(flaws: BarFlaws, { symbol, day }: RecordBlock): boolean {
  return flaws.symbol === symbol && parseDate(flaws.date) === day;
}

/** A block of bars with flaws; removing repeated and undefined records and sorting gives the original. */
export function damageBars(
  block: RecordBlock,
  flaws: BarFlaws,
  history: SymbolHistory,
  format: BlockFormat,
): RecordBlock {
  const size = block.bytes[0]! * 4;
  const pieces: Uint8Array[] = [block.bytes];
  const order = [...block.order];
  for (const [row, time] of block.order.entries()) {
    if (isNth(row, flaws.repeatEvery)) {
      pieces.push(block.bytes.subarray(row * size, (row + 1) * size));
      order.push(time);
    }
    const later = block.order[row + DELAY_ROWS];
    if (isNth(row + 3, flaws.delayEvery) && later !== undefined) order[row] = later + 1n;
  }
  const silent = silentSeconds(block.order, flaws.undefinedBars ?? 0);
  pieces.push(undefinedBars(silent, history, format));
  return {
    ...block,
    bytes: joinBytes(pieces),
    order: BigUint64Array.from([...order, ...silent]),
  };
}

function isNth(row: number, every: number | undefined): boolean {
  return every !== undefined && row % every === every - 1;
}

/** The seconds after the first bars that are not followed by another one at once. */
function silentSeconds(starts: BigUint64Array, count: number): bigint[] {
  const silent = [...starts.subarray(0, -1)].map((start) => start + SECOND_NS)
    .filter((second, i) => starts[i + 1]! > second);
  return silent.slice(0, count);
}

function undefinedBars(
  starts: readonly bigint[],
  { ids }: SymbolHistory,
  { schema, dataset, version }: BlockFormat,
): Uint8Array {
  const idAt = (day: EpochDay) => idOn(ids[dataset], day);
  return encodeColumns(schema, version, starts.length, {
    publisher_id: PUBLISHERS[dataset],
    instrument_id: Uint32Array.from(starts, (start) => idAt(utcDayOf(start))),
    ts_event: BigUint64Array.from(starts),
  });
}
