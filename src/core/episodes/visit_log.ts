/** The latest visits: which stratum and day the episode that a result speaks of was planned for. */
import type { Journal } from "./journal.ts";

/** Visits that results are accepted for. */
export const LOGGED_VISITS = 2048;

const LEAST_PRUNED = 4096;

/** A logged visit. */
export interface LoggedVisit {
  /** Code of its stratum. */
  readonly stratum: number;
  /** Day, or -1 if it is no longer in the index. */
  readonly day: number;
  /** Number of its first episode. */
  readonly episode: number;
  /** Episodes planned. */
  readonly planned: number;
}

/** A ring of visits, and the episodes among them that were reported. */
export class VisitLog {
  readonly #journal: Journal;
  readonly #strata = new Float64Array(LOGGED_VISITS);
  readonly #days = new Float64Array(LOGGED_VISITS);
  readonly #episodes = new Float64Array(LOGGED_VISITS);
  readonly #planned = new Float64Array(LOGGED_VISITS);
  readonly #reported: Set<number>;
  #logged = 0;
  #pruneAt = LEAST_PRUNED;

  /**
   * @param visits The latest visits, in order.
   * @param reported Episodes of them that were reported.
   */
  constructor(visits: readonly LoggedVisit[], reported: Iterable<number>, journal: Journal) {
    this.#journal = journal;
    this.#reported = new Set(reported);
    for (const visit of visits) this.add(visit);
  }

  /** Adds a visit; the oldest leaves if the log is full. */
  add({ stratum, day, episode, planned }: LoggedVisit): void {
    const logged = this.#logged;
    this.#journal.onUndo(() => this.#logged = logged);
    const slot = logged % LOGGED_VISITS;
    this.#journal.set(this.#strata, slot, stratum);
    this.#journal.set(this.#days, slot, day);
    this.#journal.set(this.#episodes, slot, episode);
    this.#journal.set(this.#planned, slot, planned);
    this.#logged++;
  }

  /** The visits in the log, in order. */
  get visits(): LoggedVisit[] {
    const size = Math.min(this.#logged, LOGGED_VISITS);
    return Array.from({ length: size }, (_, i) => this.#at(this.#logged - size + i));
  }

  /** Reported episodes of the visits in the log, ascending. */
  get reported(): number[] {
    this.#prune();
    return [...this.#reported].sort((a, b) => a - b);
  }

  /** The visit of an episode; undefined if it is older than the log or was not planned. */
  find(episode: number): LoggedVisit | undefined {
    let from = Math.max(0, this.#logged - LOGGED_VISITS);
    let to = this.#logged;
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      const { episode: first, planned } = this.#at(middle);
      if (episode < first) to = middle;
      else if (episode < first + planned) return this.#at(middle);
      else from = middle + 1;
    }
    return undefined;
  }

  /** Marks an episode as reported. Returns false if it was. */
  report(episode: number): boolean {
    if (this.#reported.has(episode)) return false;
    this.#reported.add(episode);
    if (this.#reported.size >= this.#pruneAt) {
      this.#prune();
      this.#pruneAt = LEAST_PRUNED + 2 * this.#reported.size;
    }
    return true;
  }

  /** Forgets the reports of visits that have left the log. */
  #prune(): void {
    const oldest = this.visits[0]?.episode ?? 0;
    for (const episode of this.#reported) if (episode < oldest) this.#reported.delete(episode);
  }

  #at(index: number): LoggedVisit {
    const slot = index % LOGGED_VISITS;
    return {
      stratum: this.#strata[slot]!,
      day: this.#days[slot]!,
      episode: this.#episodes[slot]!,
      planned: this.#planned[slot]!,
    };
  }
}
