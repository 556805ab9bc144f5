/** Records into several outputs, by their key. */
import { dirname } from "node:path";
import type { DbnHeader } from "../dbn/dbn_header.ts";
import type { RecordChunk } from "../dbn/record_chunk.ts";
import { makeDirectory } from "../store/make_directory.ts";
import { refuseExisting } from "../store/refuse_existing.ts";
import { commonDirectory, hasKeyedDirectory, pathOfKey } from "./output_pattern.ts";
import { writeOutputFile, type WrittenOutput } from "./record_output.ts";
import { type PiecesJob, piecesOf } from "./record_pieces.ts";
import { RecordSpool } from "./record_spool.ts";
import { forEachRun, type SplitKeys, splitKeys } from "./split_keys.ts";
import type { Split } from "./splits.ts";

/** A split. */
export interface SplitJob extends PiecesJob {
  readonly split: Split;
  /** Path of the outputs, with a placeholder for the key. */
  readonly pattern: string;
  /** Whether existing files are replaced. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

/**
 * Writes one file for each key, in the order of their first records. All records are read before the first file is
 * written, and what does not fit into memory waits in temporary files.
 *
 * @returns What was written.
 * @throws {MomoError} `conflict` if one of the files exists, and then none is written; `bad_data` if a record has no
 * key; what writing a file throws.
 */
export async function splitRecords(
  chunks: AsyncGenerator<RecordChunk>,
  job: SplitJob,
): Promise<WrittenOutput[]> {
  const { split, pattern, force, signal } = job;
  const keys = splitKeys(split, job.output);
  await using spool = new RecordSpool(commonDirectory(pattern, split));
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    forEachRun(keys, chunk, (key, bytes) => spool.add(key, bytes));
    if (spool.isFull) await spool.spill();
  }
  const outputs = spool.keys.map((key) => ({ key, path: pathOfKey(pattern, split, key) }));
  if (!force) { for (const { path } of outputs) await refuseExisting(path); }
  const written: WrittenOutput[] = [];
  for (const { key, path } of outputs) {
    if (hasKeyedDirectory(pattern, split)) await makeDirectory(dirname(path));
    const header = headerOf(job.output, keys, key);
    const pieces = piecesOf(spool.chunks(key, header), {
      ...job,
      form: { ...job.form, path },
      output: header,
    });
    written.push(await writeOutputFile(path, pieces, signal));
  }
  return written;
}

function headerOf(output: DbnHeader, keys: SplitKeys, key: string): DbnHeader {
  return { ...output, metadata: output.metadata && keys.metadataOf(key, output.metadata) };
}
