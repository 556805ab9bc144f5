/**
 * How long orders, cancels and reports travel.
 *
 * A leg takes `min(cap, (floor + median * exp(sigma * z) [network, and exchange on the way in] + tail) * g)`, where the
 * tail is a Pareto delay that few legs have and `g` grows with time of day and message rate. Delays are rounded to
 * whole microseconds.
 */
import { parseValue } from "../config/value_text.ts";
import { MomoError } from "../error.ts";
import { portableExp, portableLog } from "../math/portable.ts";
import { DelayTable, type LatencyPart } from "./delay_table.ts";
import type { KeyedDraws } from "./keyed_draws.ts";
import type { ExecutionSettings } from "./settings.ts";

const US_NS = 1e3;
const MS_US = 1e3;

/** The law of one profile. */
export interface LatencyModel {
  /** The exact delay of every leg in ns; -1 if it is drawn. */
  readonly constantNs: number;
  /** Both ways. */
  readonly network: LatencyPart;
  /** Added to the network part of everything that goes to the venue. */
  readonly exchange: LatencyPart;
  /** How often a leg has a Pareto tail. */
  readonly tailProbability: number;
  /** In ms. */
  readonly tailScale: number;
  /** Exponent of the tail. */
  readonly tailAlpha: number;
  /** In ms. */
  readonly cap: number;
  /** Factor on every leg. */
  readonly scale: number;
}

/** The law of one profile with its tables, ready to be drawn from. */
export interface LatencyLaw extends LatencyModel {
  readonly networkDelays: DelayTable;
  /** `null` if nothing is added on the way to the venue. */
  readonly exchangeDelays: DelayTable | null;
}

const NO_PART: LatencyPart = { floor: 0, median: 0, sigma: 0 };
const RETAIL_TAIL = { tailProbability: 0.015, tailScale: 150, tailAlpha: 2, cap: 5000, scale: 1 };

/** Profiles by name; times in ms. */
export const LATENCY_PROFILES: Readonly<Record<string, LatencyModel>> = {
  seed: {
    ...{ constantNs: -1, ...RETAIL_TAIL },
    network: { floor: 10, median: 15, sigma: 0.5 },
    exchange: { floor: 20, median: 30, sigma: 0.55 },
  },
  "retail-api": {
    ...{ constantNs: -1, ...RETAIL_TAIL, exchange: NO_PART },
    network: { floor: 30, median: 60, sigma: 0.45 },
  },
  "retail-gui": {
    ...{ constantNs: -1, ...RETAIL_TAIL, exchange: NO_PART },
    ...{ tailProbability: 0.02, tailScale: 300 },
    network: { floor: 60, median: 180, sigma: 0.5 },
  },
  dma: {
    ...{ constantNs: -1, exchange: NO_PART, scale: 1 },
    ...{ tailProbability: 0.005, tailScale: 10, tailAlpha: 2, cap: 500 },
    network: { floor: 1, median: 2, sigma: 0.4 },
  },
  none: { constantNs: 0, network: NO_PART, exchange: NO_PART, ...RETAIL_TAIL },
};

const CONSTANT = "constant:";

/**
 * The law that a profile's name stands for: a key of `LATENCY_PROFILES`, or `constant:100ms`.
 *
 * @throws {MomoError} `usage` if there is no such profile.
 */
export function latencyProfile(name: string): LatencyModel {
  if (name.startsWith(CONSTANT)) {
    const constantNs = parseValue({ kind: "duration" }, name.slice(CONSTANT.length));
    if (typeof constantNs === "number" && constantNs >= 0) {
      return { ...LATENCY_PROFILES["none"]!, constantNs };
    }
  }
  const profile = Object.hasOwn(LATENCY_PROFILES, name) ? LATENCY_PROFILES[name] : undefined;
  if (profile !== undefined) return profile;
  const known = Object.keys(LATENCY_PROFILES).join(", ");
  throw new MomoError(
    "usage",
    `Cannot use latency profile "${name}": expected ${known} or constant:TIME such as constant:100ms`,
  );
}

/** A profile with the parameters that the settings give in place of its own. @throws As {@link latencyProfile}. */
export function latencyModel(name: string, settings: ExecutionSettings): LatencyLaw {
  const profile = latencyProfile(name);
  const given = (value: number, own: number) => value >= 0 ? value : own;
  const network = {
    floor: given(settings.latency_network_floor, profile.network.floor),
    median: given(settings.latency_network_median, profile.network.median),
    sigma: given(settings.latency_network_sigma, profile.network.sigma),
  };
  const exchange = {
    floor: given(settings.latency_exchange_floor, profile.exchange.floor),
    median: given(settings.latency_exchange_median, profile.exchange.median),
    sigma: given(settings.latency_exchange_sigma, profile.exchange.sigma),
  };
  return {
    ...{ constantNs: profile.constantNs, network, exchange },
    tailProbability: given(settings.latency_tail_probability, profile.tailProbability),
    tailScale: given(settings.latency_tail_scale, profile.tailScale),
    tailAlpha: given(settings.latency_tail_alpha, profile.tailAlpha),
    cap: given(settings.latency_cap, profile.cap),
    scale: settings.latency_scale,
    networkDelays: new DelayTable(network),
    exchangeDelays: exchange.median + exchange.floor > 0 ? new DelayTable(exchange) : null,
  };
}

/**
 * The delay of one leg in ns.
 *
 * @param draws At the leg's draws (see `KeyedDraws.seek`); not used by a constant delay.
 * @param toVenue Whether the leg ends at the venue, and so has the exchange part too.
 * @param factor Factor by time of day and message rate, 1 or more; constant delays ignore it.
 */
export function legNs(
  model: LatencyLaw,
  draws: KeyedDraws,
  toVenue: boolean,
  factor: number,
): number {
  if (model.constantNs >= 0) return model.constantNs;
  let ms = model.networkDelays.at(draws.unit(0));
  if (toVenue && model.exchangeDelays !== null) ms += model.exchangeDelays.at(draws.unit(1));
  if (draws.unit(2) < model.tailProbability) ms += tailMs(model, draws.unit(3));
  const capped = Math.min(model.cap, ms * factor * model.scale);
  return Math.round(capped * MS_US) * US_NS;
}

/** A Pareto delay. */
function tailMs(model: LatencyModel, v: number): number {
  return model.tailScale * portableExp(-portableLog(1 - v) / model.tailAlpha);
}
