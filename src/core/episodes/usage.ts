/** What has been used of an index, and how often, by the state of a sampler. */
import type { EpochDay } from "../time/dates.ts";
import {
  allMembers,
  DayFinder,
  type EpisodeCandidates,
  type StratumMembers,
} from "./candidates.ts";
import { parseDayNotes, readCount } from "./day_text.ts";
import type { SamplerState } from "./sampler_state.ts";
import { kindOf, KINDS, NO_STRATUM, STRATA, type Stratum } from "./strata.ts";

/** Visits of one day. */
export interface DayUsage {
  readonly symbol: string;
  readonly tradeDate: EpochDay;
  /** Stratum of its category; null for days that only strata of points use. */
  readonly stratum: Stratum | null;
  /** Visits in any stratum, and in each kind of them. */
  readonly visits: number;
  readonly categoryVisits: number;
  readonly accumulationVisits: number;
  readonly deadZoneVisits: number;
}

/** Visits of the days of one symbol. */
export interface SymbolUsage {
  readonly symbol: string;
  readonly days: number;
  readonly usedDays: number;
  readonly visits: number;
}

/** Visits of one stratum. */
export interface StratumUsage {
  readonly stratum: Stratum;
  /** Days that can be visited in it, and those that were. */
  readonly days: number;
  readonly usedDays: number;
  readonly visits: number;
  /** Episodes planned. */
  readonly episodes: number;
}

/** Which days to count. */
export type DayTest = (symbol: string, tradeDate: EpochDay) => boolean;

/** What has been used of an index. */
export class Usage {
  readonly #candidates: EpisodeCandidates;
  readonly #state: SamplerState;
  readonly #isCounted: DayTest;
  /** Visits of each day by kind of stratum. */
  readonly #visits: readonly Float64Array[];

  /**
   * @param isCounted Leaves days out of all counts but that of episodes.
   * @throws {MomoError} `bad_data` if the state is damaged.
   */
  constructor(candidates: EpisodeCandidates, state: SamplerState, isCounted: DayTest) {
    this.#candidates = candidates;
    this.#state = state;
    this.#isCounted = isCounted;
    const days = candidates.daySymbol.length;
    this.#visits = Array.from({ length: KINDS }, () => new Float64Array(days));
    const finder = new DayFinder(candidates);
    for (const { symbol, date, note } of parseDayNotes(state.usage)) {
      const day = finder.find(symbol, date);
      const counts = note.split(",").map(readCount);
      for (const [kind, count] of counts.entries()) {
        if (day >= 0 && kind < KINDS) this.#visits[kind]![day] = count;
      }
    }
  }

  #has(day: number): boolean {
    const { symbols, daySymbol, dayDate } = this.#candidates;
    return this.#isCounted(symbols[daySymbol[day]!]!, dayDate[day]!);
  }

  /** Every day, in the order of the index. */
  days(): DayUsage[] {
    const { symbols, daySymbol, dayDate, dayStratum } = this.#candidates;
    const counted = [...daySymbol.keys()].filter((day) => this.#has(day));
    return counted.map((day) => {
      const [categoryVisits = 0, accumulationVisits = 0, deadZoneVisits = 0] = this.#visits.map(
        (counts) => counts[day]!,
      );
      const code = dayStratum[day]!;
      return {
        symbol: symbols[daySymbol[day]!]!,
        tradeDate: dayDate[day]!,
        stratum: code === NO_STRATUM ? null : STRATA[code]!,
        visits: categoryVisits + accumulationVisits + deadZoneVisits,
        ...{ categoryVisits, accumulationVisits, deadZoneVisits },
      };
    });
  }

  /** Every symbol, in the order of the index. */
  symbols(): SymbolUsage[] {
    return [...Map.groupBy(this.days(), ({ symbol }) => symbol)].map(([symbol, days]) => ({
      symbol,
      days: days.length,
      usedDays: days.filter(({ visits }) => visits > 0).length,
      visits: days.reduce((sum, { visits }) => sum + visits, 0),
    }));
  }

  /** Every stratum, in the order of `STRATA`. */
  strata(): StratumUsage[] {
    return allMembers(this.#candidates).map(({ days }: StratumMembers, k) => {
      const visits = this.#visits[kindOf(k)]!;
      const counts = [...days].filter((day) => this.#has(day)).map((day) => visits[day]!);
      const stratum = STRATA[k]!;
      return {
        stratum,
        days: counts.length,
        usedDays: counts.filter((count) => count > 0).length,
        visits: counts.reduce((sum, count) => sum + count, 0),
        episodes: this.#state.counts[stratum],
      };
    });
  }
}
