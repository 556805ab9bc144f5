/** The curriculum sampler behind a session: episodes out, results in, the state saved as it goes on. */
import type { ReportOutcome } from "../../core/episodes/sampler.ts";
import type { PlannedEpisode } from "../../core/episodes/visit.ts";
import { parseResult } from "../episodes/feedback_lines.ts";
import type { StoredSampler } from "../episodes/stored_sampler.ts";
import { type EpisodeRecord, type VisitRecord, visitRecord } from "../episodes/visit_record.ts";
import { formatUtc } from "../text/time_text.ts";
import type { PlannedDay } from "./day_host.ts";

/** Episodes and results after which the state is saved in any case. */
const MOST_UNSAVED = 64;

/** An episode to be trained on. */
export interface SelectedEpisode {
  readonly planned: PlannedEpisode;
  readonly episode: EpisodeRecord;
  /** The visit that it is a part of. */
  readonly visit: Omit<VisitRecord, "episodes">;
  /** Its place in the visit, from 0, and how many the visit has. */
  readonly position: number;
  readonly episodes: number;
}

/**
 * Episodes by curriculum. The state is saved when a visit begins, every now and then, and at the end: whoever goes on
 * from it begins at most a few episodes earlier, and no half-written state is ever there.
 */
export class EpisodeHost implements AsyncDisposable {
  readonly #stored: StoredSampler;
  #unsaved = 0;
  /** Saves one after another. */
  #turn: Promise<void> = Promise.resolve();

  /** @param stored Opened for advancing; it is released when this is disposed of. */
  constructor(stored: StoredSampler) {
    this.#stored = stored;
  }

  /** The days of the next visits, if no result changes the plan. */
  upcoming(count: number): readonly PlannedDay[] {
    return this.#stored.sampler.peek(count).map(({ symbol, tradeDate, points }) => {
      return { symbol, tradeDate, points: points.length };
    });
  }

  /** The next episode. @throws {MomoError} `conflict` or `io` if the state cannot be saved. */
  async next(): Promise<SelectedEpisode> {
    const { sampler, index } = this.#stored;
    const planned = sampler.nextEpisode();
    const { visit } = planned;
    const record = visitRecord(visit, {
      index,
      seed: sampler.identity.seed,
      formatTime: formatUtc,
    });
    const { episodes, ...facts } = record;
    const position = planned.episode - visit.episode;
    await this.#changed(position === 0);
    return {
      planned,
      episode: episodes[position]!,
      visit: facts,
      position,
      episodes: episodes.length,
    };
  }

  /** Passes over what is left of the visit under way, because its day cannot be loaded. */
  async passOver(): Promise<void> {
    const { sampler } = this.#stored;
    sampler.markGiven(sampler.current?.points.length ?? 0);
    await this.#changed(true);
  }

  /**
   * Takes the results of episodes, all or none.
   *
   * @returns How many had which outcome.
   * @throws {MomoError} `bad_data` if one is malformed.
   */
  async report(results: readonly object[]): Promise<Partial<Record<ReportOutcome, number>>> {
    const parsed = results.map((result, i) =>
      parseResult(JSON.stringify(result), `result ${i + 1} of the feedback`)
    );
    const counts: Partial<Record<ReportOutcome, number>> = {};
    for (const result of parsed) {
      const outcome = this.#stored.sampler.report(result);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    await this.#changed(false, parsed.length);
    return counts;
  }

  /** Where the plan stands. */
  get progress(): Readonly<Record<string, unknown>> {
    const { sampler, statePath } = this.#stored;
    return {
      visit: sampler.current?.visit ?? null,
      position: sampler.positionInVisit,
      stage: sampler.stagePlan.stage,
      state: statePath,
    };
  }

  /** Saves the state and releases it. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.#unsaved > 0) await this.#save();
    } finally {
      await this.#stored[Symbol.asyncDispose]();
    }
  }

  async #changed(isAtOnce: boolean, count = 1): Promise<void> {
    this.#unsaved += count;
    if (isAtOnce || this.#unsaved >= MOST_UNSAVED) await this.#save();
  }

  #save(): Promise<void> {
    this.#unsaved = 0;
    const turn = this.#turn.then(() => this.#stored.save());
    this.#turn = turn.catch(() => {});
    return turn;
  }
}
