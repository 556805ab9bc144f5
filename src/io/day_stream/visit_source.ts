/** Where a stream's visits come from: a list, or the curriculum sampler. */
import type { VisitNeed } from "../../core/cache/visit_need.ts";
import type { EpisodeResult } from "../../core/episodes/episode_result.ts";
import type { ReportOutcome } from "../../core/episodes/sampler.ts";
import type { EpochDay } from "../../core/time/dates.ts";
import type { DayFacts } from "../cache/encoded_day.ts";

/** A symbol-day to be visited. */
export interface PlannedVisit {
  /** Number of the visit, from 0; later ones have higher numbers. */
  readonly visit: number;
  readonly symbol: string;
  readonly tradeDate: EpochDay;
  /** Reset points; 1 if there is no plan of them. */
  readonly points: number;
  /** What the day's header says of the plan. */
  readonly facts: DayFacts;
}

/** Names the days of a visit as the loader knows them. */
export type NeedOf = (visit: PlannedVisit) => VisitNeed;

/** Visits in order, and what is remembered of them. */
export interface VisitSource {
  /** The visits after the current one, at most so many. */
  upcoming(count: number): readonly PlannedVisit[];
  /** Begins the next visit; `undefined` if there is none. */
  next(): PlannedVisit | undefined;
  /** The current visit was handed out. */
  served(): Promise<void>;
  /** So many reset points of the current visit are done. @param points How many will be in all. */
  progress(finished: number, points: number): void;
  /** The current visit is over. */
  over(): Promise<void>;
  /** Takes the result of an episode; `undefined` if results mean nothing here. */
  report(result: EpisodeResult): ReportOutcome | undefined;
  /** Remembers what is to be remembered; to be called at the end, however it came. */
  close(): Promise<void>;
}
