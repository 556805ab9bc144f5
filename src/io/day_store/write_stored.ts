/** Writing the rows of symbol-days into the day store. */
import { formatDate, parseDate } from "../../core/time/dates.ts";
import type { Table } from "../../core/columns/table.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import { MomoError } from "../../core/error.ts";
import type { RecordBuffer } from "../day/record_buffer.ts";
import type { RecordLayout } from "../dbn/layouts/layout.ts";
import { layoutOfSchema } from "../dbn/schema.ts";
import { ParquetEncoder } from "../parquet/encoder.ts";
import type { ColumnEncoding } from "../parquet/column_layout.ts";
import { openParquet } from "../parquet/parquet_file.ts";
import { writeFileAtomic } from "../store/atomic_file.ts";
import { writeAll } from "../text/byte_sink.ts";
import { readStoredRecords } from "./read_stored.ts";
import { LAYOUT_ENTRY, storeColumns, storeTable } from "./store_table.ts";
import {
  type DaySourceFacts,
  formatSources,
  parseSources,
  SOURCES_ENTRY,
  type SourcesByDay,
} from "./stored_sources.ts";
import { storedSpan } from "./stored_date.ts";
import { isByMonth, type StoreKey } from "./store_path.ts";

/** A trade date to store. */
export interface StoredDay {
  readonly tradeDate: EpochDay;
  readonly records: RecordBuffer;
  readonly facts: DaySourceFacts;
}

/** A trade date as it goes into the file. */
interface DayRows {
  readonly tradeDate: EpochDay;
  readonly table: Table;
  readonly facts: DaySourceFacts;
}

/**
 * Writes one file of the day store: the given days, and those of the file's month that were there and are not given. The
 * file appears when it is complete, in a directory that is there.
 *
 * @param days Of one file, in order; all records of one layout.
 * @returns Its size in bytes.
 * @throws {MomoError} `bad_data` if records have several layouts, `io` if the file cannot be written.
 */
export async function writeStored(
  path: string,
  key: StoreKey,
  days: readonly StoredDay[],
  signal: AbortSignal,
): Promise<number> {
  const layout = days[0]!.records.layout(layoutOfSchema(key.schema, 3));
  const fresh = days.map(({ tradeDate, records, facts }): DayRows => ({
    ...{ tradeDate, facts, table: storeTable(records.columns(layout)) },
  }));
  const kept = isByMonth(key.schema) ? keptDays(path, key, days, layout) : [];
  const all = [...kept, ...fresh].sort((a, b) => a.tradeDate - b.tradeDate);
  const encoder = new ParquetEncoder(storeColumns(layout), {
    purpose: "speed",
    codec: "none",
    rowGroupRows: DAY_ROWS,
    encodings: encodingsOf(layout),
    metadata: {
      "momo.symbol": key.symbol,
      "momo.dataset": key.dataset,
      "momo.schema": key.schema,
      [LAYOUT_ENTRY]: layout.name,
      [SOURCES_ENTRY]: formatSources(
        new Map(all.map(({ tradeDate, facts }) => [formatDate(tradeDate), facts])),
      ),
    },
  });
  let sizeBytes = 0;
  await writeFileAtomic(path, async (file) => {
    const write = async (piece: Uint8Array) => {
      sizeBytes += piece.length;
      await writeAll(file, piece);
    };
    await write(encoder.header());
    for (const { table } of all) {
      for (const piece of encoder.rowGroups(table)) await write(piece);
    }
    await write(encoder.footer());
  }, signal);
  return sizeBytes;
}

/** A day is read whole, and parts would have to be joined; larger days are cut all the same, to bound memory. */
const DAY_ROWS = 1 << 20;

/**
 * Values that repeat as dictionaries, pages not compressed: a third of the size of plain ones and as fast to read, while
 * compressed ones take half as much again (see `bench/day_load.ts`). Times and sequence numbers do not repeat.
 */
function encodingsOf(layout: RecordLayout): Record<string, ColumnEncoding> {
  const repeating = layout.fields.filter(({ type, name }) =>
    type !== "timestamp" && name !== "sequence" && name !== "order_id"
  );
  return Object.fromEntries(repeating.map(({ name }) => [name, "dictionary"]));
}

/** The days of a month that are in its file already and are not written anew. */
function keptDays(
  path: string,
  { schema }: StoreKey,
  days: readonly StoredDay[],
  layout: RecordLayout,
): DayRows[] {
  const isNew = new Set(days.map(({ tradeDate }) => tradeDate));
  return [...storedSources(path)].map(([date, facts]) => ({ tradeDate: parseDate(date), facts }))
    .filter(({ tradeDate }) => !isNew.has(tradeDate))
    .map(({ tradeDate, facts }): DayRows => {
      const records = readStoredRecords({ path, schema }, storedSpan(schema, tradeDate));
      if (records.layout !== layout) {
        throw new MomoError("bad_data", `Cannot add to "${path}": it has other columns`, {
          hint: "remove it and run `momo load --to-store` again",
        });
      }
      return { tradeDate, facts, table: storeTable(records) };
    });
}

/**
 * What a file of the day store says of its days, by trade date; nothing if it is not there.
 *
 * @throws {MomoError} `bad_data` or `io` if it cannot be read.
 */
export function storedSources(path: string): SourcesByDay {
  try {
    using file = openParquet(path);
    return parseSources(file.metadata.get(SOURCES_ENTRY), path);
  } catch (error) {
    if (error instanceof MomoError && error.code === "not_found") return new Map();
    throw error;
  }
}
