/** Values of a table as text: shared by the row formats. */
import type { Cell, ColumnSpec } from "../../core/columns/table.ts";
import { formatDate } from "../../core/time/dates.ts";
import { shortestFloat32 } from "./float32_text.ts";
import type { FormatTime } from "./time_text.ts";

/** A value as JSON. */
export type FormatCell = (cell: Cell) => string;

function formatNumber(value: number): string {
  return Number.isFinite(value) ? JSON.stringify(value) : "null";
}

/**
 * How the values of a column are written as JSON: numbers and whole numbers of any size as numbers, floats with the
 * fewest digits that read back, dates as `"YYYY-MM-DD"`, times as ISO 8601 strings, nothing as `null`.
 */
export function jsonCell(spec: ColumnSpec, formatTime: FormatTime): FormatCell {
  const dateText = dateFormat();
  return (cell) => {
    if (cell === null) return "null";
    if (typeof cell === "string" || typeof cell === "boolean") return JSON.stringify(cell);
    if (typeof cell === "bigint") {
      return spec.type === "timestamp" ? `"${formatTime(cell)}"` : String(cell);
    }
    if (typeof cell !== "number") return JSON.stringify(cell);
    if (spec.type === "date") return dateText(cell);
    if (spec.type === "float32" && Number.isFinite(cell)) {
      return formatNumber(shortestFloat32(cell));
    }
    return formatNumber(cell);
  };
}

/** Dates in quotes; one that is written again and again, as in a column of trade dates, is made once. */
function dateFormat(): (day: number) => string {
  let last = NaN;
  let text = "";
  return (day) => {
    if (day !== last) [last, text] = [day, `"${formatDate(day)}"`];
    return text;
  };
}

/** The same value without the quotes of a JSON string; nothing is `undefined`. */
export function plainCell(
  spec: ColumnSpec,
  formatTime: FormatTime,
): (cell: Cell) => string | undefined {
  const toJson = jsonCell(spec, formatTime);
  return (cell) => {
    if (typeof cell === "string") return cell;
    const json = toJson(cell);
    if (json === "null") return undefined;
    return json.startsWith('"') ? json.slice(1, -1) : json;
  };
}
