/** The first pass over a group of bar files: jobs in parallel, their results in order. */
import {
  type ChoosePieces,
  finestPieces,
  type Session,
  SessionAssembler,
} from "../../core/scan/session_assembler.ts";
import type { CatalogFile } from "../catalog/catalog_file.ts";
import type { Problems } from "../catalog/problem.ts";
import type { BarGroup } from "./bar_files.ts";
import { cutJobs } from "./cut_jobs.ts";
import type { ScanPool } from "./scan_threads.ts";
import type { ScanResult } from "./scan_worker.ts";
import type { SummariseRequest, SummariseResult } from "./summarise_job.ts";

/** What the pass needs and whom it tells. */
export interface BarPassOptions {
  readonly pool: ScanPool;
  readonly problems: Problems;
  readonly keep: SummariseRequest["keep"];
  readonly signal: AbortSignal;
  /** Waits while too much work is under way elsewhere. */
  readonly room: () => Promise<void>;
  /** Receives each symbol's sessions in order of time. */
  readonly onSession: (session: Session) => void;
  /** Receives the amount of work done: bytes of stored files, and records. */
  readonly onRead: (storedBytes: number, records: number, detail: string) => void;
}

/** Jobs per worker under way. */
const JOBS_PER_WORKER = 2;

/**
 * Reads some files of a group.
 *
 * @param files Those to read, in order of time.
 * @param symbolCount Number of symbols in the catalog.
 * @returns Keys of files whose records differ in size or are out of order: the pass has to be repeated with them read
 * sequentially; of two sessions of a day the later then counts.
 */
export async function readBars(
  group: BarGroup,
  files: readonly CatalogFile[],
  symbolCount: number,
  sequential: ReadonlySet<string>,
  options: BarPassOptions,
): Promise<readonly string[]> {
  const { pool, signal } = options;
  const wanted = new Uint8Array(symbolCount);
  for (const symbol of group.symbols) wanted[symbol] = 1;
  const pass = new OrderedResults(group, options);
  const running: { job: SummariseRequest; result: Promise<ScanResult> }[] = [];
  const takeFirst = async () => {
    const { job, result } = running.shift()!;
    pass.take(job, await result as SummariseResult); // a summarise request has this answer
  };
  const cut = { wanted, keep: options.keep, sequential, workers: pool.size };
  for (const job of cutJobs({ ...group, files }, cut)) {
    signal.throwIfAborted();
    const result = pool.run({ request: job });
    result.catch(() => {}); // reported when its turn comes
    running.push({ job, result });
    if (running.length >= JOBS_PER_WORKER * pool.size) await takeFirst();
    await options.room();
  }
  while (running.length > 0) {
    await takeFirst();
    await options.room();
  }
  return pass.finish();
}

/** Puts the results of jobs together, in order. */
class OrderedResults {
  readonly #assembler: SessionAssembler;
  readonly #options: BarPassOptions;
  readonly #irregular: string[] = [];

  constructor(group: BarGroup, options: BarPassOptions) {
    this.#assembler = new SessionAssembler(group.isOrdered, chooserOf(group));
    this.#options = options;
  }

  take(job: SummariseRequest, result: SummariseResult): void {
    const { problems, onRead, onSession } = this.#options;
    for (const problem of result.problems) problems.add(problem);
    this.#irregular.push(...result.irregular);
    if (this.#irregular.length > 0) return; // everything from here on is read again
    for (const session of this.#assembler.add(result.pieces)) onSession(session);
    const storedBytes = job.inputs.reduce((sum, input) => sum + input.storedBytes, 0);
    onRead(storedBytes, result.records, job.inputs.at(-1)!.key.split("/").at(-1)!);
  }

  finish(): readonly string[] {
    if (this.#irregular.length > 0) return this.#irregular;
    for (const session of this.#assembler.finish()) this.#options.onSession(session);
    return [];
  }
}

/** Picks the pieces that come from files of the schema chosen for the day. */
function chooserOf({ files, schemaOf }: BarGroup): ChoosePieces {
  const schemaOfFile = new Map(files.map((file) => [file.key, file.schema]));
  return (pieces) => {
    const { symbol, day } = pieces[0]!;
    const chosen = schemaOf(symbol, day);
    const own = pieces.filter(({ files }) => schemaOfFile.get(files[0]!) === chosen);
    return own.length > 0 ? own : finestPieces(pieces);
  };
}
