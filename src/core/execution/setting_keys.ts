/** The names of the parameters of the execution model, by the kind of their values. */

/** Parameters that are numbers, in the unit that `EXECUTION_SETTINGS` says. */
export type ExecutionNumberKey =
  | "latency_network_floor"
  | "latency_network_median"
  | "latency_network_sigma"
  | "latency_exchange_floor"
  | "latency_exchange_median"
  | "latency_exchange_sigma"
  | "latency_tail_probability"
  | "latency_tail_scale"
  | "latency_tail_alpha"
  | "latency_cap"
  | "latency_scale"
  | "latency_activity_exponent"
  | "latency_activity_max"
  | "latency_open_factor"
  | "latency_morning_factor"
  | "latency_close_factor"
  | "feed_latency"
  | "stale_regular"
  | "stale_extended"
  | "market_collar"
  | "marketable_offset"
  | "visible_fraction"
  | "improvement_probability"
  | "improvement_fraction"
  | "spread_volatilities"
  | "spread_age"
  | "spread_prior"
  | "spread_extended"
  | "print_volatility"
  | "volume_pre"
  | "volume_post"
  | "impact_coefficient"
  | "impact_crossover"
  | "impact_decay"
  | "impact_passive_weight"
  | "estimate_window"
  | "prior_weight"
  | "prior_volatility"
  | "prior_volume"
  | "participation_cap"
  | "participation_window"
  | "print_fraction"
  | "queue_power"
  | "cross_share"
  | "luld_tier"
  | "max_order_shares"
  | "start_cash"
  | "leverage";

/** Parameters that are names or texts. */
export type ExecutionTextKey =
  | "latency_profile"
  | "latency_trigger_profile"
  | "volume_profile"
  | "impact_memory"
  | "queue_model"
  | "stop_trigger"
  | "halt_policy"
  | "luld"
  | "short_market_policy"
  | "commission";

/** Parameters that are on or off. */
export type ExecutionFlagKey = "allow_short";

/** A value for every parameter, keyed like the `[execution]` table of `momo.toml`; see `EXECUTION_SETTINGS`. */
export type ExecutionSettings =
  & Readonly<Record<ExecutionNumberKey, number>>
  & Readonly<Record<ExecutionTextKey, string>>
  & Readonly<Record<ExecutionFlagKey, boolean>>;
