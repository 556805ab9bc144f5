/** The days of one stratum and the choice among them. */
import type { StratumMembers } from "./candidates.ts";
import { baseWeights, symbolRanges } from "./day_weights.ts";
import type { Journal } from "./journal.ts";
import type { RandomStream } from "../math/philox.ts";
import { WeightTree } from "./weight_tree.ts";
import { chooseLinear, wholeWeight } from "./weighted_choice.ts";

/** How the uses of a day can lower its weight: 1/(1 + uses), or halved with each use beyond the least used day's. */
export const EVENNESSES = ["normal", "strong"] as const;

/** One of `EVENNESSES`. */
export type Evenness = (typeof EVENNESSES)[number];

/** Rules of the choice. */
export interface ChoiceRules {
  /** How uses lower weights; `off` for not at all. */
  readonly evenness: Evenness | "off";
  /** How many of the days chosen last are left out; 0 for none. */
  readonly coolDown: number;
  /** Whether days with at least ceil(2 · mean uses) + 1 uses are left out. */
  readonly isCapped: boolean;
}

/** Rules that may have to be relaxed, in this order, when nothing is left to choose. */
export const RELAXATIONS = ["symbolRun", "cap", "coolDown"] as const;

/** One of `RELAXATIONS`. */
export type Relaxation = (typeof RELAXATIONS)[number];

/** A chosen day. */
export interface Choice {
  readonly member: number;
  /** Rules that were relaxed for it. */
  readonly relaxed: readonly Relaxation[];
}

/** What a choice depends on besides the weights. */
export interface ChoiceRequest {
  readonly random: RandomStream;
  /** Symbol to leave out because it has come too often in a row; -1 for none. */
  readonly avoidSymbol: number;
  /** Chooses in place of the plain choice by weight; -1 if all weights are 0. */
  readonly prefer?: (weightOf: (member: number) => number) => number;
}

/** Days, and what is known of them all. */
export interface StratumInput {
  readonly members: StratumMembers;
  /** Symbol number of each day of the index. */
  readonly daySymbol: Int32Array;
  /** Quality of each day of the index, 0 to 1. */
  readonly dayQuality: Float64Array;
  /** Uses of each day of the index, in any stratum; changed by others, who then call `used`. */
  readonly uses: Float64Array;
  readonly rules: ChoiceRules;
  /** Members chosen last, the latest last; at most as many as the cool-down. */
  readonly recent: readonly number[];
  readonly journal: Journal;
}

/** Symbols that a stratum needs to have before one may be left out. */
const SYMBOLS_TO_ROTATE = 4;

const MOST_HALVINGS = 30; // beyond, weights hardly differ from 1

/** 2^-0, 2^-1, …, exactly. */
const HALVINGS = Float64Array.from({ length: MOST_HALVINGS + 1 }, (_, i) => 1 / (1 << i));

/**
 * The days of one stratum with their weights of the moment, kept up to date by what changes: a choice takes a time
 * logarithmic in the number of days, apart from the steps of the cap and of strong evenness, which look at all days
 * once in about half as many uses as there are days.
 */
export class StratumDays {
  readonly #input: StratumInput;
  readonly #base: Float64Array;
  readonly #tree: WeightTree;
  /** 1 for members in cool-down. */
  readonly #isCooling: Float64Array;
  /** The last choices in a ring; `#chosen` counts them all. */
  readonly #ring: Float64Array;
  readonly #symbolRanges: ReadonlyMap<number, readonly [number, number]>;
  #chosen: number;
  #usesSum = 0;
  #cap = Infinity;
  #leastUses = 0;
  /** Members with the least uses. */
  #leastUsed = 0;

  constructor(input: StratumInput) {
    const { members, rules, recent, journal } = input;
    this.#input = input;
    this.#base = baseWeights(members.days, input.daySymbol, input.dayQuality);
    this.#symbolRanges = symbolRanges(members.days, input.daySymbol);
    this.#isCooling = new Float64Array(this.length);
    this.#ring = new Float64Array(rules.coolDown);
    this.#chosen = recent.length;
    for (const [i, member] of recent.entries()) {
      this.#ring[i] = member;
      this.#isCooling[member] = 1;
    }
    for (const day of members.days) this.#usesSum += input.uses[day]!;
    this.#cap = this.#capNow();
    this.#countLeastUsed();
    const weights = Float64Array.from(members.days, (_, member) => this.#weightNow(member));
    this.#tree = new WeightTree(weights, journal);
  }

  /** Number of members. */
  get length(): number {
    return this.#input.members.days.length;
  }

  /** The members chosen last, the latest last. */
  get recent(): number[] {
    const size = Math.min(this.#chosen, this.#ring.length);
    return Array.from({ length: size }, (_, i) => {
      return this.#ring[(this.#chosen - size + i) % this.#ring.length]!;
    });
  }

  /** Weight of a member as a whole number; 0 while a rule leaves it out. */
  weight(member: number): number {
    return this.#tree.weight(member);
  }

  /** Chooses a member by weight. Nothing changes; see `choose`d days through `cool` and `used`. */
  choose(request: ChoiceRequest): Choice {
    const [from, to] = this.#avoided(request.avoidSymbol);
    const first = this.#chooseOutside(from, to, request);
    if (first >= 0) return { member: first, relaxed: [] };
    const relaxed: Relaxation[] = to > from ? ["symbolRun"] : [];
    const second = this.#chooseOutside(0, 0, request);
    if (second >= 0) return { member: second, relaxed };
    relaxed.push("cap");
    const { random } = request;
    const uncapped = (member: number) => {
      return this.#isCooling[member] === 1 ? 0 : this.#weightByUses(member);
    };
    const third = chooseLinear(this.length, uncapped, random);
    if (third >= 0) return { member: third, relaxed };
    relaxed.push("coolDown");
    const fourth = chooseLinear(this.length, (member) => this.#weightByUses(member), random);
    return { member: fourth, relaxed };
  }

  /** Members of the symbol to leave out; none if the stratum has too few symbols. */
  #avoided(symbol: number): readonly [number, number] {
    if (this.#symbolRanges.size < SYMBOLS_TO_ROTATE) return [0, 0];
    return this.#symbolRanges.get(symbol) ?? [0, 0];
  }

  #chooseOutside(from: number, to: number, { random, prefer }: ChoiceRequest): number {
    const tree = this.#tree;
    if (prefer) return prefer((member) => member >= from && member < to ? 0 : tree.weight(member));
    const before = tree.sumBefore(from);
    const left = tree.sumBefore(to) - before;
    const total = tree.total - left;
    if (total === 0) return -1;
    const offset = random.below(total);
    return tree.find(offset < before ? offset : offset + left);
  }

  /** Puts a chosen member into cool-down, and ends that of the one chosen longest ago. */
  cool(member: number): void {
    const { journal, rules } = this.#input;
    if (rules.coolDown === 0) return;
    const chosen = this.#chosen;
    journal.onUndo(() => this.#chosen = chosen);
    const slot = chosen % rules.coolDown;
    const leaving = chosen >= rules.coolDown ? this.#ring[slot]! : -1;
    journal.set(this.#ring, slot, member);
    this.#chosen++;
    // With relaxed rules the same member can be in the ring twice.
    if (leaving >= 0 && !this.#ring.includes(leaving)) {
      journal.set(this.#isCooling, leaving, 0);
      this.#refresh(leaving);
    }
    journal.set(this.#isCooling, member, 1);
    this.#refresh(member);
  }

  /** Takes note that the uses of a member's day have grown by 1. */
  used(member: number): void {
    const { journal, rules, members, uses } = this.#input;
    const [sum, cap] = [this.#usesSum, this.#cap];
    journal.onUndo(() => [this.#usesSum, this.#cap] = [sum, cap]);
    this.#usesSum++;
    this.#cap = this.#capNow();
    this.#refresh(member);
    if (this.#cap > cap) this.#refreshWhere((_, count) => count >= cap && count < this.#cap);
    if (rules.evenness !== "strong" || uses[members.days[member]!]! !== this.#leastUses + 1) return;
    const [least, number] = [this.#leastUses, this.#leastUsed];
    journal.onUndo(() => [this.#leastUses, this.#leastUsed] = [least, number]);
    if (--this.#leastUsed > 0) return;
    this.#countLeastUsed();
    this.#refreshWhere(() => true);
  }

  #capNow(): number {
    if (!this.#input.rules.isCapped || this.length === 0) return Infinity;
    return Math.ceil(2 * this.#usesSum / this.length) + 1;
  }

  #countLeastUsed(): void {
    const { members, uses } = this.#input;
    this.#leastUses = members.days.reduce((least, day) => Math.min(least, uses[day]!), Infinity);
    this.#leastUsed = members.days.filter((day) => uses[day] === this.#leastUses).length;
  }

  #weightByUses(member: number): number {
    const { members, uses, rules } = this.#input;
    const count = uses[members.days[member]!]!;
    const base = this.#base[member]!;
    if (rules.evenness === "off") return wholeWeight(base);
    if (rules.evenness === "normal") return wholeWeight(base / (1 + count));
    return wholeWeight(base * HALVINGS[Math.min(count - this.#leastUses, MOST_HALVINGS)]!);
  }

  #weightNow(member: number): number {
    const { members, uses } = this.#input;
    const isOut = this.#isCooling[member] === 1 || uses[members.days[member]!]! >= this.#cap;
    return isOut ? 0 : this.#weightByUses(member);
  }

  #refresh(member: number): void {
    this.#tree.set(member, this.#weightNow(member));
  }

  #refreshWhere(test: (member: number, uses: number) => boolean): void {
    const { members, uses } = this.#input;
    for (let member = 0; member < this.length; member++) {
      if (test(member, uses[members.days[member]!]!)) this.#refresh(member);
    }
  }
}
