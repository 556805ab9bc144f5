import type { DayName } from "../../core/day/day_name.ts";
import type { PlannedVisit, VisitSource } from "./visit_source.ts";

/** The days of a list, in its order. Nothing is remembered. */
export class ListedVisits implements VisitSource {
  readonly #visits: readonly PlannedVisit[];
  #begun = 0;

  constructor(days: readonly DayName[]) {
    this.#visits = days.map(({ symbol, tradeDate }, visit) => {
      return { visit, symbol, tradeDate, points: 1, facts: {} };
    });
  }

  /** The days after the current one. */
  upcoming(count: number): readonly PlannedVisit[] {
    return this.#visits.slice(this.#begun, this.#begun + count);
  }

  /** The next day. */
  next(): PlannedVisit | undefined {
    return this.#visits[this.#begun++];
  }

  /** Nothing. */
  served(): Promise<void> {
    return Promise.resolve();
  }

  /** Nothing. */
  progress(): void {}

  /** Nothing. */
  over(): Promise<void> {
    return Promise.resolve();
  }

  /** Results mean nothing to a list. */
  report(): undefined {
    return undefined;
  }

  /** Nothing. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}
