/** Encoded records with the keys they are put in order by. */
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { encodeColumns } from "../dbn/encode/encode_columns.ts";
import type { DbnVersion } from "../dbn/version.ts";
import { joinBytes } from "../bytes/join_bytes.ts";
import { type Dataset, idOn, type IdSpan, PUBLISHERS } from "./instrument_ids.ts";
import { type SampleSchema, type SchemaRows, utcDayOf } from "./schema_rows.ts";

/** Records of one symbol and day. */
export interface RecordBlock {
  readonly symbol: string;
  /** Day that they tell about. */
  readonly day: EpochDay;
  /** The records back to back, all of one size. */
  readonly bytes: Uint8Array;
  /** Per record: where it belongs in a file, in epoch ns; its own time unless it is misplaced on purpose. */
  readonly order: BigUint64Array;
}

/** How to encode records. */
export interface BlockFormat {
  readonly schema: SampleSchema;
  readonly dataset: Dataset;
  readonly version: DbnVersion;
}

/** Encodes rows; each record carries the id that its symbol has on the UTC date of its index time. */
export function encodeBlock(
  symbol: string,
  rows: SchemaRows,
  ids: readonly IdSpan[],
  { schema, dataset, version }: BlockFormat,
): RecordBlock {
  const bytes = encodeColumns(schema, version, rows.length, {
    publisher_id: PUBLISHERS[dataset],
    instrument_id: Uint32Array.from(rows.indexTime, (time) => idOn(ids, utcDayOf(time))),
    ...rows.columns,
  });
  return { symbol, day: rows.day, bytes, order: rows.indexTime };
}

/** The records of a block that belong to UTC days [from, to). */
export function cutBlock(block: RecordBlock, from: EpochDay, to: EpochDay): RecordBlock {
  const rows: number[] = [];
  for (const [row, time] of block.order.entries()) {
    const day = utcDayOf(time);
    if (day >= from && day < to) rows.push(row);
  }
  if (rows.length === block.order.length) return block;
  return { ...block, bytes: takeRecords([block], rows), order: rowsOf(block.order, rows) };
}

/** All records by their order; those of equal keys stay in the order of the blocks. */
export function mergeBlocks(blocks: readonly RecordBlock[]): Uint8Array {
  const base = blocks.reduce((least, { order }) => {
    const first = order[0] ?? least;
    return first < least ? first : least;
  }, 2n ** 63n);
  // differences are exact as numbers over a hundred days, and ordered well beyond that
  const keys = Float64Array.from(
    blocks.flatMap(({ order }) => [...order]),
    (time) => Number(time - base),
  );
  const rows = Array.from(keys, (_, row) => row).sort((a, b) => keys[a]! - keys[b]! || a - b);
  return takeRecords(blocks, rows);
}

function takeRecords(blocks: readonly RecordBlock[], rows: readonly number[]): Uint8Array {
  const size = recordSizeOf(blocks);
  const all = joinBytes(blocks.map(({ bytes }) => bytes));
  const taken = new Uint8Array(rows.length * size);
  for (const [target, row] of rows.entries()) {
    taken.set(all.subarray(row * size, (row + 1) * size), target * size);
  }
  return taken;
}

function rowsOf(times: BigUint64Array, rows: readonly number[]): BigUint64Array {
  return BigUint64Array.from(rows, (row) => times[row]!);
}

/** Bytes of a record; 0 if there is none. */
function recordSizeOf(blocks: readonly RecordBlock[]): number {
  const block = blocks.find(({ bytes }) => bytes.length > 0);
  return block ? block.bytes[0]! * 4 : 0;
}

/** The UTC days on which records of the blocks fall, in order. */
export function utcDaysOf(blocks: readonly RecordBlock[]): EpochDay[] {
  const days = new Set(blocks.flatMap(({ order }) => [...order].map(utcDayOf)));
  return [...days].sort((a, b) => a - b);
}

/** Epoch ns at which a UTC day starts. */
export function dayStartNs(day: EpochDay): bigint {
  return BigInt(day * DAY_SECONDS) * 1_000_000_000n;
}
