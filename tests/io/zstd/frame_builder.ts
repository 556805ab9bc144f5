/** Hand-made zstd frames and byte helpers for the tests. */

export function concat(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** A frame that decoders skip. */
export function skippableFrame(payload: Uint8Array, variant = 0): Uint8Array {
  const bytes = new Uint8Array(8 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x184d2a50 + variant, true);
  view.setUint32(4, payload.length, true);
  bytes.set(payload, 8);
  return bytes;
}

export interface HandMadeBlock {
  readonly type: "raw" | "rle" | "reserved";
  readonly bytes: Uint8Array;
  /** Size field; by default the number of bytes. */
  readonly size?: number;
}

/** A frame of uncompressed and run-length blocks: no checksum, no content size, a window of 1 MiB. */
export function handMadeFrame(blocks: readonly HandMadeBlock[]): Uint8Array {
  const head = [0x28, 0xb5, 0x2f, 0xfd, 0x00, (20 - 10) << 3];
  const body = blocks.map(({ type, bytes, size = bytes.length }, i) => {
    const code = { raw: 0, rle: 1, reserved: 3 }[type];
    const header = (i === blocks.length - 1 ? 1 : 0) | (code << 1) | (size << 3);
    return [header & 0xff, (header >> 8) & 0xff, (header >> 16) & 0xff, ...bytes];
  });
  return Uint8Array.from([...head, ...body.flat()]);
}

/** Bytes that compress: a sawtooth with some noise, the same for the same seed. */
export function sampleBytes(length: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, (_, i) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 28 === 0 ? state >>> 20 : i >> 3;
  });
}
