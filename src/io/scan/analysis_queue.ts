/** Symbol-days on their way through the second pass, with an upper bound on how many wait. */
import type { Problems } from "../catalog/problem.ts";
import type { Craft } from "../workers/pool.ts";
import type { AnalysedDay, AnalyseRequest, AnalyseResult, Candidate } from "./analyse_batch.ts";
import { packVolumes } from "./pack_volumes.ts";
import type { ScanPool } from "./scan_threads.ts";
import { TickBatches } from "./tick_batches.ts";
import type { DayFiles } from "./tick_index.ts";

/** Days per worker that may be under way; more only hold memory. */
const DAYS_PER_WORKER = 64;
/**
 * Days without ticks take milliseconds once a thread's code for them is compiled, and that takes a third of a second:
 * other threads go on reading until so many batches wait.
 */
const ANALYSIS: Craft = { name: "analysis", patience: 6 };

/** Sends candidates to the workers and hands on their rows. */
export class AnalysisQueue {
  readonly #pool: ScanPool;
  readonly #problems: Problems;
  readonly #onDay: (day: AnalysedDay) => void;
  readonly #batches = new TickBatches();
  readonly #running = new Set<Promise<void>>();
  #daysRunning = 0;
  #failure: unknown = undefined;

  /** @param onDay Receives the rows of each day, in no particular order. */
  constructor(
    pool: ScanPool,
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
    while (this.#daysRunning > DAYS_PER_WORKER * this.#pool.size) {
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

  #send(unpacked: AnalyseRequest): void {
    // The volumes of earlier sessions are needed here again: a copy of them moves.
    const candidates = unpacked.candidates.map((candidate) => ({
      ...candidate,
      sessions: packVolumes(candidate.sessions),
    }));
    const request = { ...unpacked, candidates };
    const columns = candidates.flatMap(({ bars, sessions }) => [
      ...[bars.start, bars.open, bars.high, bars.low, bars.close, bars.volume],
      ...sessions.flatMap(({ minutes, shares }) => [minutes, shares]),
    ]);
    const buffers = new Set(columns.map((column) => column.buffer));
    const transfer = [...buffers].filter((buffer) => buffer instanceof ArrayBuffer);
    const { quotes, trades, status } = request;
    const hasTicks = quotes.length + trades.length + status.length > 0;
    const craft = hasTicks ? undefined : ANALYSIS;
    const task = this.#pool.run({ request, transfer, craft })
      .then((result) => this.#take(result as AnalyseResult)) // an analyse request has this answer
      .catch((error: unknown) => {
        this.#failure ??= error;
      });
    const running: Promise<void> = task.finally(() => {
      this.#running.delete(running);
      this.#daysRunning -= request.candidates.length;
    });
    this.#running.add(running);
    this.#daysRunning += request.candidates.length;
  }

  #take({ days, problems }: AnalyseResult): void {
    for (const problem of problems) this.#problems.add(problem);
    for (const day of days) this.#onDay(day);
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
