/** The files of a symbol-day, in a form that can be sent to another thread. */
import type { EpochDay } from "../../core/time/dates.ts";
import { DAY_SECONDS } from "../../core/time/new_york.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import type { FileSymbols } from "../catalog/file_symbols.ts";
import type { Schema } from "../dbn/schema.ts";

/** A stretch of time [from, to), epoch seconds. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** The instrument ids that stand for the symbol on a UTC day. */
export interface DayIds {
  readonly utcDay: EpochDay;
  readonly ids: readonly number[];
}

/** A file and what is wanted of it. */
export interface DayFile {
  readonly key: string;
  readonly path: string;
  readonly dataset: string;
  readonly schema: Schema;
  /** Range the file was made for, epoch seconds; `end` may be `Infinity`. */
  readonly start: number;
  readonly end: number;
  /** UTC days of the wanted time on which the file maps the symbol, in order. */
  readonly days: readonly DayIds[];
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  /** As the vendor's manifest states it, else `null`. */
  readonly sha256: string | null;
}

/** The part of a catalog file that concerns a symbol in a stretch of time; `null` if it does not have it then. */
export function dayFileOf(file: CatalogFile, symbol: number, span: TimeSpan): DayFile | null {
  if (file.schema === null || !overlaps(file, span)) return null;
  const days = daysOf(file.symbols, symbol, span);
  if (days.length === 0) return null;
  const { key, path, dataset, schema, start, end, sizeBytes, mtimeMs, sha256 } = file;
  return { key, path, dataset, schema, start, end, days, sizeBytes, mtimeMs, sha256 };
}

/** Whether a file's range and a stretch of time have an instant in common. */
export function overlaps(file: Pick<DayFile, "start" | "end">, { from, to }: TimeSpan): boolean {
  return file.start < to && file.end > from;
}

/** The ids of a symbol on the UTC days of a stretch of time; where spans overlap, the later one counts. */
function daysOf(symbols: FileSymbols, symbol: number, { from, to }: TimeSpan): DayIds[] {
  const own = rowsOf(symbols.symbol, symbol);
  if (own.length === 0) return [];
  const days: DayIds[] = [];
  const last = Math.ceil(to / DAY_SECONDS);
  for (let utcDay = Math.floor(from / DAY_SECONDS); utcDay < last; utcDay++) {
    const ids = own.filter((row) =>
      holds(symbols, row, utcDay) && !isReplaced(symbols, row, utcDay)
    )
      .map((row) => symbols.instrumentId[row]!);
    if (ids.length > 0) days.push({ utcDay, ids: [...new Set(ids)] });
  }
  return days;
}

/** Rows of a column that hold a value. */
function rowsOf(column: Uint32Array, value: number): number[] {
  const rows: number[] = [];
  for (let row = column.indexOf(value); row >= 0; row = column.indexOf(value, row + 1)) {
    rows.push(row);
  }
  return rows;
}

function holds({ from, to }: FileSymbols, row: number, utcDay: EpochDay): boolean {
  return from[row]! <= utcDay && utcDay < to[row]!;
}

/** Whether a later span gives the id to another symbol on that day. */
function isReplaced(symbols: FileSymbols, row: number, utcDay: EpochDay): boolean {
  const id = symbols.instrumentId[row]!;
  const others = symbols.instrumentId;
  for (let i = others.indexOf(id, row + 1); i >= 0; i = others.indexOf(id, i + 1)) {
    if (symbols.symbol[i] !== symbols.symbol[row] && holds(symbols, i, utcDay)) return true;
  }
  return false;
}

/**
 * The order in which files that may overlap are to be read: what an earlier one covers is not taken from a later one.
 * Files of known end go first, since the others may end before their last moment.
 */
export function readingOrder(files: readonly DayFile[]): DayFile[] {
  const isOpen = ({ end }: DayFile) => Number(end === Infinity);
  return [...files].sort((a, b) =>
    isOpen(a) - isOpen(b) || a.start - b.start || b.end - a.end || (a.key < b.key ? -1 : 1)
  );
}
