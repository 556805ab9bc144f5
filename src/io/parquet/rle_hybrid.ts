/**
 * Parquet's hybrid of run-length encoding and bit-packing, for dictionary codes, levels and booleans.
 *
 * A stream is a sequence of runs: a varint header, whose lowest bit says which kind, then either one value to repeat
 * or groups of eight values, each `bitWidth` bits wide, lowest bits first.
 *
 * @see "Run Length Encoding / Bit-Packing Hybrid" in github.com/apache/parquet-format, Encodings.md
 */

/** Widest value that is written; wider ones are only read. */
const MAX_WRITTEN_BITS = 24;
const GROUP = 8; // values
const MIN_RUN = 8; // shorter repetitions cost less inside a bit-packed run

/** Whole numbers of at most 32 bits. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** Bits needed for any value up to `largest`. */
export function bitWidthOf(largest: number): number {
  return 32 - Math.clz32(largest);
}

interface Sink {
  readonly bytes: Uint8Array<ArrayBuffer>;
  offset: number;
}

function putVarint(sink: Sink, value: number): void {
  while (value >= 0x80) {
    sink.bytes[sink.offset++] = (value & 0x7f) | 0x80;
    value >>>= 7;
  }
  sink.bytes[sink.offset++] = value;
}

function putRepeated(sink: Sink, value: number, count: number, bitWidth: number): void {
  putVarint(sink, count << 1);
  for (let bit = 0; bit < bitWidth; bit += 8) sink.bytes[sink.offset++] = value >>> bit;
}

function putPacked(sink: Sink, codes: Codes, start: number, end: number, bitWidth: number): void {
  if (start === end) return;
  const groups = Math.ceil((end - start) / GROUP);
  putVarint(sink, (groups << 1) | 1);
  const { bytes } = sink;
  let offset = sink.offset;
  let pending = 0;
  let pendingBits = 0;
  for (let i = start; i < end; i++) {
    pending |= codes[i]! << pendingBits; // at most 7 + 24 bits
    pendingBits += bitWidth;
    while (pendingBits >= 8) {
      bytes[offset++] = pending;
      pending >>>= 8;
      pendingBits -= 8;
    }
  }
  if (pendingBits > 0) bytes[offset] = pending;
  sink.offset += groups * bitWidth;
}

/**
 * Encodes codes as runs, without a length in front.
 *
 * @param bitWidth 0 to 24; every code fits into it.
 */
export function encodeHybrid(codes: Codes, bitWidth: number): Uint8Array<ArrayBuffer> {
  if (bitWidth > MAX_WRITTEN_BITS) throw new RangeError(`cannot pack values of ${bitWidth} bits`);
  // Worst case: everything packed, plus a header of five bytes and a padded group per switch between kinds of run.
  const capacity = Math.ceil(codes.length / MIN_RUN + 2) * (2 * bitWidth + 10);
  const sink: Sink = { bytes: new Uint8Array(capacity), offset: 0 };
  let packedFrom = 0;
  let i = 0;
  while (i < codes.length) {
    let end = i + 1;
    while (end < codes.length && codes[end] === codes[i]) end++;
    // A bit-packed run followed by another run must be whole groups: it takes the missing values from the repetition.
    const repeatFrom = i + ((GROUP - ((i - packedFrom) % GROUP)) % GROUP);
    if (end - repeatFrom >= MIN_RUN) {
      putPacked(sink, codes, packedFrom, repeatFrom, bitWidth);
      putRepeated(sink, codes[i]!, end - repeatFrom, bitWidth);
      packedFrom = end;
    }
    i = end;
  }
  putPacked(sink, codes, packedFrom, codes.length, bitWidth);
  return sink.bytes.slice(0, sink.offset);
}

class HybridReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  #byte(): number {
    if (this.#offset >= this.#bytes.length) {
      throw new RangeError(`runs end at byte ${this.#offset}, but values are missing`);
    }
    return this.#bytes[this.#offset++]!;
  }

  /** The next `count` bytes, or what is left of them; `needed` are there in any case. */
  take(count: number, needed: number): Uint8Array {
    const taken = this.#bytes.subarray(this.#offset, this.#offset + count);
    if (taken.length < needed) {
      throw new RangeError(`run needs ${needed} bytes, ${taken.length} are left`);
    }
    this.#offset += taken.length;
    return taken;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 32; shift += 7) {
      const byte = this.#byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new RangeError("run header is longer than 32 bits");
  }

  repeated(bitWidth: number): number {
    let value = 0;
    for (let bit = 0; bit < bitWidth; bit += 8) value |= this.#byte() << bit;
    return value >>> 0;
  }
}

/** Unpacks the values from `start` on, byte by byte: for wide values and for the last ones. */
function unpackRest(packed: Uint8Array, bitWidth: number, out: Codes, start: number): void {
  const mask = bitWidth === 32 ? 0xffffffff : (1 << bitWidth) - 1;
  for (let i = start; i < out.length; i++) {
    const offset = (i * bitWidth) >>> 3;
    const shift = (i * bitWidth) & 7;
    let value = packed[offset]! >>> shift;
    for (let have = 8 - shift, k = 1; have < bitWidth; have += 8, k++) {
      value |= packed[offset + k]! << have;
    }
    out[i] = value & mask;
  }
}

function unpackInto(packed: Uint8Array, bitWidth: number, out: Codes): void {
  if (bitWidth === 8) return out.set(packed.subarray(0, out.length));
  if (bitWidth > MAX_WRITTEN_BITS || bitWidth === 0) return unpackRest(packed, bitWidth, out, 0);
  const mask = (1 << bitWidth) - 1;
  const whole = Math.floor(((packed.length - 4) * 8) / bitWidth); // values inside four bytes that are there
  const count = Math.max(0, Math.min(out.length, whole));
  for (let i = 0, bit = 0; i < count; i++, bit += bitWidth) {
    const at = bit >>> 3;
    const word = packed[at]! | (packed[at + 1]! << 8) | (packed[at + 2]! << 16) |
      (packed[at + 3]! << 24);
    out[i] = (word >>> (bit & 7)) & mask;
  }
  unpackRest(packed, bitWidth, out, count);
}

/**
 * Decodes as many values as `out` holds.
 *
 * @param bitWidth 0 to 32; at most 8 if `out` is bytes.
 * @throws {RangeError} If the bytes end too early or are not such a stream.
 */
export function decodeHybridInto(
  bytes: Uint8Array,
  bitWidth: number,
  out: Uint8Array | Uint32Array,
): void {
  const reader = new HybridReader(bytes);
  let done = 0;
  while (done < out.length) {
    const header = reader.varint();
    const isPacked = (header & 1) === 1;
    const length = isPacked ? (header >>> 1) * GROUP : header >>> 1;
    if (length === 0) throw new RangeError("run of no values");
    const count = Math.min(length, out.length - done);
    if (isPacked) {
      // A last run may lack the bytes that only pad its last group.
      const packed = reader.take((length / 8) * bitWidth, Math.ceil((count * bitWidth) / 8));
      unpackInto(packed, bitWidth, out.subarray(done, done + count));
    } else {
      out.fill(reader.repeated(bitWidth), done, done + count);
    }
    done += count;
  }
}
