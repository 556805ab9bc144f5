/** The tables of several symbol-days as JSON lines, in the order in which their rows become available. */
import type { ColumnData, Table } from "../../core/columns/table.ts";
import type { OutputTable } from "../day/output_tables.ts";
import { ndjsonRows } from "../text/ndjson.ts";
import { formatUtc } from "../text/time_text.ts";
import type { HistoryPart, TakenRecords } from "./history_part.ts";

/** Characters that are gathered before they are handed on. */
const MOST_GATHERED = 256 * 1024;

/** Rows of one schema and symbol, or lines that are ready. */
export interface LineSource {
  /** When each line becomes available, ascending, ns since the part's base; lines without a time come first. */
  readonly available: Float64Array;
  /** The lines from a row on. */
  readonly linesFrom: (row: number) => Iterator<string>;
}

/** The rows of a table as lines. @param offset What has to be added to its times to get those of the part. */
export function tableLines(
  { schema, table, available }: OutputTable,
  symbol: string,
  offset: number,
): LineSource {
  const hasSymbol = table.columns.some(({ name }) => name === "symbol");
  const start = `{"schema":${JSON.stringify(schema)},` +
    (hasSymbol ? "" : `"symbol":${JSON.stringify(symbol)},`);
  return {
    available: offset === 0 ? available : available.map((time) => time + offset),
    linesFrom: (row) => prefixed(ndjsonRows(rowsFrom(table, row), formatUtc), start),
  };
}

function* prefixed(lines: Iterable<string>, start: string): Generator<string> {
  for (const line of lines) yield start + line.slice(1);
}

function rowsFrom({ columns, length, data }: Table, row: number): Table {
  if (row === 0) return { columns, length, data };
  return { columns, length: length - row, data: data.map((values) => valuesFrom(values, row)) };
}

function valuesFrom(values: ColumnData, row: number): ColumnData {
  return ArrayBuffer.isView(values) ? values.subarray(row) : values.slice(row);
}

/** A line source and the row that is next. */
interface Cursor {
  readonly source: LineSource;
  lines: Iterator<string>;
  row: number;
}

/** Merges line sources; of lines that become available at the same time, those of the earlier source go first. */
export class TextPart implements HistoryPart {
  readonly base: bigint;
  readonly #cursors: readonly Cursor[];
  readonly #encoder = new TextEncoder();

  constructor(base: bigint, sources: readonly LineSource[]) {
    this.base = base;
    this.#cursors = sources.filter(({ available }) => available.length > 0)
      .map((source) => ({ source, lines: source.linesFrom(0), row: 0 }));
  }

  nextTime(): number {
    const next = this.#earliest();
    return next === undefined ? Infinity : timeOf(next);
  }

  take(limit: number): TakenRecords {
    let text = "";
    let count = 0;
    let time = -Infinity;
    for (let next; (next = this.#earliest()) !== undefined && text.length < MOST_GATHERED;) {
      const own = timeOf(next);
      if (own > limit) break;
      text += String(next.lines.next().value) + "\n";
      next.row++;
      count++;
      time = own;
    }
    return { bytes: this.#encoder.encode(text), count, time };
  }

  seek(time: number): void {
    for (const cursor of this.#cursors) {
      cursor.row = firstAtOrAfter(cursor.source.available, time);
      cursor.lines = cursor.source.linesFrom(cursor.row);
    }
  }

  #earliest(): Cursor | undefined {
    let first: Cursor | undefined;
    let time = Infinity;
    for (const cursor of this.#cursors) {
      if (cursor.row === cursor.source.available.length) continue;
      const own = timeOf(cursor);
      if (first !== undefined && own >= time) continue;
      [first, time] = [cursor, own];
    }
    return first;
  }
}

/** A row without a time does not wait. */
function timeOf({ source: { available }, row }: Cursor): number {
  const time = available[row]!;
  return Number.isNaN(time) ? -Infinity : time;
}

function firstAtOrAfter(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! >= time) high = middle;
    else low = middle + 1; // rows without a time come first
  }
  return low;
}
