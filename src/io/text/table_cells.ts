/** Values as people read them in a terminal: rounded, aligned, harmless. */
import {
  type Cell,
  cellAt,
  type ColumnData,
  type ColumnSpec,
  type ColumnType,
} from "../../core/columns/table.ts";
import { plainCell } from "./cell_text.ts";
import type { FormatTime } from "./time_text.ts";

const NOTHING = "-";
const MOST_DECIMALS = 4;
const DOLLAR_DECIMALS = 2;

/** Whether values of this type line up on their right. */
export function isNumeric(type: ColumnType): boolean {
  return /^(u?int|float)\d+$/.test(type);
}

/** Text in which control characters stand as their code, so that data cannot steer the terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => {
    return `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`;
  });
}

/** As many decimals as the column needs, four at most, the same in every row. */
function floatTexts(spec: ColumnSpec, cells: readonly Cell[]): string[] {
  let decimals = spec.unit === "dollars" ? DOLLAR_DECIMALS : 0;
  for (const cell of cells) {
    if (typeof cell !== "number") continue;
    const fraction = cell.toFixed(MOST_DECIMALS).split(".")[1]?.replace(/0+$/, "") ?? "";
    decimals = Math.max(decimals, fraction.length);
  }
  return cells.map((cell) => typeof cell === "number" ? cell.toFixed(decimals) : NOTHING);
}

/** Times without the decimals that are zero in every row, in steps of three. */
function timeTexts(cells: readonly Cell[], formatTime: FormatTime): string[] {
  const texts = cells.map((cell) => typeof cell === "bigint" ? formatTime(cell) : NOTHING);
  let digits = 0;
  for (const text of texts) {
    const fraction = /\.(\d{9})/.exec(text)?.[1]?.replace(/0+$/, "") ?? "";
    digits = Math.max(digits, Math.ceil(fraction.length / 3) * 3);
  }
  const kept = digits === 0 ? "" : `.$1`;
  const pattern = new RegExp(`\\.(\\d{${digits}})\\d*`);
  return texts.map((text) => text.replace(pattern, kept));
}

/** The values of a column as texts for a terminal, one per row. */
export function columnTexts(
  spec: ColumnSpec,
  data: ColumnData,
  length: number,
  formatTime: FormatTime,
): string[] {
  const cells = Array.from({ length }, (_, row) => cellAt(spec, data, row));
  if (spec.type === "float32" || spec.type === "float64") return floatTexts(spec, cells);
  if (spec.type === "timestamp") return timeTexts(cells, formatTime);
  const format = plainCell(spec, formatTime);
  return cells.map((cell) => {
    if (Array.isArray(cell)) return printable(cell.join(" "));
    return printable(format(cell) ?? NOTHING);
  });
}
