/** The curriculum sampler: which day to train on next, and from which of its reset points. */
import { MomoError } from "../error.ts";
import type { Shard } from "../config/setting.ts";
import { DayFinder, type EpisodeCandidates, indexIn } from "./candidates.ts";
import { parseDayName } from "./day_text.ts";
import type { EpisodeResult } from "./episode_result.ts";
import type { FeedbackMemory } from "./feedback.ts";
import { MixPlan, type StagePlan } from "./mix_plan.ts";
import type { RebaseReport } from "./restore_state.ts";
import { assembleParts, type SamplerIdentity, type SamplerParts } from "./sampler_parts.ts";
import type { CurrentVisit, SamplerState } from "./sampler_state.ts";
import { saveState } from "./save_state.ts";
import { STRATA } from "./strata.ts";
import type { PlannedEpisode, Visit } from "./visit.ts";

/** How a sampler is used; may differ from run to run. */
export interface SamplerOptions {
  /** Where to go on; from the start if not given. */
  readonly state?: SamplerState | undefined;
  /** Whether the state may be of another index, seed or configuration. */
  readonly isRebase?: boolean;
  /** Whether results shift the mix; if not, it stays as it is. On unless said otherwise. */
  readonly hasFeedback?: boolean;
  /** Which visits are given out: those whose number is `index` modulo `count`. All unless said otherwise. */
  readonly host?: Shard | undefined;
}

/**
 * What became of a result: counted; ignored, because feedback is off; given before; too old to know its visit; or of an
 * episode that is not planned yet.
 */
export type ReportOutcome = "counted" | "ignored" | "duplicate" | "forgotten" | "unplanned";

const ALL: Shard = { index: 1, count: 1 };

/**
 * Plans visits and episodes without end. A pure function of its identity, its state and the results reported, so that
 * every host computes the same list and takes its own part of it.
 *
 * @example Two visits ahead of the trainer
 * ```ts
 * const sampler = new EpisodeSampler(candidates, identity, { state });
 * const visit = sampler.next();
 * preload(sampler.peek(2));
 * for (const point of visit.points) sampler.report(train(point));
 * save(formatState(sampler.state()));
 * ```
 */
export class EpisodeSampler {
  readonly #parts: SamplerParts;
  readonly #host: Shard;
  readonly #hasFeedback: boolean;
  #mixPlan: MixPlan;
  #current: Visit | null = null;
  #position = 0;

  /**
   * A sampler at the start of its plan, or where a state left off.
   *
   * @throws {MomoError} `not_found` if no stratum has a reset point; `conflict` if the state is of another index, seed
   * or configuration and this is no rebase; `bad_data` if the state is damaged.
   * @throws {RangeError} If the candidates are malformed.
   */
  constructor(
    candidates: EpisodeCandidates,
    identity: SamplerIdentity,
    options: SamplerOptions = {},
  ) {
    const { state, isRebase = false, host = ALL, hasFeedback = true } = options;
    this.#parts = assembleParts(candidates, identity, state, isRebase);
    this.#host = host;
    this.#hasFeedback = hasFeedback;
    this.#mixPlan = this.#planMix();
    const begun = this.#parts.restored?.current;
    if (!state || !begun) return;
    this.#current = this.#findVisit(begun);
    this.#position = Math.min(state.positionInVisit, this.#current.points.length);
  }

  /** What makes it the one it is. */
  get identity(): SamplerIdentity {
    return this.#parts.identity;
  }

  /** What had no place in this index if the state is of another one; undefined without a state. */
  get rebase(): RebaseReport | undefined {
    return this.#parts.restored?.rebase;
  }

  /** The visit that was begun last; null before the first one. */
  get current(): Visit | null {
    return this.#current;
  }

  /** How many episodes of the current visit were given out. */
  get positionInVisit(): number {
    return this.#position;
  }

  /** What the next visit is planned with: stage, shares, strata without days. */
  get stagePlan(): StagePlan {
    return this.#mixPlan.at(this.#parts.planner.memory.episode);
  }

  /** What is remembered of the results. */
  get feedback(): FeedbackMemory {
    return this.#parts.feedback.memory;
  }

  /** Begins the next visit of this host. What is left of the current one is not given out any more. */
  next(): Visit {
    this.#current = this.#nextOwn();
    this.#position = 0;
    return this.#current;
  }

  /** The next visits of this host, if no result changes the plan. Nothing changes. */
  peek(count: number): Visit[] {
    return this.#parts.journal.rehearse(() => Array.from({ length: count }, () => this.#nextOwn()));
  }

  /** The next episode: of the current visit, or the first one of the next. */
  nextEpisode(): PlannedEpisode {
    const isLeft = this.#current !== null && this.#position < this.#current.points.length;
    const visit = isLeft ? this.#current! : this.next();
    const position = this.#position++;
    return { visit, episode: visit.episode + position, point: visit.points[position]! };
  }

  /**
   * Says how many episodes of the current visit were given out, for those who take whole visits.
   *
   * @throws {RangeError} If the visit has fewer.
   */
  markGiven(episodes: number): void {
    const most = this.#current?.points.length ?? 0;
    if (!Number.isInteger(episodes) || episodes < 0 || episodes > most) {
      throw new RangeError(`${episodes} episodes of a visit of ${most}`);
    }
    this.#position = episodes;
  }

  /**
   * Takes the result of an episode; every hundredth one may change the plan of later visits. Hosts that share a plan
   * stay in step only if all of them take the same results, in the same order, before the same visit.
   */
  report(result: EpisodeResult): ReportOutcome {
    if (!this.#hasFeedback) return "ignored";
    const { log, feedback, priority, planner } = this.#parts;
    if (result.episode >= planner.memory.episode) return "unplanned";
    const visit = log.find(result.episode);
    if (!visit) return "forgotten";
    if (!log.report(result.episode)) return "duplicate";
    if (visit.day >= 0) priority.add(visit.day, result);
    if (feedback.add(visit.stratum, result)) this.#mixPlan = this.#planMix();
    return "counted";
  }

  /** Everything that the rest of the plan depends on: a sampler made with it goes on as this one would. */
  state(): SamplerState {
    return saveState(this.#parts, this.#current, this.#position);
  }

  #nextOwn(): Visit {
    const { index, count } = this.#host;
    for (;;) {
      const visit = this.#parts.planner.plan(this.#mixPlan);
      if (visit.visit % count === index % count) return visit;
    }
  }

  #planMix(): MixPlan {
    const { members, identity: { config }, feedback } = this.#parts;
    return new MixPlan(members, config, feedback.memory.factors, config.mode !== "visit");
  }

  /** The visit that a state describes, with its points. */
  #findVisit(saved: CurrentVisit): Visit {
    const { candidates, members, planner } = this.#parts;
    const { symbol, date } = parseDayName(saved.day);
    const day = new DayFinder(candidates).find(symbol, date);
    const stratum = STRATA.indexOf(saved.stratum);
    const member = indexIn(members[stratum]!.days, day);
    if (member < 0) {
      const what = `its current visit is of ${saved.day}, which is not ${saved.stratum}`;
      throw new MomoError("bad_data", `Cannot use the sampler state: ${what}`);
    }
    const { visit, visits } = saved;
    const points = planner.pointsOf({ stratum, member, visits, visit });
    const mix = STRATA.map((name) => saved.mix[name]);
    return { ...saved, day, symbol, tradeDate: date, points, mix };
  }
}
