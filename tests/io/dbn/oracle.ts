/**
 * An independent, slow and simple reading, writing and formatting of DBN records with DataView, BigInt and strings;
 * the product's own code is not used. For comparison in tests.
 */
import fc from "fast-check";
import { ORACLE_LAYOUTS, type OracleLayout } from "./oracle_layouts.ts";

export type OracleValue = bigint | number | Uint8Array;
export type OracleRecord = Readonly<Record<string, OracleValue>>;

export interface OracleField {
  readonly name: string;
  readonly offset: number;
  readonly type: string;
  readonly width: number;
}

const HEADER: readonly OracleField[] = parseFields(
  "1:u8:rtype 2:u16:publisher_id 4:u32:instrument_id 8:ts:ts_event",
);

function parseFields(text: string): OracleField[] {
  return text.trim().split(/\s+/).map((item) => {
    const [offset, type, name] = item.split(":") as [string, string, string];
    const width = type.startsWith("s") ? Number(type.slice(1)) : 0;
    return { name, offset: Number(offset), type: width ? "s" : type, width };
  });
}

export function fieldsOf(layout: OracleLayout): OracleField[] {
  return [...HEADER, ...parseFields(layout.fields)];
}

export function oracleLayout(name: string): OracleLayout {
  return ORACLE_LAYOUTS.find((layout) => layout.name === name)!;
}

export function oracleLayoutOf(rtype: number, version: 1 | 2 | 3): OracleLayout {
  return ORACLE_LAYOUTS.find((layout) =>
    layout.rtypes.includes(rtype) && layout.versions.includes(version)
  )!;
}

/** Random values of every field, limits and sentinels often among them. */
export function recordArbitrary(layout: OracleLayout): fc.Arbitrary<OracleRecord> {
  const values: Record<string, fc.Arbitrary<OracleValue>> = {};
  for (const field of fieldsOf(layout)) values[field.name] = valueArbitrary(field);
  values.rtype = fc.constantFrom(...layout.rtypes);
  return fc.record(values);
}

function valueArbitrary({ type, width }: OracleField): fc.Arbitrary<OracleValue> {
  const integer = (least: number, most: number) =>
    fc.oneof(fc.integer({ min: least, max: most }), fc.constantFrom(0, least, most));
  switch (type) {
    case "px":
      return fc.oneof(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.bigInt({ min: -100_000_000_000_000n, max: 100_000_000_000_000n }),
        fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 0n, -1n, -500_000_000n, 999_999_999n),
      );
    case "i64":
      return fc.oneof(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 0n, -1n),
      );
    case "ts":
    case "u64":
      return fc.oneof(
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        fc.bigInt({ min: 1_600_000_000_000_000_000n, max: 1_800_000_000_000_000_000n }),
        fc.constantFrom(2n ** 64n - 1n, 0n, 1n, 999_999_999n, 1_000_000_000n, 2n ** 53n, 2n ** 32n),
      );
    case "s":
      return cstrArbitrary(width);
    default: {
      const bits = type.startsWith("char") ? 8 : Number(type.slice(1));
      return type.startsWith("i")
        ? integer(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        : integer(0, 2 ** bits - 1);
    }
  }
}

/** Raw bytes of a text: mostly readable, now and then without NUL, not UTF-8, or with bytes after the NUL. */
function cstrArbitrary(width: number): fc.Arbitrary<Uint8Array> {
  const readable = fc.string({ unit: "binary", maxLength: Math.min(width, 12) }).map((text) => {
    const bytes = new Uint8Array(width);
    new TextEncoder().encodeInto(text, bytes.subarray(0, width - 1));
    return bytes;
  });
  const pieces = [
    '"',
    "\\",
    "/",
    "'",
    ",",
    "\t",
    "\n",
    "\r",
    "\b",
    "\x01",
    "\x1f",
    "\x7f",
    "é",
    "A",
  ];
  const awkward = fc.array(fc.constantFrom(...pieces), { maxLength: 3 }).map((chars) => {
    const bytes = new Uint8Array(width);
    new TextEncoder().encodeInto(chars.join(""), bytes.subarray(0, width - 1));
    return bytes;
  });
  return fc.oneof(readable, awkward, fc.uint8Array({ minLength: width, maxLength: width }));
}

/** The bytes of a record; reserved ones are zero. */
export function oracleBytes(
  layout: OracleLayout,
  record: OracleRecord,
  tsOut?: bigint,
): Uint8Array {
  const size = layout.size + (tsOut === undefined ? 0 : 8);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes[0] = size / 4;
  for (const { name, offset, type } of fieldsOf(layout)) {
    const value = record[name]!;
    if (value instanceof Uint8Array) bytes.set(value, offset);
    else if (typeof value === "bigint") {
      view.setBigUint64(offset, BigInt.asUintN(64, value), true);
    } else if (type.endsWith("32")) view.setUint32(offset, value >>> 0, true);
    else if (type.endsWith("16")) view.setUint16(offset, value & 0xffff, true);
    else bytes[offset] = value & 0xff;
  }
  if (tsOut !== undefined) view.setBigUint64(size - 8, tsOut, true);
  return bytes;
}

/** The values in the bytes of a record. */
export function oracleRecord(layout: OracleLayout, bytes: Uint8Array): OracleRecord {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read: Record<string, (offset: number) => bigint | number> = {
    px: (offset) => view.getBigInt64(offset, true),
    i64: (offset) => view.getBigInt64(offset, true),
    ts: (offset) => view.getBigUint64(offset, true),
    u64: (offset) => view.getBigUint64(offset, true),
    u32: (offset) => view.getUint32(offset, true),
    i32: (offset) => view.getInt32(offset, true),
    u16: (offset) => view.getUint16(offset, true),
    i16: (offset) => view.getInt16(offset, true),
    i8: (offset) => view.getInt8(offset),
    u8: (offset) => view.getUint8(offset),
  };
  const entries = fieldsOf(layout).map(({ name, offset, type, width }) => {
    if (type === "s") return [name, bytes.slice(offset, offset + width)];
    return [name, read[type.startsWith("char") ? "u8" : type]!(offset)];
  });
  return Object.fromEntries(entries);
}

/** The text of a field of bytes: up to the first NUL, empty if there is none or it is not UTF-8. */
export function oracleText(bytes: Uint8Array): string {
  const end = [...bytes].indexOf(0);
  if (end < 0) return "";
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      bytes.subarray(0, end),
    );
  } catch {
    return "";
  }
}
