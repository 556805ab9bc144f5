/** Records as pieces of text, on this thread or on several. */
import type { DbnHeader } from "../dbn/dbn_header.ts";
import type { FilePart } from "../dbn/file_parts.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { isDivisible, type TextEncoding, textEncoding, type TextPlan } from "./text_plan.ts";
import { TextPool, throwFailure } from "./text_pool.ts";
import type { TextFile, TextResult } from "./text_worker.ts";

/** Bytes of records that are written on this thread before others are started: they take that long to start. */
export const BYTES_BEFORE_THREADS = 32 * 1024 * 1024;

/** What text is written from. */
export interface TextJob {
  /** What the text belongs to, with the metadata of the result. */
  readonly output: DbnHeader;
  readonly text: TextPlan;
  /** Threads that may be started; 1 for none. */
  readonly threads: number;
}

/**
 * The text of prepared chunks, in order. After the first 32 MiB of records other threads do the writing.
 *
 * @throws {MomoError} `bad_data` for a record that cannot be written, after the text before it.
 */
export async function* textOfChunks(
  chunks: AsyncGenerator<RecordChunk>,
  job: TextJob,
): AsyncGenerator<Uint8Array> {
  const encoding = textEncoding(job.output, job.text);
  const canDivide = job.threads > 1 && isDivisible(job.output, job.text);
  try {
    yield encoding.start();
    const isOver = yield* textOnThisThread(
      chunks,
      encoding,
      canDivide ? BYTES_BEFORE_THREADS : Infinity,
    );
    if (isOver) return;
    const { output, text } = job;
    using pool = new TextPool(job.threads, { role: "text", file: null, output, text });
    for await (const result of pool.results(chunks)) {
      yield result.text;
      throwFailure(result);
    }
  } finally {
    await chunks.return(undefined);
  }
}

/** Writes chunks until `limit` bytes of records are exceeded. Returns whether there are no more. */
async function* textOnThisThread(
  chunks: AsyncGenerator<RecordChunk>,
  encoding: TextEncoding,
  limit: number,
): AsyncGenerator<Uint8Array, boolean> {
  for (let bytes = 0; bytes < limit;) {
    const { done, value } = await chunks.next();
    if (done) {
      encoding.finish();
      return true;
    }
    bytes += value.bytes.length;
    yield encoding.encode(value);
  }
  encoding.finish();
  return false;
}

/** A file that is read and written by other threads, part by part. */
export interface PartsJob extends TextJob {
  readonly file: TextFile;
  readonly parts: readonly FilePart[];
  /** Told of each part that was written. */
  readonly onPart: (result: TextResult) => void;
  /** The prepared records from a byte offset of the decompressed file on, read in order. */
  readonly chunksFrom: (offset: number) => AsyncGenerator<RecordChunk>;
}

/**
 * The text of a file's parts, in order. From a part on that cannot be read as planned, the file is read in order.
 *
 * @throws {MomoError} `bad_data` for a record that cannot be written, after the text before it.
 */
export async function* textOfParts(job: PartsJob): AsyncGenerator<Uint8Array> {
  const { output, text, file, parts } = job;
  yield textEncoding(output, text).start();
  let done = 0;
  {
    using pool = new TextPool(job.threads, { role: "text", file, output, text });
    for await (const result of pool.results(parts.values())) {
      if (!result.isReadable) break;
      yield result.text;
      throwFailure(result);
      job.onPart(result);
      done++;
    }
  }
  if (done === parts.length) return;
  const rest = { ...job, text: { ...text, writeHeader: false } };
  yield* textOfChunks(job.chunksFrom(parts[done]!.start), rest);
}
