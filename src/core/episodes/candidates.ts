/** What there is to choose from: days and their reset points, as columns. */
import type { EpochDay } from "../time/dates.ts";
import { CODE, STRATA } from "./strata.ts";

/** Days in the order of symbol and date, and their reset points in the order of the days. */
export interface EpisodeCandidates {
  /** Raw symbols by number. */
  readonly symbols: readonly string[];
  /** Symbol number of each day; never decreasing. */
  readonly daySymbol: Int32Array;
  /** Trade date of each day (`EpochDay`); ascending within a symbol. */
  readonly dayDate: Int32Array;
  /** Stratum of each day's category, or `NO_STRATUM`. */
  readonly dayStratum: Uint8Array;
  /** Quality of each day, 0 to 1. */
  readonly dayQuality: Float64Array;
  /** Number of each day's first reset point, and at the end the number of all points. */
  readonly firstPoint: Int32Array;
  /** Stratum of each point's phase, or `NO_STRATUM`. */
  readonly pointStratum: Uint8Array;
  /** Local quality of each point, 0 to 1. */
  readonly pointQuality: Float32Array;
}

/** The days of one stratum; a member is a day with at least one eligible reset point. */
export interface StratumMembers {
  /** Day of each member, ascending. */
  readonly days: Int32Array;
  /** Where each member's points begin in `points`, and at the end their number. */
  readonly firstPoint: Int32Array;
  /** Numbers of the eligible points, by member. */
  readonly points: Int32Array;
}

/**
 * Checks the shape of candidates.
 *
 * @throws {RangeError} If lengths differ, the days are not in order or a quality is not from 0 to 1.
 */
export function checkCandidates(candidates: EpisodeCandidates): void {
  const { daySymbol, dayDate, dayQuality, firstPoint, pointStratum, pointQuality } = candidates;
  const days = daySymbol.length;
  const columns = [dayDate, candidates.dayStratum, dayQuality];
  if (columns.some((column) => column.length !== days) || firstPoint.length !== days + 1) {
    throw new RangeError("columns of days differ in length");
  }
  const points = firstPoint[days]!;
  if (pointStratum.length !== points || pointQuality.length !== points) {
    throw new RangeError("columns of reset points differ in length");
  }
  for (let day = 0; day < days; day++) {
    if (!(dayQuality[day]! >= 0 && dayQuality[day]! <= 1)) {
      throw new RangeError(`quality of day ${day} is ${dayQuality[day]}`);
    }
    if (day > 0 && !isAfter(candidates, day)) throw new RangeError(`day ${day} is out of order`);
  }
}

function isAfter({ daySymbol, dayDate }: EpisodeCandidates, day: number): boolean {
  if (daySymbol[day]! !== daySymbol[day - 1]!) return daySymbol[day]! > daySymbol[day - 1]!;
  return dayDate[day]! > dayDate[day - 1]!;
}

/** The members of a stratum; all points of a day of its category, or the points of its phase. */
export function membersOf(candidates: EpisodeCandidates, stratum: number): StratumMembers {
  const { dayStratum, pointStratum, firstPoint } = candidates;
  const wantsDays = stratum <= CODE.mixed;
  const days: number[] = [];
  const first: number[] = [];
  const points: number[] = [];
  for (let day = 0; day < dayStratum.length; day++) {
    if (wantsDays && dayStratum[day] !== stratum) continue;
    const before = points.length;
    for (let point = firstPoint[day]!; point < firstPoint[day + 1]!; point++) {
      if (wantsDays || pointStratum[point] === stratum) points.push(point);
    }
    if (points.length === before) continue;
    days.push(day);
    first.push(before);
  }
  first.push(points.length);
  return {
    days: Int32Array.from(days),
    firstPoint: Int32Array.from(first),
    points: Int32Array.from(points),
  };
}

/** The members of all strata, in the order of `STRATA`. */
export function allMembers(candidates: EpisodeCandidates): StratumMembers[] {
  return STRATA.map((_, stratum) => membersOf(candidates, stratum));
}

/** Finds the number of a value in ascending numbers, or -1. */
export function indexIn(ascending: Int32Array, value: number, from = 0, to = ascending.length) {
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (ascending[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return ascending[from] === value ? from : -1;
}

/** Finds days by symbol and trade date. */
export class DayFinder {
  readonly #dates: Int32Array;
  readonly #ranges = new Map<string, readonly [number, number]>();

  constructor({ symbols, daySymbol, dayDate }: EpisodeCandidates) {
    this.#dates = dayDate;
    for (let from = 0, to = 0; from < daySymbol.length; from = to) {
      while (to < daySymbol.length && daySymbol[to] === daySymbol[from]) to++;
      this.#ranges.set(symbols[daySymbol[from]!]!, [from, to]);
    }
  }

  /** Number of the day, or -1 if it is not a candidate. */
  find(symbol: string, date: EpochDay): number {
    const range = this.#ranges.get(symbol);
    if (range === undefined) return -1;
    const [from, to] = range;
    const day = indexIn(this.#dates, date, from, to);
    return day < to ? day : -1;
  }
}

/** Whether any stratum has a member. */
export function isEmpty(members: readonly StratumMembers[]): boolean {
  return members.every(({ days }) => days.length === 0);
}
