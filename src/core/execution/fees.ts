/** What an order has cost in fees so far, as a function of what it has filled: minimum and cap count once per order. */
import type { FeeRates } from "./fee_schedule.ts";

const CENT = 1e4; // micro-dollars
const MILLION_DOLLARS = 1e12;

/** What an order has filled so far. */
export interface FilledSoFar {
  readonly isSale: boolean;
  readonly shares: number;
  /** Shares of these that added liquidity. */
  readonly added: number;
  /** Sum of shares times price, micro-dollars. */
  readonly notional: number;
}

/**
 * All fees of an order, micro-dollars: a whole number, never falling as it fills, except by rebates.
 *
 * Regulatory fees are charged on sales only, each rounded up to the cent; the rest is rounded up to the micro-dollar.
 */
export function feesOf(rates: FeeRates, filled: FilledSoFar): number {
  if (filled.shares === 0) return 0;
  let fees = commissionOf(rates, filled.shares, filled.notional);
  if (rates.take !== 0 || rates.add !== 0 || rates.passThrough !== 0) {
    fees += rates.take * (filled.shares - filled.added) + rates.add * filled.added;
    fees += rates.passThrough * filled.shares;
  }
  if (!filled.isSale) return fees;
  const sec = (filled.notional * rates.secPerMillion) / MILLION_DOLLARS;
  const taf = Math.min(rates.tafMaximum, filled.shares * rates.tafPerShare);
  return fees + Math.ceil(sec / CENT) * CENT + Math.ceil(taf / CENT) * CENT;
}

/** Per share, at least the minimum, at most a share of the value: the maximum wins. Rounded up. */
function commissionOf(rates: FeeRates, shares: number, notional: number): number {
  if (rates.perShare === 0) return 0;
  const plain = Math.max(rates.minimum, rates.perShare * shares);
  return Math.ceil(Math.min(plain, notional * rates.maximumFraction));
}

/**
 * The most that an order of `shares` can cost in fees when all of it is worth at most `notional` micro-dollars: what
 * buying power has to hold ready.
 */
export function worstFees(rates: FeeRates, shares: number, notional: number): number {
  const perShare = Math.max(rates.take, rates.add, 0) + rates.passThrough;
  const sec = (notional * rates.secPerMillion) / MILLION_DOLLARS;
  const taf = Math.min(rates.tafMaximum, shares * rates.tafPerShare);
  const regulatory = Math.ceil(sec) + Math.ceil(taf) + 2 * CENT;
  return commissionOf(rates, shares, notional) + perShare * shares + regulatory;
}
