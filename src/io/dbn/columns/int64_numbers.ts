const WORD = 2 ** 32;

/**
 * Signed 64-bit integers as numbers: exact up to 2^53 in size, which for prices (1e-9) is 9 million dollars.
 *
 * @param undefinedAs What an undefined price becomes; default NaN.
 */
export function numbersOfInt64(column: BigInt64Array, undefinedAs = NaN): Float64Array {
  const words = new Int32Array(column.buffer, column.byteOffset, 2 * column.length);
  const numbers = new Float64Array(column.length);
  for (let i = 0; i < numbers.length; i++) {
    const low = words[2 * i]!;
    const high = words[2 * i + 1]!;
    const isUndefined = high === 0x7fff_ffff && low === -1;
    numbers[i] = isUndefined ? undefinedAs : high * WORD + (low >>> 0);
  }
  return numbers;
}

/**
 * Unsigned 64-bit integers as numbers less `base`: exact where the difference is below 2^53, which for times is 104
 * days in nanoseconds.
 *
 * @param undefinedAs What an undefined time becomes; default NaN.
 */
export function numbersOfUint64(
  column: BigUint64Array,
  base = 0n,
  undefinedAs = NaN,
): Float64Array {
  const words = new Uint32Array(column.buffer, column.byteOffset, 2 * column.length);
  const baseLow = Number(base & 0xffff_ffffn);
  const baseHigh = Number(base >> 32n);
  const numbers = new Float64Array(column.length);
  for (let i = 0; i < numbers.length; i++) {
    const low = words[2 * i]!;
    const high = words[2 * i + 1]!;
    const isUndefined = high === 0xffff_ffff && low === 0xffff_ffff;
    numbers[i] = isUndefined ? undefinedAs : (high - baseHigh) * WORD + (low - baseLow);
  }
  return numbers;
}
