/** Plans one visit after another; what it remembers is all that the next ones depend on. */
import type { EpisodeCandidates, StratumMembers } from "./candidates.ts";
import { type Credits, drawStratum } from "./credits.ts";
import type { DayLedger } from "./day_ledger.ts";
import type { Journal } from "./journal.ts";
import type { MixPlan, StagePlan } from "./mix_plan.ts";
import { RandomStream } from "../math/philox.ts";
import { pointTurn, shufflePoints } from "./point_order.ts";
import type { Priority } from "./priority.ts";
import type { SamplerConfig } from "./sampler_config.ts";
import { type PerStratum, STRATA } from "./strata.ts";
import { type Choice, RELAXATIONS } from "./stratum_days.ts";
import type { Visit } from "./visit.ts";
import type { VisitLog } from "./visit_log.ts";

/** Most visits of one symbol in a row. */
const LONGEST_SYMBOL_RUN = 3;

/** What random numbers are for; the points of a stratum have the stream of `points` plus its code. */
const STREAM = { stratum: 1, day: 2, points: 16 } as const;

/** What a planner works with. */
export interface PlannerInput {
  readonly seed: number;
  readonly config: SamplerConfig;
  readonly candidates: EpisodeCandidates;
  /** Members of each stratum. */
  readonly members: readonly StratumMembers[];
  readonly ledger: DayLedger;
  readonly credits: Credits;
  readonly priority: Priority;
  readonly log: VisitLog;
  readonly journal: Journal;
  readonly memory: PlannerMemory;
}

/** What a planner remembers besides credits, uses and log. */
export interface PlannerMemory {
  /** Number of the next visit. */
  readonly visit: number;
  /** Number of its first episode. */
  readonly episode: number;
  /** Episodes planned of each stratum. */
  readonly counts: PerStratum;
  /** Symbols of the last visits, the latest last. */
  readonly recentSymbols: readonly number[];
  /** How often each rule was relaxed, in the order of `RELAXATIONS`. */
  readonly relaxCounts: readonly number[];
}

/** Which points are wanted. */
export interface PointRequest {
  readonly stratum: number;
  readonly member: number;
  /** Earlier visits of the day in the stratum. */
  readonly visits: number;
  /** Number of the visit; only counts in mode `iid`. */
  readonly visit: number;
}

/** The plan of visits, a pure function of its input: no clock, no hidden randomness. */
export class Planner {
  readonly #input: PlannerInput;
  readonly #random: Readonly<Record<"stratum" | "day", RandomStream>>;
  readonly #pointRandom: readonly RandomStream[];
  readonly #counts: Float64Array;
  readonly #recentSymbols: Float64Array;
  readonly #relaxCounts: Float64Array;
  /** Number of the next visit and of its first episode. */
  readonly #next: Float64Array;

  constructor(input: PlannerInput) {
    const { seed, memory } = input;
    this.#input = input;
    this.#random = {
      stratum: new RandomStream(seed, STREAM.stratum),
      day: new RandomStream(seed, STREAM.day),
    };
    this.#pointRandom = STRATA.map((_, k) => new RandomStream(seed, STREAM.points + k));
    this.#next = Float64Array.of(memory.visit, memory.episode);
    this.#counts = Float64Array.from(memory.counts);
    this.#relaxCounts = Float64Array.from(memory.relaxCounts);
    this.#recentSymbols = new Float64Array(LONGEST_SYMBOL_RUN).fill(-1);
    this.#recentSymbols.set(memory.recentSymbols, LONGEST_SYMBOL_RUN - memory.recentSymbols.length);
  }

  /** What it remembers. */
  get memory(): PlannerMemory {
    return {
      visit: this.#next[0]!,
      episode: this.#next[1]!,
      counts: [...this.#counts],
      recentSymbols: [...this.#recentSymbols].filter((symbol) => symbol >= 0),
      relaxCounts: [...this.#relaxCounts],
    };
  }

  /** Plans the next visit. */
  plan(mixPlan: MixPlan): Visit {
    const [visit, episode] = [this.#next[0]!, this.#next[1]!];
    const stage = mixPlan.at(episode);
    const stratum = this.#chooseStratum(stage, visit);
    const choice = this.#chooseDay(stratum, visit);
    const planned = this.#describe(stage, stratum, choice);
    this.#book(planned, stratum, choice);
    return planned;
  }

  #chooseStratum({ mix, visitLength }: StagePlan, visit: number): number {
    const random = this.#random.stratum;
    random.seek(0, visit);
    if (this.#input.config.mode === "iid") return drawStratum(mix, random);
    return this.#input.credits.choose(mix, visitLength, random);
  }

  #chooseDay(stratum: number, visit: number): Choice {
    const { ledger, members, priority } = this.#input;
    const random = this.#random.day;
    random.seek(0, visit);
    const { days } = members[stratum]!;
    const prefer = (weightOf: (member: number) => number) =>
      priority.choose({ days, weightOf, visit, random });
    return ledger.strata[stratum]!.choose({
      random,
      avoidSymbol: this.#symbolToAvoid(),
      ...(priority.isOn ? { prefer } : {}),
    });
  }

  #symbolToAvoid(): number {
    const [first = -1, ...others] = this.#recentSymbols;
    const isRun = this.#input.config.mode !== "iid" && others.every((symbol) => symbol === first);
    return isRun ? first : -1;
  }

  #describe(stage: StagePlan, stratum: number, { member, relaxed }: Choice): Visit {
    const { candidates, members, ledger, config } = this.#input;
    const { days, firstPoint } = members[stratum]!;
    const day = days[member]!;
    const eligible = firstPoint[member + 1]! - firstPoint[member]!;
    const visits = ledger.visits(stratum, day);
    return {
      visit: this.#next[0]!,
      episode: this.#next[1]!,
      planned: config.mode === "visit" ? eligible : 1,
      stage: stage.stage,
      stratum: STRATA[stratum]!,
      day,
      symbol: candidates.symbols[candidates.daySymbol[day]!]!,
      tradeDate: candidates.dayDate[day]!,
      uses: ledger.uses(day),
      visits,
      points: this.pointsOf({ stratum, member, visits, visit: this.#next[0]! }),
      mix: stage.mix,
      empty: stage.empty,
      relaxed,
    };
  }

  /** The reset points of a visit, in the order of their episodes. */
  pointsOf({ stratum, member, visits, visit }: PointRequest): Int32Array {
    const { members, candidates: { pointQuality }, config } = this.#input;
    const { days, firstPoint, points } = members[stratum]!;
    const eligible = points.subarray(firstPoint[member]!, firstPoint[member + 1]!);
    const random = this.#pointRandom[stratum]!;
    if (config.mode === "iid") {
      random.seek(0, visit);
      return shufflePoints(eligible, pointQuality, random).subarray(0, 1);
    }
    const turn = pointTurn(visits, eligible.length, this.#episodesPerVisit());
    random.seek(days[member]!, turn.round);
    return shufflePoints(eligible, pointQuality, random).subarray(turn.from, turn.to);
  }

  #episodesPerVisit(): number {
    const { mode, maxEpisodesPerDay } = this.#input.config;
    if (mode !== "visit") return 1;
    return maxEpisodesPerDay === 0 ? Infinity : maxEpisodesPerDay;
  }

  #book({ visit, day, planned, episode, mix }: Visit, stratum: number, choice: Choice): void {
    const { journal, ledger, credits, priority, log, candidates } = this.#input;
    credits.settle(mix, stratum, planned);
    ledger.book(stratum, choice.member);
    priority.visited(day, visit);
    log.add({ stratum, day, episode, planned });
    for (const rule of choice.relaxed) {
      const i = RELAXATIONS.indexOf(rule);
      journal.set(this.#relaxCounts, i, this.#relaxCounts[i]! + 1);
    }
    journal.set(this.#counts, stratum, this.#counts[stratum]! + planned);
    for (let i = 1; i < LONGEST_SYMBOL_RUN; i++) {
      journal.set(this.#recentSymbols, i - 1, this.#recentSymbols[i]!);
    }
    journal.set(this.#recentSymbols, LONGEST_SYMBOL_RUN - 1, candidates.daySymbol[day]!);
    journal.set(this.#next, 0, visit + 1);
    journal.set(this.#next, 1, episode + planned);
  }
}
