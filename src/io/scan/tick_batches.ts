/** Grouping symbol-days whose ticks lie in the same files, so that a shared file is decoded once, not once a symbol. */
import type { CatalogFile } from "../catalog/catalog_file.ts";
import type { AnalyseRequest, Candidate } from "./analyse_batch.ts";
import { tickFilesOf } from "./tick_files.ts";
import type { DayFiles } from "./tick_index.ts";

/** Symbol-days analysed together at most; each holds about 1 MB while its quotes are read. */
const BATCH_DAYS = 32;
/** The same of days without ticks, which share nothing: so many that a thread seldom waits for its next task. */
const PLAIN_BATCH_DAYS = 8;
/** Batches under way at most; beyond that the oldest is closed. */
const OPEN_BATCHES = 6;

interface Batch {
  readonly files: DayFiles;
  readonly candidates: Candidate[];
}

/** Collects candidates into batches. Which batch a day lands in changes only how often files are read. */
export class TickBatches {
  readonly #open = new Map<string, Batch>(); // by their files, oldest first

  /** Adds a symbol-day. @returns Batches that are ready to be analysed. */
  add(candidate: Candidate, files: DayFiles): AnalyseRequest[] {
    const all = [...files.status, ...files.trades, ...files.quotes];
    if (all.length > 0 && all.every(isPrivate)) {
      return [requestOf({ files, candidates: [candidate] })];
    }
    const key = all.map((file) => file.key).join("\n");
    const batch = this.#open.get(key) ?? { files, candidates: [] };
    this.#open.set(key, batch);
    batch.candidates.push(candidate);
    const most = all.length > 0 ? BATCH_DAYS : PLAIN_BATCH_DAYS;
    if (batch.candidates.length >= most) return [this.#close(key)];
    return this.#open.size > OPEN_BATCHES ? [this.#close(this.#open.keys().next().value!)] : [];
  }

  /** Closes all batches. */
  finish(): AnalyseRequest[] {
    return [...this.#open.keys()].map((key) => this.#close(key));
  }

  #close(key: string): AnalyseRequest {
    const batch = this.#open.get(key)!;
    this.#open.delete(key);
    return requestOf(batch);
  }
}

const PRIVATE_SECONDS = 2 * 86_400;

/** Whether a file holds one symbol and about one day: nothing is gained by waiting for company. */
function isPrivate(file: CatalogFile): boolean {
  return new Set(file.symbols.symbol).size === 1 && file.end - file.start <= PRIVATE_SECONDS;
}

function requestOf({ files, candidates }: Batch): AnalyseRequest {
  return {
    kind: "analyse",
    candidates,
    quotes: tickFilesOf(files.quotes),
    trades: tickFilesOf(files.trades),
    status: tickFilesOf(files.status),
  };
}
