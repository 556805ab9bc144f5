/**
 * The sampler once more, as plainly as it can be written: every weight computed anew for every choice, in linear time. For
 * mode `visit` with the usual settings and without feedback.
 */
import type { EpisodeCandidates } from "../../../src/core/episodes/candidates.ts";
import { drawOracle } from "../math/philox_oracle.ts";

/** A visit of the naive sampler. */
export interface NaiveVisit {
  readonly stratum: number;
  readonly day: number;
  readonly points: readonly number[];
}

const MIXES = [
  [0.7, 0.2, 0.1, 0, 0, 0],
  [0.4, 0.3, 0.2, 0, 0.1, 0],
  [1 / 6, 1 / 6, 1 / 6, 1 / 6, 1 / 6, 1 / 6],
];

function below(draws: Iterator<number>, total: number): number {
  for (;;) {
    const bits = BigInt(draws.next().value);
    const fair = 2n ** 53n - 2n ** 53n % BigInt(total);
    if (bits < fair) return Number(bits % BigInt(total));
  }
}

/** Index of a weighted choice; -1 if there is nothing. */
function choose(weights: readonly number[], draws: Iterator<number>): number {
  const total = weights.reduce((a, b) => a + b, 0);
  if (total === 0) return -1;
  let left = below(draws, total);
  return weights.findIndex((weight) => (left -= weight) < 0);
}

function whole(weight: number): number {
  return Math.max(1, Math.floor(weight * 2 ** 32));
}

/** The eligible points of each day of each stratum. */
function eligible(candidates: EpisodeCandidates): number[][][] {
  return MIXES[0]!.map((_, k) =>
    Array.from({ length: candidates.daySymbol.length }, (_, day) => {
      const points: number[] = [];
      for (let p = candidates.firstPoint[day]!; p < candidates.firstPoint[day + 1]!; p++) {
        const isIn = k < 4 ? candidates.dayStratum[day] === k : candidates.pointStratum[p] === k;
        if (isIn) points.push(p);
      }
      return points;
    })
  );
}

/** The visits of a sampler with a seed. Every stratum must have a day. */
export function* naiveVisits(
  candidates: EpisodeCandidates,
  seed: number,
): Generator<NaiveVisit> {
  const points = eligible(candidates);
  const { daySymbol, dayQuality, pointQuality } = candidates;
  const days = points.map((of) => [...of.keys()].filter((day) => of[day]!.length > 0));
  const credits = MIXES[0]!.map(() => 0);
  const uses = Array.from(daySymbol, () => 0);
  const own = points.map((of) => of.map(() => 0));
  const recent: number[][] = points.map(() => []);
  const symbols: number[] = [];
  let episode = 0;
  for (let visit = 0;; visit++) {
    const mix = MIXES[episode < 10_000 ? 0 : episode < 50_000 ? 1 : 2]!;
    const lengths = days.map((of, k) =>
      of.reduce((n, d) => n + points[k]![d]!.length, 0) / of.length
    );
    const length = mix.reduce((sum, share, k) => share === 0 ? sum : sum + share * lengths[k]!, 0);
    const jitters = drawOracle(seed, 1, 0, visit);
    const scores = mix.map((share, k) => {
      const jitter = jitters.next().value! / 2 ** 53;
      return share === 0 ? -Infinity : credits[k]! + 4 * share * length * jitter;
    });
    const stratum = scores.indexOf(Math.max(...scores));

    const members = days[stratum]!;
    const meanUses = members.reduce((sum, day) => sum + uses[day]!, 0) / members.length;
    const cap = Math.ceil(2 * meanUses) + 1;
    const cold = recent[stratum]!.slice(-Math.min(25, Math.floor(members.length / 2)) || Infinity);
    const [x, y, z] = symbols.slice(-3);
    const isRun = symbols.length >= 3 && x === y && y === z;
    const isMany = new Set(members.map((day) => daySymbol[day])).size >= 4;
    const weightOf = (day: number) => {
      const siblings = members.filter((other) => daySymbol[other] === daySymbol[day]).length;
      const base = (0.25 + 0.75 * dayQuality[day]!) / Math.sqrt(siblings);
      return uses[day]! >= cap || cold.includes(day) ? 0 : whole(base / (1 + uses[day]!));
    };
    const weights = members.map(weightOf);
    const rotated = weights.map((w, i) => isRun && isMany && daySymbol[members[i]!] === x ? 0 : w);
    const draws = drawOracle(seed, 2, 0, visit);
    const first = choose(rotated, draws);
    const day = members[first >= 0 ? first : choose(weights, draws)]!;

    const left = [...points[stratum]![day]!];
    const order: number[] = [];
    const shuffle = drawOracle(seed, 16 + stratum, day, own[stratum]![day]!);
    while (left.length > 0) {
      const chosen = choose(left.map((point) => whole(pointQuality[point]!)), shuffle);
      order.push(left[chosen]!);
      const last = left.pop()!;
      if (chosen < left.length) left[chosen] = last;
    }
    yield { stratum, day, points: order };

    for (const [k, share] of mix.entries()) {
      credits[k] = credits[k]! + order.length * share - (k === stratum ? order.length : 0);
    }
    uses[day]!++;
    own[stratum]![day]!++;
    recent[stratum]!.push(day);
    symbols.push(daySymbol[day]!);
    episode += order.length;
  }
}
