/** Reading the rows of a symbol-day out of the day store. */
import type { NumberColumns } from "../../core/columns/growing_columns.ts";
import type { ColumnData, Table } from "../../core/columns/table.ts";
import { MomoError } from "../../core/error.ts";
import type { RecordCounts } from "../day/count_records.ts";
import type { TimeSpan } from "../day/day_files.ts";
import { RecordBuffer } from "../day/record_buffer.ts";
import type { StoredTable } from "../day/day_plan.ts";
import type { RecordColumns } from "../dbn/columns/column.ts";
import { numbersOfInt64, numbersOfUint64 } from "../dbn/columns/int64_numbers.ts";
import { layoutOfSchema } from "../dbn/schema.ts";
import { openParquet } from "../parquet/parquet_file.ts";
import type { Predicate } from "../parquet/predicate.ts";
import { indexTimeOf, type TableReader } from "../day/table_reader.ts";
import { LAYOUT_ENTRY, layoutNamed, recordsOfTable } from "./store_table.ts";

const NS_PER_SECOND = 1_000_000_000n;

/**
 * Gives a table the stored rows of a stretch of time.
 *
 * @param base ns since the Unix epoch that times count from.
 * @param span Epoch seconds.
 * @throws {MomoError} `bad_data` if the file is damaged, `io` if it cannot be read.
 */
export function readStoredRows(
  reader: Pick<TableReader<NumberColumns>, "wanted" | "names" | "take">,
  stored: StoredTable,
  base: bigint,
  span: TimeSpan,
): void {
  using file = openParquet(stored.path);
  const layout = layoutOfSchema(stored.schema, 3);
  const indexTime = indexTimeOf(layout);
  const { action } = reader.wanted;
  const fields = Object.values(reader.names);
  const wanted = [...new Set([...fields, indexTime, ...(action === null ? [] : ["action"])])];
  const table = file.read({ columns: wanted, where: within(indexTime, span, stored) });
  const column = (name: string) => table.data[wanted.indexOf(name)]!;
  const times = timesOf(column(indexTime), base);
  const rows = pickRows(times, base, span, action === null ? null : column("action"), action);
  const numbers = Object.fromEntries(
    Object.entries(reader.names).map(([name, field]) => {
      const data = field === indexTime ? times : numbersOf(table, wanted.indexOf(field), base);
      return [name, rows === null ? data : takeNumbers(data, rows)];
    }),
  );
  reader.take(numbers, layout.size);
}

/**
 * Counts the stored rows of all of a file, and those of a stretch of time: of ticks, which are stored by trade date, these
 * are taken to be all.
 *
 * @param span Epoch seconds.
 * @throws {MomoError} `bad_data` if the file is damaged, `io` if it cannot be read.
 */
export function countStoredRows(stored: StoredTable, span: TimeSpan): RecordCounts {
  using file = openParquet(stored.path);
  const column = indexTimeOf(layoutOfSchema(stored.schema, 3));
  const where = within(column, span, stored);
  const rows = where.length === 0 ? file : file.read({ columns: [column], where });
  return { total: file.length, within: rows.length };
}

/** Conditions that let whole row groups be skipped, where a file has those of many days. */
function within(column: string, { from, to }: TimeSpan, { schema }: StoredTable): Predicate[] {
  if (!schema.startsWith("ohlcv-")) return [];
  return [
    { column, op: ">=", value: BigInt(from) * NS_PER_SECOND },
    { column, op: "<", value: BigInt(to) * NS_PER_SECOND },
  ];
}

type Numbers = NumberColumns[string];

function timesOf(data: ColumnData, base: bigint): Float64Array {
  const words = data instanceof BigInt64Array
    ? new BigUint64Array(data.buffer, data.byteOffset, data.length)
    : new BigUint64Array(0); // of a table without rows
  return numbersOfUint64(words, base);
}

function numbersOf({ columns, data }: Table, at: number, base: bigint): Numbers {
  const values = data[at]!;
  if (columns[at]!.type === "timestamp") return timesOf(values, base);
  if (values instanceof BigInt64Array) return numbersOfInt64(values);
  if (values instanceof BigUint64Array) return numbersOfUint64(values);
  const isPlain = values instanceof Uint32Array || values instanceof Uint16Array ||
    values instanceof Uint8Array;
  if (isPlain) return values;
  if (values.length === 0) return new Float64Array(0);
  throw new MomoError("bad_data", `Cannot use the stored column ${columns[at]!.name}: no numbers`);
}

/** Rows within the time and of the action; `null` if these are all rows. */
function pickRows(
  times: Float64Array,
  base: bigint,
  span: TimeSpan,
  actions: ColumnData | null,
  action: number | null,
): Uint32Array | null {
  const from = Number(BigInt(span.from) * NS_PER_SECOND - base);
  const to = Number(BigInt(span.to) * NS_PER_SECOND - base);
  if (actions === null) return rowsBetween(times, from, to);
  const rows = new Uint32Array(times.length);
  let count = 0;
  for (let row = 0; row < times.length; row++) {
    if (!(times[row]! >= from && times[row]! < to)) continue;
    if (actions[row] !== action) continue;
    rows[count++] = row;
  }
  return count === times.length ? null : rows.subarray(0, count);
}

/** Rows with times in [from, to); `null` if these are all rows. */
function rowsBetween(times: Float64Array, from: number, to: number): Uint32Array | null {
  let count = 0;
  for (let row = 0; row < times.length; row++) if (times[row]! >= from && times[row]! < to) count++;
  if (count === times.length) return null;
  const rows = new Uint32Array(count);
  for (let row = 0, k = 0; k < count; row++) {
    if (times[row]! >= from && times[row]! < to) rows[k++] = row;
  }
  return rows;
}

function takeNumbers(data: Numbers, rows: Uint32Array): Numbers {
  const isContiguous = rows.length > 0 && rows.at(-1)! - rows[0]! === rows.length - 1;
  if (isContiguous) return data.slice(rows[0], rows[0]! + rows.length);
  const taken = data.slice(0, rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = data[rows[i]!]!;
  return taken;
}

/**
 * The stored records of a stretch of time, all fields.
 *
 * @param span Epoch seconds.
 * @throws {MomoError} `bad_data` if the file is damaged, `io` if it cannot be read.
 */
export function readStoredRecords(
  stored: Pick<StoredTable, "path" | "schema">,
  span: TimeSpan,
): RecordColumns {
  using file = openParquet(stored.path);
  const layout = layoutNamed(file.metadata.get(LAYOUT_ENTRY));
  if (layout === undefined) {
    throw new MomoError("bad_data", `Cannot use "${stored.path}": it does not name its layout`);
  }
  const table = file.read();
  if (table.length === 0) return new RecordBuffer().columns(layout);
  const base = BigInt(span.from) * NS_PER_SECOND;
  const at = table.columns.findIndex(({ name }) => name === indexTimeOf(layout));
  const rows = pickRows(timesOf(table.data[at]!, base), base, span, null, null);
  const first = rows === null ? 0 : rows[0] ?? 0;
  return recordsOfTable(table, layout, [first, rows === null ? table.length : first + rows.length]);
}
