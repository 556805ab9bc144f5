/** Cutting a group of bar files into jobs of about equal size, in order of time. */
import { openFileSource } from "../bytes/file_source.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import { DbnFile } from "../dbn/dbn_file.ts";
import { type FilePart, planParts } from "../dbn/file_parts.ts";
import type { BarGroup } from "./bar_files.ts";
import type { BarInput, SummariseRequest } from "./summarise_job.ts";

/** Decompressed bytes of a part: about one frame of a vendor's file, so that a part needs no copying. */
const PART_BYTES = 2 * 1024 * 1024;
/** Stored bytes of a job; small enough that two workers end at about the same time. */
const JOB_BYTES = 4 * 1024 * 1024;

/** What the jobs of a scan have in common. */
export interface JobOptions {
  /** Wanted symbols of the group by number: 1 for yes. */
  readonly wanted: Uint8Array;
  readonly keep: SummariseRequest["keep"];
  /** Keys of files that have to be read sequentially. */
  readonly sequential: ReadonlySet<string>;
}

/**
 * The jobs of a group, in order. Files of different schemas never share a job. Large files are cut at frames; a file
 * that cannot be cut is read by one worker.
 *
 * @throws {MomoError} `bad_data` or `io` if a file's frames cannot be walked.
 */
export function* cutJobs(group: BarGroup, options: JobOptions): Generator<SummariseRequest> {
  let inputs: BarInput[] = [];
  let bytes = 0;
  for (const file of group.files) {
    for (const input of cutFile(file, options)) {
      const isOther = inputs.length > 0 && inputs[0]!.schema !== input.schema;
      if (inputs.length > 0 && (isOther || bytes + input.storedBytes > JOB_BYTES)) {
        yield jobOf(inputs, group, options);
        inputs = [];
        bytes = 0;
      }
      inputs.push(input);
      bytes += input.storedBytes;
    }
  }
  if (inputs.length > 0) yield jobOf(inputs, group, options);
}

function jobOf(
  inputs: readonly BarInput[],
  { isOrdered }: BarGroup,
  { wanted, keep }: JobOptions,
): SummariseRequest {
  return { kind: "summarise", inputs, wanted, keep, isOrdered };
}

/** A file of up to a job's size whole, a larger one in pieces of about that size. */
function* cutFile(file: CatalogFile, { sequential }: JobOptions): Generator<BarInput> {
  const input = (parts: readonly FilePart[] | null, storedBytes: number): BarInput => {
    const { key, path, symbols } = file;
    return { key, path, symbols, schema: file.schema!, parts, storedBytes };
  };
  const isWhole = file.sizeBytes <= JOB_BYTES || sequential.has(file.key);
  const parts = isWhole ? null : partsOf(file);
  if (parts === null) {
    yield input(null, file.sizeBytes);
    return;
  }
  let held: FilePart[] = [];
  let bytes = 0;
  for (const part of parts) {
    const partBytes = storedBytesOf(part, file);
    if (held.length > 0 && bytes + partBytes > JOB_BYTES) {
      yield input(held, bytes);
      held = [];
      bytes = 0;
    }
    held.push(part);
    bytes += partBytes;
  }
  if (held.length > 0) yield input(held, bytes);
}

function partsOf(file: CatalogFile): FilePart[] | null {
  using source = openFileSource(file.path);
  return planParts(DbnFile.open(source), PART_BYTES);
}

function storedBytesOf(part: FilePart, file: CatalogFile): number {
  if (part.frames) return part.frames.reduce((sum, frame) => sum + frame.size, 0);
  return (part.end ?? file.sizeBytes) - part.start;
}
