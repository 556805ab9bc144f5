/** What tells one symbol from another. */

/** Lasting properties of a symbol. */
export interface SymbolTraits {
  /** Regular close before the first day, in dollars. */
  readonly price: number;
  /** Occasions to trade on a quiet day; one or more trades each. */
  readonly tradesPerDay: number;
  /** Occasions to change the quotes on a quiet day; about two records each. */
  readonly quotesPerDay: number;
  /** Deviation of the price over a regular session, relative. */
  readonly volatility: number;
  /** Usual bid-ask spread in the regular session, in basis points; never under one tick. */
  readonly spreadBps: number;
  /** Multiple of usual trade and quote sizes. */
  readonly sizeFactor: number;
}

/** A small company of a few dollars a share. */
export const DEFAULT_TRAITS: SymbolTraits = {
  price: 4,
  tradesPerDay: 200,
  quotesPerDay: 300,
  volatility: 0.018,
  spreadBps: 60,
  sizeFactor: 1,
};
