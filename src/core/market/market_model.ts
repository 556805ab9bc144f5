/** What is assumed of a market where its data are silent: to be estimated from days that have them. */
import { SPREAD_MODEL, type SpreadModel } from "./synthetic_quote.ts";
import { VOLUME_PROFILE, type VolumeProfile } from "./volume_profile.ts";

/** The assumptions of one market. */
export interface MarketModel {
  /** Of synthetic and stale quotes. */
  readonly spread: SpreadModel;
  /** Of a day. */
  readonly volume: VolumeProfile;
}

/** Priors for all of them. */
export const MARKET_MODEL: MarketModel = { spread: SPREAD_MODEL, volume: VOLUME_PROFILE };
