/** The tables of a day as one stream of JSON lines, in the order in which their rows become available. */
import { ndjsonRows } from "../text/ndjson.ts";
import { utcFormat } from "../text/time_text.ts";
import type { OutputTable } from "./output_tables.ts";

/** A table whose next row waits for its turn. */
interface Cursor {
  readonly available: Float64Array;
  readonly lines: Iterator<string>;
  readonly start: string;
  row: number;
}

/**
 * The rows as JSON objects, one per line, without line ends; the first key is `schema`. Of rows that become available at
 * the same time, those of the earlier table go first.
 */
export function* dayLines(tables: readonly OutputTable[]): Generator<string> {
  const cursors = tables.filter(({ table }) => table.length > 0).map((output): Cursor => ({
    available: output.available,
    lines: ndjsonRows(output.table, utcFormat()),
    start: `{"schema":${JSON.stringify(output.schema)},`,
    row: 0,
  }));
  while (cursors.length > 0) {
    const cursor = earliest(cursors);
    const { value } = cursor.lines.next();
    yield cursor.start + String(value).slice(1);
    cursor.row++;
    if (cursor.row === cursor.available.length) cursors.splice(cursors.indexOf(cursor), 1);
  }
}

/** The cursor of the earliest row; a row without a time does not wait. */
function earliest(cursors: readonly Cursor[]): Cursor {
  let first: Cursor | undefined;
  let time = Infinity;
  for (const cursor of cursors) {
    const own = cursor.available[cursor.row]!;
    if (Number.isNaN(own)) return cursor;
    if (first !== undefined && own >= time) continue;
    [first, time] = [cursor, own];
  }
  return first!; // there is at least one
}
