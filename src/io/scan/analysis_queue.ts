/** Symbol-days on their way through the second pass, with an upper bound on how many wait. */
import type { Problems } from "../catalog/problem.ts";
import type { Craft, WorkerPool } from "../workers/pool.ts";
import type { AnalysedDay, AnalyseRequest, AnalyseResult, Candidate } from "./analyse_batch.ts";
import type { ScanRequest, ScanResult } from "./scan_worker.ts";
import { TickBatches } from "./tick_batches.ts";
import type { DayFiles } from "./tick_index.ts";

/** Requests per worker that may wait; more only hold memory. */
const WAITING_PER_WORKER = 32;
/**
 * A day without ticks takes milliseconds once a thread's code for it is compiled, and that takes a third of a second:
 * other threads go on reading until so many days wait.
 */
const ANALYSIS: Craft = { name: "analysis", patience: 48 };

/** Sends candidates to the workers and hands on their rows. */
export class AnalysisQueue {
  readonly #pool: WorkerPool<ScanRequest, ScanResult>;
  readonly #problems: Problems;
  readonly #onDay: (day: AnalysedDay) => void;
  readonly #batches = new TickBatches();
  readonly #running = new Set<Promise<void>>();
  #failure: unknown = undefined;

  /** @param onDay Receives the rows of each day, in no particular order. */
  constructor(
    pool: WorkerPool<ScanRequest, ScanResult>,
    problems: Problems,
    onDay: (day: AnalysedDay) => void,
  ) {
    this.#pool = pool;
    this.#problems = problems;
    this.#onDay = onDay;
  }

  /** Adds a symbol-day. */
  add(candidate: Candidate, files: DayFiles): void {
    for (const request of this.#batches.add(candidate, files)) this.#send(request);
  }

  /** Waits until there is room for more. @throws The first failure of a task. */
  async room(): Promise<void> {
    while (this.#running.size > WAITING_PER_WORKER * this.#pool.size) {
      await Promise.race(this.#running);
    }
    this.#check();
  }

  /** Analyses what is left and waits for all of it. @throws The first failure of a task. */
  async finish(): Promise<void> {
    for (const request of this.#batches.finish()) this.#send(request);
    while (this.#running.size > 0) await Promise.race(this.#running);
    this.#check();
  }

  #send(request: AnalyseRequest): void {
    const transfer = request.candidates.flatMap(({ bars }) =>
      [bars.start, bars.open, bars.high, bars.low, bars.close, bars.volume].map((c) => c.buffer)
    ).filter((buffer) => buffer instanceof ArrayBuffer);
    const { quotes, trades, status } = request;
    const hasTicks = quotes.length + trades.length + status.length > 0;
    const craft = hasTicks ? undefined : ANALYSIS;
    const task = this.#pool.run({ request, transfer, craft })
      .then((result) => this.#take(result as AnalyseResult)) // an analyse request has this answer
      .catch((error: unknown) => {
        this.#failure ??= error;
      });
    const running: Promise<void> = task.finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  #take({ days, problems }: AnalyseResult): void {
    for (const problem of problems) this.#problems.add(problem);
    for (const day of days) this.#onDay(day);
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
