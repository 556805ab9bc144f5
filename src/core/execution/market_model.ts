/** The parameters of a run -> what is assumed of the market where its data are silent. */
import { MomoError } from "../error.ts";
import type { MarketModel } from "../market/market_model.ts";
import { VOLUME_PROFILE } from "../market/volume_profile.ts";
import type { ExecutionSettings } from "./settings.ts";

/** The market model of a run. @throws {MomoError} `usage` if the volume profile is none. */
export function marketModel(settings: ExecutionSettings): MarketModel {
  return {
    spread: {
      volatilitySpreads: settings.spread_volatilities,
      ageFactor: settings.spread_age,
      priorShare: settings.spread_prior,
      extendedFactor: settings.spread_extended,
      printVolatility: settings.print_volatility,
    },
    volume: {
      regular: parseProfile(settings.volume_profile),
      preShare: settings.volume_pre,
      postShare: settings.volume_post,
    },
  };
}

/** Percents of the half hours, scaled to a sum of 100. */
function parseProfile(text: string): number[] {
  const wanted = VOLUME_PROFILE.regular.length;
  const shares = text.trim().split(/\s+/).map(Number);
  const sum = shares.reduce((total, share) => total + share, 0);
  const isProfile = shares.length === wanted && shares.every((share) => share >= 0) &&
    sum > 0 && sum < Infinity;
  if (isProfile) return sum === 100 ? shares : shares.map((share) => (100 * share) / sum);
  throw new MomoError(
    "usage",
    `Cannot use volume profile "${text}": expected ${wanted} numbers of at least 0, one for each half hour`,
  );
}
