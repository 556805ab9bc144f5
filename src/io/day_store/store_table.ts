/**
 * Records as a table of the day store, and back: every field under its DBN name with the bits it has in DBN. Undefined
 * values keep their marks (the largest integer), characters are codes: nothing is lost and decoding is a copy.
 */
import {
  type ColumnData,
  type ColumnSpec,
  type ColumnType,
  makeTable,
  type Table,
} from "../../core/columns/table.ts";
import { type Column, RecordColumns } from "../dbn/columns/column.ts";
import { TextColumn } from "../dbn/columns/text_column.ts";
import type { Field, FieldType, RecordLayout } from "../dbn/layouts/layout.ts";
import { meaningOf } from "../dbn/layouts/meanings.ts";
import { ALL_LAYOUTS } from "../dbn/layouts/select.ts";

/** Name of the metadata entry with the name of the records' layout. */
export const LAYOUT_ENTRY = "momo.layout";

const TYPES: Readonly<Record<Exclude<FieldType, "pad">, ColumnType>> = {
  ...{ u8: "uint8", u16: "uint16", u32: "uint32", u64: "uint64" },
  ...{ i8: "int8", i16: "int16", i32: "int32", i64: "int64" },
  ...{ price: "int64", timestamp: "timestamp", char: "uint8", enum_char: "uint8", cstr: "string" },
};

/** The columns of a layout's records in the store. */
export function storeColumns(layout: RecordLayout): ColumnSpec[] {
  return layout.fields.map((field) => ({
    name: field.name,
    type: typeOf(field),
    unit: field.type === "price" ? "1e-9" : field.type === "timestamp" ? "ns" : "",
    ...{ causality: "causal", nullable: false, help: meaningOf(layout, field) },
  }));
}

function typeOf({ type, name }: Field): ColumnType {
  if (type === "pad") throw new TypeError(`Field ${name} is reserved`);
  return TYPES[type];
}

/** Records as a table. Its arrays are those of the records. */
export function storeTable(records: RecordColumns): Table {
  const { layout } = records;
  return makeTable(
    storeColumns(layout),
    layout.fields.map(({ name }): ColumnData => {
      const column = records.get(name);
      if (column instanceof TextColumn) {
        return Array.from({ length: column.length }, (_, row) => column.at(row));
      }
      return column instanceof BigUint64Array && isTime(layout, name)
        ? new BigInt64Array(column.buffer, column.byteOffset, column.length)
        : column;
    }),
  );
}

function isTime({ fields }: RecordLayout, name: string): boolean {
  return fields.some((field) => field.name === name && field.type === "timestamp");
}

/** The layout of a name, or undefined. */
export function layoutNamed(name: string | undefined): RecordLayout | undefined {
  return ALL_LAYOUTS.find((layout) => layout.name === name);
}

/** The records of a table that `storeTable` made. @param rows First and last row, exclusive. */
export function recordsOfTable(
  table: Table,
  layout: RecordLayout,
  [from, to]: readonly [number, number],
): RecordColumns {
  const columns = new Map<string, Column>();
  for (const [i, { name }] of table.columns.entries()) {
    const field = layout.fields.find((candidate) => candidate.name === name);
    if (field !== undefined) columns.set(name, columnOf(table.data[i]!, field, from, to));
  }
  return new RecordColumns(layout, to - from, columns);
}

function columnOf(data: ColumnData, { type, size }: Field, from: number, to: number): Column {
  if (type === "cstr") return textColumn(data.slice(from, to) as readonly string[], size);
  const part = data.slice(from, to);
  return part instanceof BigInt64Array && type === "timestamp"
    ? new BigUint64Array(part.buffer)
    : part as Column; // of the type that the field's column has
}

function textColumn(texts: readonly string[], width: number): TextColumn {
  const bytes = new Uint8Array(texts.length * width);
  const encoder = new TextEncoder();
  for (const [row, text] of texts.entries()) {
    encoder.encodeInto(text, bytes.subarray(row * width, (row + 1) * width - 1));
  }
  return new TextColumn(bytes, width);
}
