/** Parts of chunks, counted in records. */
import { scanRecords } from "../dbn/framing.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";

/** The first `count` records of a chunk and the rest, without copying where that is possible. */
export function splitChunk(chunk: RecordChunk, count: number): [RecordChunk, RecordChunk] {
  const at = byteOfRecord(chunk, count);
  return [partOf(chunk, 0, at), partOf(chunk, at, chunk.bytes.length)];
}

/** Byte at which the record with this number starts; the chunk's length if it has no such record. */
function byteOfRecord({ bytes, uniform }: RecordChunk, record: number): number {
  if (uniform) return Math.min(bytes.length, record * uniform.size);
  let at = 0;
  for (let i = 0; i < record && at < bytes.length; i++) at += bytes[at]! * 4;
  return at;
}

/** The records in the bytes [from, to), which are whole ones. */
export function partOf(chunk: RecordChunk, from: number, to: number): RecordChunk {
  if (from === 0 && to === chunk.bytes.length) return chunk;
  const shared = chunk.bytes.subarray(from, to);
  const bytes = shared.byteOffset % 8 === 0 ? shared : shared.slice();
  const { count, uniform } = scanRecords(bytes, bytes.length);
  const before = chunk.uniform ? from / chunk.uniform.size : countOf(chunk, from);
  return {
    ...chunk,
    bytes,
    count,
    uniform,
    offset: chunk.offset + from,
    firstRecord: chunk.firstRecord + before,
  };
}

function countOf({ bytes }: RecordChunk, end: number): number {
  return scanRecords(bytes, end).count;
}

/** The first `limit` records of a stream; nothing is read after them. */
export async function* limitRecords(
  chunks: AsyncIterable<RecordChunk>,
  limit: number,
): AsyncGenerator<RecordChunk> {
  let left = limit;
  for await (const chunk of chunks) {
    if (chunk.count >= left) {
      yield splitChunk(chunk, left)[0];
      return;
    }
    left -= chunk.count;
    yield chunk;
  }
}
