/** The state of a sampler as its file holds it: everything that the rest of the plan depends on. */
import type { SamplerConfig } from "./sampler_config.ts";
import type { Stage } from "./stages.ts";
import type { Stratum } from "./strata.ts";
import type { Relaxation } from "./stratum_days.ts";

/** Version of the state and its meaning. */
export const STATE_VERSION = 1;

/** A visit that was begun, as much as is needed to find its episodes again. */
export interface CurrentVisit {
  /** Day as `SYMBOL:YYYY-MM-DD`. */
  readonly day: string;
  readonly stratum: Stratum;
  readonly stage: Stage;
  readonly visit: number;
  readonly episode: number;
  readonly planned: number;
  /** Uses of the day in this stratum, and in all, before the visit. */
  readonly visits: number;
  readonly uses: number;
  readonly mix: Readonly<Record<Stratum, number>>;
  readonly empty: readonly Stratum[];
  readonly relaxed: readonly Relaxation[];
}

/** The state file. Its keys are written in this order. */
export interface SamplerState {
  readonly version: typeof STATE_VERSION;
  readonly seed: number;
  /** SHA-256 of the index. */
  readonly indexHash: string;
  /** SHA-256 of `config`. */
  readonly configHash: string;
  readonly config: SamplerConfig;
  /** Number of the next visit. */
  readonly visit: number;
  /** Number of its first episode. */
  readonly episode: number;
  /** Episodes of the current visit that were given out. */
  readonly positionInVisit: number;
  /** Episodes that each stratum is owed. */
  readonly credits: Readonly<Record<Stratum, number>>;
  /** Episodes planned of each stratum. */
  readonly counts: Readonly<Record<Stratum, number>>;
  /** Factors of the strata's shares by feedback. */
  readonly factors: Readonly<Record<Stratum, number>>;
  /** Moving averages of the results. */
  readonly averages: {
    readonly episodes: Readonly<Record<Stratum, number>>;
    readonly success: Readonly<Record<Stratum, number>>;
    readonly dormant: {
      readonly episodes: number;
      readonly trades: number;
      readonly windows: number;
    };
  };
  /** Results taken. */
  readonly feedbackSeq: number;
  /**
   * Visits of each day in the stratum of its category, in accumulation and in the dead zone, by symbol (`DayNote`s).
   */
  readonly usage: Readonly<Record<string, string>>;
  /** Days in cool-down, the latest last. */
  readonly recentDays: Readonly<Record<Stratum, readonly string[]>>;
  /** Symbols of the last visits, the latest last. */
  readonly recentSymbols: readonly string[];
  readonly relaxCounts: Readonly<Record<Relaxation, number>>;
  /** The visit that was begun last; null before the first one. */
  readonly current: CurrentVisit | null;
  /**
   * The latest visits that results are taken for, as `SYMBOL:YYYY-MM-DD STRATUM PLANNED`; the last one ends before
   * `episode`.
   */
  readonly log: readonly string[];
  /** Episodes of them that were reported, as numbers and ranges `FROM-TO`. */
  readonly reported: readonly string[];
  /** Moving average and last visit of each day, by symbol (`DayNote`s); empty unless days have priorities. */
  readonly scores: Readonly<Record<string, string>>;
}

/** The state as text: one line of JSON per key, always the same for the same state. */
export function formatState(state: SamplerState): string {
  const lines = STATE_KEYS.map((key) => `  ${JSON.stringify(key)}: ${JSON.stringify(state[key])}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

const STATE_KEYS = [
  "version",
  "seed",
  "indexHash",
  "configHash",
  "config",
  "visit",
  "episode",
  "positionInVisit",
  "credits",
  "counts",
  "factors",
  "averages",
  "feedbackSeq",
  "usage",
  "recentDays",
  "recentSymbols",
  "relaxCounts",
  "current",
  "log",
  "reported",
  "scores",
] as const satisfies readonly (keyof SamplerState)[];

/** Ascending whole numbers as numbers and ranges: `["0-23", "30"]`. */
export function formatRanges(numbers: readonly number[]): string[] {
  const ranges: string[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const from = numbers[i]!;
    while (numbers[i + 1] === numbers[i]! + 1) i++;
    ranges.push(from === numbers[i] ? `${from}` : `${from}-${numbers[i]}`);
  }
  return ranges;
}
