import type { ByteSource } from "../../../src/io/bytes/byte_source.ts";
import { memorySource } from "../../../src/io/bytes/memory_source.ts";

/** A source in memory that counts the bytes read from it. */
export class CountingSource implements ByteSource {
  readonly name = "counted";
  readonly size: number;
  bytesRead = 0;
  isClosed = false;
  readonly #source: ByteSource;

  constructor(bytes: Uint8Array) {
    this.size = bytes.length;
    this.#source = memorySource(bytes, this.name);
  }

  readInto(target: Uint8Array, offset: number): number {
    const count = this.#source.readInto(target, offset);
    this.bytesRead += count;
    return count;
  }

  close(): void {
    this.isClosed = true;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
