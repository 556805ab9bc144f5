import { groupRecords } from "../framing.ts";
import type { RecordChunk, RecordGroup } from "../record_chunk.ts";
import type { RecordColumns } from "./column.ts";
import { ColumnCollector, type ColumnOptions } from "./column_collector.ts";

/**
 * The records of one form in a chunk as columns, `ts_out` last if the stream has it.
 *
 * @param group From `groupRecords`; by default all records, which must then be of one form.
 * @throws {MomoError} `bad_data` if the record type is unknown or the records are shorter than its layout.
 */
export function decodeColumns(
  chunk: RecordChunk,
  group: RecordGroup | undefined = groupRecords(chunk)[0],
  options: ColumnOptions = {},
): RecordColumns {
  if (!group) throw new TypeError("A chunk without records has no columns");
  const collector = new ColumnCollector({ ...options, rows: group.count });
  collector.add(chunk, group);
  return collector.finish();
}
