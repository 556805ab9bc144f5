import type { Field, FieldType, RecordLayout } from "../layouts/layout.ts";
import type { TextColumn } from "./text_column.ts";

/** Values of one numeric field, one per record. */
export type NumberColumn =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array;

/** Values of one field, one per record. Chars are their ASCII codes. */
export type Column = NumberColumn | TextColumn;

/** A numeric column of zeros for fields of a type. */
export function newNumberColumn(
  type: Exclude<FieldType, "cstr" | "pad">,
  rows: number,
): NumberColumn {
  switch (type) {
    case "u8":
    case "char":
    case "enum_char":
      return new Uint8Array(rows);
    case "u16":
      return new Uint16Array(rows);
    case "u32":
      return new Uint32Array(rows);
    case "u64":
    case "timestamp":
      return new BigUint64Array(rows);
    case "i8":
      return new Int8Array(rows);
    case "i16":
      return new Int16Array(rows);
    case "i32":
      return new Int32Array(rows);
    case "i64":
    case "price":
      return new BigInt64Array(rows);
  }
}

/** Records of one layout as columns. Names are the DBN names; book levels carry their index: `bid_px_00`. */
export class RecordColumns {
  /** Layout of the records. */
  readonly layout: RecordLayout;
  /** Number of records. */
  readonly rows: number;
  /** Every decoded column by name, in the order of the layout. */
  readonly all: ReadonlyMap<string, Column>;

  /** Takes columns of `rows` values each, by name. */
  constructor(layout: RecordLayout, rows: number, all: ReadonlyMap<string, Column>) {
    this.layout = layout;
    this.rows = rows;
    this.all = all;
  }

  /** A column that was decoded. Asking for another one is a mistake in the program. */
  get(name: string): Column {
    const column = this.all.get(name);
    if (!column) throw new TypeError(`Column ${this.layout.name}.${name} was not decoded`);
    return column;
  }

  /** A column of signed 64-bit integers: prices (1e-9) and wide quantities. */
  int64(name: string): BigInt64Array {
    return this.#typed(name, BigInt64Array);
  }

  /** A column of unsigned 64-bit integers: times (ns since the Unix epoch), order ids, volumes. */
  uint64(name: string): BigUint64Array {
    return this.#typed(name, BigUint64Array);
  }

  /** A column of unsigned 32-bit integers. */
  uint32(name: string): Uint32Array {
    return this.#typed(name, Uint32Array);
  }

  /** A column of signed 32-bit integers. */
  int32(name: string): Int32Array {
    return this.#typed(name, Int32Array);
  }

  /** A column of unsigned 16-bit integers. */
  uint16(name: string): Uint16Array {
    return this.#typed(name, Uint16Array);
  }

  /** A column of bytes: small numbers, or chars as ASCII codes. */
  uint8(name: string): Uint8Array {
    return this.#typed(name, Uint8Array);
  }

  /** A column of text. */
  text(name: string): TextColumn {
    const column = this.get(name);
    if (!("width" in column)) throw new TypeError(`Column ${name} holds numbers, not text`);
    return column;
  }

  #typed<Type extends NumberColumn>(name: string, type: new (rows: number) => Type): Type {
    const column = this.get(name);
    if (column instanceof type) return column;
    throw new TypeError(`Column ${name} is a ${column.constructor.name}, not a ${type.name}`);
  }
}

/** The time at which the gateway sent a record: eight bytes at its very end. */
export function tsOutField(recordSize: number): Field {
  return {
    name: "ts_out",
    offset: recordSize - 8,
    size: 8,
    type: "timestamp",
    default: 0xffff_ffff_ffff_ffffn,
  };
}
