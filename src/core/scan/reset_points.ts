/** Which moments of a day are worth starting an episode from. */
import { SECOND_NS } from "../time/sessions.ts";
import { isUsable, type Moment, momentAt, type ScannedDay } from "./moments.ts";
import { PATTERNS } from "./patterns.ts";
import type { Squeeze } from "./squeezes.ts";
import type { ScanThresholds } from "./threshold_keys.ts";

/** Why a moment became a candidate, strongest reason first. */
export const TRIGGERS = ["squeeze", "resume", "pattern", "phase", "grid"] as const;

/** The event that proposed a reset point. */
export type Trigger = (typeof TRIGGERS)[number];

/** A moment worth starting from. */
export interface ResetPoint extends Moment {
  readonly trigger: Trigger;
}

/** Replaces the local quality of a moment; 0 to 1. */
export type PointScorer = (moment: Moment) => number;

const MINUTE = 60;
const NONE = PATTERNS.indexOf("none");

/**
 * Scores every candidate with what was known at its time and keeps the best, spread over buckets, patterns and phases.
 *
 * Scores are causal; that a point is among the best of its day is hindsight.
 *
 * @returns Reset points in order of time, at most `max_reset_points`.
 */
export function pickResetPoints(
  day: ScannedDay,
  squeezes: readonly Squeeze[],
  limits: ScanThresholds,
  scorer?: PointScorer,
): ResetPoint[] {
  const points: ResetPoint[] = [];
  for (const [edge, trigger] of candidateEdges(day, squeezes, limits)) {
    if (!isUsable(day, edge, limits)) continue;
    const moment = momentAt(day, edge, limits);
    const localQuality = scorer ? scorer(moment) : moment.localQuality;
    points.push({ ...moment, localQuality, trigger });
  }
  const spaced = keepSpaced(points.sort(byQuality), limits.points_spacing);
  return keepQuotas(spaced, limits).sort((a, b) => a.edge - b.edge);
}

function byQuality(a: ResetPoint, b: ResetPoint): number {
  return b.localQuality - a.localQuality || a.edge - b.edge;
}

/** Candidate moments and the strongest reason for each. */
function candidateEdges(
  day: ScannedDay,
  squeezes: readonly Squeeze[],
  limits: ScanThresholds,
): Map<number, Trigger> {
  const edges = new Map<number, Trigger>();
  const propose = (edge: number, trigger: Trigger) => {
    const known = edges.get(edge);
    if (known === undefined || TRIGGERS.indexOf(trigger) < TRIGGERS.indexOf(known)) {
      edges.set(edge, trigger);
    }
  };
  for (const squeeze of squeezes) propose(squeeze.trigger, "squeeze");
  for (const edge of resumptions(day)) propose(edge, "resume");
  const { label } = day.scores;
  const { phase } = day.phases;
  for (let e = 1; e < label.length; e++) {
    if (label[e]! < NONE && label[e] !== label[e - 1]) propose(e * MINUTE, "pattern");
    if (phase[e] !== phase[e - 1]) propose(e * MINUTE, "phase");
    if (e % limits.points_grid === 0) propose(e * MINUTE, "grid");
  }
  return edges;
}

/** The seconds at which the first trade after each halt is known. */
function resumptions({ halts, grid, index }: ScannedDay): number[] {
  return (halts ?? []).flatMap((halt) => {
    const lifted = Math.floor(halt.end / SECOND_NS) - grid.bounds.preOpen;
    const known = Math.ceil(halt.endKnown / SECOND_NS) - grid.bounds.preOpen;
    for (let edge = Math.max(lifted + 1, known); edge > 0 && edge <= index.length; edge++) {
      const row = index.lastRow[edge]!;
      if (row >= 0 && index.bars.start[row]! >= (grid.bounds.preOpen + lifted) * SECOND_NS) {
        return [edge];
      }
    }
    return [];
  });
}

/** Keeps the better of any two points closer than `seconds`. @param ranked Best first. */
function keepSpaced(ranked: readonly ResetPoint[], seconds: number): ResetPoint[] {
  const kept: ResetPoint[] = [];
  const edges = new Map<number, number>(); // by cell of `seconds`, each of which has room for one
  for (const point of ranked) {
    const cell = Math.floor(point.edge / seconds);
    const isClose = (other: number | undefined) =>
      other !== undefined && Math.abs(other - point.edge) < seconds;
    if ([cell - 1, cell, cell + 1].some((near) => isClose(edges.get(near)))) continue;
    edges.set(cell, point.edge);
    kept.push(point);
  }
  return kept;
}

/** Fills the quotas of each bucket, pattern and phase with their best points, then the rest by quality. */
function keepQuotas(ranked: readonly ResetPoint[], limits: ScanThresholds): ResetPoint[] {
  const kept = new Set<ResetPoint>();
  const fill = (keyOf: (point: ResetPoint) => string, quota: number) => {
    const counts = new Map<string, number>();
    for (const point of kept) counts.set(keyOf(point), (counts.get(keyOf(point)) ?? 0) + 1);
    for (const point of ranked) {
      const count = counts.get(keyOf(point)) ?? 0;
      if (count >= quota || kept.size >= limits.max_reset_points || kept.has(point)) continue;
      counts.set(keyOf(point), count + 1);
      kept.add(point);
    }
  };
  fill((point) => point.bucket, limits.points_per_bucket);
  fill((point) => point.pattern, limits.points_per_pattern);
  fill((point) => point.phase, limits.points_per_phase);
  fill(() => "", limits.max_reset_points);
  return [...kept];
}
