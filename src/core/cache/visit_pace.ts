/** How fast days are trained on and loaded, and how many days to load ahead because of it. */
import { RollingSample } from "./rolling_sample.ts";

/** Visits ahead that are ever loaded. */
export const MOST_DEPTH = 16;

const FIRST_DEPTH = 2;
const SMOOTHING = 0.3; // of the moving average of minutes per visit
const SHORT_MINUTES = 10; // below: three days ahead
const LONG_MINUTES = 20; // above: one day ahead
const MS_PER_MINUTE = 60_000;
const MEASURED = 64; // latest visits and loads
/** Share of the reset points after which one day ahead is loaded. */
const TRIGGER_SHARE = 0.75;

/** Visits to load ahead for a training time of so many minutes per visit; both edges belong to the middle. */
export function depthForMinutes(minutes: number): number {
  if (minutes < SHORT_MINUTES) return 3;
  return minutes <= LONG_MINUTES ? 2 : 1;
}

/** Reset points of a visit after which the next one is loaded. */
export function triggerPoint(points: number): number {
  return points <= 1 ? 0 : Math.ceil(TRIGGER_SHARE * points);
}

/** Measured times of visits and loads. */
export class VisitPace {
  readonly #visits = new RollingSample(MEASURED);
  readonly #loads = new RollingSample(MEASURED);
  #minutes: number | undefined;

  /** A visit was trained on for so long, waiting not included. */
  addVisit(ms: number): void {
    const minutes = ms / MS_PER_MINUTE;
    this.#minutes = this.#minutes === undefined
      ? minutes
      : this.#minutes + SMOOTHING * (minutes - this.#minutes);
    this.#visits.add(ms);
  }

  /** A day took so long to load. */
  addLoad(ms: number): void {
    this.#loads.add(ms);
  }

  /**
   * Visits to load ahead, 1 to `MOST_DEPTH`: by the minutes of a visit, and more if loading is the slower side.
   *
   * @param daysPerVisit Days that are loaded for each visit.
   */
  depth(daysPerVisit: number): number {
    const byMinutes = this.#minutes === undefined ? FIRST_DEPTH : depthForMinutes(this.#minutes);
    const ratio = this.#loadShare(daysPerVisit);
    const byRatio = ratio > 1 ? Math.ceil(ratio) : 1;
    return Math.min(Math.max(byMinutes, byRatio), MOST_DEPTH);
  }

  /** Whether the last quarter of a visit may be too short to load the next one. */
  isLoadLong(daysPerVisit: number): boolean {
    return this.#loadShare(daysPerVisit) > 1 - TRIGGER_SHARE;
  }

  /** Time that the slowest loads take for a visit, as a share of the shortest visits; 0 if it is not known. */
  #loadShare(daysPerVisit: number): number {
    const trainMs = this.#visits.quantile(0.1);
    const loadMs = this.#loads.quantile(0.9) * daysPerVisit;
    if (!(trainMs >= 0) || !(loadMs > 0)) return 0;
    return loadMs / trainMs; // infinite for visits that take no time
  }
}
