import { MomoError } from "../../core/error.ts";
import type { ZstdEngine } from "../zstd/engine.ts";
import type { Compression } from "./input_format.ts";
import type { DbnMetadata } from "./metadata.ts";
import { decodeMetadata, metadataSizeOf } from "./metadata_decode.ts";
import { PRELUDE_SIZE } from "./metadata_layout.ts";
import { RecordAssembler } from "./record_assembler.ts";
import type { DbnVersion } from "./version.ts";

/** What is said from outside about an input without metadata. */
export interface FragmentFormat {
  /** Version whose layouts the records have. */
  readonly version: DbnVersion;
  /** Whether records end with the gateway's send time; default false. */
  readonly tsOut?: boolean;
}

/** How to read a DBN input. */
export interface DbnOptions {
  /** Set if the input has records only. */
  readonly fragment?: FragmentFormat | undefined;
  /** Which zstd decoder does the work; by default the native one where there is one. */
  readonly engine?: ZstdEngine | undefined;
  /** Bytes that make a chunk of records worth giving out; default 1 MiB. 1 gives out records as soon as they are there. */
  readonly chunkBytes?: number | undefined;
  /**
   * Whether the memory of a chunk is used again once the next one is asked for; default false. Faster, but a chunk
   * must not be kept then.
   */
  readonly reuseBuffer?: boolean | undefined;
}

/** What is known of an input before its first record. */
export interface DbnHeader {
  /** Name of the input, for messages. */
  readonly name: string;
  /** How the bytes are stored. */
  readonly compression: Compression;
  /** Null for a fragment. */
  readonly metadata: DbnMetadata | null;
  /** Version whose layouts the records have. */
  readonly version: DbnVersion;
  /** Whether every record ends with the gateway's send time. */
  readonly tsOut: boolean;
  /** Byte offset of the first record in the decompressed stream. */
  readonly recordsOffset: number;
}

/** Default of `DbnOptions.chunkBytes`. */
export const DEFAULT_CHUNK_BYTES = 1024 * 1024;

/** The header of an input without metadata. */
export function fragmentHeader(
  name: string,
  compression: Compression,
  format: FragmentFormat,
): DbnHeader {
  const { version, tsOut = false } = format;
  return { name, compression, metadata: null, version, tsOut, recordsOffset: 0 };
}

/** The assembler for the records of an input. */
export function newAssembler(header: DbnHeader, options: DbnOptions): RecordAssembler {
  return new RecordAssembler({
    name: header.name,
    offset: header.recordsOffset,
    tsOut: header.tsOut,
    chunkBytes: options.chunkBytes ?? DEFAULT_CHUNK_BYTES,
    reuseBuffer: options.reuseBuffer ?? false,
  });
}

/** Gathers the metadata at the start of a stream that arrives in pieces. */
export class HeaderCollector {
  readonly #name: string;
  readonly #compression: Compression;
  #bytes: Uint8Array = new Uint8Array(1024);
  #length = 0;

  /** Starts with no bytes; `name` is for messages. */
  constructor(name: string, compression: Compression) {
    this.#name = name;
    this.#compression = compression;
  }

  /**
   * Takes the next bytes of the decompressed stream.
   *
   * @returns The header and the bytes after it, once it is complete.
   * @throws {MomoError} `bad_data` with the byte offset of what is wrong.
   */
  push(bytes: Uint8Array): { header: DbnHeader; rest: Uint8Array } | undefined {
    this.#append(bytes);
    const all = this.#bytes.subarray(0, this.#length);
    if (all.length < PRELUDE_SIZE) return undefined;
    const recordsOffset = this.#locate(() => metadataSizeOf(all, this.#name));
    if (all.length < recordsOffset) return undefined;
    const metadata = this.#locate(() => decodeMetadata(all, this.#name));
    const { version, tsOut } = metadata;
    const [name, compression] = [this.#name, this.#compression];
    const header = { name, compression, metadata, version, tsOut, recordsOffset };
    return { header, rest: all.subarray(recordsOffset) };
  }

  /** The error for a stream that ends before its metadata do. */
  cutError(): MomoError {
    const state = this.#length === 0
      ? "nothing is in it after decompression"
      : `it ends at byte ${this.#length} of the ${this.#where}, inside the metadata`;
    return new MomoError("bad_data", `Cannot read "${this.#name}": ${state}`);
  }

  get #where(): string {
    return this.#compression === "zstd" ? "decompressed data" : "file";
  }

  /** Says in errors that offsets are not those of the file, where it is compressed. */
  #locate<Result>(read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      if (this.#compression === "none" || !(error instanceof MomoError)) throw error;
      throw new MomoError(error.code, `${error.message} (after decompression)`, { cause: error });
    }
  }

  #append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + bytes.length));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }
}
