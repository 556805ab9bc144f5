/** A trainer in virtual time that visits days in the order of the curriculum sampler. */
import { EpisodeSampler } from "../../../src/core/episodes/sampler.ts";
import type { Visit } from "../../../src/core/episodes/visit.ts";
import type { VisitNeed } from "../../../src/core/cache/visit_need.ts";
import {
  DayCache,
  type DayCacheOptions,
  type VisitOutcome,
} from "../../../src/io/cache/day_cache.ts";
import { identityOf, makeCandidates, makeRandom } from "../../core/episodes/made_candidates.ts";
import { resultOf } from "../../core/episodes/trainer.ts";
import { VirtualClock } from "./virtual_clock.ts";

/** What is simulated. */
export interface Simulation {
  readonly visits: number;
  /** Training time per reset point, ms. */
  readonly pointMs: readonly [number, number];
  /** Time to load one day, ms. */
  readonly loadMs: readonly [number, number];
  /** Size of a day, bytes. */
  readonly dayBytes: readonly [number, number];
  readonly memoryBytes: number;
  readonly parallelLoads?: number;
  /** Whether results are reported, so that the plan changes on the way. */
  readonly hasFeedback?: boolean;
  readonly queue?: DayCacheOptions<string>["queue"];
  /** Load that fails, by number of the load. */
  readonly fails?: (load: number) => Error | undefined;
}

export interface SimulationResult {
  readonly outcomes: readonly VisitOutcome<string>[];
  readonly wallMs: number;
  readonly cache: DayCache<string>;
  /** Hits and misses of the queue before the third visit. */
  readonly early: { readonly hits: number; readonly misses: number };
  readonly mostHeld: number;
}

function between([least, most]: readonly [number, number], share: number): number {
  return least + (most - least) * share;
}

/** A number from 0 to 1 that belongs to a text. */
function shareOf(text: string): number {
  let hash = 2166136261;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619) >>> 0;
  return makeRandom(hash)();
}

/** What a visit needs; every day has the one before it as its lookback. */
function needOf({ visit, symbol, tradeDate, points }: Visit): VisitNeed {
  const lookback = `${symbol}:${tradeDate - 1}`;
  return { visit, day: `${symbol}:${tradeDate}`, lookback, points: points.length };
}

/** Runs the simulation to its end. */
export async function simulate(simulation: Simulation): Promise<SimulationResult> {
  const clock = new VirtualClock();
  const candidates = makeCandidates({ days: 400, symbols: 20, points: [12, 24] });
  const sampler = new EpisodeSampler(candidates, identityOf());
  const random = makeRandom(7);
  let loads = 0;
  let mostHeld = 0;
  const cache = new DayCache<string>({
    loader: {
      load: async (key, signal) => {
        const error = simulation.fails?.(loads++);
        await clock.wait(between(simulation.loadMs, random()), signal);
        if (error) throw error;
        return { value: key, bytes: Math.round(between(simulation.dayBytes, shareOf(key))) };
      },
    },
    upcoming: (count) => sampler.peek(count).map(needOf),
    memoryBytes: simulation.memoryBytes,
    parallelLoads: simulation.parallelLoads ?? 1,
    ...(simulation.queue && { queue: simulation.queue }),
    nowMs: clock.nowMs,
    wait: clock.wait,
  });
  const outcomes: VisitOutcome<string>[] = [];
  const early = { hits: 0, misses: 0 };
  const train = async () => {
    for (let i = 0; i < simulation.visits; i++) {
      if (i === 2) {
        Object.assign(early, { hits: cache.counters.l2Hits, misses: cache.counters.l2Misses });
      }
      const visit = sampler.next();
      const outcome = await cache.request(needOf(visit));
      outcomes.push(outcome);
      if (outcome.kind === "skipped") continue;
      for (let point = 0; point < visit.points.length; point++) {
        await clock.wait(between(simulation.pointMs, random()));
        if (simulation.hasFeedback) sampler.report(resultOf(visit.episode + point));
        cache.progress(point + 1, visit.points.length);
        const { l1Bytes, l2Bytes } = cache.counters;
        mostHeld = Math.max(mostHeld, l1Bytes + l2Bytes);
      }
    }
  };
  await clock.run(train());
  return { outcomes, wallMs: clock.nowMs(), cache, early, mostHeld };
}
