/** Decoded records as a table with typed columns. */
import { type Cell, type ColumnData, makeTable, type Table } from "../../core/columns/table.ts";
import type { NumberColumn, RecordColumns } from "../dbn/columns/column.ts";
import { numbersOfInt64 } from "../dbn/columns/int64_numbers.ts";
import { TextColumn } from "../dbn/columns/text_column.ts";
import { type RecordColumn, type RecordColumnSet, specsOf } from "./record_columns.ts";
import type { SymbolLookup } from "./symbol_lookup.ts";

/** Units of a price in one of the currency. */
const PRICE_SCALE = 1e9;
/** The texts of characters by code; absent ones are null. */
const CHARACTERS: readonly Cell[] = Array.from(
  { length: 256 },
  (_, code) => code === 0 ? null : String.fromCharCode(code),
);

/**
 * The table of some records. Undefined values become null; numbers without any keep the memory of `records`.
 *
 * @param lookup Needed for a set with a column of symbols.
 */
export function recordTable(
  records: RecordColumns,
  columns: RecordColumnSet,
  lookup: SymbolLookup | null,
): Table {
  const data = columns.fields.map((column) => columnData(records, column));
  if (columns.symbol !== null && lookup !== null) data.push(symbolsOf(records, lookup));
  return makeTable(specsOf(columns), data);
}

function columnData(records: RecordColumns, column: RecordColumn): ColumnData {
  const { spec, field } = column;
  const values = records.get(field.name);
  if (values instanceof TextColumn) {
    return Array.from({ length: values.length }, (_, row) => values.at(row));
  }
  if (spec.type === "string") return characters(records.uint8(field.name));
  if (values instanceof BigInt64Array && spec.type === "float64") return decimals(values);
  if (!hasUndefined(values, column)) return signed(values, column);
  return withNulls(values, column);
}

function characters(codes: Uint8Array): Cell[] {
  const cells: Cell[] = new Array(codes.length);
  for (let row = 0; row < codes.length; row++) cells[row] = CHARACTERS[codes[row]!]!;
  return cells;
}

function decimals(prices: BigInt64Array): Float64Array {
  const numbers = numbersOfInt64(prices);
  for (let i = 0; i < numbers.length; i++) numbers[i] = numbers[i]! / PRICE_SCALE;
  return numbers;
}

/** Times are unsigned in DBN and signed in the columns; without undefined ones the bits mean the same. */
function signed(values: NumberColumn, { spec }: RecordColumn): ColumnData {
  const isTime = values instanceof BigUint64Array && spec.type === "timestamp";
  return isTime ? new BigInt64Array(values.buffer, values.byteOffset, values.length) : values;
}

function hasUndefined(values: NumberColumn, { spec, undefinedValue }: RecordColumn): boolean {
  if (undefinedValue === undefined) return false;
  if (!(values instanceof BigInt64Array || values instanceof BigUint64Array)) {
    return (values as Uint32Array).includes(Number(undefinedValue)); // all number arrays search alike
  }
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  const isTime = spec.type === "timestamp";
  for (let word = 1; word < words.length; word += 2) {
    if (isTime ? words[word]! < 0 : isLargest(words[word - 1]!, words[word]!)) return true;
  }
  return false;
}

function isLargest(low: number, high: number): boolean {
  return low === -1 && high === 0x7fff_ffff;
}

/** Times that int64 cannot hold, the undefined one among them, are null as well. */
function withNulls(values: NumberColumn, { spec, undefinedValue }: RecordColumn): Cell[] {
  const cells: Cell[] = new Array(values.length);
  const isTime = spec.type === "timestamp";
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    const isNull = value === undefinedValue || (isTime && BigInt(value) > LAST_TIME);
    cells[row] = isNull ? null : value;
  }
  return cells;
}

const LAST_TIME = 2n ** 63n - 1n;

function symbolsOf(records: RecordColumns, lookup: SymbolLookup): Cell[] {
  const ids = records.uint32("instrument_id");
  const times = records.uint64(records.all.has("ts_recv") ? "ts_recv" : "ts_event");
  const words = new Int32Array(times.buffer, times.byteOffset, 2 * times.length);
  const symbols: Cell[] = new Array(ids.length);
  for (let row = 0; row < ids.length; row++) {
    symbols[row] = lookup.at(ids[row]!, words[2 * row]!, words[2 * row + 1]!) ?? null;
  }
  return symbols;
}
