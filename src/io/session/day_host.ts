/** Loads the days of a session, those that come next ahead of time. */
import type { DayKey, VisitNeed } from "../../core/cache/visit_need.ts";
import type { CacheCounters } from "../../core/cache/cache_counters.ts";
import { type Day, DAY_TABLES } from "../../core/day/day.ts";
import { type DayName, formatDayName } from "../../core/day/day_name.ts";
import { withPrevious } from "../../core/day/lookback.ts";
import { Scene } from "../../core/environment/scene.ts";
import { MomoError } from "../../core/error.ts";
import type { DayFacts } from "../cache/encoded_day.ts";
import { DayCache, type DayCacheOptions, type VisitOutcome } from "../cache/day_cache.ts";
import { sessionFacts } from "../day_stream/encode_session.ts";
import type { ColumnDay } from "../day_stream/day_worker.ts";
import type { NeedOf } from "../day_stream/visit_source.ts";
import { formatUtc } from "../text/time_text.ts";

/** A day that will be wanted, and in how many parts it will be used up. */
export interface PlannedDay extends DayName {
  readonly points: number;
}

/** What days are loaded with. */
export interface DayHostOptions {
  readonly needOf: NeedOf;
  /** Refuses days that are known not to be there. @throws {MomoError} Why. */
  readonly require: (key: DayKey) => void;
  /** How the cache works, without what the host decides. */
  readonly cache: Omit<DayCacheOptions<ColumnDay>, "upcoming">;
}

/** A day at hand. */
export interface OpenedDay {
  readonly scene: Scene;
  /** What is to be known of it. */
  readonly facts: DayFacts;
}

/**
 * Days by name. A day that an environment still uses is not loaded again. One is loaded at a time for whoever waits, in
 * the order in which they were asked for.
 */
export class DayHost implements AsyncDisposable {
  readonly #options: DayHostOptions;
  readonly #opened = new Map<string, { scene: WeakRef<Scene>; facts: DayFacts }>();
  /** Keeps the latest day alive. */
  #latest: OpenedDay | undefined;
  #cache: DayCache<ColumnDay>;
  #turn: Promise<unknown> = Promise.resolve();
  #visit = 0;
  #hints: readonly PlannedDay[] = [];
  #plan: (count: number) => readonly PlannedDay[] = () => [];

  /** A host that has loaded nothing yet. */
  constructor(options: DayHostOptions) {
    this.#options = options;
    this.#cache = this.#newCache();
  }

  /** Names the days that come next, whenever that is asked for. */
  planWith(plan: (count: number) => readonly PlannedDay[]): void {
    this.#plan = plan;
  }

  /** What the cache did so far. */
  get counters(): CacheCounters {
    return this.#cache.counters;
  }

  /**
   * A day, loaded with the session before it.
   *
   * @param hints Days that will be wanted after it; by default those of the plan.
   * @throws {MomoError} If there is no such day, or it does not fit into memory.
   */
  open(wanted: PlannedDay, hints: readonly PlannedDay[] = []): Promise<OpenedDay> {
    const turn = this.#turn.then(() => this.#open(wanted, hints));
    this.#turn = turn.catch(() => {}); // whoever waits gets it
    return turn;
  }

  /** Tells that so many parts of the day that was opened last are used up, which is what starts loading ahead. */
  progress(finished: number, points: number): void {
    this.#cache.progress(finished, points);
  }

  /** Ends all loads. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cache[Symbol.asyncDispose]();
  }

  async #open(wanted: PlannedDay, hints: readonly PlannedDay[]): Promise<OpenedDay> {
    const name = formatDayName(wanted);
    const known = this.#known(name);
    if (hints.length > 0) this.#hints = hints;
    if (known !== undefined) {
      if (hints.length > 0) this.#cache.replan();
      return this.#latest = known;
    }
    const opened = openedDay(await this.#request(wanted));
    this.#opened.set(name, { scene: new WeakRef(opened.scene), facts: opened.facts });
    for (const [key, entry] of this.#opened) {
      if (entry.scene.deref() === undefined) this.#opened.delete(key);
    }
    return this.#latest = opened;
  }

  /** A day that is in use, or was until another one was opened. */
  #known(name: string): OpenedDay | undefined {
    if (this.#latest?.scene.name === name) return this.#latest;
    const entry = this.#opened.get(name);
    const scene = entry?.scene.deref();
    return entry === undefined || scene === undefined ? undefined : { scene, facts: entry.facts };
  }

  /** Asks the cache, and for an earlier lookback as long as the one that comes has no rows. */
  async #request(wanted: PlannedDay) {
    const { needOf, require } = this.#options;
    this.#hints = this.#hints.filter((hint) => formatDayName(hint) !== formatDayName(wanted));
    const visit = this.#visit++;
    require(needOf({ visit, facts: {}, ...wanted }).day);
    while (true) {
      const need = needOf({ visit, facts: {}, ...wanted });
      const outcome = await this.#ask(need);
      if (outcome.kind === "skipped") {
        throw new MomoError("bad_data", outcome.failure.reason);
      }
      if (needOf({ visit, facts: {}, ...wanted }).lookback === need.lookback) return outcome;
    }
  }

  async #ask(need: VisitNeed): Promise<VisitOutcome<ColumnDay>> {
    try {
      return await this.#cache.request(need);
    } catch (error) {
      if (!(error instanceof MomoError)) throw error;
      await this.#cache[Symbol.asyncDispose](); // it is of no use any more
      this.#cache = this.#newCache();
      throw error;
    }
  }

  #newCache(): DayCache<ColumnDay> {
    const { cache } = this.#options;
    return new DayCache({ ...cache, upcoming: (count) => this.#upcoming(count) });
  }

  #upcoming(count: number) {
    const wanted = [...this.#hints, ...this.#plan(count)].slice(0, count);
    return wanted.map((day, i) =>
      this.#options.needOf({ visit: this.#visit + i, facts: {}, ...day })
    );
  }
}

function openedDay(
  { day: { day, damage }, lookback, lost, waitMs }: VisitOutcome<ColumnDay> & { kind: "served" },
): OpenedDay {
  const factors = lookback?.factors ?? { priceFactor: 1, volumeFactor: 1 };
  const whole: Day = lookback === null
    ? day
    // the lookback has the terms of the day already
    : { ...day, previous: { ...withPrevious(day, lookback.day).previous!, ...factors } };
  const scene = new Scene(whole);
  const { times } = scene.market;
  const instant = (ns: number) => formatUtc(day.base + BigInt(ns));
  const rows = DAY_TABLES.map((name) => [name, day[name].length] as const);
  const facts = {
    day: scene.name,
    ...sessionFacts(day),
    base_ns: String(day.base),
    rows: Object.fromEntries(rows),
    bar_seconds: day.bars1s.intervalNs / 1e9,
    pre_open: instant(times.preOpen),
    open: instant(times.open),
    close: instant(times.close),
    post_close: instant(times.postClose),
    previous: lookback === null ? null : {
      trade_date: sessionFacts(lookback.day).trade_date!,
      price_factor: factors.priceFactor,
      volume_factor: factors.volumeFactor,
    },
    previous_error: lost?.reason ?? null,
    damage,
    wait_ms: Math.round(waitMs * 1000) / 1000,
  };
  return { scene, facts };
}
