/** What each visit's days are read from, planned once and kept for a while. */
import type { DayKey, VisitNeed } from "../../core/cache/visit_need.ts";
import type {
  Adjustment,
  AdjustmentFactors,
  CorporateAction,
} from "../../core/clean/corporate_actions.ts";
import { type DayName, formatDayName } from "../../core/day/day_name.ts";
import { MomoError } from "../../core/error.ts";
import type { DayPlan, PreviousPlan, SessionPlan } from "../day/day_plan.ts";
import type { PrintedBars } from "../day/output_tables.ts";
import type { DayRequest } from "../day/plan_day.ts";
import type { Schema } from "../dbn/schema.ts";
import type { PlannedVisit } from "./visit_source.ts";

/** How days are chosen. */
export interface DayPlansOptions {
  /** Plans a day. @throws {MomoError} If there is nothing to load. */
  readonly plan: (request: DayRequest) => DayPlan;
  readonly schemas: readonly Schema[];
  readonly lookback: boolean;
  /** Lengths of the bars; none for those that were loaded. */
  readonly bars: readonly PrintedBars[];
  readonly actions: readonly CorporateAction[];
  readonly adjustment: Adjustment;
}

/** One session to be loaded. Plain data, which can be sent to another thread. */
export interface SessionJob {
  readonly session: SessionPlan;
  /** What it is brought to the terms of a later day with; `null` if it stays as it is. */
  readonly factors: AdjustmentFactors | null;
  readonly bars: readonly PrintedBars[];
}

type Planned = { readonly plan: DayPlan } | { readonly error: MomoError };

const REMEMBERED = 512; // days, and twice as many jobs

/** Plans by day. A session that is a day in one visit and a lookback in another goes by one name if it is the same data. */
export class DayPlans {
  readonly #options: DayPlansOptions;
  readonly #plans = new Map<DayKey, Planned>();
  readonly #jobs = new Map<DayKey, SessionJob>();
  /** Sessions that turned out to have no rows. */
  readonly #empty = new Set<DayKey>();

  constructor(options: DayPlansOptions) {
    this.#options = options;
  }

  /** The days that a visit needs; one that cannot be planned fails when it is loaded. */
  needOf({ visit, symbol, tradeDate, points }: PlannedVisit): VisitNeed {
    const name = { symbol, tradeDate };
    const day = formatDayName(name);
    const { bars } = this.#options;
    const planned = this.#plan(name, day);
    const need = { visit, day, lookback: null, points };
    if ("error" in planned) return need;
    const { session, previous } = planned.plan;
    keep(this.#jobs, day, { session, factors: null, bars }, 2 * REMEMBERED);
    return { ...need, lookback: this.#lookback(previous ?? [], day) };
  }

  /**
   * What is to be loaded under a name that `needOf` gave.
   *
   * @throws {MomoError} Why there is nothing to load.
   */
  jobOf(key: DayKey): SessionJob {
    const job = this.#jobs.get(key);
    if (job !== undefined) return job;
    const planned = this.#plans.get(key);
    if (planned !== undefined && "error" in planned) throw planned.error;
    throw new MomoError("conflict", `Cannot load "${key}": its plan was forgotten`);
  }

  /** A session has no rows: as a lookback the one before it is taken. */
  noteEmpty(key: DayKey): void {
    this.#empty.add(key);
  }

  /** The latest session before that is not known to be empty. */
  #lookback(previous: Iterable<PreviousPlan>, day: DayKey): DayKey | null {
    const { bars } = this.#options;
    for (const { session, priceFactor, volumeFactor } of previous) {
      const isSame = priceFactor === 1 && volumeFactor === 1;
      const key = formatDayName(session) + (isSame ? "" : ` for ${day}`);
      if (this.#empty.has(key)) continue;
      const factors = isSame ? null : { priceFactor, volumeFactor };
      keep(this.#jobs, key, { session, factors, bars }, 2 * REMEMBERED);
      return key;
    }
    return null;
  }

  #plan(name: DayName, key: DayKey): Planned {
    const planned = this.#plans.get(key) ?? this.#planNew(name);
    keep(this.#plans, key, planned, REMEMBERED);
    return planned;
  }

  #planNew(name: DayName): Planned {
    const { plan, schemas, lookback, actions, adjustment } = this.#options;
    try {
      return { plan: plan({ ...name, schemas, lookback, actions, adjustment }) };
    } catch (error) {
      if (error instanceof MomoError) return { error };
      throw error;
    }
  }
}

/** Puts an entry last and forgets the first if there are too many. */
function keep<T>(entries: Map<string, T>, key: string, value: T, most: number): void {
  entries.delete(key);
  entries.set(key, value);
  if (entries.size > most) entries.delete(entries.keys().next().value!);
}
