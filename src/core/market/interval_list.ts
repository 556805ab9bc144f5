/** Half-open stretches of time in order, such as halts. */

/** One stretch [start, end), ns since local midnight. */
export interface Interval {
  /** Included. */
  readonly start: number;
  /** Excluded. */
  readonly end: number;
}

/** Disjoint half-open intervals [start, end) in ascending order; touching and overlapping ones are merged. */
export class IntervalList {
  /** Starts and ends in ns since local midnight, `length` of each. */
  readonly starts: Float64Array;
  /** Ends, excluded. */
  readonly ends: Float64Array;
  /** How many there are. */
  readonly length: number;

  /** Orders and merges intervals. @param intervals In any order; empty ones (end at or before start) are left out. */
  constructor(intervals: Iterable<Interval>) {
    const merged: { start: number; end: number }[] = [];
    const sorted = [...intervals]
      .filter(({ start, end }) => end > start)
      .sort((a, b) => a.start - b.start);
    for (const { start, end } of sorted) {
      const last = merged.at(-1);
      if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
      else merged.push({ start, end });
    }
    this.length = merged.length;
    this.starts = Float64Array.from(merged, ({ start }) => start);
    this.ends = Float64Array.from(merged, ({ end }) => end);
  }

  /** The last interval that starts at or before `t`, whether or not it has ended; -1 before the first. */
  lastStarted(t: number): number {
    // a day has a handful at most
    let at = this.length - 1;
    while (at >= 0 && this.starts[at]! > t) at--;
    return at;
  }

  /** The interval that holds `t`, start included, end excluded; -1 if none does. */
  indexAt(t: number): number {
    const at = this.lastStarted(t);
    return at >= 0 && t < this.ends[at]! ? at : -1;
  }

  /** Whether `t` lies in an interval. */
  contains(t: number): boolean {
    return this.indexAt(t) >= 0;
  }

  /** Whether [from, to] touches an interval anywhere. */
  intersects(from: number, to: number): boolean {
    const at = this.lastStarted(to);
    return at >= 0 && this.ends[at]! > from;
  }

  /** End of the interval that holds `t`; `t` itself outside of all. */
  endFrom(t: number): number {
    const at = this.indexAt(t);
    return at >= 0 ? this.ends[at]! : t;
  }
}
