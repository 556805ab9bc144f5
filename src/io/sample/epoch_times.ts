/** Times of a day as nanoseconds since the epoch, without a BigInt per value. */

const WORD = 2 ** 32;

/**
 * Adds the offsets to an instant.
 *
 * @param epochSeconds Whole seconds since the Unix epoch.
 * @param offsetsNs Nanoseconds from there, up to 2^53 either way; `NaN` becomes the undefined time.
 */
export function epochTimes(epochSeconds: number, offsetsNs: Float64Array): BigUint64Array {
  const base = BigInt(epochSeconds) * 1_000_000_000n;
  const baseLow = Number(base & 0xffff_ffffn);
  const baseHigh = Number(base >> 32n);
  const times = new BigUint64Array(offsetsNs.length);
  const words = new Uint32Array(times.buffer); // little-endian, as DBN is
  for (let i = 0; i < offsetsNs.length; i++) {
    const offset = offsetsNs[i]!;
    const high = Math.floor(offset / WORD);
    const low = baseLow + (offset - high * WORD);
    const carry = low >= WORD ? 1 : 0;
    const isDefined = offset === offset;
    words[2 * i] = isDefined ? low - carry * WORD : 0xffff_ffff;
    words[2 * i + 1] = isDefined ? baseHigh + high + carry : 0xffff_ffff;
  }
  return times;
}
