/** Where the pieces of an output go. */
import { untilAborted } from "../bytes/until_aborted.ts";
import { writeFileAtomic } from "../store/atomic_file.ts";
import { ioError } from "../store/io_error.ts";
import { type ByteSink, writeAll } from "../text/byte_sink.ts";
import { STANDARD_OUTPUT } from "../text/stdout.ts";

const COPY_BYTES = 1024 * 1024;

/** What was written. */
export interface WrittenOutput {
  /** Null for standard output. */
  readonly path: string | null;
  readonly sizeBytes: number;
}

/**
 * Writes pieces to a file, which appears only when it is complete.
 *
 * @throws {MomoError} `io` or `not_found` if it cannot be written; whatever making the pieces throws.
 * @throws The reason of the signal, if it is aborted.
 */
export async function writeOutputFile(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<WrittenOutput> {
  let sizeBytes = 0;
  await writeFileAtomic(path, async (file) => sizeBytes = await pour(pieces, file, signal), signal);
  return { path, sizeBytes };
}

/**
 * Writes pieces to standard output as they come.
 *
 * @throws {Deno.errors.BrokenPipe} If the reader has left.
 * @throws {MomoError} `io` if writing fails otherwise; whatever making the pieces throws.
 * @throws The reason of the signal, if it is aborted.
 */
export async function writeStandardOutput(
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<WrittenOutput> {
  const sink: ByteSink = { // a reader that has stopped reading must not keep an interrupted run
    write: (bytes) => untilAborted(STANDARD_OUTPUT.write(bytes), signal),
  };
  return { path: null, sizeBytes: await pour(pieces, sink, signal) };
}

/**
 * Writes pieces to standard output once all of them could be made; until then they are in a temporary file.
 *
 * @throws As `writeStandardOutput`, and then nothing was written unless it was the writing that failed.
 */
export async function writeStandardOutputWhole(
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<WrittenOutput> {
  const path = await makeTemporaryFile();
  try {
    {
      using file = await Deno.open(path, { write: true });
      await pour(pieces, expected(file, path), signal);
    }
    return await writeStandardOutput(readPieces(path), signal);
  } finally {
    await Deno.remove(path).catch(() => {}); // the failure that led here is worth more than this one
  }
}

/** A file whose failures are expected ones. */
function expected(file: Deno.FsFile, path: string): ByteSink {
  return {
    async write(bytes) {
      try {
        return await file.write(bytes);
      } catch (error) {
        throw ioError("write", path, error);
      }
    },
  };
}

async function pour(
  pieces: AsyncIterable<Uint8Array>,
  sink: ByteSink,
  signal: AbortSignal,
): Promise<number> {
  let sizeBytes = 0;
  for await (const piece of pieces) {
    signal.throwIfAborted();
    await writeAll(sink, piece);
    sizeBytes += piece.length;
  }
  return sizeBytes;
}

async function makeTemporaryFile(): Promise<string> {
  try {
    return await Deno.makeTempFile({ prefix: "momo-" });
  } catch (error) {
    throw ioError("write", "a temporary file", error);
  }
}

async function* readPieces(path: string): AsyncGenerator<Uint8Array> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(COPY_BYTES);
  while (true) {
    const count = await file.read(bytes);
    if (count === null) return;
    yield bytes.subarray(0, count);
  }
}
