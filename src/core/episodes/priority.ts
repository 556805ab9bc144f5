/**
 * Preferring days that the learner has most to gain from, within a stratum: prioritised level replay with its rank and
 * staleness parts. Off by default; takes a time linear in the number of days.
 *
 * @see Jiang, Grefenstette, Rocktäschel: "Prioritized Level Replay", ICML 2021
 * @see Rutherford et al.: "No Regrets: Investigating and Improving Regret Approximations for Curriculum Discovery",
 * 2024 (p(1 − p) as learnability)
 */
import type { EpisodeResult } from "./episode_result.ts";
import type { Journal } from "./journal.ts";
import type { RandomStream } from "../math/philox.ts";
import { chooseLinear } from "./weighted_choice.ts";

/** What a day's score can be: nothing, its mean absolute TD error, or p(1 − p) of its success rate p. */
export const PRIORITIES = ["off", "td", "success"] as const;

/** One of `PRIORITIES`. */
export type PriorityKind = (typeof PRIORITIES)[number];

const STALE_SHARE = 0.1; // ρ
const SMOOTHING = 0.05; // of a day's moving average
const KEPT_DIGITS = 6; // so that the state file stays small
const LEAST_UNSEEN_CHANCE = 0.25;

/** What is remembered of a day, by its number. */
export interface DayMemory {
  readonly day: number;
  /** Moving average of TD error or success; NaN before a result. */
  readonly average: number;
  /** Number of the day's last visit. */
  readonly lastVisit: number;
}

/** What the choice is made from. */
export interface PriorityRequest {
  /** Day of each member of the stratum. */
  readonly days: Int32Array;
  /** Weight of a member as a whole number; 0 for those left out. */
  readonly weightOf: (member: number) => number;
  /** Number of the visit. */
  readonly visit: number;
  readonly random: RandomStream;
}

/** Scores of days, and the choice by them. */
export class Priority {
  readonly #kind: PriorityKind;
  readonly #journal: Journal;
  readonly #averages: Float64Array;
  readonly #lastVisits: Float64Array;

  /** @param days Number of days of the index. */
  constructor(
    kind: PriorityKind,
    days: number,
    memory: readonly DayMemory[],
    journal: Journal,
  ) {
    this.#kind = kind;
    this.#journal = journal;
    const size = kind === "off" ? 0 : days;
    this.#averages = new Float64Array(size).fill(NaN);
    this.#lastVisits = new Float64Array(size).fill(-1);
    if (kind === "off") return;
    for (const { day, average, lastVisit } of memory) {
      this.#averages[day] = average;
      this.#lastVisits[day] = lastVisit;
    }
  }

  /** Whether days are chosen by score. */
  get isOn(): boolean {
    return this.#kind !== "off";
  }

  /** What is remembered of the days visited so far, in their order. */
  *memory(): Generator<DayMemory> {
    for (const [day, lastVisit] of this.#lastVisits.entries()) {
      if (lastVisit >= 0) yield { day, average: this.#averages[day]!, lastVisit };
    }
  }

  /** Takes note that a visit went to a day. */
  visited(day: number, visit: number): void {
    if (this.isOn) this.#journal.set(this.#lastVisits, day, visit);
  }

  /** Takes a result of an episode of a day. Returns whether it changed anything. */
  add(day: number, result: EpisodeResult): boolean {
    const value = this.#kind === "td" ? result.tdAbs : result.success ? 1 : 0;
    if (!this.isOn || value === undefined) return false;
    const before = this.#averages[day]!;
    const average = Number.isNaN(before) ? value : before + SMOOTHING * (value - before);
    this.#averages[day] = Number(average.toPrecision(KEPT_DIGITS));
    return true;
  }

  /**
   * Chooses a member. Days without a result come first with probability max(0.25, their share); the others by weight
   * over the rank of their score, or with probability 0.1 by weight times the visits since their last one.
   *
   * @returns -1 if all weights are 0.
   */
  choose({ days, weightOf, visit, random }: PriorityRequest): number {
    const seen: number[] = [];
    for (const [member, day] of days.entries()) {
      if (!Number.isNaN(this.#averages[day]!)) seen.push(member);
    }
    const isUnseen = (member: number) => Number.isNaN(this.#averages[days[member]!]!);
    const unseenChance = Math.max(LEAST_UNSEEN_CHANCE, (days.length - seen.length) / days.length);
    const [first, second] = [random.unit(), random.unit()];
    const chooseUnseen = () =>
      chooseLinear(days.length, (member) => isUnseen(member) ? weightOf(member) : 0, random);
    const chooseSeen = () => {
      const factors = second < STALE_SHARE
        ? this.#staleness(seen, days, visit)
        : this.#ranks(seen, days);
      const index = chooseLinear(
        seen.length,
        (i) => scaled(weightOf(seen[i]!), factors[i]!),
        random,
      );
      return index < 0 ? -1 : seen[index]!;
    };
    const order = first < unseenChance ? [chooseUnseen, chooseSeen] : [chooseSeen, chooseUnseen];
    const chosen = order[0]!();
    return chosen >= 0 ? chosen : order[1]!();
  }

  /** Visits since the last one, as a share of the most. */
  #staleness(seen: readonly number[], days: Int32Array, visit: number): Float64Array {
    const ages = Float64Array.from(seen, (member) => visit - this.#lastVisits[days[member]!]!);
    const most = ages.reduce((a, b) => Math.max(a, b), 1);
    return ages.map((age) => age / most);
  }

  /** 1 over the rank of the score, 1 for the highest; equal scores in the order of days. */
  #ranks(seen: readonly number[], days: Int32Array): Float64Array {
    const scores = Float64Array.from(seen, (member) => this.#score(days[member]!));
    const order = Uint32Array.from(seen.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b);
    const factors = new Float64Array(seen.length);
    for (const [rank, index] of order.entries()) factors[index] = 1 / (rank + 1);
    return factors;
  }

  #score(day: number): number {
    const average = this.#averages[day]!;
    return this.#kind === "td" ? average : average * (1 - average);
  }
}

function scaled(weight: number, factor: number): number {
  return weight === 0 ? 0 : Math.max(1, Math.floor(weight * factor));
}
