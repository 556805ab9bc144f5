import type { ColumnSpec, Table } from "../../core/columns/table.ts";
import { columnTexts, isNumeric } from "./table_cells.ts";
import type { FormatTime } from "./time_text.ts";

const GAP = "  ";
const ELLIPSIS = "…";
/** Text columns are not cut below this many characters. */
const NARROWEST_TEXT = 12;

/** How a table is drawn. */
export interface TableStyle {
  /** Characters per line; undefined when nobody is limited by one, as in a pipe. */
  readonly width: number | undefined;
  readonly formatTime: FormatTime;
  /** Makes the header stand out; returns the text as it is where there is no colour. */
  readonly emphasise: (text: string) => string;
}

interface DrawnColumn {
  readonly spec: ColumnSpec;
  readonly texts: readonly string[];
  width: number;
}

/** Characters a text takes up, surrogate pairs counted once. */
function widthOf(text: string): number {
  let width = 0;
  for (const _ of text) width++;
  return width;
}

function fitted(text: string, width: number, isRight: boolean): string {
  const missing = width - widthOf(text);
  if (missing < 0) return [...text].slice(0, width - 1).join("") + ELLIPSIS;
  return isRight ? " ".repeat(missing) + text : text + " ".repeat(missing);
}

function totalWidth(columns: readonly DrawnColumn[]): number {
  return columns.reduce((sum, column) => sum + column.width + GAP.length, -GAP.length);
}

/** Narrows text columns, the widest first, until the lines fit or no text can be cut further. */
function shrinkTexts(columns: readonly DrawnColumn[], width: number): void {
  const texts = columns.filter(({ spec }) => spec.type === "string" || spec.type.endsWith("[]"));
  for (let excess = totalWidth(columns) - width; excess > 0;) {
    const widest = texts.toSorted((a, b) => b.width - a.width)[0];
    if (widest === undefined || widest.width <= NARROWEST_TEXT) return;
    const next = texts.filter((column) => column.width < widest.width);
    const floor = Math.max(NARROWEST_TEXT, ...next.map((column) => column.width));
    const cut = Math.min(excess, Math.max(1, widest.width - floor));
    widest.width -= cut;
    excess -= cut;
  }
}

function drawRow(columns: readonly DrawnColumn[], textOf: (column: DrawnColumn) => string): string {
  const cells = columns.map((column) =>
    fitted(textOf(column), column.width, isNumeric(column.spec.type))
  );
  return cells.join(GAP).trimEnd();
}

function hiddenNote(hidden: readonly DrawnColumn[], width: number): string {
  const names = hidden.map(({ spec }) => spec.name).join(", ");
  const plural = hidden.length === 1 ? "column does" : "columns do";
  return fitted(`${hidden.length} more ${plural} not fit: ${names}`, width, false).trimEnd();
}

/**
 * A table as aligned lines: header, rows, numbers on their right. Where the terminal is too narrow, long texts are cut,
 * then the last columns left out and named in a closing line.
 */
export function* tableLines(table: Table, style: TableStyle): Generator<string> {
  const columns: DrawnColumn[] = table.columns.map((spec, i) => {
    const texts = columnTexts(spec, table.data[i]!, table.length, style.formatTime);
    const width = texts.reduce((most, text) => Math.max(most, widthOf(text)), widthOf(spec.name));
    return { spec, texts, width };
  });
  const hidden: DrawnColumn[] = [];
  if (style.width !== undefined) {
    shrinkTexts(columns, style.width);
    while (columns.length > 1 && totalWidth(columns) > style.width) hidden.unshift(columns.pop()!);
  }
  yield style.emphasise(drawRow(columns, ({ spec }) => spec.name));
  for (let row = 0; row < table.length; row++) yield drawRow(columns, ({ texts }) => texts[row]!);
  if (hidden.length > 0) yield hiddenNote(hidden, style.width!);
}
