import { cellAt, type Table } from "../../core/columns/table.ts";
import { jsonCell } from "./cell_text.ts";
import type { FormatTime } from "./time_text.ts";

/**
 * The rows of a table as JSON objects, one per line, without line ends; keys in the order of the columns.
 *
 * @param formatTime How the timestamp columns are written.
 */
export function* ndjsonRows(table: Table, formatTime: FormatTime): Generator<string> {
  const keys = table.columns.map((spec) => `${JSON.stringify(spec.name)}:`);
  const formats = table.columns.map((spec) => jsonCell(spec, formatTime));
  for (let row = 0; row < table.length; row++) {
    let line = "{";
    for (const [i, spec] of table.columns.entries()) {
      if (i > 0) line += ",";
      line += keys[i]! + formats[i]!(cellAt(spec, table.data[i]!, row));
    }
    yield line + "}";
  }
}
