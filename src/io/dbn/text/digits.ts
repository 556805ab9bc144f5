/**
 * Decimal digits as ASCII bytes, without strings. Every function writes at `at` and returns the position after what
 * it wrote. Digits go out four bytes at a time, so that up to `OVERSHOOT` bytes after that position may change; the
 * caller makes sure that there is room. 64-bit integers come as two words and are never BigInt.
 */
const ZERO = 48;
const MINUS = 45;
const BILLION = 1_000_000_000;
const WORD = 2 ** 32;

/** Bytes that may be written after the end of what is wanted. */
export const OVERSHOOT = 4;

/** The three digits of 0 to 999, first digit in the lowest byte. */
const TRIPLES = Uint32Array.from({ length: 1000 }, (_, i) => packAscii(String(i).padStart(3, "0")));
/** The digits of 0 to 999 without leading zeros. */
const SHORTS = Uint32Array.from({ length: 1000 }, (_, i) => packAscii(String(i)));
/** How many those are. */
const SHORT_LENGTHS = Uint8Array.from({ length: 1000 }, (_, i) => String(i).length);

function packAscii(text: string): number {
  return [...text].reduce((word, char, i) => word | (char.charCodeAt(0) << (8 * i)), 0);
}

/** Exactly nine digits of 0 to 999 999 999. */
export function writeNine(out: DataView, at: number, value: number): number {
  const millions = (value / 1_000_000) | 0;
  const rest = value - millions * 1_000_000;
  const thousands = (rest / 1000) | 0;
  out.setUint32(at, TRIPLES[millions]!, true);
  out.setUint32(at + 3, TRIPLES[thousands]!, true);
  out.setUint32(at + 6, TRIPLES[rest - thousands * 1000]!, true);
  return at + 9;
}

/** 0 to 999 999 999 without leading zeros. */
function writeBelowBillion(out: DataView, start: number, value: number): number {
  if (value < 1000) {
    out.setUint32(start, SHORTS[value]!, true);
    return start + SHORT_LENGTHS[value]!;
  }
  const thousands = (value / 1000) | 0;
  const last = value - thousands * 1000;
  if (thousands < 1000) {
    out.setUint32(start, SHORTS[thousands]!, true);
    const at = start + SHORT_LENGTHS[thousands]!;
    out.setUint32(at, TRIPLES[last]!, true);
    return at + 3;
  }
  const millions = (thousands / 1000) | 0;
  out.setUint32(start, SHORTS[millions]!, true);
  const at = start + SHORT_LENGTHS[millions]!;
  out.setUint32(at, TRIPLES[thousands - millions * 1000]!, true);
  out.setUint32(at + 3, TRIPLES[last]!, true);
  return at + 6;
}

/** A non-negative safe integer below 10^18: a uint32, seconds, dollars. */
export function writeInteger(out: DataView, at: number, value: number): number {
  if (value < BILLION) return writeBelowBillion(out, at, value);
  const billions = Math.floor(value / BILLION);
  return writeNine(out, writeBelowBillion(out, at, billions), value - billions * BILLION);
}

/** An int32. */
export function writeInt32(out: DataView, at: number, value: number): number {
  if (value >= 0) return writeInteger(out, at, value);
  out.setUint8(at, MINUS);
  return writeInteger(out, at + 1, -value);
}

/** A uint64 of two words. */
export function writeUint64(out: DataView, at: number, low: number, high: number): number {
  if (high === 0 && low >= 0 && low < BILLION) return writeBelowBillion(out, at, low);
  const billions = billionsOf(low, high);
  return writeNine(out, writeInteger(out, at, billions), belowBillionOf(low, billions));
}

/** An int64 of two words. */
export function writeInt64(out: DataView, at: number, low: number, high: number): number {
  if (high >= 0) return writeUint64(out, at, low, high);
  out.setUint8(at, MINUS);
  return writeUint64(out, at + 1, -low | 0, low === 0 ? -high | 0 : ~high);
}

/** A uint64 divided by a billion, rounded down: exact, also where the whole is no safe integer. */
export function billionsOf(low: number, high: number): number {
  const quotient = Math.floor(((high >>> 0) * WORD + (low >>> 0)) / BILLION);
  // the double is off by much less than a billion, so that the quotient is at most one too large or too small
  const rest = belowBillionOf(low, quotient);
  if (rest < BILLION) return quotient;
  return rest < 2 * BILLION ? quotient + 1 : quotient - 1;
}

/** The rest of a uint64 after that division, from its low word alone. */
export function belowBillionOf(low: number, billions: number): number {
  return (low - Math.imul(billions, BILLION)) >>> 0;
}

/** Two digits of 0 to 99. */
export function writePair(out: DataView, at: number, value: number): number {
  const tens = (value / 10) | 0;
  out.setUint8(at, ZERO + tens);
  out.setUint8(at + 1, ZERO + value - tens * 10);
  return at + 2;
}
