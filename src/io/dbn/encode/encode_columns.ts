import type { NumberColumn } from "../columns/column.ts";
import { TextColumn } from "../columns/text_column.ts";
import type { Field } from "../layouts/layout.ts";
import { rtypeOfSchema, type Schema } from "../schema.ts";
import type { DbnVersion } from "../version.ts";
import { type FieldValue, writeField } from "./field_value.ts";
import { type RecordTemplate, recordTemplate } from "./record_template.ts";

/**
 * Values of one field for all records: a column as decoding gives it; integers in a Float64Array, where NaN stands
 * for the default (undefined prices, times and sizes); texts; or one value for every record.
 */
export type ColumnInput = NumberColumn | Float64Array | TextColumn | readonly string[] | FieldValue;

const WORD = 2 ** 32;

/**
 * Records from columns; fields without one keep their default. A column `ts_out` makes the records end with it.
 *
 * @param type A schema, or a record type for messages.
 * @param rows Number of records.
 * @returns The records back to back.
 * @throws {RangeError} if a column has another length than `rows`, or a value does not fit.
 */
export function encodeColumns(
  type: Schema | number,
  version: DbnVersion,
  rows: number,
  columns: Readonly<Record<string, ColumnInput>>,
): Uint8Array {
  const rtype = typeof type === "number" ? type : rtypeOfSchema(type);
  const template = recordTemplate(rtype, version, "ts_out" in columns);
  const bytes = repeat(prefill(template, columns), rows);
  for (const [name, column] of Object.entries(columns)) {
    if (typeof column !== "object") continue; // one value for all is part of the prefilled record
    if (column.length !== rows) {
      throw new RangeError(`Column ${name} has ${column.length} rows instead of ${rows}`);
    }
    scatter(bytes, template.bytes.length, fieldOf(template, name), column);
  }
  return bytes;
}

function fieldOf(template: RecordTemplate, name: string): Field {
  const field = template.fields.get(name);
  if (!field) throw new TypeError(`Record ${template.layout.name} has no field ${name}`);
  return field;
}

/** The record with the values that all records share. */
function prefill(
  template: RecordTemplate,
  columns: Readonly<Record<string, ColumnInput>>,
): Uint8Array {
  const bytes = template.bytes.slice();
  const view = new DataView(bytes.buffer);
  for (const [name, value] of Object.entries(columns)) {
    if (typeof value !== "object") writeField(view, bytes, 0, fieldOf(template, name), value);
  }
  return bytes;
}

function repeat(unit: Uint8Array, count: number): Uint8Array {
  const bytes = new Uint8Array(unit.length * count);
  if (count === 0) return bytes;
  bytes.set(unit);
  for (let filled = unit.length; filled < bytes.length; filled *= 2) {
    bytes.copyWithin(filled, 0, filled);
  }
  return bytes;
}

/** Writes a column into one field of every record. */
function scatter(
  bytes: Uint8Array,
  size: number,
  field: Field,
  column: Exclude<ColumnInput, FieldValue>,
): void {
  if (column instanceof TextColumn) return scatterText(bytes, size, field, column);
  if (column instanceof Float64Array) return scatterNumbers(bytes, size, field, column);
  if (column instanceof BigInt64Array || column instanceof BigUint64Array) {
    return scatterInt64(bytes, size, field, column);
  }
  const view = new DataView(bytes.buffer);
  for (let row = 0, at = 0; row < column.length; row++, at += size) {
    writeField(view, bytes, at, field, column[row]!);
  }
}

function scatterInt64(
  bytes: Uint8Array,
  size: number,
  field: Field,
  column: BigInt64Array | BigUint64Array,
): void {
  if (field.size !== 8) throw new RangeError(`Column ${field.name} is not 64 bits wide`);
  const source = new Int32Array(column.buffer, column.byteOffset, 2 * column.length);
  const target = new Int32Array(bytes.buffer);
  const step = size >> 2;
  for (let i = 0, word = field.offset >> 2; i < source.length; i += 2, word += step) {
    target[word] = source[i]!;
    target[word + 1] = source[i + 1]!;
  }
}

function scatterNumbers(
  bytes: Uint8Array,
  size: number,
  field: Field,
  column: Float64Array,
): void {
  const view = new DataView(bytes.buffer);
  for (let row = 0, at = 0; row < column.length; row++, at += size) {
    const value = column[row]!;
    if (Number.isNaN(value)) continue;
    if (field.size !== 8) writeField(view, bytes, at, field, value);
    else {
      if (!Number.isSafeInteger(value)) throw new RangeError(`${field.name} cannot hold ${value}`);
      const high = Math.floor(value / WORD);
      view.setUint32(at + field.offset, value - high * WORD, true);
      view.setInt32(at + field.offset + 4, high, true);
    }
  }
}

function scatterText(bytes: Uint8Array, size: number, field: Field, column: TextColumn): void {
  if (field.type !== "cstr") throw new TypeError(`Column ${field.name} holds numbers, not text`);
  const width = Math.min(column.width, field.size);
  for (let row = 0, at = field.offset; row < column.length; row++, at += size) {
    bytes.set(column.bytes.subarray(row * column.width, row * column.width + width), at);
  }
}
