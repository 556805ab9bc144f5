/** The inputs of a conversion: files with random access, and streams. */
import { MomoError } from "../../core/error.ts";
import { openFileSource } from "../bytes/file_source.ts";
import { untilAborted } from "../bytes/until_aborted.ts";
import { DbnFile } from "../dbn/dbn_file.ts";
import type { DbnHeader, DbnOptions } from "../dbn/dbn_header.ts";
import { DbnStream } from "../dbn/dbn_stream.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { type Truncation, truncationError } from "../dbn/truncation.ts";
import { ioError } from "../store/io_error.ts";
import { MAX_FRAME_BYTES } from "../zstd/decode_frame.ts";

/** An opened input. */
export interface RecordInput extends AsyncDisposable {
  readonly header: DbnHeader;
  /** Set if parts of it can be read on their own. */
  readonly file: DbnFile | null;
  /**
   * The records in order. A file can be read any number of times, a stream once.
   *
   * @throws {MomoError} `bad_data` or `io` after what could be read was given out.
   */
  chunks(): AsyncGenerator<RecordChunk>;
}

/** What stands for standard input among file names. */
export const STANDARD_INPUT = "-";
const READ_BYTES = 256 * 1024;
/** Frames at the start of a file that are looked at to tell whether its frames are huge. */
const INSPECTED_FRAMES = 4;

/**
 * Opens an input and reads its metadata.
 *
 * @param name Path, or `-` for standard input.
 * @param signal Aborting it ends waiting for an input that nobody writes to, with its reason.
 * @throws {MomoError} `not_found` or `io` if it cannot be opened, `bad_data` if it is not DBN.
 */
export async function openInput(
  name: string,
  options: DbnOptions,
  signal: AbortSignal,
): Promise<RecordInput> {
  if (name === STANDARD_INPUT) {
    return await openStream(readAll(Deno.stdin, signal), "standard input", options);
  }
  if (await isStream(name)) return await openPipe(name, options, signal);
  const source = openFileSource(name);
  try {
    return fileInput(DbnFile.open(source, options));
  } catch (error) {
    source.close();
    throw error;
  }
}

/** Whether a path leads to a pipe or device, which can only be read from front to back. */
async function isStream(path: string): Promise<boolean> {
  try {
    const { isFile, isDirectory } = await Deno.stat(path);
    return !isFile && !isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false; // opening it says so
    throw ioError("open", path, error);
  }
}

async function openPipe(
  path: string,
  options: DbnOptions,
  signal: AbortSignal,
): Promise<RecordInput> {
  let pipe: Deno.FsFile;
  try {
    pipe = await untilAborted(Deno.open(path), signal); // waits for someone to write to it
  } catch (error) {
    if (signal.aborted) throw error;
    throw ioError("open", path, error);
  }
  return await openStream(readAll(pipe, signal), path, options, () => pipe.close());
}

/** Reads no further than it is asked to, so that nothing keeps the program alive once its consumer has enough. */
async function* readAll(
  from: { readonly read: (into: Uint8Array) => Promise<number | null> },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  while (true) {
    const bytes = new Uint8Array(READ_BYTES);
    const count = await untilAborted(from.read(bytes), signal);
    if (count === null) return;
    yield bytes.subarray(0, count);
  }
}

async function openStream(
  bytes: AsyncGenerator<Uint8Array>,
  name: string,
  options: DbnOptions,
  close: () => void = () => {},
): Promise<RecordInput> {
  try {
    // what has come is given out at once: the writer may be waiting, or be a live feed
    const stream = await DbnStream.open(bytes, name, { ...options, chunkBytes: 1 });
    return {
      header: stream.header,
      file: null,
      async *chunks() {
        yield* stream.chunks();
        refuseTruncation(stream.truncation);
      },
      async [Symbol.asyncDispose]() {
        await stream.close();
        close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

function fileInput(file: DbnFile): RecordInput {
  return {
    header: file.header,
    file,
    chunks: () => hasHugeFrames(file) ? streamFile(file) : readFile(file),
    [Symbol.asyncDispose]: () => Promise.resolve(file.source.close()),
  };
}

/** Frames that are decoded as a whole are decoded fastest on this thread; huge ones elsewhere, piece by piece. */
function hasHugeFrames(file: DbnFile): boolean {
  try {
    let inspected = 0;
    for (const { contentSize, contentLimit } of file.frames()) {
      if ((contentSize ?? contentLimit) > MAX_FRAME_BYTES) return true;
      if (++inspected === INSPECTED_FRAMES) break;
    }
  } catch (error) {
    if (!(error instanceof MomoError)) throw error; // reading meets it again, after what comes before it
  }
  return false;
}

async function* readFile(file: DbnFile): AsyncGenerator<RecordChunk> {
  yield* file.chunks();
  refuseTruncation(file.truncation);
}

async function* streamFile(file: DbnFile): AsyncGenerator<RecordChunk> {
  const stream = await file.stream();
  yield* stream.chunks();
  refuseTruncation(stream.truncation);
}

function refuseTruncation(truncation: Truncation | null): void {
  if (truncation !== null) throw truncationError(truncation);
}

/**
 * Refuses inputs that cannot be read as they were named.
 *
 * @throws {MomoError} `usage` if standard input is named twice, or is a terminal.
 */
export function checkInputs(names: readonly string[], isTerminal: boolean): void {
  const streams = names.filter((name) => name === STANDARD_INPUT);
  if (streams.length > 1) {
    throw new MomoError("usage", "Cannot read standard input twice: expected one -", {
      hint: "leave the others out",
    });
  }
  if (streams.length === 1 && isTerminal) {
    throw new MomoError("usage", "Cannot read standard input: it is a terminal, wanted DBN data", {
      hint: "pipe a file into it: `zstd -dc FILE | momo load -`",
    });
  }
}
