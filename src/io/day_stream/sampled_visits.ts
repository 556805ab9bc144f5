import type { EpisodeResult } from "../../core/episodes/episode_result.ts";
import type { ReportOutcome } from "../../core/episodes/sampler.ts";
import type { Visit } from "../../core/episodes/visit.ts";
import type { StoredSampler } from "../episodes/stored_sampler.ts";
import { visitRecord } from "../episodes/visit_record.ts";
import type { FormatTime } from "../text/time_text.ts";
import type { PlannedVisit, VisitSource } from "./visit_source.ts";

/**
 * The picks of the curriculum sampler. Its state moves on as visits are handed out and done: who goes on from it later
 * begins with the rest of the visit that was under way. What is only loaded ahead leaves no trace in it.
 */
export class SampledVisits implements VisitSource {
  readonly #stored: StoredSampler;
  readonly #formatTime: FormatTime;
  /** Episodes of the current visit that had been done before. */
  #before = 0;
  #isSaved = true;
  /** Whether the visit under way when the state was saved is still to be handed out. */
  #hasRest: boolean;

  /** @param stored Opened for advancing; it stays the caller's. */
  constructor(stored: StoredSampler, formatTime: FormatTime) {
    const { current, positionInVisit } = stored.sampler;
    this.#stored = stored;
    this.#formatTime = formatTime;
    this.#hasRest = current !== null && positionInVisit < current.points.length;
  }

  /** The next visits, if no result changes the plan. */
  upcoming(count: number): readonly PlannedVisit[] {
    const { sampler } = this.#stored;
    if (!this.#hasRest) return sampler.peek(count).map((visit) => this.#plan(visit, 0));
    const rest = this.#plan(sampler.current!, sampler.positionInVisit);
    return [rest, ...sampler.peek(count - 1).map((visit) => this.#plan(visit, 0))];
  }

  /** The rest of the visit that was under way, then the next ones. */
  next(): PlannedVisit {
    const { sampler } = this.#stored;
    const visit = this.#hasRest ? sampler.current! : sampler.next();
    this.#before = this.#hasRest ? sampler.positionInVisit : 0;
    this.#hasRest = false; // not saved before it is handed out
    return this.#plan(visit, this.#before);
  }

  /** Saves that the visit has begun. */
  async served(): Promise<void> {
    await this.#save();
  }

  /** Notes how far the visit is; saved when it is over, or at the end. */
  progress(finished: number, points: number): void {
    const { sampler } = this.#stored;
    const length = sampler.current!.points.length;
    const isOver = finished >= points;
    sampler.markGiven(isOver ? length : Math.min(this.#before + finished, length));
    this.#isSaved = false;
  }

  /** Saves that the visit is over. */
  async over(): Promise<void> {
    const { sampler } = this.#stored;
    sampler.markGiven(sampler.current!.points.length);
    this.#isSaved = false;
    await this.#save();
  }

  /** Takes a result. */
  report(result: EpisodeResult): ReportOutcome {
    this.#isSaved = false;
    return this.#stored.sampler.report(result);
  }

  /** Saves what has not been saved. */
  async close(): Promise<void> {
    if (!this.#isSaved) await this.#save();
  }

  async #save(): Promise<void> {
    await this.#stored.save();
    this.#isSaved = true;
  }

  /** @param from Episodes that have been done already. */
  #plan(visit: Visit, from: number): PlannedVisit {
    const { index, sampler } = this.#stored;
    const { seed } = sampler.identity;
    const rest = {
      ...visit,
      episode: visit.episode + from,
      points: visit.points.subarray(from),
    };
    const record = visitRecord(rest, { index, seed, formatTime: this.#formatTime });
    const { visit: number, symbol, trade_date: _, episodes, ...facts } = record;
    return {
      visit: number,
      symbol,
      tradeDate: visit.tradeDate,
      points: rest.points.length,
      facts: { ...facts, episodes: episodes.map((episode) => ({ ...episode })) },
    };
  }
}
