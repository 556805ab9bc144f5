/** In which order the reset points of a day come. */
import type { RandomStream } from "../math/philox.ts";
import { chooseLinear, wholeWeight } from "./weighted_choice.ts";

/** Part of a day's points: `from` to `to`, the latter excluded, of the permutation with this number. */
export interface PointTurn {
  readonly round: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Which points a visit gets: every point once before any comes again, and none twice in one visit.
 *
 * @param visits Earlier visits of the day in this stratum.
 * @param points Number of its points, at least 1.
 * @param perVisit Most points of a visit, at least 1.
 */
export function pointTurn(visits: number, points: number, perVisit: number): PointTurn {
  const size = Math.min(points, perVisit);
  const turns = Math.ceil(points / size);
  const from = (visits % turns) * size;
  return { round: Math.floor(visits / turns), from, to: Math.min(points, from + size) };
}

/**
 * Orders points at random, the better ones earlier: each next one is drawn by local quality from those left.
 *
 * @param points Numbers of points.
 * @param quality Local quality of every point of the index, 0 to 1.
 */
export function shufflePoints(
  points: Int32Array,
  quality: Float32Array,
  random: RandomStream,
): Int32Array {
  const left = points.slice();
  const weights = Float64Array.from(points, (point) => wholeWeight(quality[point]!));
  const order = new Int32Array(points.length);
  for (let count = points.length; count > 0; count--) {
    const chosen = chooseLinear(count, (i) => weights[i]!, random);
    order[points.length - count] = left[chosen]!;
    left[chosen] = left[count - 1]!;
    weights[chosen] = weights[count - 1]!;
  }
  return order;
}
