import { cellAt, type Table } from "../../core/columns/table.ts";
import { plainCell } from "./cell_text.ts";
import type { FormatTime } from "./time_text.ts";

const NEEDS_QUOTES = /[",\r\n]/;

/**
 * One field of CSV.
 *
 * @param text The value; `undefined` is an empty field, an empty text a pair of quotes.
 * @see RFC 4180
 */
export function csvField(text: string | undefined): string {
  if (text === undefined) return "";
  return text === "" || NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A table as CSV lines without their line ends: the names of the columns, then the rows. Lists are JSON in one field.
 *
 * @param formatTime How the timestamp columns are written.
 */
export function* csvRows(table: Table, formatTime: FormatTime): Generator<string> {
  yield table.columns.map((spec) => csvField(spec.name)).join(",");
  const formats = table.columns.map((spec) => plainCell(spec, formatTime));
  for (let row = 0; row < table.length; row++) {
    let line = "";
    for (const [i, spec] of table.columns.entries()) {
      if (i > 0) line += ",";
      line += csvField(formats[i]!(cellAt(spec, table.data[i]!, row)));
    }
    yield line;
  }
}
