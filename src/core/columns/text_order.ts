/** A UTF-16 unit in the order of UTF-8: surrogates, which stand for the highest code points, come last. */
function inUtf8Order(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

/**
 * Compares strings by their UTF-8 bytes, which is the order of their code points and that of Parquet files; `<` compares
 * UTF-16 units instead.
 *
 * @returns Below 0 if `a` comes first, 0 if they are equal.
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = inUtf8Order(a.charCodeAt(i)) - inUtf8Order(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
