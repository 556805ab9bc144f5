/** How a field is stored and read; all numbers are little-endian. */
export type FieldType =
  | "u8"
  | "u16"
  | "u32"
  | "u64"
  | "i8"
  | "i16"
  | "i32"
  | "i64"
  /** int64, one unit is 1e-9 of the currency; undefined is `UNDEF_PX`. */
  | "price"
  /** uint64, nanoseconds since the Unix epoch, UTC; undefined is `UNDEF_TS`. */
  | "timestamp"
  /** One ASCII byte; 0 is absent. */
  | "char"
  /** As `char`, but written as an ordinary string in text output. */
  | "enum_char"
  /** Text, padded with NUL bytes. */
  | "cstr"
  /** Reserved bytes: zero in new records, anything in old ones. */
  | "pad";

/** One field of a record. */
export interface Field {
  /** DBN name, unique in its record; fields of a book level carry its two-digit index: `bid_px_00`. */
  readonly name: string;
  /** Bytes from the start of the record. */
  readonly offset: number;
  /** Width in bytes. */
  readonly size: number;
  /** How the bytes are read. */
  readonly type: FieldType;
  /** Value in a record that does not set the field: a number, a bigint where 64 bits wide, a text for char and cstr. */
  readonly default: number | bigint | string;
  /** Book level, 0 is the best; absent outside levels. */
  readonly level?: number;
}

/** The fields of one record type in one version. */
export interface RecordLayout {
  /** Short name of the layout, for messages and schema tables. */
  readonly name: string;
  /** Bytes of a record without `ts_out`. */
  readonly size: number;
  /** Header fields first (without the length), then by offset; reserved bytes left out. */
  readonly fields: readonly Field[];
  /** Names in the order of text output; `hd` stands for the header, `levels` for all book levels. */
  readonly textOrder: readonly string[];
}

/** An undefined price: the largest int64. */
export const UNDEF_PX = 0x7fff_ffff_ffff_ffffn;
/** An undefined time: the largest uint64. */
export const UNDEF_TS = 0xffff_ffff_ffff_ffffn;
/** An undefined order size: the largest uint32. */
export const UNDEF_ORDER_SIZE = 0xffff_ffff;
/** An undefined statistic quantity of version 3: the largest int64. */
export const UNDEF_STAT_QUANTITY = 0x7fff_ffff_ffff_ffffn;
/** An undefined statistic quantity of versions 1 and 2: the largest int32. */
export const UNDEF_STAT_QUANTITY_V1 = 0x7fff_ffff;
/** Bytes of the header of every record. */
export const HEADER_SIZE = 16;

/** Byte widths by type; text and reserved bytes have their own. */
const TYPE_SIZES = {
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  i8: 1,
  i16: 2,
  i32: 4,
  i64: 8,
  price: 8,
  timestamp: 8,
  char: 1,
  enum_char: 1,
} as const;

type FieldMaker<Value> = (offset: number, name: string, value: Value) => Field;

function maker<Value extends number | bigint | string>(
  type: keyof typeof TYPE_SIZES,
): FieldMaker<Value> {
  return (offset, name, value) => ({ name, offset, size: TYPE_SIZES[type], type, default: value });
}

/** A uint8 field. */
export const u8: FieldMaker<number> = maker("u8");
/** A uint16 field. */
export const u16: FieldMaker<number> = maker("u16");
/** A uint32 field. */
export const u32: FieldMaker<number> = maker("u32");
/** A uint64 field. */
export const u64: FieldMaker<bigint> = maker("u64");
/** An int8 field. */
export const i8: FieldMaker<number> = maker("i8");
/** An int16 field. */
export const i16: FieldMaker<number> = maker("i16");
/** An int32 field. */
export const i32: FieldMaker<number> = maker("i32");
/** An int64 field. */
export const i64: FieldMaker<bigint> = maker("i64");
/** A one-byte character. */
export const char: FieldMaker<string> = maker("char");
/** A one-byte character that text output treats as a string. */
export const enumChar: FieldMaker<string> = maker("enum_char");

/** A price, undefined by default. */
export function price(offset: number, name: string): Field {
  return { name, offset, size: 8, type: "price", default: UNDEF_PX };
}

/** A time, undefined by default. */
export function timestamp(offset: number, name: string): Field {
  return { name, offset, size: 8, type: "timestamp", default: UNDEF_TS };
}

/** A text of at most `size - 1` bytes, empty by default. */
export function cstr(offset: number, size: number, name: string): Field {
  return { name, offset, size, type: "cstr", default: "" };
}

/** Reserved bytes. */
export function pad(offset: number, size: number): Field {
  return { name: "", offset, size, type: "pad", default: 0 };
}

const LEVEL_SIZE = 32; // bytes

/** `count` book levels of one venue, best first. */
export function levels(offset: number, count: number): Field[] {
  return bookLevels(offset, count, (at) => [
    price(at, "bid_px"),
    price(at + 8, "ask_px"),
    u32(at + 16, "bid_sz", 0),
    u32(at + 20, "ask_sz", 0),
    u32(at + 24, "bid_ct", 0),
    u32(at + 28, "ask_ct", 0),
  ]);
}

/** `count` consolidated book levels: publisher ids of the venues holding the best prices instead of order counts. */
export function consolidatedLevels(offset: number, count: number): Field[] {
  return bookLevels(offset, count, (at) => [
    price(at, "bid_px"),
    price(at + 8, "ask_px"),
    u32(at + 16, "bid_sz", 0),
    u32(at + 20, "ask_sz", 0),
    u16(at + 24, "bid_pb", 0),
    pad(at + 26, 2),
    u16(at + 28, "ask_pb", 0),
    pad(at + 30, 2),
  ]);
}

function bookLevels(offset: number, count: number, fieldsAt: (offset: number) => Field[]): Field[] {
  return Array.from(
    { length: count },
    (_, level) =>
      fieldsAt(offset + level * LEVEL_SIZE).map((field) => ({
        ...field,
        name: field.name && `${field.name}_${String(level).padStart(2, "0")}`,
        level,
      })),
  ).flat();
}

/** The header fields, the same in every record; the length byte belongs to the framing. */
export const HEADER_FIELDS: readonly Field[] = [
  u8(1, "rtype", 0),
  u16(2, "publisher_id", 0),
  u32(4, "instrument_id", 0),
  timestamp(8, "ts_event"),
];

/** Makes a layout from its fields after the header and their order in text output. */
export function recordLayout(
  name: string,
  size: number,
  fields: readonly Field[],
  textOrder: string,
): RecordLayout {
  return {
    name,
    size,
    fields: [...HEADER_FIELDS, ...fields.filter((field) => field.type !== "pad")],
    textOrder: textOrder.trim().split(/\s+/),
  };
}
