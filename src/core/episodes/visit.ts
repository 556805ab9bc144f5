import type { EpochDay } from "../time/dates.ts";
import type { Stage } from "./stages.ts";
import type { PerStratum, Stratum } from "./strata.ts";
import type { Relaxation } from "./stratum_days.ts";

/** One visit of a day: what is loaded once and then trained on, reset point after reset point. */
export interface Visit {
  /** Number of the visit, from 0. */
  readonly visit: number;
  /** Number of its first episode; the i-th point is episode `episode + i`. */
  readonly episode: number;
  /** Episodes that the mix counts: all eligible points of the day, even if fewer are given out. */
  readonly planned: number;
  /** Stage of the curriculum that it was planned in. */
  readonly stage: Stage;
  /** What its episodes count for. */
  readonly stratum: Stratum;
  /** Number of the day among the candidates. */
  readonly day: number;
  /** Raw symbol. */
  readonly symbol: string;
  /** Trade date in New York. */
  readonly tradeDate: EpochDay;
  /** Earlier visits of the day, in any stratum. */
  readonly uses: number;
  /** Of them, those in this stratum. */
  readonly visits: number;
  /** Numbers of its reset points in the order of their episodes; at least one. */
  readonly points: Int32Array;
  /** Share of each stratum when the visit was planned; adds up to 1. */
  readonly mix: PerStratum;
  /** Strata that should have had a share and have no day; the others got it. */
  readonly empty: readonly Stratum[];
  /** Rules that were relaxed to find a day. */
  readonly relaxed: readonly Relaxation[];
}

/** One episode of a visit. */
export interface PlannedEpisode {
  /** Number of the episode. */
  readonly episode: number;
  /** Number of its reset point. */
  readonly point: number;
  /** The visit it belongs to. */
  readonly visit: Visit;
}
