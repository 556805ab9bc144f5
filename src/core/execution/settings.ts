/**
 * Every parameter of the execution model: name, unit, default, range, source. The table feeds flags, the `[execution]`
 * table of `momo.toml`, the documentation and the log of a run.
 */
import { defaultsOf, specsOf, type ThresholdSpec } from "../config/spec.ts";
import type { ExecutionSettings } from "./setting_keys.ts";
import { VOLUME_PROFILE } from "../market/volume_profile.ts";

export type { ExecutionSettings };

/** One parameter of the execution model. */
export interface ExecutionSpec extends ThresholdSpec {
  /** Where the default comes from: a rule, a paper, or `prior` for a judgement to be calibrated. */
  readonly source: string;
}

type Entry = Omit<ExecutionSpec, "key" | "group" | "since">;

const FIRST_VERSION = 1;
const PRIOR = "prior";
const COUNTED = new Set(["shares", "count", "ticks"]);

interface Range {
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly source?: string;
}

function number(value: number, range: Range, help: string): Entry {
  return { source: PRIOR, ...range, default: value, help, integer: COUNTED.has(range.unit) };
}

function choice(value: string, choices: readonly string[], help: string, source = PRIOR): Entry {
  return { unit: "name", default: value, choices, help, source };
}

/** A latency parameter that is taken from the profile unless it is given. */
function override(unit: string, max: number, help: string): Entry {
  return number(-1, { unit, min: -1, max }, `${help}; -1 is the profile's`);
}

const fraction = (value: number, help: string, source = PRIOR) =>
  number(value, { unit: "fraction", min: 0, max: 1, source }, help);
const factor = (value: number, help: string) =>
  number(value, { unit: "ratio", min: 0, max: 100 }, help);
const seconds = (value: number, help: string, source = PRIOR) =>
  number(value, { unit: "seconds", min: 0, max: 86_400, source }, help);
const milliseconds = (help: string) => override("ms", 60_000, help);
const flag = (value: boolean, help: string, source = PRIOR): Entry => ({
  ...{ unit: "flag", default: value, help, source },
});

const LATENCY_SOURCE = "published retail and direct-access round trips; tails are a prior";

const LATENCY = {
  latency_profile: {
    ...{ unit: "name", default: "seed", source: LATENCY_SOURCE },
    help: "Latency model: seed, retail-api, retail-gui, dma, none, or constant:TIME",
  },
  latency_trigger_profile: {
    ...{ unit: "name", default: "dma", source: LATENCY_SOURCE },
    help: "Latency of an order that a stop held at the broker releases",
  },
  latency_network_floor: milliseconds("Fixed part of the network leg"),
  latency_network_median: milliseconds("Median of the log-normal part of the network leg"),
  latency_network_sigma: override("log", 5, "Spread of the log-normal part of the network leg"),
  latency_exchange_floor: milliseconds("Fixed part of the exchange leg"),
  latency_exchange_median: milliseconds("Median of the log-normal part of the exchange leg"),
  latency_exchange_sigma: override("log", 5, "Spread of the log-normal part of the exchange leg"),
  latency_tail_probability: override("fraction", 1, "How often a leg has a heavy tail"),
  latency_tail_scale: milliseconds("Smallest delay of the Pareto tail"),
  latency_tail_alpha: override("exponent", 100, "Exponent of the Pareto tail"),
  latency_cap: milliseconds("Longest leg"),
  latency_scale: factor(1, "Factor on every random leg, for domain randomisation"),
  latency_activity_exponent: number(
    0.25,
    { unit: "exponent", min: 0, max: 4 },
    "How latency grows with the message rate of the last second over its usual value",
  ),
  latency_activity_max: number(
    4,
    { unit: "ratio", min: 1, max: 100 },
    "Largest factor by message rate",
  ),
  latency_open_factor: factor(1.5, "Factor from the open for 5 minutes"),
  latency_morning_factor: factor(1.25, "Factor from 5 to 30 minutes after the open"),
  latency_close_factor: factor(1.15, "Factor in the last 10 minutes of the regular session"),
  feed_latency: number(
    30,
    { unit: "ms", min: 0, max: 60_000 },
    "Delay of market data on the way to the agent",
  ),
} satisfies Record<string, Entry>;

const QUOTES = {
  stale_regular: seconds(60, "Age from which a quote is stale in the regular session"),
  stale_extended: seconds(300, "Age from which a quote is stale before and after it"),
  market_collar: fraction(0.05, "How far from the touch a market order may walk"),
  marketable_offset: number(
    2,
    { unit: "ticks", min: 0, max: 10_000 },
    "How far beyond the touch seen a marketable limit without a limit price is set",
  ),
  visible_fraction: number(
    1,
    { unit: "fraction", min: 0.01, max: 1 },
    "Share of the displayed size that an order can reach",
  ),
  improvement_probability: fraction(
    0,
    "How often a market order within the touch's size is filled inside the quote; 0 is never",
    "17 CFR 242.605 reports; a prior",
  ),
  improvement_fraction: fraction(
    0.3,
    "Share of half the spread by which such a fill is better than the touch",
    "17 CFR 242.605 reports; a prior",
  ),
} satisfies Record<string, Entry>;

const SYNTHETIC = {
  spread_volatilities: number(
    1.5,
    {
      unit: "ratio",
      min: 0,
      max: 100,
      source: "prior; Wyart et al., physics/0603084 for the form",
    },
    "Synthetic spread over the volatility per trade",
  ),
  spread_age: number(
    0.5,
    { unit: "ratio", min: 0, max: 100 },
    "Share of the volatility over a quote's age by which half its spread widens",
  ),
  spread_prior: fraction(0.004, "Spread over price where no prints tell a volatility"),
  spread_extended: number(
    3.5,
    { unit: "ratio", min: 1, max: 100, source: "Barclay & Hendershott 2004" },
    "Factor on that spread before the open and after the close",
  ),
  print_volatility: fraction(
    0,
    "Volatility per trade in the regular session before two prints have told it; 0 takes spread_prior",
  ),
  volume_profile: {
    ...{ unit: "percent", default: VOLUME_PROFILE.regular.join(" ") },
    help: "Share of regular volume in each half hour from 09:30, thirteen numbers",
    source: "ITG 2016; Cowen 2018",
  },
  volume_pre: number(
    0.08,
    { unit: "fraction", min: 0, max: 100 },
    "Volume before the open over that of the regular session",
  ),
  volume_post: number(
    0.04,
    { unit: "fraction", min: 0, max: 100 },
    "Volume after the close over that of the regular session",
  ),
} satisfies Record<string, Entry>;

const IMPACT = {
  impact_coefficient: number(
    1,
    { unit: "ratio", min: 0, max: 10, source: "Sato & Kanazawa, arXiv:2411.13965" },
    "Coefficient Y of the square-root law; 0.5 to 2 for domain randomisation",
  ),
  impact_crossover: number(
    1e-5,
    { unit: "fraction", min: 1e-9, max: 0.1, source: "Bucci et al., arXiv:1811.05230" },
    "Share of a day's volume below which impact is linear",
  ),
  impact_decay: number(
    900,
    { unit: "seconds", min: 1, max: 86_400, source: "prior; Alfonsi & Schied 2010 for the form" },
    "Time constant with which own volume is forgotten",
  ),
  impact_memory: choice(
    "single",
    ["single", "mixture"],
    "How own volume is forgotten: with impact_decay, or a third each with 30 s, 5 min and 60 min",
    "prior; the mixture is nearer the slow decay of Maitrier et al., arXiv:2502.16246",
  ),
  impact_passive_weight: fraction(0.3, "Weight of passive fills in own volume"),
  estimate_window: number(
    900,
    { unit: "seconds", min: 10, max: 57_600 },
    "Trailing window of volatility and volume",
  ),
  prior_weight: number(
    120,
    { unit: "seconds", min: 1, max: 57_600 },
    "Seconds of data that the estimates from earlier days count for",
  ),
  prior_volatility: number(
    0.15,
    { unit: "fraction", min: 1e-4, max: 10 },
    "Volatility of a day, where no earlier days are known",
  ),
  prior_volume: number(
    1e6,
    { unit: "shares", min: 1, max: 1e12 },
    "Volume of a day, where no earlier days are known",
  ),
  participation_cap: fraction(
    0.25,
    "Share of the tape's volume of the window that fills beyond the touch may reach; 1 is no cap",
  ),
  participation_window: number(
    60,
    { unit: "seconds", min: 1, max: 3600 },
    "Trailing window of the participation cap",
  ),
} satisfies Record<string, Entry>;

const RESTING = {
  print_fraction: number(
    1,
    { unit: "fraction", min: 0, max: 1 },
    "Share of a print that own resting orders may take together",
  ),
  queue_model: choice(
    "risk-averse",
    ["risk-averse", "power"],
    "How shrinkage of the touch without prints shortens the queue ahead",
    "hftbacktest's queue models",
  ),
  queue_power: number(
    3,
    { unit: "exponent", min: 0, max: 10, source: "hftbacktest's queue models" },
    "Exponent of the power queue model",
  ),
  stop_trigger: choice("last", ["last", "quote"], "What triggers a stop: a print, or the quote"),
} satisfies Record<string, Entry>;

const RULES = {
  halt_policy: choice(
    "reject",
    ["reject", "queue"],
    "What happens to orders that arrive in a halt: rejected, or kept for the reopening",
  ),
  cross_share: fraction(0.05, "Share of a reopening cross that own orders may take"),
  luld: choice(
    "auto",
    ["auto", "on", "off"],
    "Price bands estimated from the tape: auto is only without status messages",
    "LULD plan as amended by 83 FR 66464",
  ),
  luld_tier: number(
    2,
    { unit: "count", min: 1, max: 2, source: "LULD plan, appendix A" },
    "Tier of the stock for the width of its bands",
  ),
  allow_short: flag(false, "Whether short sales are possible at all"),
  short_market_policy: choice(
    "reject",
    ["reject", "rest"],
    "What happens to a restricted short sale at the market: rejected, or set one tick above the bid",
    "17 CFR 242.201",
  ),
  max_order_shares: number(
    1e6,
    { unit: "shares", min: 1, max: 1e9 },
    "Largest order",
  ),
} satisfies Record<string, Entry>;

const ACCOUNT = {
  start_cash: number(25_000, { unit: "USD", min: 0, max: 1e9 }, "Cash at the start"),
  leverage: number(
    1,
    { unit: "ratio", min: 1, max: 4, source: "FINRA rule 4210" },
    "Buying power over equity; 1 is a cash account",
  ),
  commission: choice(
    "ibkr-fixed",
    ["ibkr-fixed", "ibkr-tiered", "zero"],
    "Commission schedule",
    "brokers' published schedules",
  ),
} satisfies Record<string, Entry>;

/** All of them by key: the compiler sees to it that none is missing. */
const ENTRIES: Readonly<Record<keyof ExecutionSettings, Entry>> = {
  ...LATENCY,
  ...QUOTES,
  ...SYNTHETIC,
  ...IMPACT,
  ...RESTING,
  ...RULES,
  ...ACCOUNT,
};

const GROUPS = {
  "Latency": LATENCY,
  "Quotes and gates": QUOTES,
  "Market without data": SYNTHETIC,
  "Impact": IMPACT,
  "Resting orders": RESTING,
  "Market rules": RULES,
  "Account": ACCOUNT,
} as const;

/** The table itself, in the order it is documented in. */
export const EXECUTION_SETTINGS: readonly ExecutionSpec[] = specsOf<ExecutionSpec>(
  GROUPS,
  FIRST_VERSION,
);

/** Every parameter at its default, with the given values in their place. */
export function executionSettings(changed: Partial<ExecutionSettings> = {}): ExecutionSettings {
  // the table has exactly these keys, and each default is of the kind that its key says
  return { ...defaultsOf(ENTRIES), ...changed } as ExecutionSettings;
}
