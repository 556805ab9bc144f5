import { groupRecords } from "../framing.ts";
import type { Field, RecordLayout } from "../layouts/layout.ts";
import { type RecordChunk, type RecordGroup, wordsOf } from "../record_chunk.ts";
import { type Column, newNumberColumn, RecordColumns, tsOutField } from "./column.ts";
import { copyInt16, copyInt32, copyInt64, copyInt8, copyText } from "./copy_field.ts";
import { layoutOfGroup } from "./group_layout.ts";
import { TextColumn } from "./text_column.ts";

/** Which columns to decode. */
export interface ColumnOptions {
  /** Names of the wanted columns; default all. */
  readonly fields?: readonly string[] | undefined;
  /** Number of rows to make room for from the start. */
  readonly rows?: number;
  /** Layout of the records; needed only where there may be none. */
  readonly layout?: RecordLayout;
}

/** Rows that are copied field by field before going on: few enough that their records stay in the fast cache. */
const BLOCK_ROWS = 512;

/** Gathers the records of many chunks into one set of columns, `ts_out` last if the stream has it. */
export class ColumnCollector {
  readonly #names: readonly string[] | undefined;
  #layout: RecordLayout | undefined;
  #fields: readonly Field[] = [];
  #columns: Column[] = [];
  #capacity: number;
  #rows = 0;

  /** Starts with no rows. */
  constructor(options: ColumnOptions = {}) {
    this.#names = options.fields;
    this.#capacity = options.rows ?? 0;
    if (options.layout) this.#start(options.layout, options.layout.fields);
  }

  /** Number of records so far. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * Appends the records of one form of a chunk. All that are added must have the same layout.
   *
   * @param group From `groupRecords`; by default all records, which must then be of one form.
   * @throws {MomoError} `bad_data` if the record type is unknown or the records are shorter than its layout.
   */
  add(chunk: RecordChunk, group: RecordGroup | undefined = groupRecords(chunk)[0]): void {
    if (!group) return;
    const layout = layoutOfGroup(chunk, group);
    const tsOut = chunk.tsOut ? [tsOutField(group.size)] : [];
    this.#start(layout, [...layout.fields, ...tsOut]);
    this.#makeRoom(this.#rows + group.count);
    const records = contiguousRecords(chunk, group);
    for (let from = 0; from < group.count; from += BLOCK_ROWS) {
      const to = Math.min(from + BLOCK_ROWS, group.count);
      for (let i = 0; i < this.#fields.length; i++) {
        copyField(records, this.#fields[i]!, from, to, this.#columns[i]!, this.#rows + from);
      }
    }
    this.#rows += group.count;
  }

  /** The columns of everything added, in memory of exactly their size. */
  finish(): RecordColumns {
    if (!this.#layout) throw new TypeError("Columns need at least one record to know their layout");
    if (this.#capacity !== this.#rows) this.#resize(this.#rows);
    const all = new Map(this.#fields.map((field, i) => [field.name, this.#columns[i]!]));
    return new RecordColumns(this.#layout, this.#rows, all);
  }

  #start(layout: RecordLayout, all: readonly Field[]): void {
    if (this.#layout && this.#layout !== layout) {
      throw new TypeError(`Columns of ${this.#layout.name} cannot take records of ${layout.name}`);
    }
    this.#layout = layout;
    this.#fields = this.#names ? pickFields(layout, all, this.#names) : all;
    for (const field of this.#fields.slice(this.#columns.length)) {
      this.#columns.push(newColumn(field, this.#capacity));
    }
  }

  #makeRoom(rows: number): void {
    if (rows > this.#capacity) this.#resize(Math.max(rows, 2 * this.#capacity));
  }

  #resize(capacity: number): void {
    this.#columns = this.#columns.map((column, i) => {
      const resized = newColumn(this.#fields[i]!, capacity);
      bytesOf(resized).set(bytesOf(column).subarray(0, bytesOf(resized).length));
      return resized;
    });
    this.#capacity = capacity;
  }
}

function pickFields(
  layout: RecordLayout,
  fields: readonly Field[],
  names: readonly string[],
): Field[] {
  return names.map((name) => {
    const field = fields.find((field) => field.name === name);
    if (!field) throw new TypeError(`Layout ${layout.name} has no field ${name}`);
    return field;
  });
}

/** The records of a group back to back, in memory that words can view. */
interface Records {
  readonly bytes: Uint8Array;
  readonly halves: Int16Array;
  readonly words: Int32Array;
  /** Bytes of one record. */
  readonly size: number;
}

function contiguousRecords(chunk: RecordChunk, group: RecordGroup): Records {
  const bytes = group.offsets ? gather(chunk, group, group.offsets) : chunk.bytes;
  return {
    bytes,
    halves: new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1),
    words: wordsOf({ bytes }),
    size: group.size,
  };
}

function gather(chunk: RecordChunk, group: RecordGroup, offsets: Uint32Array): Uint8Array {
  const source = wordsOf(chunk);
  const step = group.size >> 2;
  const target = new Int32Array(step * offsets.length);
  for (let row = 0; row < offsets.length; row++) {
    const from = offsets[row]! >> 2;
    for (let i = 0; i < step; i++) target[row * step + i] = source[from + i]!;
  }
  return new Uint8Array(target.buffer);
}

function newColumn(field: Field, rows: number): Column {
  if (field.type === "cstr") return new TextColumn(new Uint8Array(rows * field.size), field.size);
  if (field.type === "pad") throw new TypeError("Reserved bytes have no column");
  return newNumberColumn(field.type, rows);
}

/** The bytes of a column, in place. */
function bytesOf(column: Column): Uint8Array {
  return column instanceof TextColumn ? column.bytes : new Uint8Array(column.buffer);
}

/** Copies a field of records [from, to) to rows from `target` on. Record i starts at `i * size`. */
function copyField(
  records: Records,
  field: Field,
  from: number,
  to: number,
  column: Column,
  target: number,
): void {
  const { bytes, halves, words, size } = records;
  const at = from * size + field.offset;
  const end = target + to - from;
  if (column instanceof TextColumn) {
    return copyText(bytes, at, size, column.bytes, target, end, column.width);
  }
  const { buffer } = column;
  switch (field.size) {
    case 8:
      return copyInt64(words, at >> 2, size >> 2, new Int32Array(buffer), target, end);
    case 4:
      return copyInt32(words, at >> 2, size >> 2, new Int32Array(buffer), target, end);
    case 2:
      return copyInt16(halves, at >> 1, size >> 1, new Int16Array(buffer), target, end);
    default:
      return copyInt8(bytes, at, size, new Uint8Array(buffer), target, end);
  }
}
