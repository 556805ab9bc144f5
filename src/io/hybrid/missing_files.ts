/** What files do not have of the time before a live stream. */
import type { Gap } from "../gateway/client/live_events.ts";

/** A stretch of time [from, to), ns since the Unix epoch. */
export interface Stretch {
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * Keeps an account of one schema, session by session. What lies before data that are there is a gap; what lies at the end
 * may still come from a gateway.
 */
export class MissingFiles {
  readonly #schema: string;
  /** Missing, and nothing that is there comes after it so far. */
  #last: Stretch[] = [];

  constructor(schema: string) {
    this.#schema = schema;
  }

  /**
   * Takes the next session in.
   *
   * @param open When records are to be expected.
   * @param missing Stretches of it that no file covers, in order; they may overlap.
   * @returns What is missing for good.
   */
  add(open: Stretch, missing: readonly Stretch[]): Gap[] {
    if (open.from >= open.to) return [];
    const parts = joined(missing, open);
    const isAllMissing = parts.length === 1 && parts[0]!.from === open.from &&
      parts[0]!.to === open.to;
    if (isAllMissing) {
      this.#last.push(open);
      return [];
    }
    const gone = [...this.#last, ...parts.filter(({ to }) => to < open.to)];
    this.#last = parts.filter(({ to }) => to === open.to);
    return gone.map(({ from, to }) => this.#gap(from, to));
  }

  /** Until when everything is there. @param end Of the last session that was taken in. */
  knownUntil(end: bigint): bigint {
    return this.#last[0]?.from ?? end;
  }

  #gap(from: bigint, to: bigint): Gap {
    return {
      ...{ schema: this.#schema, from, to: to - 1n, cause: "coverage" },
      ...{ filled: null, state: "open" },
    };
  }
}

/** The parts of stretches within another one, none of which touches the next. */
function joined(stretches: readonly Stretch[], within: Stretch): Stretch[] {
  const parts = stretches
    .map(({ from, to }) => ({
      from: from > within.from ? from : within.from,
      to: to < within.to ? to : within.to,
    }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from < b.from ? -1 : a.from > b.from ? 1 : 0);
  const all: Stretch[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last === undefined || part.from > last.to) all.push(part);
    else if (part.to > last.to) all[all.length - 1] = { from: last.from, to: part.to };
  }
  return all;
}
