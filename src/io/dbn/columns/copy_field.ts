/**
 * Copying one field of many records into a column. 64-bit values move as two words, so that no BigInt is created;
 * they must not move as float64, which may change the bit patterns of undefined prices and times.
 */

/** Copies 64-bit values that lie `step` words apart, the first at `word`, to rows [from, to). */
export function copyInt64(
  source: Int32Array,
  word: number,
  step: number,
  target: Int32Array,
  from: number,
  to: number,
): void {
  for (let row = from, at = word; row < to; row++, at += step) {
    target[2 * row] = source[at]!;
    target[2 * row + 1] = source[at + 1]!;
  }
}

/** Copies 32-bit values; positions count in words. */
export function copyInt32(
  source: Int32Array,
  word: number,
  step: number,
  target: Int32Array,
  from: number,
  to: number,
): void {
  for (let row = from, at = word; row < to; row++, at += step) target[row] = source[at]!;
}

/** Copies 16-bit values; positions count in 2-byte units. */
export function copyInt16(
  source: Int16Array,
  half: number,
  step: number,
  target: Int16Array,
  from: number,
  to: number,
): void {
  for (let row = from, at = half; row < to; row++, at += step) target[row] = source[at]!;
}

/** Copies bytes. */
export function copyInt8(
  source: Uint8Array,
  byte: number,
  step: number,
  target: Uint8Array,
  from: number,
  to: number,
): void {
  for (let row = from, at = byte; row < to; row++, at += step) target[row] = source[at]!;
}

/** Copies texts of `width` bytes. */
export function copyText(
  source: Uint8Array,
  byte: number,
  step: number,
  target: Uint8Array,
  from: number,
  to: number,
  width: number,
): void {
  for (let row = from, at = byte; row < to; row++, at += step) {
    const start = row * width;
    for (let i = 0; i < width; i++) target[start + i] = source[at + i]!;
  }
}
