/** The days of all strata, and what has been used of them. */
import { type EpisodeCandidates, indexIn, type StratumMembers } from "./candidates.ts";
import type { Journal } from "./journal.ts";
import type { SamplerConfig } from "./sampler_config.ts";
import { CODE, kindOf, NO_STRATUM } from "./strata.ts";
import { type ChoiceRules, StratumDays } from "./stratum_days.ts";

const LONGEST_COOL_DOWN = 25; // days

/** What a ledger is made from. */
export interface LedgerInput {
  readonly candidates: EpisodeCandidates;
  /** Members of each stratum. */
  readonly members: readonly StratumMembers[];
  readonly config: SamplerConfig;
  /** Visits of each day by kind of stratum; taken over. */
  readonly visits: readonly Float64Array[];
  /** Members in cool-down, per stratum, the latest last. */
  readonly recent: readonly (readonly number[])[];
  readonly journal: Journal;
}

/** The rules of choice in a stratum of this many days. */
export function choiceRules({ mode, evenness }: SamplerConfig, days: number): ChoiceRules {
  if (mode === "iid") return { evenness: "off", coolDown: 0, isCapped: false };
  return { evenness, coolDown: Math.min(LONGEST_COOL_DOWN, Math.floor(days / 2)), isCapped: true };
}

/** Visits of days; one visit counts for its day in every stratum that has it. */
export class DayLedger {
  /** The days of each stratum. */
  readonly strata: readonly StratumDays[];
  readonly #input: LedgerInput;
  /** Visits of each day in any stratum. */
  readonly #uses: Float64Array;

  constructor(input: LedgerInput) {
    const { candidates, members, config, visits, recent, journal } = input;
    const { daySymbol, dayQuality } = candidates;
    this.#input = input;
    const uses = daySymbol.length;
    this.#uses = Float64Array.from({ length: uses }, (_, day) => {
      return visits.reduce((sum, counts) => sum + counts[day]!, 0);
    });
    this.strata = members.map((stratum, k) => {
      const rules = choiceRules(config, stratum.days.length);
      const latest = rules.coolDown === 0 ? [] : (recent[k] ?? []).slice(-rules.coolDown);
      const shared = { members: stratum, daySymbol, dayQuality, uses: this.#uses, journal };
      return new StratumDays({ ...shared, rules, recent: latest });
    });
  }

  /** Visits of a day so far, in any stratum. */
  uses(day: number): number {
    return this.#uses[day]!;
  }

  /** Visits of a day so far in a stratum. */
  visits(stratum: number, day: number): number {
    return this.#input.visits[kindOf(stratum)]![day]!;
  }

  /** Visits of a day by kind of stratum as text, without the zeros at the end: `2,0,1`; empty if it has none. */
  note(day: number): string {
    const counts = this.#input.visits.map((kind) => kind[day]!);
    return counts.slice(0, counts.findLastIndex((count) => count > 0) + 1).join(",");
  }

  /** Books a visit of a member of a stratum. */
  book(stratum: number, member: number): void {
    const { candidates, members, visits, journal } = this.#input;
    const day = members[stratum]!.days[member]!;
    const counts = visits[kindOf(stratum)]!;
    journal.set(counts, day, counts[day]! + 1);
    journal.set(this.#uses, day, this.#uses[day]! + 1);
    this.strata[stratum]!.cool(member);
    const category = candidates.dayStratum[day]!;
    if (category !== NO_STRATUM) this.#used(category, day);
    this.#used(CODE.accumulation, day);
    this.#used(CODE.deadZone, day);
  }

  #used(stratum: number, day: number): void {
    const member = indexIn(this.#input.members[stratum]!.days, day);
    if (member >= 0) this.strata[stratum]!.used(member);
  }
}
