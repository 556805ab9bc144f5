import { createHash, type Hash } from "node:crypto";
import type { ByteSink } from "../text/byte_sink.ts";

/** What was written to a file. */
export interface WrittenFile {
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** Passes bytes on and keeps their hash. */
export class HashingSink implements ByteSink {
  readonly #sink: ByteSink;
  readonly #hash: Hash = createHash("sha256");
  #sizeBytes = 0;

  /** Starts with no bytes. */
  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** As the sink itself. */
  async write(bytes: Uint8Array): Promise<number> {
    const count = await this.#sink.write(bytes);
    this.#hash.update(bytes.subarray(0, count));
    this.#sizeBytes += count;
    return count;
  }

  /** What was written; nothing can be written afterwards. */
  finish(): WrittenFile {
    return { sizeBytes: this.#sizeBytes, sha256: this.#hash.digest("hex") };
  }
}
