/** Where bytes come from: standard input, a socket. */
export interface ByteReader {
  /** Fills part of a buffer; returns how many bytes, or `null` at the end. */
  read(into: Uint8Array): Promise<number | null>;
}

const CHUNK_BYTES = 64 * 1024;

/** What comes in, piece by piece, in memory that is used again. Costs less per message than a stream. */
export async function* readChunks(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (let read; (read = await reader.read(buffer)) !== null;) yield buffer.subarray(0, read);
}
