/**
 * Reads DELTA_BINARY_PACKED, whole numbers as differences: a header, then blocks of a smallest difference and, in
 * miniblocks with a bit width each, what is to be added to it. All sums are modulo the width of the type.
 *
 * Numbers are kept as halves of 32 bits, since a bigint per value would cost more than everything else.
 *
 * @see "Delta Encoding" in github.com/apache/parquet-format, Encodings.md
 */

const TWO_32 = 2 ** 32;
const MAX_VARINT_BYTES = 10;

/** A 64-bit number in two's complement. */
interface Halves {
  readonly low: number;
  readonly high: number;
}

class DeltaReader {
  readonly bytes: Uint8Array;
  offset = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Moves on by `count` bytes and returns where they begin. */
  skip(count: number): number {
    const start = this.offset;
    if (start + count > this.bytes.length) {
      throw new RangeError(`differences need ${count} bytes at ${start} of ${this.bytes.length}`);
    }
    this.offset = start + count;
    return start;
  }

  varint(): bigint {
    let value = 0n;
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.bytes[this.skip(1)]!;
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return value;
    }
    throw new RangeError("number of more than 64 bits");
  }

  /** A signed number: its sign is the lowest bit. */
  zigzag(): Halves {
    const value = this.varint();
    const signed = (value >> 1n) ^ -(value & 1n);
    return {
      low: Number(BigInt.asIntN(32, signed)),
      high: Number(BigInt.asIntN(32, signed >> 32n)),
    };
  }
}

/** Up to 32 bits from a bit position on; bits beyond the end are 0. */
function readBits(bytes: Uint8Array, bit: number, count: number): number {
  const at = Math.floor(bit / 8);
  const shift = bit & 7;
  let value = (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) |
    (bytes[at + 3]! << 24)) >>> shift;
  if (shift > 0) value |= bytes[at + 4]! << (32 - shift);
  return count === 32 ? value : value & ((1 << count) - 1);
}

/** Where in the output the next value goes, and the value before it. */
interface Progress {
  next: number;
  low: number;
  high: number;
}

interface Miniblock {
  readonly smallest: Halves;
  readonly bitWidth: number;
  /** First bit of the packed numbers. */
  readonly bit: number;
  readonly count: number;
}

function addNarrow(bytes: Uint8Array, block: Miniblock, progress: Progress, out: Int32Array): void {
  const { smallest, bitWidth, bit, count } = block;
  const bits = Math.min(bitWidth, 32);
  for (let i = 0; i < count; i++) {
    const added = bits === 0 ? 0 : readBits(bytes, bit + i * bitWidth, bits);
    progress.low = (progress.low + smallest.low + added) | 0;
    out[progress.next++] = progress.low;
  }
}

function addWide(bytes: Uint8Array, block: Miniblock, progress: Progress, out: Int32Array): void {
  const { smallest, bitWidth, bit, count } = block;
  const lowBits = Math.min(bitWidth, 32);
  const highBits = bitWidth - lowBits;
  let { low, high } = progress;
  for (let i = 0; i < count; i++) {
    const at = bit + i * bitWidth;
    const addedLow = lowBits === 0 ? 0 : readBits(bytes, at, lowBits);
    const addedHigh = highBits === 0 ? 0 : readBits(bytes, at + 32, highBits);
    const sum = (low >>> 0) + (smallest.low >>> 0) + (addedLow >>> 0);
    high = (high + smallest.high + addedHigh + Math.floor(sum / TWO_32)) | 0;
    low = sum | 0; // modulo 2^32: the sum is below 2^34
    out[progress.next++] = low;
    out[progress.next++] = high;
  }
  progress.low = low;
  progress.high = high;
}

interface Shape {
  readonly miniblocks: number;
  /** Values per miniblock. */
  readonly size: number;
}

function readShape(reader: DeltaReader, count: number): Shape {
  const blockSize = Number(reader.varint());
  const miniblocks = Number(reader.varint());
  const total = reader.varint();
  const size = blockSize / miniblocks;
  if (!(Number.isInteger(size) && size > 0 && size <= TWO_32 && miniblocks <= 1024)) {
    throw new RangeError(`blocks of ${blockSize} differences in ${miniblocks} parts`);
  }
  if (total !== BigInt(count)) throw new RangeError(`${total} numbers, wanted ${count}`);
  return { miniblocks, size };
}

/**
 * Decodes whole numbers.
 *
 * @param out Takes all values; its length is their number.
 * @throws {RangeError} If the bytes end too early or are not so encoded.
 */
export function decodeDeltaInto(bytes: Uint8Array, out: Int32Array | BigInt64Array): void {
  const count = out.length;
  const reader = new DeltaReader(bytes);
  const { miniblocks, size } = readShape(reader, count);
  const isWide = out instanceof BigInt64Array;
  const words = new Int32Array(out.buffer, out.byteOffset, isWide ? 2 * count : count);
  const progress: Progress = { next: 0, ...reader.zigzag() };
  if (count === 0) return;
  words[progress.next++] = progress.low;
  if (isWide) words[progress.next++] = progress.high;
  const add = isWide ? addWide : addNarrow;
  for (let left = count - 1; left > 0;) {
    const smallest = reader.zigzag();
    const widths = bytes.subarray(reader.skip(miniblocks), reader.offset);
    for (let i = 0; i < miniblocks && left > 0; i++) {
      const bitWidth = widths[i]!;
      if (bitWidth > 64) throw new RangeError(`differences of ${bitWidth} bits`);
      const inBlock = Math.min(size, left);
      const padded = Math.min((size * bitWidth) / 8, bytes.length - reader.offset);
      const start = reader.skip(Math.max(padded, Math.ceil((inBlock * bitWidth) / 8)));
      add(bytes, { smallest, bitWidth, bit: 8 * start, count: inBlock }, progress, words);
      left -= inBlock;
    }
  }
}
