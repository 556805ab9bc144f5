/** Cutting a group of bar files into jobs of about equal size, in order of time. */
import { openFileSource } from "../bytes/file_source.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import { DbnFile } from "../dbn/dbn_file.ts";
import { type FilePart, planParts } from "../dbn/file_parts.ts";
import type { Schema } from "../dbn/schema.ts";
import type { BarGroup } from "./bar_files.ts";
import type { BarInput, SummariseRequest } from "./summarise_job.ts";

/** Decompressed bytes of a part: about one frame of a vendor's file, so that a part needs no copying. */
const PART_BYTES = 2 * 1024 * 1024;
/** Stored bytes of a job: each cut goes through the days of all symbols, so jobs are large at first. */
const MAX_JOB_BYTES = 8 * 1024 * 1024;
/** Jobs get smaller towards the end, so that all workers end at about the same time. */
const MIN_JOB_BYTES = 2 * 1024 * 1024;
/** Jobs for each worker in what is left. */
const JOBS_AHEAD = 2;

/** What the jobs of a scan have in common. */
export interface JobOptions {
  /** Wanted symbols of the group by number: 1 for yes. */
  readonly wanted: Uint8Array;
  readonly keep: SummariseRequest["keep"];
  /** Keys of files that have to be read sequentially. */
  readonly sequential: ReadonlySet<string>;
  /** Threads that take the jobs. */
  readonly workers: number;
}

/**
 * The jobs of a group, in order. Files of different schemas never share a job. Large files are cut at frames; a file
 * that cannot be cut is read by one worker.
 *
 * @throws {MomoError} `bad_data` or `io` if a file's frames cannot be walked.
 */
export function* cutJobs(group: BarGroup, options: JobOptions): Generator<SummariseRequest> {
  const { wanted, keep, workers } = options;
  let left = group.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const jobSize = () =>
    Math.min(Math.max(left / (JOBS_AHEAD * workers), MIN_JOB_BYTES), MAX_JOB_BYTES);
  let job = new JobInputs();
  let limit = jobSize();
  for (const file of group.files) {
    for (const piece of piecesOf(file, options)) {
      if (
        job.inputs.length > 0 &&
        (job.schema !== file.schema || job.bytes + piece.storedBytes > limit)
      ) {
        yield { kind: "summarise", inputs: job.inputs, wanted, keep, isOrdered: group.isOrdered };
        left -= job.bytes;
        job = new JobInputs();
        limit = jobSize();
      }
      job.add(file, piece);
    }
  }
  if (job.inputs.length > 0) {
    yield { kind: "summarise", inputs: job.inputs, wanted, keep, isOrdered: group.isOrdered };
  }
}

/** A part of a file, or all of it, and its share of the stored bytes. */
interface Piece {
  /** `null` for a file that is read sequentially. */
  readonly part: FilePart | null;
  readonly storedBytes: number;
}

/** A small file whole, a larger one in its parts. */
function piecesOf(file: CatalogFile, { sequential }: JobOptions): readonly Piece[] {
  const isWhole = file.sizeBytes <= MIN_JOB_BYTES || sequential.has(file.key);
  const parts = isWhole ? null : partsOf(file);
  return parts?.map((part) => ({ part, storedBytes: storedBytesOf(part, file) })) ??
    [{ part: null, storedBytes: file.sizeBytes }];
}

/** The inputs of a job under way. */
class JobInputs {
  readonly inputs: (BarInput & { parts: FilePart[] | null; storedBytes: number })[] = [];
  bytes = 0;

  get schema(): Schema | null {
    return this.inputs.at(-1)?.schema ?? null;
  }

  /** Adds a piece; parts of one file that follow one another become one input. */
  add(file: CatalogFile, { part, storedBytes }: Piece): void {
    const last = this.inputs.at(-1);
    if (part !== null && last?.key === file.key && last.parts !== null) {
      last.parts.push(part);
      last.storedBytes += storedBytes;
    } else {
      const { key, path, symbols } = file;
      const parts = part === null ? null : [part];
      this.inputs.push({ key, path, symbols, schema: file.schema!, parts, storedBytes });
    }
    this.bytes += storedBytes;
  }
}

function partsOf(file: CatalogFile): FilePart[] | null {
  using source = openFileSource(file.path);
  return planParts(DbnFile.open(source), PART_BYTES);
}

function storedBytesOf(part: FilePart, file: CatalogFile): number {
  if (part.frames) return part.frames.reduce((sum, frame) => sum + frame.size, 0);
  return (part.end ?? file.sizeBytes) - part.start;
}
