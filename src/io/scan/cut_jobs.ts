/** Cutting a group of bar files into jobs of about equal size, in order of time. */
import { openFileSource } from "../bytes/file_source.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import { BAR_SECONDS } from "../dbn/bar_rows.ts";
import { DbnFile } from "../dbn/dbn_file.ts";
import { type FilePart, planParts } from "../dbn/file_parts.ts";
import { rtypeOfSchema } from "../dbn/schema.ts";
import { NativeContext } from "../zstd/native_context.ts";
import type { BarGroup } from "./bar_files.ts";
import { type DayBorder, type DayRange, findDayBorder } from "./day_border.ts";
import { type BarInput, EVERY_DAY, type SummariseRequest } from "./summarise_job.ts";

/** Decompressed bytes of a part: about one frame of a vendor's file, so that a part needs no copying. */
const PART_BYTES = 2 * 1024 * 1024;
/** Stored bytes of a job: where it is not cut between two days, the cut goes through the days of all symbols. */
const MAX_JOB_BYTES = 8 * 1024 * 1024;
/** Jobs get smaller towards the end, so that all workers end at about the same time. */
const MIN_JOB_BYTES = 2 * 1024 * 1024;
/** Jobs for each worker in what is left. */
const JOBS_AHEAD = 2;
/** By how much of its size a job may grow to end with a day, or with its file. */
const STRETCH = 1;

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
 * The jobs of a group, in order. Files of different schemas never share a job. Large files are cut at frames, and
 * between two days where that is near; a file that cannot be cut is read by one worker.
 *
 * @throws {MomoError} `bad_data` or `io` if a file's frames cannot be walked.
 */
export function* cutJobs(group: BarGroup, options: JobOptions): Generator<SummariseRequest> {
  const cutter = new JobCutter(group, options);
  for (const file of group.files) {
    if (file.sizeBytes <= MIN_JOB_BYTES || options.sequential.has(file.key)) {
      yield* cutter.addWhole(file);
    } else {
      const parts = partsOf(file);
      yield* parts ? cutter.addParts(file, parts) : cutter.addWhole(file);
    }
  }
  yield* cutter.finish();
}

/** An input in the making. */
type JobInput = BarInput & { parts: FilePart[] | null; edges: DayRange; storedBytes: number };

/** Fills one job after the other. */
class JobCutter {
  readonly #group: BarGroup;
  readonly #options: JobOptions;
  readonly #context = new NativeContext();
  #inputs: JobInput[] = [];
  /** Stored bytes of the job under way, of all after it, and that it may have. */
  #bytes = 0;
  #left: number;
  #limit: number;
  /** First trade date of the job under way, if it begins with a day. */
  #from: DayRange["from"] = EVERY_DAY.from;

  constructor(group: BarGroup, options: JobOptions) {
    this.#group = group;
    this.#options = options;
    this.#left = group.files.reduce((sum, file) => sum + file.sizeBytes, 0);
    this.#limit = this.#nextLimit();
  }

  /** Adds a file that is read sequentially. @returns The job before it, if that is complete. */
  *addWhole(file: CatalogFile): Generator<SummariseRequest> {
    if (!this.#hasRoom(file, file.sizeBytes)) yield this.#close(null);
    this.#add(file, null, file.sizeBytes);
  }

  /** Adds a file in parts. @returns Jobs that are complete. */
  *addParts(file: CatalogFile, parts: readonly FilePart[]): Generator<SummariseRequest> {
    let next = 0;
    const add = () => this.#add(file, parts[next]!, storedBytesOf(parts[next++]!, file));
    while (next < parts.length) {
      if (this.#hasRoom(file, storedBytesOf(parts[next]!, file))) {
        add();
        continue;
      }
      const border = this.#findBorder(file, parts, next);
      if (border === null && this.#isNearEnd(file, parts.slice(next))) {
        while (next < parts.length) add();
        continue;
      }
      while (border !== null && next < border.part) add();
      if (border !== null) this.#add(file, parts[next]!, 0); // what is stored counts with the next job, which has it too
      yield this.#close(border?.day ?? null);
    }
  }

  /** Whether the job under way may take all that is left of a file: its end is as good as a border between days. */
  #isNearEnd(file: CatalogFile, left: readonly FilePart[]): boolean {
    const bytes = left.reduce((sum, part) => sum + storedBytesOf(part, file), 0);
    return this.#inputs.at(-1)?.key === file.key && bytes <= this.#limit * STRETCH;
  }

  /** The last job, if there is any. */
  *finish(): Generator<SummariseRequest> {
    if (this.#inputs.length > 0) yield this.#close(EVERY_DAY.to);
  }

  /** Whether the job under way can take so many bytes of a file. */
  #hasRoom(file: CatalogFile, bytes: number): boolean {
    const last = this.#inputs.at(-1);
    if (last === undefined) return true;
    return last.schema === file.schema && this.#bytes + bytes <= this.#limit;
  }

  /** Where the next day begins, from a part on, if the job under way can take what comes before it. */
  #findBorder(file: CatalogFile, parts: readonly FilePart[], first: number): DayBorder | null {
    // Trades are dated by when they were captured, which is not the time in their header.
    const isDated = BAR_SECONDS.has(rtypeOfSchema(file.schema!));
    const isSameFile = this.#inputs.at(-1)?.key === file.key;
    if (!isDated || !isSameFile || !this.#group.isOrdered) return null;
    let room = this.#limit * STRETCH;
    let last = first;
    while (last + 1 < parts.length && room > 0) room -= storedBytesOf(parts[last++]!, file);
    using source = openFileSource(file.path);
    return findDayBorder(source, parts, { first, last }, this.#context);
  }

  /** Adds a part, or all of a file; parts of one file that follow one another become one input. */
  #add(file: CatalogFile, part: FilePart | null, storedBytes: number): void {
    const last = this.#inputs.at(-1);
    if (part !== null && last?.key === file.key && last.parts !== null) {
      last.parts.push(part);
      last.storedBytes += storedBytes;
    } else {
      const { key, path, symbols } = file;
      const parts = part === null ? null : [part];
      const edges = { from: null, to: null };
      this.#inputs.push({ key, path, symbols, schema: file.schema!, parts, edges, storedBytes });
    }
    this.#bytes += storedBytes;
  }

  /** Ends the job under way. @param to First trade date of the next, if that begins with a day. */
  #close(to: DayRange["to"]): SummariseRequest {
    const { wanted, keep } = this.#options;
    const inputs = this.#inputs;
    const days = { from: this.#from, to };
    const [first, last] = [inputs[0]!, inputs.at(-1)!];
    first.edges = { ...first.edges, from: days.from };
    last.edges = { ...last.edges, to };
    this.#left -= this.#bytes;
    this.#limit = this.#nextLimit();
    this.#inputs = [];
    this.#bytes = 0;
    this.#from = to;
    return { kind: "summarise", inputs, wanted, keep, isOrdered: this.#group.isOrdered, days };
  }

  #nextLimit(): number {
    const share = this.#left / (JOBS_AHEAD * this.#options.workers);
    return Math.min(Math.max(share, MIN_JOB_BYTES), MAX_JOB_BYTES);
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
