import type { Phase } from "../scan/phases.ts";

/** What a trainer reports of one finished episode. */
export interface EpisodeResult {
  /** Number of the episode. */
  readonly episode: number;
  /** Kept for the trainer's own reports; the plan does not depend on it. */
  readonly reward: number;
  /** Whether the trainer counts it as one. */
  readonly success: boolean;
  /** Trades made. */
  readonly trades: number;
  /** Steps taken. */
  readonly steps: number;
  /** Steps by the phase they were in; phases without a step may be missing. */
  readonly phaseSteps: Readonly<Partial<Record<Phase, number>>>;
  /** Trades by phase, if the trainer counts them so; otherwise trades are spread evenly over the steps. */
  readonly phaseTrades?: Readonly<Partial<Record<Phase, number>>> | undefined;
  /** Length of a step in seconds; default 1. */
  readonly stepSeconds?: number | undefined;
  /** Mean absolute temporal-difference error, at least 0. */
  readonly tdAbs?: number | undefined;
}
