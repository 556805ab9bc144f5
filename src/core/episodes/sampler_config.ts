import type { PriorityKind } from "./priority.ts";
import type { AdvancedMix } from "./stages.ts";
import type { Evenness } from "./stratum_days.ts";

/** Units that can be planned. */
export const SAMPLER_MODES = ["visit", "episode", "iid"] as const;

/**
 * The unit that is planned: `visit` all points of a day, one after another; `episode` single points, which keep the
 * same mix and evenness; `iid` single points drawn independently of all earlier ones, by share, quality and symbol
 * alone.
 */
export type SamplerMode = (typeof SAMPLER_MODES)[number];

/** What shapes the plan, besides index and seed. */
export interface SamplerConfig {
  readonly mode: SamplerMode;
  /** What the advanced stage means. */
  readonly advanced: AdvancedMix;
  /** Gives `mixed` and `dead_zone` a share of 2 % each in the stages that have none of them. */
  readonly allowNewStrata: boolean;
  /** How strongly uses lower the weight of a day. */
  readonly evenness: Evenness;
  /** Which days the learner has most to gain from, if that is to count. */
  readonly priority: PriorityKind;
  /**
   * Most episodes of one visit that are given out; 0 is no limit. The mix counts all points of the day all the same.
   */
  readonly maxEpisodesPerDay: number;
}

/** What holds unless said otherwise. */
export const DEFAULT_CONFIG: SamplerConfig = {
  mode: "visit",
  advanced: "equal",
  allowNewStrata: false,
  evenness: "normal",
  priority: "off",
  maxEpisodesPerDay: 0,
};

/** The names of the settings, in the order of the state file. */
export const CONFIG_KEYS = [
  "mode",
  "advanced",
  "allowNewStrata",
  "evenness",
  "priority",
  "maxEpisodesPerDay",
] as const satisfies readonly (keyof SamplerConfig)[];

/** The settings as canonical text: what their hash is made from. */
export function configText(config: SamplerConfig): string {
  return JSON.stringify(CONFIG_KEYS.map((key) => [key, config[key]]));
}
