/** Which part of a stretch of time was read already, so that what several deliveries hold is counted once. */
import type { TimeSpan } from "./day_files.ts";

/** A stretch of time of which parts are taken one by one. Times are in one unit of the caller's choice. */
export class CoveredTime {
  #free: readonly TimeSpan[];

  /** Starts with nothing covered. */
  constructor(whole: TimeSpan) {
    this.#free = whole.from < whole.to ? [whole] : [];
  }

  /** The parts that nothing covers yet, in order. */
  get free(): readonly TimeSpan[] {
    return this.#free;
  }

  /** The parts of a span that nothing covers yet, in order. */
  freeIn(span: TimeSpan): TimeSpan[] {
    return this.#free.map(({ from, to }) => ({
      from: Math.max(from, span.from),
      to: Math.min(to, span.to),
    })).filter(({ from, to }) => from < to);
  }

  /** Marks a span as covered. */
  cover(span: TimeSpan): void {
    this.#free = this.#free.flatMap((part) =>
      [
        { from: part.from, to: Math.min(part.to, span.from) },
        { from: Math.max(part.from, span.to), to: part.to },
      ].filter(({ from, to }) => from < to)
    );
  }
}
