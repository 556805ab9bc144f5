import type { ByteSource } from "./byte_source.ts";

/** An input that is already in memory. The bytes are not copied. */
export function memorySource(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    size: bytes.length,
    readInto(target, offset) {
      const part = bytes.subarray(offset, offset + target.length);
      target.set(part);
      return part.length;
    },
    close() {},
    [Symbol.dispose]() {},
  };
}
