/** Consecutive whole records of one stream. */
export interface RecordChunk {
  /** Name of the input, for messages. */
  readonly name: string;
  /** Whole records back to back; starts 8-aligned in its buffer, so that typed arrays can view it. */
  readonly bytes: Uint8Array;
  /** Number of records. */
  readonly count: number;
  /** Position of the first record among all records of the stream. */
  readonly firstRecord: number;
  /** Byte offset of the first record in the stream as decompressed, metadata included. */
  readonly offset: number;
  /** Record type and size in bytes if all records share them, otherwise null. */
  readonly uniform: RecordForm | null;
  /** Whether every record ends with the gateway's send time. */
  readonly tsOut: boolean;
}

/** What the first two bytes of a record say. */
export interface RecordForm {
  /** Record type. */
  readonly rtype: number;
  /** Bytes of a whole record, header and `ts_out` included. */
  readonly size: number;
}

/** Records of one form inside a chunk. */
export interface RecordGroup extends RecordForm {
  /** Number of records. */
  readonly count: number;
  /** Byte offsets of the records in the chunk, ascending; null if record i lies at `i * size`. */
  readonly offsets: Uint32Array | null;
}

/** The chunk's bytes as 32-bit words; every record starts on a word. */
export function wordsOf(chunk: { readonly bytes: Uint8Array }): Int32Array {
  const { buffer, byteOffset, length } = chunk.bytes;
  return new Int32Array(buffer, byteOffset, length >> 2);
}
