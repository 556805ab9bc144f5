import { MomoError } from "../../../core/error.ts";
import type { Field } from "../layouts/layout.ts";

/** What a field can be set to: a number (integers only), a bigint where 64 bits wide, a text for char and cstr. */
export type FieldValue = number | bigint | string;

const WORD = 2 ** 32;
const ENCODER = new TextEncoder();

/**
 * Writes one field of a record.
 *
 * @param bytes Memory of `view`; the record starts at `at`, and the field holds zeros where it is a text.
 * @throws {MomoError} `bad_data` if a text does not fit.
 * @throws {RangeError} if a number does not fit.
 */
export function writeField(
  view: DataView,
  bytes: Uint8Array,
  at: number,
  field: Field,
  value: FieldValue,
): void {
  const offset = at + field.offset;
  if (field.type === "cstr") writeText(bytes, offset, field, value);
  else if (typeof value === "string") view.setUint8(offset, codeOf(field, value));
  else if (field.size === 8) writeInt64(view, offset, field, value);
  else writeSmall(view, offset, field, Number(value));
}

function writeText(bytes: Uint8Array, offset: number, field: Field, value: FieldValue): void {
  const text = String(value);
  // one NUL at least must remain
  const { read, written } = ENCODER.encodeInto(
    text,
    bytes.subarray(offset, offset + field.size - 1),
  );
  if (read === text.length) {
    bytes.fill(0, offset + written, offset + field.size);
    return;
  }
  throw new MomoError(
    "bad_data",
    `Cannot write "${text}" to ${field.name}: at most ${field.size - 1} bytes fit`,
  );
}

function codeOf(field: Field, value: string): number {
  const code = value.charCodeAt(0);
  if (value.length === 1 && code <= 0xff && field.size === 1) return code;
  throw new RangeError(`${field.name} takes one character, not "${value}"`);
}

function writeInt64(view: DataView, offset: number, field: Field, value: number | bigint): void {
  if (typeof value === "bigint") {
    const isSigned = field.type === "i64" || field.type === "price";
    const kept = isSigned ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
    if (kept !== value) throw new RangeError(`${field.name} cannot hold ${value}`);
    view.setBigUint64(offset, value & 0xffff_ffff_ffff_ffffn, true);
    return;
  }
  if (!Number.isSafeInteger(value)) throw new RangeError(`${field.name} cannot hold ${value}`);
  const high = Math.floor(value / WORD);
  view.setUint32(offset, value - high * WORD, true);
  view.setInt32(offset + 4, high, true);
}

function writeSmall(view: DataView, offset: number, field: Field, value: number): void {
  const range = 2 ** (8 * field.size);
  const isSigned = field.type.startsWith("i");
  const least = isSigned ? -range / 2 : 0;
  if (!Number.isInteger(value) || value < least || value >= least + range) {
    throw new RangeError(`${field.name} cannot hold ${value}`);
  }
  if (field.size === 4) view.setUint32(offset, value, true); // the same bits for signed ones
  else if (field.size === 2) view.setUint16(offset, value, true);
  else view.setUint8(offset, value);
}
