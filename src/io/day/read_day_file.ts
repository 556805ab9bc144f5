/** Reading the records of one symbol and stretch of time out of a DBN file. */
import { MomoError } from "../../core/error.ts";
import { openFileSource } from "../bytes/file_source.ts";
import { DbnFile } from "../dbn/dbn_file.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { truncationError } from "../dbn/truncation.ts";
import type { DayFile, TimeSpan } from "./day_files.ts";
import { timeBase } from "./field_copy.ts";
import { chunksFrom, isSearchable, NotSearchable } from "./window_chunks.ts";
import { type Picked, RecordPicker, type Wanted } from "./record_picker.ts";

/** What takes records. */
export interface RecordTarget {
  readonly wanted: Wanted;
  /** Takes the records of a chunk, which are valid until it returns. */
  readonly add: (picked: Picked) => void;
  /** Remembers what was taken so far. @returns Forgets what was taken since. */
  readonly mark: () => () => void;
}

/** What is read of a file. Times are ns since `base`. */
export interface FileRequest {
  readonly file: DayFile;
  /** ns since the Unix epoch. */
  readonly base: bigint;
  /** Stretches of time to take records from, in order, at least one. */
  readonly spans: readonly TimeSpan[];
  /** All take records of the same type. */
  readonly targets: readonly RecordTarget[];
}

/** How far a file was read. */
export interface FileReading {
  /** Index time of the last record that was there before the end or damage, ns since the base; -Infinity if none. */
  readonly lastTime: number;
  /** What is wrong with the file, if anything is. */
  readonly problem: MomoError | null;
}

/**
 * Passes a file's records to targets, in file order. What comes before damage is passed on; the damage is reported, not
 * thrown.
 *
 * Records are taken to be in order of their index time, but for a few late ones: reading begins shortly before the first
 * span, if the file is large and can be searched, and ends with the first whole chunk after the last span.
 *
 * @throws The signal's reason, if it is aborted.
 */
export function readDayFile(request: FileRequest, signal: AbortSignal): FileReading {
  try {
    using source = openFileSource(request.file.path);
    const dbn = DbnFile.open(source, { reuseBuffer: true });
    return isSearchable(dbn, request.file)
      ? searchFile(dbn, request, signal)
      : readChunks(dbn, dbn.chunks(), request, signal);
  } catch (error) {
    if (!(error instanceof MomoError)) throw error;
    return { lastTime: -Infinity, problem: error };
  }
}

/** Reads the part of a file that is needed, or all of it if it cannot be searched. */
function searchFile(dbn: DbnFile, request: FileRequest, signal: AbortSignal): FileReading {
  const { base, spans, targets } = request;
  const undo = targets.map((target) => target.mark());
  const reading = { wanted: targets[0]!.wanted, base: timeBase(base) };
  try {
    const found = readChunks(dbn, chunksFrom(dbn, spans[0]!.from, reading), request, signal);
    if (found.problem === null) return found;
  } catch (error) {
    if (!(error instanceof NotSearchable)) throw error;
  }
  for (const forget of undo) forget();
  return readChunks(dbn, dbn.chunks(), request, signal);
}

function readChunks(
  dbn: DbnFile,
  chunks: Iterable<RecordChunk>,
  request: FileRequest,
  signal: AbortSignal,
): FileReading {
  const { file, base, spans } = request;
  const picker = new RecordPicker(base, timeBase(base), file.days);
  const end = spans.at(-1)!.to;
  let lastTime = -Infinity;
  try {
    for (const chunk of chunks) {
      signal.throwIfAborted();
      const wasBeyond = lastTime >= end;
      lastTime = pickRecords(picker, chunk, request) ?? lastTime;
      if (wasBeyond && lastTime >= end) return { lastTime, problem: null };
    }
    return { lastTime, problem: dbn.truncation && truncationError(dbn.truncation) };
  } catch (error) {
    if (!(error instanceof MomoError)) throw error;
    return { lastTime, problem: error };
  }
}

/** @returns Index time of the chunk's last record, whatever its symbol. */
function pickRecords(
  picker: RecordPicker,
  chunk: RecordChunk,
  { spans, targets }: FileRequest,
): number | undefined {
  let lastTime: number | undefined;
  for (const { from, to } of spans) {
    for (const { wanted, add } of targets) {
      const picked = picker.pick(chunk, wanted, from, to);
      if (picked === null) continue;
      lastTime = picked.lastTime;
      add(picked);
    }
  }
  return lastTime;
}
