/** The worker threads of a scan. */
import { WORKER_ENTRY } from "../workers/entry.ts";
import { WorkerPool } from "../workers/pool.ts";
import type { ScanSettings } from "./scan_settings.ts";
import type { ScanOpening, ScanRequest, ScanResult } from "./scan_worker.ts";

/** Threads that take the tasks of a scan. */
export type ScanPool = WorkerPool<ScanRequest, ScanResult>;

/** Threads that are started once they are needed, or before; they end with this. */
export class ScanThreads implements Disposable {
  readonly #settings: ScanSettings;
  #pool: ScanPool | undefined;

  /** Starts nothing yet. */
  constructor(settings: ScanSettings) {
    this.#settings = settings;
  }

  /** Starts the threads, if they are not running. */
  start(): ScanPool {
    const { limits, strategy, workers } = this.#settings;
    const opening: ScanOpening = { role: "scan", limits, strategy: strategy?.url ?? null };
    return this.#pool ??= new WorkerPool(WORKER_ENTRY, workers, opening);
  }

  /** Ends the threads at once. */
  [Symbol.dispose](): void {
    this.#pool?.[Symbol.dispose]();
  }
}
