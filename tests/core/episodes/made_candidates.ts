/** Made-up candidates for tests: the same for the same seed. */
import type { EpisodeCandidates } from "../../../src/core/episodes/candidates.ts";
import type { SamplerIdentity } from "../../../src/core/episodes/sampler_parts.ts";
import { DEFAULT_CONFIG, type SamplerConfig } from "../../../src/core/episodes/sampler_config.ts";
import { NO_STRATUM } from "../../../src/core/episodes/strata.ts";

/** A generator of its own, so that nothing here shares code with what is tested (mulberry32). */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** One day to be made. */
export interface MadeDay {
  readonly symbol: number;
  readonly date: number;
  /** Code of the stratum of its category, or `NO_STRATUM`. */
  readonly stratum: number;
  readonly quality: number;
  /** Stratum and local quality of each reset point. */
  readonly points: readonly (readonly [number, number])[];
}

/** Candidates of given days, which are in order. */
export function candidatesOf(days: readonly MadeDay[]): EpisodeCandidates {
  const points = days.flatMap((day) => day.points);
  const firstPoint = new Int32Array(days.length + 1);
  for (const [i, day] of days.entries()) firstPoint[i + 1] = firstPoint[i]! + day.points.length;
  const count = Math.max(0, ...days.map((day) => day.symbol + 1));
  return {
    symbols: Array.from({ length: count }, (_, i) => `S${String(i).padStart(4, "0")}`),
    daySymbol: Int32Array.from(days, (day) => day.symbol),
    dayDate: Int32Array.from(days, (day) => day.date),
    dayStratum: Uint8Array.from(days, (day) => day.stratum),
    dayQuality: Float64Array.from(days, (day) => day.quality),
    firstPoint,
    pointStratum: Uint8Array.from(points, ([stratum]) => stratum),
    pointQuality: Float32Array.from(points, ([, quality]) => quality),
  };
}

/** What to make. */
export interface Recipe {
  readonly seed: number;
  readonly days: number;
  readonly symbols: number;
  /** Reset points of a day, from and to, both included. */
  readonly points: readonly [number, number];
  /** Share of each stratum among the days; the rest is in none. */
  readonly shares: readonly [number, number, number, number];
  /** Share of points in accumulation and in the dead zone. */
  readonly phases: readonly [number, number];
  /** How unequal the symbols are: symbol i has a weight of (i + 1)^-skew; default 0. */
  readonly skew?: number;
}

/** A mix of everything. */
export const USUAL: Recipe = {
  seed: 1,
  days: 400,
  symbols: 12,
  points: [3, 24],
  shares: [0.1, 0.25, 0.15, 0.45],
  phases: [0.15, 0.3],
};

const FIRST_DATE = 18_628; // 2021-01-01
const LEAST_WINDOW = 1500; // calendar days that the days of a symbol lie in

/** Dates spread evenly at random over a window that is the same for all symbols, ascending. */
function makeDates(count: number, random: () => number): number[] {
  const window = Math.max(LEAST_WINDOW, 2 * count);
  const dates = new Set<number>();
  while (dates.size < count) dates.add(FIRST_DATE + Math.floor(random() * window));
  return [...dates].sort((a, b) => a - b);
}

function pick(weights: readonly number[], value: number): number {
  let left = value * weights.reduce((a, b) => a + b, 0);
  return weights.findIndex((weight) => (left -= weight) < 0);
}

/** Candidates by a recipe. */
export function makeCandidates(recipe: Partial<Recipe> = {}): EpisodeCandidates {
  const { seed, days, symbols, points, shares, phases, skew = 0 } = { ...USUAL, ...recipe };
  const random = makeRandom(seed);
  const weights = Array.from({ length: symbols }, (_, i) => (i + 1) ** -skew);
  const perSymbol = new Int32Array(symbols);
  for (let i = 0; i < days; i++) perSymbol[pick(weights, random())]!++;
  const rest = 1 - shares.reduce((a, b) => a + b, 0);
  const made: MadeDay[] = [];
  for (const [symbol, count] of perSymbol.entries()) {
    for (const date of makeDates(count, random)) {
      const size = points[0] + Math.floor(random() * (points[1] - points[0] + 1));
      const stratum = pick([...shares, rest], random());
      made.push({
        symbol,
        date,
        stratum: stratum < 4 ? stratum : NO_STRATUM,
        quality: random(),
        points: Array.from({ length: size }, () => {
          const phase = pick([...phases, 1 - phases[0] - phases[1]], random());
          return [phase === 0 ? 4 : phase === 1 ? 5 : NO_STRATUM, random()] as const;
        }),
      });
    }
  }
  return candidatesOf(made);
}

/** An identity with some settings changed. */
export function identityOf(config: Partial<SamplerConfig> = {}, seed = 7): SamplerIdentity {
  const hashes = { indexHash: "1".repeat(64), configHash: "2".repeat(64) };
  return { seed, config: { ...DEFAULT_CONFIG, ...config }, ...hashes };
}
