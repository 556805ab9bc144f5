/** What all parts of the execution model work on: one market, one model, the state of the environment at hand. */
import { BookWalk } from "./book_walk.ts";
import { type Estimates, estimatesOf } from "./estimates.ts";
import { type FeeRates, feeRates } from "./fee_schedule.ts";
import type { ImpactLaw } from "./impact.ts";
import { KeyedDraws } from "./keyed_draws.ts";
import { type LatencyLaw, latencyModel } from "./latency.ts";
import { type LatencyFactors, latencyFactors } from "./latency_factors.ts";
import { type PriceBands, priceBands } from "./luld.ts";
import { ReportLog } from "./report_log.ts";
import type { ExecutionSettings } from "./settings.ts";
import type { MarketTape } from "./tape.ts";
import { createTouch, FUTURE_BUFFER_NS, type Touch, VenueMarket } from "../market/venue_market.ts";

/** One fill that is about to be booked. */
export interface Fill {
  time: number;
  shares: number;
  /** Nano-dollars, on the tick. */
  price: number;
  liquidity: number;
  /** Touch of the side that was needed, nano-dollars; `NaN` if there was none. */
  touch: number;
  /** Displacement of the touch by own earlier volume, nano-dollars, 0 or more. */
  carry: number;
  isSynthetic: boolean;
}

/** Everything one call needs. `state` and `at` choose the environment; `touch`, `law`, `fill` and `walk` are scratch. */
export interface Venue {
  readonly tape: MarketTape;
  readonly market: VenueMarket;
  readonly settings: ExecutionSettings;
  readonly estimates: Estimates;
  readonly rates: FeeRates;
  readonly latency: LatencyLaw;
  readonly latencyFactors: LatencyFactors;
  readonly triggerLatency: LatencyLaw;
  readonly draws: KeyedDraws;
  /** `null` where bands are not enforced. */
  readonly bands: PriceBands | null;
  readonly log: ReportLog;
  readonly state: Float64Array;
  /** Where the environment's slots begin in `state`. */
  at: number;
  readonly touch: Touch;
  readonly law: ImpactLaw;
  readonly fill: Fill;
  readonly walk: BookWalk;
}

/** What a venue is made from. */
export interface VenueOptions {
  readonly tape: MarketTape;
  readonly settings: ExecutionSettings;
  /** Whole number, 0 to 2^53 - 1. */
  readonly seed: number;
  /** Memory of all environments. */
  readonly state: Float64Array;
}

/** A venue for one day and one set of parameters. @throws {MomoError} `usage` on an unknown latency profile. */
export function createVenue({ tape, settings, seed, state }: VenueOptions): Venue {
  const wantsBands = settings.luld === "on" || (settings.luld === "auto" && !tape.day.hasStatus);
  const estimates = estimatesOf(tape, settings);
  return {
    ...{ tape, settings, state, at: 0, estimates },
    market: new VenueMarket(tape.day, FUTURE_BUFFER_NS, tape.halts),
    latencyFactors: latencyFactors(estimates.activity, tape.day.times, settings),
    rates: feeRates(settings.commission, tape.day.tradeDate),
    latency: latencyModel(settings.latency_profile, settings),
    triggerLatency: latencyModel(settings.latency_trigger_profile, settings),
    draws: new KeyedDraws(seed),
    bands: wantsBands ? priceBands(tape, settings.luld_tier) : null,
    log: new ReportLog(),
    touch: createTouch(),
    law: { strength: 0, crossover: 0 },
    fill: {
      ...{ time: 0, shares: 0, price: 0, liquidity: 0 },
      ...{ touch: NaN, carry: 0, isSynthetic: false },
    },
    walk: new BookWalk(),
  };
}
