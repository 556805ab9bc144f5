/** The loop of a stream of days: ask, hand over, wait until it is done with. */
import type { CacheCounters } from "../../core/cache/cache_counters.ts";
import type { LoadFailure } from "../../core/cache/cache_decision.ts";
import { MomoError } from "../../core/error.ts";
import type { DayCache, VisitOutcome } from "../cache/day_cache.ts";
import type { EncodedDay } from "../cache/encoded_day.ts";
import { dayHeader, skipHeader, visitTables } from "./day_header.ts";
import type { DayWriter } from "./day_writer.ts";
import type { PlacedMessage, TrainerInput } from "./trainer_input.ts";
import type { DoneMessage } from "./trainer_message.ts";
import type { NeedOf, PlannedVisit, VisitSource } from "./visit_source.ts";

/** What a stream works with. */
export interface DayStreamOptions {
  readonly source: VisitSource;
  readonly needOf: NeedOf;
  readonly cache: DayCache<EncodedDay>;
  readonly writer: DayWriter;
  /** Where the trainer tells what is done; `null` if a visit is done with as soon as it is written. */
  readonly trainer: TrainerInput | null;
  /** Ends after so many visits; skipped ones count. */
  readonly maxVisits: number;
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal;
  readonly onServed?: (planned: PlannedVisit, day: EncodedDay, waitMs: number) => void;
  readonly onSkipped?: (planned: PlannedVisit, failure: LoadFailure) => void;
  /** A day is served without its lookback. */
  readonly onLost?: (planned: PlannedVisit, failure: LoadFailure) => void;
}

/** What a stream did. */
export interface DayStreamReport {
  readonly served: number;
  readonly skipped: number;
  readonly writtenBytes: number;
  readonly counters: CacheCounters;
}

/** How waiting for the trainer, or for a day, came to its end. */
type Turn = "over" | "ended";

/**
 * Hands over one visit after another until there is none left, the trainer closes its input, or the reader leaves.
 *
 * @throws {MomoError} `protocol` if the trainer says what makes no sense; `budget` if a day does not fit into memory.
 * @throws {Deno.errors.BrokenPipe} If the reader has left.
 * @throws The signal's reason, if it is aborted.
 */
export async function streamDays(options: DayStreamOptions): Promise<DayStreamReport> {
  const { source } = options;
  const stream = new DayStream(options);
  try {
    await stream.run();
  } finally {
    await source.close();
  }
  return stream.report;
}

class DayStream {
  readonly #options: DayStreamOptions;
  #served = 0;
  #skipped = 0;
  #writtenBytes = 0;

  constructor(options: DayStreamOptions) {
    this.#options = options;
  }

  get report(): DayStreamReport {
    return {
      served: this.#served,
      skipped: this.#skipped,
      writtenBytes: this.#writtenBytes,
      counters: this.#options.cache.counters,
    };
  }

  async run(): Promise<void> {
    const { source, maxVisits } = this.#options;
    for (let count = 0; count < maxVisits; count++) {
      const planned = source.next();
      if (planned === undefined || await this.#visit(planned) === "ended") return;
    }
  }

  async #visit(planned: PlannedVisit): Promise<Turn> {
    const { source, cache, writer, onSkipped } = this.#options;
    const outcome = await this.#request(planned);
    if (outcome === "ended") return "ended";
    if (outcome.kind === "skipped") {
      this.#skipped++;
      onSkipped?.(planned, outcome.failure);
      await writer.write(planned.visit, () => skipHeader(planned, outcome.failure), []);
      await source.over();
      return "over";
    }
    await this.#write(planned, outcome);
    cache.replan(); // while the reader takes the day up
    await source.served();
    const turn = await this.#untilDone(planned);
    if (turn === "over") await source.over();
    await writer.release(planned.visit);
    return turn;
  }

  /** Asks for a visit's days, and for an earlier lookback as long as the one that comes has no rows. */
  async #request(planned: PlannedVisit): Promise<VisitOutcome<EncodedDay> | "ended"> {
    const { cache, needOf } = this.#options;
    while (true) {
      const need = needOf(planned);
      const outcome = await this.#await(cache.request(need));
      if (outcome === "ended" || outcome.kind === "skipped") return outcome;
      if (needOf(planned).lookback === need.lookback) return outcome;
    }
  }

  async #write(
    planned: PlannedVisit,
    { day, lookback, lost, waitMs }: VisitOutcome<EncodedDay> & { readonly kind: "served" },
  ): Promise<void> {
    const { writer, onServed, onLost } = this.#options;
    const encoded = visitTables(day, lookback);
    if (lost !== null) onLost?.(planned, lost);
    await writer.write(
      planned.visit,
      (tables) => dayHeader({ planned, day, lookback, lost, tables }),
      encoded,
    );
    this.#served++;
    this.#writtenBytes += encoded.reduce((sum, { bytes }) => sum + bytes.length, 0);
    onServed?.(planned, day, waitMs);
  }

  /** Waits for a day, while the trainer may leave or report results. */
  async #await<T>(work: Promise<T>): Promise<T | "ended"> {
    const { trainer } = this.#options;
    work.catch(() => {}); // if something else ends the waiting
    const done = work.then((value) => ({ value }));
    if (trainer === null) return (await this.#orAborted(done)).value;
    while (true) {
      const first = await this.#orAborted(Promise.race([done, trainer.peek()]));
      if (first === null) return "ended";
      if ("value" in first) return first.value;
      trainer.take();
      this.#takeEarly(first);
    }
  }

  /** A message while no visit is under way. */
  #takeEarly({ place, message }: PlacedMessage): void {
    if (message.type === "result") return this.#report(place, message);
    throw new MomoError(
      "protocol",
      `Cannot use ${place}: it is about visit ${message.visit}, and no visit is under way`,
    );
  }

  /** Until all reset points of the visit are done, or the trainer leaves. */
  async #untilDone(planned: PlannedVisit): Promise<Turn> {
    const { trainer, cache, source } = this.#options;
    if (trainer === null) {
      cache.progress(planned.points, planned.points);
      return "over";
    }
    let finished = 0;
    while (true) {
      const next = await this.#orAborted(trainer.peek());
      if (next === null) return "ended";
      trainer.take();
      const { place, message } = next;
      if (message.type === "result") this.#report(place, message);
      else {
        checkOrder(place, message, { visit: planned.visit, finished });
        finished = message.finished;
        source.progress(finished, message.of);
        cache.progress(finished, message.of);
        if (finished === message.of) return "over";
      }
    }
  }

  #report(place: string, { result }: PlacedMessage["message"] & { readonly type: "result" }): void {
    const { source, cache } = this.#options;
    const outcome = source.report(result);
    if (outcome === "unplanned" || outcome === undefined) {
      const why = outcome === undefined
        ? "results are only taken with --plan select"
        : `episode ${result.episode} is not planned yet`;
      throw new MomoError("protocol", `Cannot use ${place}: ${why}`);
    }
    if (outcome === "counted") cache.replan();
  }

  async #orAborted<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#options;
    signal.throwIfAborted();
    const { promise, reject } = Promise.withResolvers<never>();
    const leave = () => reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
    try {
      return await Promise.race([work, promise]);
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }
}

function checkOrder(
  place: string,
  message: DoneMessage,
  current: { readonly visit: number; readonly finished: number },
): void {
  const refuse = (what: string) => new MomoError("protocol", `Cannot use ${place}: ${what}`);
  if (message.visit !== current.visit) {
    throw refuse(`it is about visit ${message.visit}, and visit ${current.visit} is under way`);
  }
  if (message.finished < current.finished) {
    throw refuse(
      `it says that ${message.finished} reset points are finished, after ${current.finished}`,
    );
  }
}
